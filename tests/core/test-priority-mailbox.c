/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "accounts.h"
#include "misuse.h"

/* A protocol with a thousand methods, each with a priority of its own. */

#define N_METHODS       1000
#define MAX_OVERTAKINGS 1024

#define TEST_TYPE_URGENT (test_urgent_get_type ())
G_DECLARE_INTERFACE (TestUrgent, test_urgent, TEST, URGENT, DomoProtocol)

struct _TestUrgentInterface
{
  GTypeInterface parent_iface;

  void (*take[N_METHODS]) (TestUrgent *self, guint number);
};

G_DEFINE_INTERFACE (TestUrgent, test_urgent, DOMO_TYPE_PROTOCOL)

static int priorities[N_METHODS];

static void
test_urgent_default_init (TestUrgentInterface *iface)
{
  for (guint i = 0; i < N_METHODS; i++)
    {
      g_autofree char *name = g_strdup_printf ("take_%u", i);

      domo_protocol_add_tell (iface, name, G_STRUCT_OFFSET (TestUrgentInterface, take[i]), 1,
                              G_TYPE_UINT);
      /* The first two are for the flood; the others are all over the place, some of them equal. */
      priorities[i] = i < 2 ? (int) i : g_test_rand_int_range (-400, 400);
      if (priorities[i] != 0)
        domo_protocol_set_method_priority (iface, name, priorities[i]);
    }
}

static void
take (TestUrgent *self, guint method, guint number)
{
  TEST_URGENT_GET_IFACE (self)->take[method](self, number);
}

/* The actor keeps the numbers in the order in which they come. */

#define URGENT_TYPE_ACTOR (urgent_actor_get_type ())
G_DECLARE_FINAL_TYPE (UrgentActor, urgent_actor, URGENT, ACTOR, DomoActor)

struct _UrgentActor
{
  DomoActor parent_instance;
};

static GArray *taken;
static gboolean puts_aside;

static void
urgent_actor_take (TestUrgent *self, guint number)
{
  if (puts_aside)
    g_assert_true (domo_actor_stash (DOMO_ACTOR (self)));
  g_array_append_val (taken, number);
}

static void
urgent_actor_urgent_init (TestUrgentInterface *iface)
{
  for (guint i = 0; i < N_METHODS; i++)
    iface->take[i] = urgent_actor_take;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UrgentActor,
                               urgent_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_URGENT, urgent_actor_urgent_init))

static void
urgent_actor_class_init (UrgentActorClass *klass)
{
}

static void
urgent_actor_init (UrgentActor *self)
{
}

static TestUrgent *
make_urgent (StepStage *stage, gboolean with_priorities)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (URGENT_TYPE_ACTOR);

  if (with_priorities)
    domo_definition_set_priority_mailbox (definition);
  g_array_set_size (taken, 0);
  return (TestUrgent *) accounts_actor (stage, definition);
}

static guint
get_taken (guint index)
{
  g_assert_cmpuint (index, <, taken->len);
  return g_array_index (taken, guint, index);
}

static void
test_a_thousand_random_priorities_come_in_order (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);
  guint methods[N_METHODS];

  g_test_summary ("The most urgent first, and those of one priority in the order in which they "
                  "were sent.");
  for (guint i = 0; i < N_METHODS; i++)
    {
      methods[i] = (guint) g_test_rand_int_range (0, N_METHODS);
      take (actor, methods[i], i);
    }
  step_stage_run (stage);
  g_assert_cmpuint (taken->len, ==, N_METHODS);
  for (guint i = 1; i < N_METHODS; i++)
    {
      guint before = get_taken (i - 1), after = get_taken (i);
      int higher = priorities[methods[before]], lower = priorities[methods[after]];

      g_assert_cmpint (higher, >=, lower);
      g_assert_true (higher > lower || before < after);
    }
}

static void
test_what_is_put_aside_keeps_the_order_in_which_it_came_out (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);

  g_test_summary ("The stash gives back in the order of putting aside, not of sending.");
  puts_aside = TRUE;
  take (actor, 0, 10);
  take (actor, 0, 11);
  take (actor, 1, 20);
  step_stage_run (stage);
  puts_aside = FALSE;
  g_array_set_size (taken, 0);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  g_assert_cmpuint (taken->len, ==, 3);
  g_assert_cmpuint (get_taken (0), ==, 20);
  g_assert_cmpuint (get_taken (1), ==, 10);
  g_assert_cmpuint (get_taken (2), ==, 11);
}

static void
test_the_usual_mailbox_minds_no_priority (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, FALSE);

  for (guint i = 0; i < N_METHODS; i++)
    take (actor, (guint) g_test_rand_int_range (0, N_METHODS), i);
  step_stage_run (stage);
  for (guint i = 0; i < N_METHODS; i++)
    g_assert_cmpuint (get_taken (i), ==, i);
}

/* How often number 0 was overtaken: number N came after it and before 0 was taken. */
static guint
count_overtakings (void)
{
  guint n = 0;

  while (get_taken (n) != 0)
    n++;
  return n;
}

static void
test_nothing_is_overtaken_more_often_than_the_bound (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);

  g_test_summary ("In a flood that never lets the mailbox run empty of urgent messages.");
  take (actor, 0, 0);
  take (actor, 1, 1);
  for (guint i = 2; i < 3 * MAX_OVERTAKINGS; i++)
    {
      take (actor, 1, i);
      domo_test_dispatcher_step (stage->dispatcher);
    }
  g_assert_cmpuint (count_overtakings (), ==, MAX_OVERTAKINGS);
}

static void
test_each_of_many_has_the_bound (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);
  /* Of each number: how many later ones went ahead. */
  g_autofree guint *overtakings = NULL;
  guint n = 0;

  g_test_summary ("Random priorities under a flood: no message is overtaken more often.");
  for (; n < 500; n++)
    take (actor, (guint) g_test_rand_int_range (0, N_METHODS), n);
  for (; n < 6000; n++)
    {
      take (actor, (guint) g_test_rand_int_range (0, N_METHODS), n);
      domo_test_dispatcher_step (stage->dispatcher);
    }
  step_stage_run (stage);
  g_assert_cmpuint (taken->len, ==, n);
  overtakings = g_new0 (guint, n);
  for (guint i = 0; i < n; i++)
    {
      guint number = get_taken (i);

      for (guint j = i + 1; j < n; j++)
        {
          if (get_taken (j) < number)
            overtakings[get_taken (j)]++;
        }
    }
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (overtakings[i], <=, MAX_OVERTAKINGS);
}

static void
test_a_stop_comes_last (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);

  g_test_summary ("Also behind the least urgent that waits; what is sent later is a dead letter, "
                  "however urgent.");
  take (actor, 0, 2);
  domo_proxy_stop (actor);
  take (actor, 1, 3);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  g_assert_cmpuint (taken->len, ==, 1);
  g_assert_cmpuint (get_taken (0), ==, 2);
  assert_counters (actor, 1, 1, 0, 0);
  assert_accounts (stage->stage, actor);
}

static void
test_a_held_actor_sorts_on (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);

  domo_proxy_suspend (actor);
  take (actor, 0, 1);
  step_stage_run (stage);
  take (actor, 1, 2);
  step_stage_run (stage);
  assert_counters (actor, 0, 0, 2, 0);
  g_assert_cmpuint (domo_proxy_get_mailbox_capacity (actor), ==, 0);
  domo_proxy_resume (actor);
  step_stage_run (stage);
  g_assert_cmpuint (get_taken (0), ==, 2);
  g_assert_cmpuint (get_taken (1), ==, 1);
}

static void
test_a_stop_acts_at_once_on_a_held_actor (StepStage *stage)
{
  g_autoptr (TestUrgent) actor = make_urgent (stage, TRUE);

  domo_proxy_suspend (actor);
  take (actor, 0, 1);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  assert_counters (actor, 0, 1, 0, 0);
}

/* A priority for a method that is not there. */

#define TEST_TYPE_WRONG (test_wrong_get_type ())
G_DECLARE_INTERFACE (TestWrong, test_wrong, TEST, WRONG, DomoProtocol)

struct _TestWrongInterface
{
  GTypeInterface parent_iface;

  void (*take) (TestWrong *self);
};

G_DEFINE_INTERFACE (TestWrong, test_wrong, DOMO_TYPE_PROTOCOL)

static void
test_wrong_default_init (TestWrongInterface *iface)
{
  domo_protocol_add_tell (iface, "take", G_STRUCT_OFFSET (TestWrongInterface, take), 0);
  domo_protocol_set_method_priority (iface, "give", 1);
}

static void
use_wrong (gconstpointer data)
{
  g_type_default_interface_ref (TEST_TYPE_WRONG);
}

static void
test_a_priority_needs_a_method (void)
{
  assert_misuse (use_wrong, NULL, "*TestWrong.give*priority*no such method*");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  taken = g_array_new (FALSE, FALSE, sizeof (guint));

#define ADD(path, func) step_stage_add_test ("/core/priority-mailbox/" path, test_##func)
  ADD ("a-thousand-random-priorities-come-in-order", a_thousand_random_priorities_come_in_order);
  ADD ("the-usual-mailbox-minds-no-priority", the_usual_mailbox_minds_no_priority);
  ADD ("nothing-is-overtaken-more-often-than-the-bound",
       nothing_is_overtaken_more_often_than_the_bound);
  ADD ("each-of-many-has-the-bound", each_of_many_has_the_bound);
  ADD ("what-is-put-aside-keeps-the-order-in-which-it-came-out",
       what_is_put_aside_keeps_the_order_in_which_it_came_out);
  ADD ("a-stop-comes-last", a_stop_comes_last);
  ADD ("a-held-actor-sorts-on", a_held_actor_sorts_on);
  ADD ("a-stop-acts-at-once-on-a-held-actor", a_stop_acts_at_once_on_a_held_actor);
#undef ADD
  g_test_add_func ("/core/priority-mailbox/a-priority-needs-a-method",
                   test_a_priority_needs_a_method);

  status = g_test_run ();
  g_array_unref (taken);
  return status;
}
