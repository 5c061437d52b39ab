/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "process-memory.h"
#include "witness.h"

#include <stdatomic.h>

/* What random-life cannot have: actors in several threads at once, which send, ask, wait, fail,
 * put aside and make children while other threads send to them, suspend and restart them. Nobody
 * can say step by step what comes of that; but the accounts are exact, the messages of one sender
 * to one actor come in order and in their context, in the end nobody is left suspended or waiting,
 * and everything is released in the thread that it belongs to. */

#define N_ROUNDS         60
#define N_ROUNDS_WATCHED 6
#define N_ACTORS         6
#define N_SENDERS        2
#define N_MESSAGES       600 /* of each sender */
#define MAX_CHILDREN     16

/* Each actor is a sender, too, and so is the main thread. */
#define N_SOURCES   (N_SENDERS + N_ACTORS + 1)
#define MAIN_SOURCE (N_SENDERS + N_ACTORS)

/* Of what a plan may say, this is done without going on from it. */
#define PLAN_TO_GIVE_BACK (4 << 8)

typedef struct _World World;

/* Of an actor, whatever instance it is. Only its own code touches it, but for what says otherwise.
 */
typedef struct
{
  World *world;
  int id;
  gboolean in_order; /* the mailbox keeps it */
  gpointer proxy;
  Witness *witness;
  gint64 last[N_SOURCES]; /* the number that came last */
  GHashTable *put_aside;  /* numbers that come again */
  gint64 sent[N_ACTORS];  /* to each */
  guint n_out_of_order;
  guint n_out_of_context;
} Record;

struct _World
{
  DomoStage *stage;
  DomoDispatcher *dispatcher; /* with a thread of its own */
  Record records[N_ACTORS];
  Witness witnesses[2]; /* in this thread, and in that of the dispatcher */
  /* Any thread. */
  atomic_int n_sent;
  atomic_int n_children;
  atomic_int n_callbacks; /* that have not been let go */
  atomic_int n_deadlocks;
  gpointer children[MAX_CHILDREN];
  /* Only the main thread. */
  gint64 n_given_back;
};

/* The protocol: @source and @number say which message it is, @plan what comes of it. */

#define ROVER_TYPE_SUBJECT (rover_subject_get_type ())
G_DECLARE_INTERFACE (RoverSubject, rover_subject, ROVER, SUBJECT, DomoProtocol)

struct _RoverSubjectInterface
{
  GTypeInterface parent_iface;

  void (*tell) (RoverSubject *self, int source, gint64 number, guint plan);
  DomoFuture *(*ask) (RoverSubject *self, int source, gint64 number, guint plan);
};

G_DEFINE_INTERFACE (RoverSubject, rover_subject, DOMO_TYPE_PROTOCOL)

static void
rover_subject_default_init (RoverSubjectInterface *iface)
{
  domo_protocol_add_tell (iface, "tell", G_STRUCT_OFFSET (RoverSubjectInterface, tell), 3,
                          G_TYPE_INT, G_TYPE_INT64, G_TYPE_UINT);
  domo_protocol_add_ask (iface, "ask", G_STRUCT_OFFSET (RoverSubjectInterface, ask), G_TYPE_INT64,
                         3, G_TYPE_INT, G_TYPE_INT64, G_TYPE_UINT);
  domo_protocol_set_method_priority (iface, "ask", 1);
}

/* Sends a message in a context that says its number. Answers the future of an ask. */
static DomoFuture *
send (World *world, int target, gboolean is_ask, int source, gint64 number, guint plan)
{
  g_autoptr (DomoExecutionContext) context =
      domo_execution_context_new_with (NULL, "number", g_variant_new_int64 (number));
  RoverSubject *subject = world->records[target].proxy;
  DomoFuture *answer = NULL;

  atomic_fetch_add (&world->n_sent, 1);
  domo_execution_context_push (context);
  if (is_ask)
    answer = ROVER_SUBJECT_GET_IFACE (subject)->ask (subject, source, number, plan);
  else
    ROVER_SUBJECT_GET_IFACE (subject)->tell (subject, source, number, plan);
  domo_execution_context_pop (context);
  return answer;
}

/* A plan has, in its lowest two bits, how far messages go on from it; the rest is as good as
 * random. */
static guint
next_plan (guint plan)
{
  const guint depth = (plan & 3) > 0 ? (plan & 3) - 1 : 0;

  return ((plan ^ (plan >> 7)) * 2654435761u & ~3u) | depth;
}

static guint
draw (guint plan, guint n)
{
  return (plan >> 8) % n;
}

/* The actor. */

#define ROVER_TYPE_ACTOR (rover_actor_get_type ())
G_DECLARE_FINAL_TYPE (RoverActor, rover_actor, ROVER, ACTOR, DomoActor)

struct _RoverActor
{
  DomoActor parent_instance;

  Record *record;
};

/* To some other actor; from inside this one. */
static DomoFuture *
send_on (RoverActor *self, gboolean is_ask, guint plan)
{
  Record *record = self->record;
  const int target = (int) draw (plan * 31, N_ACTORS);

  return send (record->world, target, is_ask, N_SENDERS + record->id, ++record->sent[target],
               next_plan (plan));
}

static void
look_at_context (RoverActor *self, gint64 number)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();

  if (context == NULL ||
      g_variant_get_int64 (domo_execution_context_lookup (context, "number")) != number)
    self->record->n_out_of_context++;
}

static void
wait_for_other (RoverActor *self, gint64 number, guint plan)
{
  g_autoptr (GError) error = NULL;

  domo_await (send_on (self, TRUE, plan), &error);
  if (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK))
    atomic_fetch_add (&self->record->world->n_deadlocks, 1);
  g_assert_false (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT));
  witness_see (self->record->witness);
  look_at_context (self, number);
}

typedef struct
{
  RoverActor *actor;
  gint64 number;
} Callback;

static DomoFuture *
called_back (DomoFuture *settled, gpointer data)
{
  const Callback *callback = data;

  witness_see (callback->actor->record->witness);
  look_at_context (callback->actor, callback->number);
  return NULL;
}

static void
let_go (gpointer data)
{
  Callback *callback = data;

  witness_see (callback->actor->record->witness);
  atomic_fetch_sub (&callback->actor->record->world->n_callbacks, 1);
  g_free (callback);
}

static void
add_callback (RoverActor *self, gint64 number, guint plan)
{
  Callback *callback = g_new (Callback, 1);

  *callback = (Callback){ self, number };
  atomic_fetch_add (&self->record->world->n_callbacks, 1);
  domo_future_unref (
      domo_future_finally (send_on (self, TRUE, plan), called_back, callback, let_go));
}

/* A child in the other thread, which ends with its parent, or before. */
static void
make_child (RoverActor *self, guint plan)
{
  World *world = self->record->world;
  g_autoptr (DomoDefinition) definition = NULL;
  const int n = atomic_load (&world->n_children);
  Witness *witness =
      self->record->witness == &world->witnesses[0] ? &world->witnesses[1] : &world->witnesses[0];

  if (n == MAX_CHILDREN || !atomic_compare_exchange_strong (&world->n_children, &(int){ n }, n + 1))
    return;
  definition = domo_definition_new (WITNESS_TYPE_ACTOR, "witness", witness, NULL);
  if (witness == &world->witnesses[1])
    domo_definition_set_dispatcher (definition, world->dispatcher);
  world->children[n] = domo_actor_child_for_definition (DOMO_ACTOR (self), definition, NULL);
  if (draw (plan, 2) == 0)
    domo_proxy_stop (world->children[n]);
}

/* Answers whether the message has been put aside, to come again. */
static gboolean
put_aside (RoverActor *self, gint64 key)
{
  if (g_hash_table_contains (self->record->put_aside, &key) ||
      !domo_actor_stash (DOMO_ACTOR (self)))
    return FALSE;
  g_hash_table_add (self->record->put_aside, g_memdup2 (&key, sizeof key));
  return TRUE;
}

/* The first time that a message comes, it comes after all that its sender has sent before. */
static void
look_at_order (RoverActor *self, int source, gint64 number, gint64 key)
{
  Record *record = self->record;

  if (g_hash_table_contains (record->put_aside, &key))
    return;
  record->n_out_of_order += record->in_order && number <= record->last[source];
  record->last[source] = number;
}

static DomoFuture *
rover_actor_ask (RoverSubject *subject, int source, gint64 number, guint plan)
{
  RoverActor *self = ROVER_ACTOR (subject);
  const gint64 key = number * N_SOURCES + source;
  const gboolean goes_on = (plan & 3) > 0;

  witness_see (self->record->witness);
  look_at_order (self, source, number, key);
  look_at_context (self, number);
  switch (draw (plan, 40))
    {
    case 0:
      domo_actor_fail (DOMO_ACTOR (self), g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "random"));
      return NULL;
    case 1:
    case 2:
    case 3:
      if (put_aside (self, key))
        return NULL;
      break;
    case 4:
    case 5:
    case 6:
      domo_actor_unstash_all (DOMO_ACTOR (self));
      break;
    case 7:
      make_child (self, plan);
      break;
    default:
      if (goes_on && draw (plan, 5) == 0)
        wait_for_other (self, number, plan);
      else if (goes_on && draw (plan, 5) == 1)
        return send_on (self, TRUE, plan);
      else if (goes_on && draw (plan, 5) == 2)
        add_callback (self, number, plan);
      else if (goes_on)
        send_on (self, FALSE, plan);
    }
  return domo_future_new_int64 (number);
}

static void
rover_actor_tell (RoverSubject *subject, int source, gint64 number, guint plan)
{
  g_clear_pointer (&(DomoFuture *){ rover_actor_ask (subject, source, number, plan) },
                   domo_future_unref);
}

static void
rover_actor_subject_init (RoverSubjectInterface *iface)
{
  iface->tell = rover_actor_tell;
  iface->ask = rover_actor_ask;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RoverActor,
                               rover_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (ROVER_TYPE_SUBJECT, rover_actor_subject_init))

static void
rover_actor_see (DomoActor *actor)
{
  witness_see (ROVER_ACTOR (actor)->record->witness);
}

static void
rover_actor_before_restart (DomoActor *actor, const GError *error)
{
  rover_actor_see (actor);
}

static void
rover_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ROVER_ACTOR (object)->record = g_value_get_pointer (value);
}

static void
rover_actor_finalize (GObject *object)
{
  rover_actor_see (DOMO_ACTOR (object));

  G_OBJECT_CLASS (rover_actor_parent_class)->finalize (object);
}

static void
rover_actor_class_init (RoverActorClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = rover_actor_set_property;
  G_OBJECT_CLASS (klass)->finalize = rover_actor_finalize;
  actor_class->before_start = rover_actor_see;
  actor_class->before_stop = rover_actor_see;
  actor_class->after_stop = rover_actor_see;
  actor_class->before_restart = rover_actor_before_restart;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("record", NULL, NULL,
                                                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                             G_PARAM_STATIC_STRINGS));
}

static void
rover_actor_init (RoverActor *self)
{
}

/* Senders. */

typedef struct
{
  World *world;
  int source;
  guint32 seed;
  GPtrArray *asks;
} Sender;

static void
trouble (World *world, GRand *random)
{
  gpointer proxy = world->records[g_rand_int_range (random, 0, N_ACTORS)].proxy;

  switch (g_rand_int_range (random, 0, 60))
    {
    case 0:
      domo_proxy_restart (proxy);
      break;
    case 1:
    case 2:
      domo_proxy_suspend (proxy);
      break;
    case 3:
    case 4:
    case 5:
      domo_proxy_resume (proxy);
      break;
    case 6:
      if (g_rand_int_range (random, 0, 60) == 0)
        domo_proxy_stop (proxy);
      break;
    default:
      break;
    }
}

static gpointer
run_sender (gpointer data)
{
  Sender *self = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (self->seed);
  gint64 sent[N_ACTORS] = { 0 };

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      const int target = g_rand_int_range (random, 0, N_ACTORS);
      DomoFuture *answer = send (self->world, target, g_rand_boolean (random), self->source,
                                 ++sent[target], g_rand_int (random));

      if (answer != NULL)
        g_ptr_array_add (self->asks, answer);
      trouble (self->world, random);
    }
  return NULL;
}

/* A round. */

static void
add_actor (World *world, int id, GRand *random)
{
  Record *record = &world->records[id];
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (ROVER_TYPE_ACTOR, "record", record, NULL);
  /* Both are there. */
  const gboolean elsewhere = id < 2 ? id == 1 : g_rand_boolean (random);
  const int mailbox = g_rand_int_range (random, 0, 4);

  *record = (Record){ .world = world, .id = id, .witness = &world->witnesses[elsewhere] };
  record->put_aside = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  record->in_order = mailbox != 1;
  if (elsewhere)
    domo_definition_set_dispatcher (definition, world->dispatcher);
  if (mailbox == 0)
    domo_definition_set_bounded_mailbox (definition, 1 + (guint) g_rand_int_range (random, 0, 20),
                                         (DomoOverflowPolicy) g_rand_int_range (random, 0, 3));
  else if (mailbox == 1)
    domo_definition_set_priority_mailbox (definition);
  domo_definition_set_stash_capacity (definition, 5);
  record->proxy = domo_stage_actor_for_definition (world->stage, definition, NULL);
}

/* What is put aside, somebody may wait for. */
static void
give_back (World *world)
{
  for (int i = 0; i < N_ACTORS; i++)
    {
      DomoCounters counters;

      domo_proxy_get_counters (world->records[i].proxy, &counters);
      if (counters.stashed > 0 && counters.queued == 0)
        send (world, i, FALSE, MAIN_SOURCE, ++world->n_given_back, PLAN_TO_GIVE_BACK);
    }
}

static gboolean
is_quiet (World *world)
{
  g_autoptr (GPtrArray) snapshots = domo_stage_snapshot (world->stage);
  guint64 accepted = 0;
  DomoCounters counters;

  for (guint i = 0; i < snapshots->len; i++)
    {
      if (domo_actor_snapshot_get_state (g_ptr_array_index (snapshots, i)) !=
              DOMO_ACTOR_STATE_IDLE ||
          domo_actor_snapshot_get_queue_length (g_ptr_array_index (snapshots, i)) > 0)
        return FALSE;
    }
  for (int i = 0; i < N_ACTORS; i++)
    {
      domo_proxy_get_counters (world->records[i].proxy, &counters);
      accepted += counters.accepted;
    }
  return accepted == (guint64) atomic_load (&world->n_sent);
}

static void
wait_until_quiet (World *world)
{
  for (int i = 0; i < N_ACTORS; i++)
    domo_proxy_resume (world->records[i].proxy);
  /* Twice, for a message may be between two looks. */
  for (guint n = 0; n < 2;)
    {
      give_back (world);
      if (g_main_context_iteration (NULL, FALSE) || !is_quiet (world))
        n = 0;
      else
        n++;
    }
}

static void
check_accounts (World *world)
{
  guint64 accepted = 0, dead_letters = 0, counted = 0;

  for (int i = 0; i < N_ACTORS; i++)
    {
      DomoCounters counters;

      domo_proxy_get_counters (world->records[i].proxy, &counters);
      g_assert_cmpuint (counters.accepted, ==, counters.handled + counters.dead_letters);
      g_assert_cmpuint (counters.queued + counters.stashed + counters.in_hand, ==, 0);
      accepted += counters.accepted;
      dead_letters += counters.dead_letters;
      g_assert_cmpuint (world->records[i].n_out_of_order, ==, 0);
      g_assert_cmpuint (world->records[i].n_out_of_context, ==, 0);
    }
  g_assert_cmpuint (accepted, ==, (guint64) atomic_load (&world->n_sent));
  for (int i = 0; i <= DOMO_DEAD_LETTER_REASON_INTERCEPTED; i++)
    counted += domo_dead_letters_get_count (domo_stage_get_dead_letters (world->stage),
                                            (DomoDeadLetterReason) i);
  g_assert_cmpuint (counted, ==, dead_letters);
}

static void
clear_world (World *world)
{
  for (int i = 0; i < N_ACTORS; i++)
    {
      g_hash_table_unref (world->records[i].put_aside);
      g_object_unref (world->records[i].proxy);
    }
  for (int i = 0; i < atomic_load (&world->n_children); i++)
    g_object_unref (world->children[i]);
  g_object_unref (world->stage);
  g_object_unref (world->dispatcher);
}

static void
run_round (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1, 1.0, 1, 0.0, G_USEC_PER_SEC);
  World world = { 0 };
  Sender senders[N_SENDERS];
  GThread *threads[N_SENDERS];
  const gboolean forced = g_rand_boolean (random);
  g_autoptr (GError) error = NULL;
  GThread *thread;

  world.stage = g_object_new (DOMO_TYPE_STAGE, "back-off", back_off, NULL);
  world.dispatcher = domo_thread_dispatcher_new ("random");
  for (int i = 0; i < N_ACTORS; i++)
    add_actor (&world, i, random);
  for (int i = 0; i < N_SENDERS; i++)
    {
      senders[i] = (Sender){ &world, i, g_rand_int (random),
                             g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref) };
      threads[i] = g_thread_new ("sender", run_sender, &senders[i]);
    }
  for (int i = 0; i < N_SENDERS; i++)
    g_thread_join (threads[i]);
  if (!forced)
    wait_until_quiet (&world);
  g_assert_true (domo_stage_close (world.stage, forced ? 0 : -1, &error));
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (int i = 0; i < N_SENDERS; i++)
    {
      for (guint k = 0; k < senders[i].asks->len; k++)
        g_assert_false (domo_future_is_pending (g_ptr_array_index (senders[i].asks, k)));
      g_ptr_array_unref (senders[i].asks);
    }
  check_accounts (&world);
  g_assert_cmpint (atomic_load (&world.n_callbacks), ==, 0);
  witness_assert_only_in (&world.witnesses[0], g_thread_self ());
  thread = world.witnesses[1].thread;
  g_assert_true (thread != g_thread_self ());
  witness_assert_only_in (&world.witnesses[1], thread);
  clear_world (&world);
}

static void
test_random_rounds (void)
{
  const guint n = process_memory_is_watched () ? N_ROUNDS_WATCHED : N_ROUNDS;

  g_test_summary (
      "However threads get in each other's way: exact accounts, messages in order and in "
      "their context, nobody left behind, everything released where it belongs.");
  for (guint i = 0; i < n; i++)
    {
      const guint32 seed = (guint32) g_test_rand_int ();

      g_test_message ("round %u: %u", i, seed);
      run_round (seed);
    }
}

/* Failures and dead letters are many. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);

  g_test_add_func ("/core/random-threads/random-rounds", test_random_rounds);

  return g_test_run ();
}
