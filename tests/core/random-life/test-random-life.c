/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-run.h"
#include "process-memory.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Random sequences of what can happen to actors, each on a stage of its own, beside a model of them
 * that says after every step what must be seen: who handled what, which hooks ran, how each ask
 * stands, which messages became dead letters, who has stopped and why. Which ready actor runs next
 * is random, too. The actors are on two dispatchers and have mailboxes of all kinds; an interceptor
 * comes and goes, which drops, delays and fails calls; and whatever is done for a call has to be
 * done in its execution context.
 *
 * A sequence is its seed. One that fails is run again and told step by step, and its seed printed;
 *
 *     RANDOM_LIFE=SEED build/tests/core/random-life/test-random-life
 *
 * tells that one alone. The harness's own --seed runs all sequences of a run again, and
 * RANDOM_LIFE_SEQUENCES=N another number of them. */

#define N_SEQUENCES         100000
#define N_SEQUENCES_WATCHED 10000

/* For what is called without data. */
static LifeRun *current;
static volatile guint32 current_seed;

guint
life_run_pick (LifeRun *self, guint n)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) n);
}

void
life_run_tell (LifeRun *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!self->tells)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
}

void
life_run_complain (LifeRun *self, const char *format, ...)
{
  va_list args;

  if (self->problem != NULL)
    return;
  va_start (args, format);
  self->problem = g_strdup_vprintf (format, args);
  va_end (args);
  life_run_tell (self, "    WRONG: %s", self->problem);
}

/* The whole. */

static void
life_listener (DomoStage *stage, gpointer proxy, DomoLifeEvent event, gpointer data)
{
  LifeRun *self = data;
  LifeWorld *world = self->world;

  if (event == DOMO_LIFE_EVENT_CLOSING)
    return;
  /* The roots are the first. */
  if (world->n_actors < LIFE_UPPER && life_world_find (world, proxy) < 0)
    world->proxies[world->n_actors++] = g_object_ref (proxy);
  life_world_see (world, life_world_find (world, proxy), LIFE_TOLD, (int) event);
}

static void
begin (LifeRun *self)
{
  g_autoptr (DomoBackOff) back_off =
      domo_back_off_new (LIFE_BACK_OFF_INITIAL, 2.0, LIFE_BACK_OFF_CEILING, 0.0, LIFE_RESET_AFTER);

  for (int i = 0; i < 2; i++)
    {
      self->dispatchers[i] = domo_test_dispatcher_new ();
      self->world->dispatchers[i] = DOMO_DISPATCHER (self->dispatchers[i]);
    }
  self->interceptor = life_world_make_interceptor (self->world);
  self->clock = domo_manual_clock_new ();
  self->stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", self->dispatchers[0], "clock",
                              self->clock, "address-kind", DOMO_ADDRESS_KIND_NUMERIC, "back-off",
                              back_off, "await-timeout", LIFE_AWAIT_TIMEOUT, NULL);
  domo_stage_add_life_listener (self->stage, life_listener, self, NULL);
  model_reset (self->model);
  for (int id = 0; id < LIFE_UPPER; id++)
    {
      domo_test_dispatcher_step (self->dispatchers[0]);
      model_step (self->model, id);
    }
  life_run_spawn (self, (LifeSpec){ .supervisor = LIFE_PUBLIC_ROOT });
  life_run_spawn (self, (LifeSpec){ .supervisor = LIFE_UPPER, .dispatcher = 1 });
  if (life_run_pick (self, 3) == 0)
    life_run_intercept (self, TRUE);
}

static void
finish (LifeRun *self)
{
  life_run_drain (self);
  life_run_check_suspended (self);
  life_run_close (self, life_run_pick (self, 4) == 0);
  life_run_check (self);
  life_run_drain (self);
  /* Handlers wait still, one after the other, but none for ever. */
  for (int i = 0; self->problem == NULL && !self->model->closed && i < LIFE_MAX_CALLS; i++)
    {
      life_run_advance (self, LIFE_AWAIT_TIMEOUT + G_USEC_PER_SEC);
      life_run_drain (self);
    }
  if (self->problem == NULL && !self->model->closed)
    life_run_complain (self, "the close does not come to an end");
  for (int i = 0; self->problem == NULL && i < self->model->n_calls; i++)
    {
      if (self->asks[i] != NULL && domo_future_is_pending (self->asks[i]))
        life_run_complain (self, "ask %d is pending at the end", i);
    }
}

static void
clear (LifeRun *self)
{
  for (int i = 0; i < LIFE_MAX_CALLS; i++)
    {
      g_clear_pointer (&self->asks[i], domo_future_unref);
      g_clear_object (&self->cancellables[i]);
    }
  for (int i = 0; i < LIFE_MAX_ACTORS; i++)
    {
      g_clear_pointer (&self->starting[i], domo_future_unref);
      g_clear_pointer (&self->stopping[i], domo_future_unref);
    }
  life_world_clear (self->world);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->stage);
  for (int i = 0; i < 2; i++)
    g_assert_finalize_object (self->dispatchers[i]);
  g_assert_finalize_object (self->interceptor);
  g_assert_finalize_object (self->clock);
  g_assert_cmpint (life_actor_count_instances (), ==, 0);
}

/* Answers what went wrong, or NULL. After that everything is left as it is. */
static char *
run_sequence (LifeWorld *world, Model *model, guint32 seed, gboolean tells)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  LifeRun self = { .world = world, .model = model, .random = random, .tells = tells, .last = -1 };
  guint n;

  current = &self;
  current_seed = seed;
  begin (&self);
  life_run_check (&self);
  n = 15 + life_run_pick (&self, 26);
  for (guint i = 0; i < n && self.problem == NULL; i++)
    {
      guint n_steps = life_run_pick (&self, 8) == 0 ? G_MAXUINT : life_run_pick (&self, 4);

      life_run_operate (&self);
      while (self.problem == NULL && n_steps-- > 0 && life_run_is_ready (&self))
        life_run_step (&self);
    }
  if (self.problem == NULL)
    finish (&self);
  if (self.problem == NULL)
    clear (&self);
  current = NULL;
  return self.problem;
}

static LifeWorld *
world_new (void)
{
  LifeWorld *self = g_new0 (LifeWorld, 1);

  self->policy.wait = -1;
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref);
  self->events = g_array_new (FALSE, FALSE, sizeof (LifeEvent));
  return self;
}

static void
world_free (LifeWorld *self)
{
  g_ptr_array_unref (self->kept);
  g_array_unref (self->events);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LifeWorld, world_free)

/* Runs a sequence. One that goes wrong is told from its beginning. */
static void
run_and_report (LifeWorld *world, Model *model, guint32 seed)
{
  g_autofree char *problem = run_sequence (world, model, seed, FALSE);
  g_autofree char *again = NULL;
  LifeWorld *other;

  if (problem == NULL)
    return;
  other = world_new ();
  again = run_sequence (other, model, seed, TRUE);
  g_error ("RANDOM_LIFE=%u: %s", seed, problem);
}

static guint
get_n_sequences (void)
{
  const char *wanted = g_getenv ("RANDOM_LIFE_SEQUENCES");

  if (wanted != NULL)
    return (guint) strtoul (wanted, NULL, 10);
  return process_memory_is_watched () ? N_SEQUENCES_WATCHED : N_SEQUENCES;
}

static void
test_sequences_as_the_model_says (void)
{
  g_autoptr (LifeWorld) world = world_new ();
  g_autoptr (Model) model = model_new ();
  const char *only = g_getenv ("RANDOM_LIFE");
  const guint32 first = (guint32) g_test_rand_int ();
  const guint n = get_n_sequences ();

  g_test_summary ("After every step of random sequences actors are as the model says.");
  if (only != NULL)
    {
      g_autofree char *problem =
          run_sequence (world, model, (guint32) strtoul (only, NULL, 10), TRUE);

      g_assert_cmpstr (problem, ==, NULL);
      return;
    }
  g_test_message ("%u sequences, the first: RANDOM_LIFE=%u", n, first);
  for (guint i = 0; i < n; i++)
    run_and_report (world, model, first + i);
}

/* Where the library itself gives up, it is good to know in which sequence. */
static void
print_seed (int number)
{
  char text[] = "# in the sequence RANDOM_LIFE=0000000000\n";
  guint32 rest = current_seed;

  for (gsize i = sizeof text - 3; rest > 0; i--, rest /= 10)
    text[i] = (char) ('0' + rest % 10);
  if (write (STDOUT_FILENO, text, sizeof text - 1) < 0)
    _exit (1);
  signal (number, SIG_DFL);
  raise (number);
}

/* Counts the records about failures and suspended actors, and prints only what is alarming. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  guint64 address = 0;

  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0)
    return g_log_writer_default (level, fields, n_fields, data);
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "DOMO_DEAD_LETTER_REASON"))
        return G_LOG_WRITER_HANDLED;
      if (g_str_equal (fields[i].key, "DOMO_ACTOR_ADDRESS"))
        address = strtoull (fields[i].value, NULL, 10);
    }
  for (int i = 0; current != NULL && i < current->world->n_actors; i++)
    {
      if (current->addresses[i] == 0)
        current->addresses[i] =
            domo_address_get_number (domo_proxy_get_address (current->world->proxies[i]));
      if (current->addresses[i] == address)
        current->n_lines[i]++;
    }
  return G_LOG_WRITER_HANDLED;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  signal (SIGABRT, print_seed);
  signal (SIGTRAP, print_seed);
  /* Which a sanitizer wants for itself. */
  if (!process_memory_is_watched ())
    signal (SIGSEGV, print_seed);

  g_test_add_func ("/core/random-life/sequences-as-the-model-says",
                   test_sequences_as_the_model_says);

  return g_test_run ();
}
