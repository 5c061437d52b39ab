/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-testkit.h>

/* What the timers of a test did, in order. */
typedef struct
{
  DomoManualClock *clock;
  GString *fired;
} Log;

/* A timer that says so when it fires, and counts what happens to it. */
typedef struct
{
  Log *log;
  const char *name;
  guint n_fired;
  guint n_destroyed;
  DomoTimer *timer;

  /* What it does when it fires, where not NULL. */
  DomoTimer *cancels;
  gboolean expected; /* what that cancel answers */
} Entry;

static void
entry_fired (gpointer data)
{
  Entry *self = data;

  self->n_fired++;
  g_string_append_printf (self->log->fired, "%s@%" G_GINT64_FORMAT " ", self->name,
                          domo_clock_get_time (DOMO_CLOCK (self->log->clock)));
  if (self->cancels != NULL)
    g_assert_cmpint (domo_timer_cancel (self->cancels), ==, self->expected);
}

static void
entry_destroyed (gpointer data)
{
  ((Entry *) data)->n_destroyed++;
}

static void
log_init (Log *self)
{
  self->clock = domo_manual_clock_new ();
  self->fired = g_string_new (NULL);
}

/* Checks that nothing holds on to the clock. */
static void
log_clear (Log *self)
{
  g_assert_finalize_object (self->clock);
  g_string_free (self->fired, TRUE);
}

static void
entry_add (Entry *self, Log *log, const char *name, gint64 deadline)
{
  self->log = log;
  self->name = name;
  self->timer =
      domo_clock_add_timer (DOMO_CLOCK (log->clock), deadline, entry_fired, self, entry_destroyed);
}

static void
test_order (void)
{
  static const struct
  {
    const char *name;
    gint64 deadline;
  } timers[] = { { "e", 50 },  { "b", 20 },      { "f", 50 }, { "past", -5 }, { "c", 20 },
                 { "now", 0 }, { "later", 101 }, { "d", 30 }, { "g", 100 } };
  Entry entries[G_N_ELEMENTS (timers)] = { 0 };
  Log log;

  g_test_summary ("By deadline, equal ones in the order of adding, each at its own time");
  log_init (&log);
  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    entry_add (&entries[i], &log, timers[i].name, timers[i].deadline);
  /* Even what is due already does not fire while it is added. */
  g_assert_cmpstr (log.fired->str, ==, "");
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (log.clock)), ==, -5);
  domo_manual_clock_advance (log.clock, 100);
  g_assert_cmpstr (log.fired->str, ==, "past@0 now@0 b@20 c@20 d@30 e@50 f@50 g@100 ");
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (log.clock)), ==, 101);
  domo_manual_clock_advance (log.clock, 1);
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (log.clock)), ==, G_MAXINT64);
  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    {
      g_assert_cmpuint (entries[i].n_fired, ==, 1);
      g_assert_cmpuint (entries[i].n_destroyed, ==, 1);
      domo_timer_unref (entries[i].timer);
    }
  log_clear (&log);
}

static void
test_fire_counts (void)
{
  Entry entries[3] = { 0 };
  Log log;

  log_init (&log);
  for (guint i = 0; i < 3; i++)
    {
      entry_add (&entries[i], &log, "t", i < 2 ? 0 : 1);
      domo_timer_unref (entries[i].timer);
    }
  g_assert_cmpuint (domo_clock_fire (DOMO_CLOCK (log.clock)), ==, 2);
  g_assert_cmpuint (domo_clock_fire (DOMO_CLOCK (log.clock)), ==, 0);
  domo_manual_clock_advance (log.clock, 1);
  g_assert_cmpuint (entries[2].n_fired, ==, 1);
  log_clear (&log);
}

static void
test_cancel_before (void)
{
  Entry kept = { 0 }, cancelled = { 0 };
  Log log;

  g_test_summary ("Answers TRUE once; the timer never fires and its data goes at once");
  log_init (&log);
  entry_add (&cancelled, &log, "cancelled", 10);
  entry_add (&kept, &log, "kept", 10);
  g_assert_true (domo_timer_cancel (cancelled.timer));
  g_assert_cmpuint (cancelled.n_destroyed, ==, 1);
  g_assert_false (domo_timer_cancel (cancelled.timer));
  domo_manual_clock_advance (log.clock, 10);
  g_assert_cmpstr (log.fired->str, ==, "kept@10 ");
  g_assert_false (domo_timer_cancel (cancelled.timer));
  g_assert_cmpuint (cancelled.n_destroyed, ==, 1);
  domo_timer_unref (cancelled.timer);
  domo_timer_unref (kept.timer);
  log_clear (&log);
}

static void
test_cancel_after (void)
{
  Entry entry = { 0 };
  Log log;

  log_init (&log);
  entry_add (&entry, &log, "t", 10);
  domo_manual_clock_advance (log.clock, 10);
  g_assert_cmpuint (entry.n_destroyed, ==, 1);
  g_assert_false (domo_timer_cancel (entry.timer));
  g_assert_false (domo_timer_cancel (entry.timer));
  g_assert_cmpuint (entry.n_fired, ==, 1);
  g_assert_cmpuint (entry.n_destroyed, ==, 1);
  domo_timer_unref (entry.timer);
  log_clear (&log);
}

static void
test_cancel_inside (void)
{
  Entry entries[4] = { 0 };
  Log log;

  g_test_summary ("A timer may cancel another that is due in the same moment, and itself in vain");
  log_init (&log);
  entry_add (&entries[0], &log, "a", 10);
  entry_add (&entries[1], &log, "b", 10);
  entry_add (&entries[2], &log, "c", 10);
  entry_add (&entries[3], &log, "d", 10);
  entries[0].cancels = entries[1].timer;
  entries[0].expected = TRUE;
  entries[2].cancels = entries[2].timer;
  entries[3].cancels = entries[0].timer;
  domo_manual_clock_advance (log.clock, 20);
  g_assert_cmpstr (log.fired->str, ==, "a@10 c@10 d@10 ");
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_assert_cmpuint (entries[i].n_destroyed, ==, 1);
      domo_timer_unref (entries[i].timer);
    }
  log_clear (&log);
}

typedef struct
{
  Log *log;
  gint64 interval;
  guint left;
} Renewing;

static void
renew (gpointer data)
{
  Renewing *self = data;
  DomoClock *clock = DOMO_CLOCK (self->log->clock);

  g_string_append_printf (self->log->fired, "%" G_GINT64_FORMAT " ", domo_clock_get_time (clock));
  if (--self->left > 0)
    domo_timer_unref (domo_clock_add_timer (clock, domo_clock_get_time (clock) + self->interval,
                                            renew, self, NULL));
}

static void
test_timer_adds_timers (void)
{
  Log log;
  Renewing renewing = { &log, 10, 5 };

  log_init (&log);
  domo_timer_unref (domo_clock_add_timer (DOMO_CLOCK (log.clock), 10, renew, &renewing, NULL));
  domo_manual_clock_advance (log.clock, 35);
  g_assert_cmpstr (log.fired->str, ==, "10 20 30 ");
  domo_manual_clock_advance (log.clock, 1000);
  g_assert_cmpstr (log.fired->str, ==, "10 20 30 40 50 ");
  log_clear (&log);
}

static void
test_renewal_does_not_starve (void)
{
  Log log;
  Renewing renewing = { &log, 0, 3 };

  g_test_summary (
      "A timer that adds one which is due at once is not served again by the same call");
  log_init (&log);
  domo_timer_unref (domo_clock_add_timer (DOMO_CLOCK (log.clock), 0, renew, &renewing, NULL));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (domo_clock_fire (DOMO_CLOCK (log.clock)), ==, 1);
  g_assert_cmpuint (domo_clock_fire (DOMO_CLOCK (log.clock)), ==, 0);
  log_clear (&log);
}

typedef struct
{
  DomoClock *clock;
  guint n_fired;
  guint n_destroyed;
} Phoenix;

static void
phoenix_fired (gpointer data)
{
  ((Phoenix *) data)->n_fired++;
}

/* Adds a timer from within the destroy notify of another. */
static void
phoenix_destroyed (gpointer data)
{
  Phoenix *self = data;

  if (self->n_destroyed++ == 0)
    domo_timer_unref (
        domo_clock_add_timer (self->clock, 0, phoenix_fired, self, phoenix_destroyed));
}

static void
test_destroy_may_use_the_clock (void)
{
  Phoenix phoenix = { 0 };
  g_autoptr (DomoTimer) timer = NULL;

  g_test_summary ("Data is freed under no lock");
  phoenix.clock = DOMO_CLOCK (domo_manual_clock_new ());
  timer = domo_clock_add_timer (phoenix.clock, 10, phoenix_fired, &phoenix, phoenix_destroyed);
  g_assert_true (domo_timer_cancel (timer));
  g_assert_cmpuint (phoenix.n_destroyed, ==, 1);
  domo_clock_fire (phoenix.clock);
  g_assert_cmpuint (phoenix.n_fired, ==, 1);
  g_assert_cmpuint (phoenix.n_destroyed, ==, 2);
  g_clear_pointer (&timer, domo_timer_unref);
  g_assert_finalize_object (phoenix.clock);
}

static void
test_dropped_timer_still_fires (void)
{
  Entry entry = { 0 };
  Log log;

  log_init (&log);
  entry_add (&entry, &log, "t", 10);
  domo_timer_unref (domo_timer_ref (entry.timer));
  domo_timer_unref (entry.timer);
  domo_manual_clock_advance (log.clock, 10);
  g_assert_cmpuint (entry.n_fired, ==, 1);
  g_assert_cmpuint (entry.n_destroyed, ==, 1);
  log_clear (&log);
}

static void
test_clock_lives_while_it_has_timers (void)
{
  DomoManualClock *clock = domo_manual_clock_new ();
  Phoenix phoenix = { .n_destroyed = 1 };
  gpointer weak = clock;
  DomoTimer *timer =
      domo_clock_add_timer (DOMO_CLOCK (clock), 10, phoenix_fired, &phoenix, phoenix_destroyed);

  g_object_add_weak_pointer (G_OBJECT (clock), &weak);
  g_object_unref (clock);
  g_assert_nonnull (weak);
  g_assert_true (domo_timer_cancel (timer));
  g_assert_cmpuint (phoenix.n_destroyed, ==, 2);
  domo_timer_unref (timer);
  g_assert_null (weak);
}

/* A clock that counts how often it is told of a new deadline. */

#define TOLD_TYPE_CLOCK (told_clock_get_type ())
G_DECLARE_FINAL_TYPE (ToldClock, told_clock, TOLD, CLOCK, DomoClock)

struct _ToldClock
{
  DomoClock parent_instance;

  gint64 told; /* the next deadline when it was last told, or -1 */
};

G_DEFINE_FINAL_TYPE (ToldClock, told_clock, DOMO_TYPE_CLOCK)

static gint64
told_clock_get_time (DomoClock *clock)
{
  return 7;
}

static void
told_clock_deadline_changed (DomoClock *clock)
{
  /* Deadlocks if it were called under a lock. */
  TOLD_CLOCK (clock)->told = domo_clock_get_next_deadline (clock);
}

static void
told_clock_class_init (ToldClockClass *klass)
{
  DOMO_CLOCK_CLASS (klass)->get_time = told_clock_get_time;
  DOMO_CLOCK_CLASS (klass)->deadline_changed = told_clock_deadline_changed;
}

static void
told_clock_init (ToldClock *self)
{
  self->told = -1;
}

static void
test_subclass_is_told (void)
{
  ToldClock *clock = g_object_new (TOLD_TYPE_CLOCK, NULL);
  const gint64 deadlines[] = { 50, 70, 20, 20, 30, 10 };
  gint64 earliest = G_MAXINT64;
  DomoTimer *timers[G_N_ELEMENTS (deadlines)];
  Phoenix phoenix = { 0 };

  g_test_summary ("A subclass that wakes at the deadline it was last told of wakes in time");
  g_assert_cmpint (domo_clock_get_time (DOMO_CLOCK (clock)), ==, 7);
  for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
    {
      timers[i] =
          domo_clock_add_timer (DOMO_CLOCK (clock), deadlines[i], phoenix_fired, &phoenix, NULL);
      earliest = MIN (earliest, deadlines[i]);
      g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (clock)), ==, earliest);
      g_assert_cmpint (clock->told, ==, earliest);
    }
  for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
    {
      g_assert_true (domo_timer_cancel (timers[i]));
      domo_timer_unref (timers[i]);
    }
  g_assert_finalize_object (clock);
}

/* A naive model: a list that is searched for the earliest timer. */

typedef struct
{
  DomoManualClock *clock;
  GArray *model;     /* of ModelTimer, those that are queued */
  GPtrArray *real;   /* of DomoTimer, by id */
  GArray *destroyed; /* of guint, by id */
  GString *expected;
  GString *happened;
} Model;

typedef struct
{
  gint64 deadline;
  guint id; /* also the order of adding */
} ModelTimer;

typedef struct
{
  Model *model;
  guint id;
} ModelData;

static guint model_add (Model *self, gint64 deadline);

static gboolean
model_cancel (Model *self, guint id)
{
  for (guint i = 0; i < self->model->len; i++)
    {
      if (g_array_index (self->model, ModelTimer, i).id != id)
        continue;
      g_array_remove_index_fast (self->model, i);
      return TRUE;
    }
  return FALSE;
}

static void
check_cancel (Model *self, guint id)
{
  gboolean expected = model_cancel (self, id);

  g_assert_cmpint (domo_timer_cancel (g_ptr_array_index (self->real, id)), ==, expected);
}

/* The next one that is due at @until, taken out of the model. */
static gboolean
model_pop (Model *self, gint64 until, ModelTimer *earliest)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->model->len; i++)
    {
      ModelTimer *timer = &g_array_index (self->model, ModelTimer, i);

      if (timer->deadline > until)
        continue;
      if (!found || timer->deadline < earliest->deadline ||
          (timer->deadline == earliest->deadline && timer->id < earliest->id))
        *earliest = *timer;
      found = TRUE;
    }
  return found && model_cancel (self, earliest->id);
}

/* What a timer does, besides, depends on its number only. It asks the model what should have fired
 * now, so the two go in step. */
static void
model_fired (gpointer data)
{
  ModelData *fired = data;
  Model *self = fired->model;
  gint64 now = domo_clock_get_time (DOMO_CLOCK (self->clock));
  ModelTimer expected;

  g_assert_true (model_pop (self, now, &expected));
  g_string_append_printf (self->expected, "%u ", expected.id);
  g_string_append_printf (self->happened, "%u ", fired->id);
  if (fired->id % 5 == 0)
    model_add (self, now + fired->id % 20 - 5);
  if (fired->id % 7 == 0)
    check_cancel (self, fired->id / 2);
  if (fired->id % 11 == 0)
    check_cancel (self, fired->id);
}

static void
model_data_free (gpointer data)
{
  ModelData *self = data;

  g_array_index (self->model->destroyed, guint, self->id)++;
  g_free (self);
}

static guint
model_add (Model *self, gint64 deadline)
{
  ModelTimer timer = { deadline, self->real->len };
  ModelData *data = g_new (ModelData, 1);
  const guint none = 0;

  *data = (ModelData){ self, timer.id };
  g_array_append_val (self->model, timer);
  g_array_append_val (self->destroyed, none);
  g_ptr_array_add (self->real, domo_clock_add_timer (DOMO_CLOCK (self->clock), deadline,
                                                     model_fired, data, model_data_free));
  return timer.id;
}

static void
model_step (Model *self, GRand *rand)
{
  gint64 now = domo_clock_get_time (DOMO_CLOCK (self->clock));

  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
    case 1:
      if (self->real->len > 0)
        check_cancel (self, (guint) g_rand_int_range (rand, 0, (gint32) self->real->len));
      break;
    case 2:
      {
        gint64 step = g_rand_int_range (rand, 0, 60);
        ModelTimer missed;

        domo_manual_clock_advance (self->clock, step);
        g_assert_false (model_pop (self, now + step, &missed));
      }
      break;
    default:
      model_add (self, now + g_rand_int_range (rand, -10, 100));
    }
}

static void
test_against_a_model (void)
{
  const guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Model model = { 0 };

  g_test_summary ("Random additions, cancellations and steps do as a naive list does");
  g_test_message ("seed %u", seed);
  model.clock = domo_manual_clock_new ();
  model.model = g_array_new (FALSE, FALSE, sizeof (ModelTimer));
  model.destroyed = g_array_new (FALSE, FALSE, sizeof (guint));
  model.real = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_timer_unref);
  model.expected = g_string_new (NULL);
  model.happened = g_string_new (NULL);
  for (guint i = 0; i < 20000; i++)
    model_step (&model, rand);
  domo_manual_clock_advance (model.clock, 1000);
  g_assert_cmpuint (model.model->len, ==, 0);
  g_assert_cmpstr (model.happened->str, ==, model.expected->str);
  for (guint i = 0; i < model.destroyed->len; i++)
    g_assert_cmpuint (g_array_index (model.destroyed, guint, i), ==, 1);
  g_ptr_array_unref (model.real);
  g_assert_finalize_object (model.clock);
  g_array_unref (model.model);
  g_array_unref (model.destroyed);
  g_string_free (model.expected, TRUE);
  g_string_free (model.happened, TRUE);
}

#define N_MANY 100000

static void
test_many_pending (void)
{
  DomoManualClock *clock = domo_manual_clock_new ();
  DomoTimer **timers = g_new (DomoTimer *, N_MANY);
  Phoenix phoenix = { .n_destroyed = 1 };

  g_test_summary ("A hundred thousand at once: added far from order, half cancelled, half fire");
  for (guint i = 0; i < N_MANY; i++)
    /* Each deadline once; the factor and the number have no divisor in common. */
    timers[i] = domo_clock_add_timer (DOMO_CLOCK (clock), (gint64) i * 61987 % N_MANY,
                                      phoenix_fired, &phoenix, phoenix_destroyed);
  for (guint i = 0; i < N_MANY; i += 2)
    g_assert_true (domo_timer_cancel (timers[i]));
  g_assert_cmpuint (phoenix.n_destroyed, ==, 1 + N_MANY / 2);
  domo_manual_clock_advance (clock, N_MANY / 2 - 1);
  g_assert_cmpuint (phoenix.n_fired, ==, N_MANY / 4);
  domo_manual_clock_advance (clock, N_MANY / 2);
  g_assert_cmpuint (phoenix.n_fired, ==, N_MANY / 2);
  g_assert_cmpuint (phoenix.n_destroyed, ==, 1 + N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    domo_timer_unref (timers[i]);
  g_free (timers);
  g_assert_finalize_object (clock);
}

/* The wall clock. */

static void
test_wall_clock_follows (void)
{
  DomoManualClock *clock = domo_manual_clock_new ();
  gint64 before = g_get_real_time (), start;

  domo_manual_clock_advance (clock, 1000);
  start = domo_clock_get_real_time (DOMO_CLOCK (clock));
  g_assert_cmpint (start, >=, before);
  g_assert_cmpint (start, <=, g_get_real_time ());
  domo_manual_clock_advance (clock, G_USEC_PER_SEC);
  g_assert_cmpint (domo_clock_get_real_time (DOMO_CLOCK (clock)), ==, start + G_USEC_PER_SEC);
  g_assert_finalize_object (clock);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/clock/timers-fire-in-order", test_order);
  g_test_add_func ("/core/clock/fire-counts-what-it-called", test_fire_counts);
  g_test_add_func ("/core/clock/cancel-before-it-fires", test_cancel_before);
  g_test_add_func ("/core/clock/cancel-after-it-fired", test_cancel_after);
  g_test_add_func ("/core/clock/cancel-from-inside-a-timer", test_cancel_inside);
  g_test_add_func ("/core/clock/timer-adds-timers", test_timer_adds_timers);
  g_test_add_func ("/core/clock/renewal-does-not-starve", test_renewal_does_not_starve);
  g_test_add_func ("/core/clock/destroy-notify-may-use-the-clock", test_destroy_may_use_the_clock);
  g_test_add_func ("/core/clock/dropped-timer-still-fires", test_dropped_timer_still_fires);
  g_test_add_func ("/core/clock/lives-while-it-has-timers", test_clock_lives_while_it_has_timers);
  g_test_add_func ("/core/clock/subclass-is-told-of-earlier-deadlines", test_subclass_is_told);
  g_test_add_func ("/core/clock/does-as-a-naive-model-does", test_against_a_model);
  g_test_add_func ("/core/clock/many-pending-timers", test_many_pending);
  g_test_add_func ("/core/clock/wall-clock-goes-on-as-the-clock", test_wall_clock_follows);
  return g_test_run ();
}
