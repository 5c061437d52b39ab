/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <fenv.h>

#include "domo-fiber-private.h"
#include "process-memory.h"

/* Going from one fiber to another: what each keeps, and what is refused. */

static DomoFiber *
acquire (void)
{
  g_autoptr (GError) error = NULL;
  DomoFiber *fiber = domo_fiber_acquire (0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (fiber);
  return fiber;
}

static DomoFiber *
start (DomoFiberFunc func, gpointer data)
{
  DomoFiber *fiber = acquire ();

  domo_fiber_prepare (fiber, func, data);
  domo_fiber_switch (fiber);
  return fiber;
}

static void
test_native (void)
{
  DomoFiber *native = domo_fiber_get_current ();

  g_test_summary ("A thread that has never heard of fibers runs one all the same");
  g_assert_true (domo_fiber_is_native (native));
  g_assert_true (domo_fiber_get_current () == native);
}

/* Two that take turns. */

typedef struct
{
  DomoFiber *home;
  DomoFiber *fiber;
  guint n_turns;
} Turns;

static void
take_turns (gpointer data)
{
  Turns *self = data;

  g_assert_true (domo_fiber_get_current () == self->fiber);
  g_assert_false (domo_fiber_is_native (self->fiber));
  /* The count is on this stack, and told when the other one looks. */
  for (guint i = 1;; i++)
    {
      self->n_turns = i;
      domo_fiber_switch (self->home);
    }
}

static void
test_takes_turns (void)
{
  Turns turns = { .home = domo_fiber_get_current (), .fiber = acquire () };

  g_test_summary ("A function gets its data, and goes on where it was");
  domo_fiber_prepare (turns.fiber, take_turns, &turns);
  g_assert_cmpuint (turns.n_turns, ==, 0);
  for (guint i = 1; i <= 1000; i++)
    {
      domo_fiber_switch (turns.fiber);
      g_assert_cmpuint (turns.n_turns, ==, i);
      g_assert_true (domo_fiber_get_current () == turns.home);
    }
  domo_fiber_release (turns.fiber);
}

static void
test_abandoned_begins_again (void)
{
  Turns turns = { .home = domo_fiber_get_current (), .fiber = acquire () };

  g_test_summary ("A fiber that is prepared in the middle of its function begins from the top");
  for (guint round = 0; round < 100; round++)
    {
      domo_fiber_prepare (turns.fiber, take_turns, &turns);
      for (guint i = 1; i <= 3; i++)
        domo_fiber_switch (turns.fiber);
      g_assert_cmpuint (turns.n_turns, ==, 3);
    }
  domo_fiber_release (turns.fiber);
}

/* One inside the other. */

#define DEPTH 100

typedef struct
{
  DomoFiber *above;
  guint depth;
  GString *order;
} Level;

static void
go_down (gpointer data)
{
  Level *self = data;
  DomoFiber *below = NULL;
  Level next = { domo_fiber_get_current (), self->depth + 1, self->order };

  g_string_append_printf (self->order, "+%u", self->depth);
  if (next.depth < DEPTH)
    below = start (go_down, &next);
  g_string_append_printf (self->order, "-%u", self->depth);
  if (below != NULL)
    domo_fiber_release (below);
  for (;;)
    domo_fiber_switch (self->above);
}

static void
test_nests (void)
{
  g_autoptr (GString) expected = g_string_new (NULL), order = g_string_new (NULL);
  Level top = { domo_fiber_get_current (), 0, order };

  g_test_summary ("A fiber starts another, and that one the next");
  for (guint i = 0; i < DEPTH; i++)
    g_string_append_printf (expected, "+%u", i);
  for (guint i = DEPTH; i > 0; i--)
    g_string_append_printf (expected, "-%u", i - 1);
  domo_fiber_release (start (go_down, &top));
  g_assert_cmpstr (order->str, ==, expected->str);
}

/* Any order. */

#define CROWD 50

typedef struct
{
  DomoFiber *fibers[CROWD + 1]; /* the native one last */
  guint n_visits[CROWD + 1];
  guint n_left;
} Crowd;

typedef struct
{
  Crowd *crowd;
  guint index;
} Member;

static void
wander (Crowd *crowd)
{
  DomoFiber *here = domo_fiber_get_current ();
  DomoFiber *next;

  do
    next = crowd->fibers[g_test_rand_int_range (0, CROWD + 1)];
  while (next == here);
  domo_fiber_switch (next);
}

static void
crowd_member (gpointer data)
{
  const Member self = *(Member *) data;
  volatile guint8 mark[512];
  guint n_visits = 0;

  for (guint i = 0; i < sizeof mark; i++)
    mark[i] = (guint8) self.index;
  for (;;)
    {
      self.crowd->n_visits[self.index] = ++n_visits;
      if (--self.crowd->n_left == 0)
        domo_fiber_switch (self.crowd->fibers[CROWD]);
      wander (self.crowd);
      g_assert_true (domo_fiber_get_current () == self.crowd->fibers[self.index]);
      g_assert_cmpuint (self.crowd->n_visits[self.index], ==, n_visits);
      for (guint i = 0; i < sizeof mark; i++)
        g_assert_cmpuint (mark[i], ==, self.index);
    }
}

static void
test_any_order (void)
{
  const guint n_rounds = process_memory_is_watched () ? 2000 : 20000;
  Crowd crowd = { .n_left = n_rounds };
  Member members[CROWD];
  guint n_visits = 0;

  g_test_summary ("Fifty fibers and the thread's own, each going on with any other");
  crowd.fibers[CROWD] = domo_fiber_get_current ();
  for (guint i = 0; i < CROWD; i++)
    {
      members[i] = (Member){ &crowd, i };
      crowd.fibers[i] = acquire ();
      domo_fiber_prepare (crowd.fibers[i], crowd_member, &members[i]);
    }
  while (crowd.n_left > 0)
    wander (&crowd);
  for (guint i = 0; i < CROWD; i++)
    {
      n_visits += crowd.n_visits[i];
      domo_fiber_release (crowd.fibers[i]);
    }
  g_assert_cmpuint (n_visits, ==, n_rounds);
}

/* What belongs to each. */

typedef struct
{
  DomoFiber *home;
  int value; /* what it has after a visit at home */
} Own;

static void
set_errno (gpointer data)
{
  Own *self = data;

  errno = ENOENT;
  domo_fiber_switch (self->home);
  self->value = errno;
  errno = EINTR;
  for (;;)
    domo_fiber_switch (self->home);
}

static void
test_errno (void)
{
  Own own = { domo_fiber_get_current (), 0 };
  DomoFiber *fiber;

  g_test_summary ("Each fiber finds errno as it left it");
  fiber = acquire ();
  domo_fiber_prepare (fiber, set_errno, &own);
  errno = EAGAIN;
  domo_fiber_switch (fiber);
  g_assert_cmpint (errno, ==, EAGAIN);
  errno = EDOM;
  domo_fiber_switch (fiber);
  g_assert_cmpint (errno, ==, EDOM);
  g_assert_cmpint (own.value, ==, ENOENT);
  domo_fiber_release (fiber);
}

/* The mode itself, and what the other unit of x86 computes with. */
static int
get_rounding (void)
{
  volatile double one = 1, three = 3;
  volatile long double long_one = 1, long_three = 3;
  double third = one / three;
  long double long_third = long_one / long_three;
  double down = 0x1.5555555555555p-2;

  /* It knows one way to round, whatever the program chose. */
  if (process_memory_is_under_valgrind ())
    return fegetround ();
  g_assert_true ((third > down) == (fegetround () == FE_UPWARD));
  g_assert_true ((long_third * long_three > long_one) == (fegetround () == FE_UPWARD));
  return fegetround ();
}

static void
round_upwards (gpointer data)
{
  Own *self = data;

  g_assert_cmpint (get_rounding (), ==, FE_TONEAREST);
  fesetround (FE_UPWARD);
  domo_fiber_switch (self->home);
  self->value = get_rounding ();
  for (;;)
    domo_fiber_switch (self->home);
}

static void
test_rounding (void)
{
  Own own = { domo_fiber_get_current (), 0 };
  DomoFiber *fiber = start (round_upwards, &own);

  g_test_summary ("Each fiber rounds as it chose to");
  g_assert_cmpint (get_rounding (), ==, FE_TONEAREST);
  fesetround (FE_DOWNWARD);
  domo_fiber_switch (fiber);
  g_assert_cmpint (own.value, ==, FE_UPWARD);
  g_assert_cmpint (get_rounding (), ==, FE_DOWNWARD);
  fesetround (FE_TONEAREST);
  domo_fiber_release (fiber);
}

static void
tell_rounding (gpointer data)
{
  Own *self = data;

  self->value = get_rounding ();
  for (;;)
    domo_fiber_switch (self->home);
}

static void
start_while_rounding_upwards (gpointer data)
{
  Own *self = data;
  Own inner = { domo_fiber_get_current (), -1 };

  fesetround (FE_UPWARD);
  domo_fiber_release (start (tell_rounding, &inner));
  self->value = inner.value;
  for (;;)
    domo_fiber_switch (self->home);
}

static void
test_new_fiber_rounds_like_its_thread (void)
{
  Own own = { domo_fiber_get_current (), -1 };

  g_test_summary ("How a new fiber rounds depends on its thread, not on the fiber that makes it");
  domo_fiber_release (start (start_while_rounding_upwards, &own));
  g_assert_cmpint (own.value, ==, FE_TONEAREST);
  fesetround (FE_DOWNWARD);
  domo_fiber_release (start (tell_rounding, &own));
  fesetround (FE_TONEAREST);
  g_assert_cmpint (own.value, ==, FE_DOWNWARD);
}

/* Mistakes end the program, with a word about what was wrong. */

static void
return_at_once (gpointer data)
{
}

static void
release_running (gpointer data)
{
  domo_fiber_release (domo_fiber_get_current ());
}

static gpointer
switch_elsewhere (gpointer fiber)
{
  domo_fiber_get_current ();
  domo_fiber_switch (fiber);
  return NULL;
}

typedef enum
{
  RETURN,
  RELEASE_RUNNING,
  RELEASE_NATIVE,
  RELEASE_TWICE,
  SWITCH_TO_ITSELF,
  SWITCH_UNPREPARED,
  SWITCH_ELSEWHERE,
} Mistake;

static void
make_mistake (Mistake mistake)
{
  DomoFiber *fiber = acquire ();

  switch (mistake)
    {
    case RETURN:
      start (return_at_once, NULL);
      break;
    case RELEASE_RUNNING:
      start (release_running, NULL);
      break;
    case RELEASE_NATIVE:
      domo_fiber_release (domo_fiber_get_current ());
      break;
    case RELEASE_TWICE:
      domo_fiber_release (fiber);
      domo_fiber_release (fiber);
      break;
    case SWITCH_TO_ITSELF:
      domo_fiber_switch (domo_fiber_get_current ());
      break;
    case SWITCH_UNPREPARED:
      domo_fiber_switch (fiber);
      break;
    case SWITCH_ELSEWHERE:
      domo_fiber_prepare (fiber, return_at_once, NULL);
      g_thread_join (g_thread_new ("elsewhere", switch_elsewhere, fiber));
      break;
    }
}

static const struct
{
  const char *name;
  const char *pattern;
  Mistake mistake;
} mistakes[] = {
  { "return", "*has come to the end of its function*", RETURN },
  { "release-running", "*is running*", RELEASE_RUNNING },
  { "release-native", "*is a thread's own stack*", RELEASE_NATIVE },
  { "release-twice", "*has been released*", RELEASE_TWICE },
  { "switch-to-itself", "*has nothing to go on with*", SWITCH_TO_ITSELF },
  { "switch-unprepared", "*has nothing to go on with*", SWITCH_UNPREPARED },
  { "switch-elsewhere", "*is not one of this thread's*", SWITCH_ELSEWHERE },
};

static void
test_mistake (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (g_test_subprocess ())
    {
      make_mistake (mistakes[i].mistake);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (mistakes[i].pattern);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/fiber/native", test_native);
  g_test_add_func ("/core/fiber/takes-turns", test_takes_turns);
  g_test_add_func ("/core/fiber/abandoned-begins-again", test_abandoned_begins_again);
  g_test_add_func ("/core/fiber/nests", test_nests);
  g_test_add_func ("/core/fiber/any-order", test_any_order);
  g_test_add_func ("/core/fiber/errno", test_errno);
  g_test_add_func ("/core/fiber/rounding", test_rounding);
  g_test_add_func ("/core/fiber/new-fiber-rounds-like-its-thread",
                   test_new_fiber_rounds_like_its_thread);
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autofree char *path = g_strconcat ("/core/fiber/mistake/", mistakes[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_mistake);
    }
  return g_test_run ();
}
