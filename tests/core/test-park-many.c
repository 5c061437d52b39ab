/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "test-actor.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "desktop-job.h"
#include "process-memory.h"

/* Waiting on the main loop: very many handlers at once, what they cost, what happens when there is
 * no room for them, and deep stacks. */

#define KIB ((gsize) 1024)

/* Handlers that wait, each for a promise of its own. */
typedef struct
{
  DomoStage *stage;
  GPtrArray *actors;
  GPtrArray *promises;
  GPtrArray *answers;
} Crowd;

static DomoFuture *
await_promise (DomoActor *actor, gpointer promise)
{
  g_autoptr (GError) error = NULL;
  gint64 value = domo_await_int64 (domo_promise_get_future (promise), &error);

  return error == NULL ? domo_future_new_int64 (value)
                       : domo_future_new_error (g_steal_pointer (&error));
}

/* Runs the main loop until so many handlers wait. */
static void
run_until_parked (DomoStage *stage, guint n)
{
  const gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (domo_stage_get_n_parked (stage) != n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
    }
}

/* Runs the main loop until nothing comes any more. */
static void
iterate (void)
{
  /* One that answers FALSE may only have left a turn to others. */
  for (guint n_idle = 0; n_idle < 3; n_idle++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        n_idle = 0;
    }
}

static void
crowd_set_up (Crowd *self, guint n)
{
  self->stage = g_object_new (DOMO_TYPE_STAGE, "await-timeout", G_GINT64_CONSTANT (0), NULL);
  self->actors = g_ptr_array_new_with_free_func (g_object_unref);
  self->promises = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_promise_unref);
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (self->actors, domo_stage_actor_for (self->stage, TEST_TYPE_ACTOR, NULL));
      g_ptr_array_add (self->promises, domo_promise_new ());
    }
  iterate ();
}

/* Lets all wait. */
static void
crowd_begin (Crowd *self)
{
  for (guint i = 0; i < self->actors->len; i++)
    g_ptr_array_add (self->answers,
                     test_subject_run (g_ptr_array_index (self->actors, i), await_promise,
                                       g_ptr_array_index (self->promises, i)));
}

/* Lets them go on, in random order, and takes their answers. */
static void
crowd_end_waits (Crowd *self)
{
  g_autofree guint *order = g_new (guint, self->promises->len);

  for (guint i = 0; i < self->promises->len; i++)
    {
      guint place = (guint) g_test_rand_int_range (0, (int) i + 1);

      order[i] = order[place];
      order[place] = i;
    }
  for (guint i = 0; i < self->promises->len; i++)
    domo_promise_resolve_int64 (g_ptr_array_index (self->promises, order[i]), order[i]);
  run_until_parked (self->stage, 0);
  iterate ();
}

static void
crowd_tear_down (Crowd *self)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->actors);
  g_ptr_array_unref (self->promises);
  g_assert_true (domo_stage_close (self->stage, -1, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (self->stage);
}

static void
test_ten_thousand_handlers_wait_at_once (void)
{
  const guint n = process_memory_is_watched () ? 2000 : 10000;
  guint n_mappings;
  gsize before, waiting, after;
  Crowd crowd;

  crowd_set_up (&crowd, n);
  n_mappings = process_memory_count_mappings ();
  before = process_memory_resident ();
  crowd_begin (&crowd);
  run_until_parked (crowd.stage, n);
  waiting = process_memory_resident ();
  crowd_end_waits (&crowd);
  g_assert_cmpuint (domo_stage_get_n_parked (crowd.stage), ==, 0);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (domo_future_get_int64 (g_ptr_array_index (crowd.answers, i), NULL), ==, i);
  after = process_memory_resident ();
  g_test_message ("%.1f KiB resident for each of %u handlers that wait; %.1f KiB afterwards",
                  (double) (waiting - before) / KIB / n, n,
                  ((double) after - (double) before) / KIB / n);
  if (!process_memory_is_watched ())
    {
      g_assert_cmpuint ((waiting - before) / n, <, 7 * KIB);
      /* What is left is malloc's, of what was in use while they waited. */
      g_assert_cmpuint (after, <, before + (waiting - before) / 4);
      g_assert_cmpuint (process_memory_count_mappings (), <, n_mappings + 64);
    }
  crowd_tear_down (&crowd);
}

/* When there is no room. */

static gboolean
has_error (DomoFuture *answer)
{
  g_assert_false (domo_future_is_pending (answer));
  if (domo_future_is_rejected (answer))
    g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_FAILED);
  return domo_future_is_rejected (answer);
}

/* In a process of its own: a limit cannot be taken back. */
static void
run_out_of_address_space (void)
{
  struct rlimit limit;
  guint n_refused = 0, n_waiting;
  Crowd crowd;

  crowd_set_up (&crowd, 2000);
  limit.rlim_cur = limit.rlim_max = process_memory_mapped () + 128 * KIB * KIB;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
  crowd_begin (&crowd);
  iterate ();
  n_waiting = domo_stage_get_n_parked (crowd.stage);
  g_assert_cmpuint (n_waiting, >, 0);
  g_assert_cmpuint (n_waiting, <, 2000);
  process_memory_assert_opens_files ();
  crowd_end_waits (&crowd);
  for (guint i = 0; i < crowd.answers->len; i++)
    n_refused += has_error (g_ptr_array_index (crowd.answers, i));
  g_assert_cmpuint (n_refused, ==, 2000 - n_waiting);
  crowd_tear_down (&crowd);
}

static void
test_without_room_a_wait_is_an_error (void)
{
  if (g_test_subprocess ())
    {
      run_out_of_address_space ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* Stacks. */

static G_NO_INLINE int
descend (int depth)
{
  volatile char frame[1000];

  memset ((char *) frame, depth, sizeof frame);
  return depth == 0 ? 0 : descend (depth - 1) + frame[0] - frame[999] + 1;
}

static DomoFuture *
overflow (DomoActor *actor, gpointer data)
{
  return domo_future_new_int64 (descend (G_MAXINT / 2));
}

static void
run_overflow (void)
{
  struct rlimit none = { 0, 0 };
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

  setrlimit (RLIMIT_CORE, &none);
  signal (SIGSEGV, SIG_DFL);
  domo_await (test_subject_run (actor, overflow, NULL), NULL);
  g_print ("survived\n");
}

static void
test_a_handler_that_overflows_its_stack_dies_at_the_guard (void)
{
  if (g_test_subprocess ())
    {
      run_overflow ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stdout_unmatched ("*survived*");
}

static DomoFuture *
go_deep (DomoActor *actor, gpointer depth)
{
  return domo_future_new_int64 (descend (GPOINTER_TO_INT (depth)));
}

static void
test_a_stage_may_ask_for_larger_stacks (void)
{
  DomoStage *stage = g_object_new (DOMO_TYPE_STAGE, "stack-size", (gulong) (4096 * KIB), NULL);
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (domo_await_int64 (test_subject_run (actor, go_deep, GINT_TO_POINTER (1000)),
                                     &error),
                   ==, 1000);
  g_assert_no_error (error);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
}

static DomoFuture *
work_hard (DomoActor *actor, gpointer data)
{
  do_desktop_job ();
  return await_promise (actor, data);
}

static void
test_a_handler_has_stack_enough_for_ordinary_work (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, work_hard, promise);
  g_autoptr (GError) error = NULL;

  g_test_summary ("printf of a large double, a regex, an iconv, a deep GVariant.");
  run_until_parked (stage, 1);
  domo_promise_resolve_int64 (promise, 7);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&answer), &error), ==, 7);
  g_assert_no_error (error);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/park-many/" name, test_##func)
  ADD ("ten-thousand-handlers-wait-at-once", ten_thousand_handlers_wait_at_once);
  /* Tools take more address space than the limit leaves, and report an overflow in their own way.
   */
  if (!process_memory_is_watched ())
    {
      ADD ("without-room-a-wait-is-an-error", without_room_a_wait_is_an_error);
      ADD ("a-handler-that-overflows-its-stack-dies-at-the-guard",
           a_handler_that_overflows_its_stack_dies_at_the_guard);
    }
  ADD ("a-stage-may-ask-for-larger-stacks", a_stage_may_ask_for_larger_stacks);
  ADD ("a-handler-has-stack-enough-for-ordinary-work",
       a_handler_has_stack_enough_for_ordinary_work);
#undef ADD

  return g_test_run ();
}
