/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "future-probe.h"
#include "misuse.h"
#include "step-stage.h"

/* One future of many: all, any and race. */

#define MAX_INPUTS      6
#define N_RANDOM        2000
#define N_LONG          100000
#define N_LOOP          20000
#define N_THREAD_ROUNDS 300

typedef DomoFuture *(*Combiner) (DomoFuture *const *futures, gsize n);
enum
{
  ALL,
  ANY,
  RACE,
  N_KINDS
};
static const Combiner combiners[N_KINDS] = { domo_future_all, domo_future_any, domo_future_race };

/* Futures with the promises that settle them: number i resolves with i, or rejects with "e" and i.
 */
typedef struct
{
  guint n;
  DomoPromise *promises[MAX_INPUTS];
  DomoFuture *futures[MAX_INPUTS];
} Inputs;

static void
inputs_init (Inputs *self, guint n)
{
  self->n = n;
  for (guint i = 0; i < n; i++)
    {
      self->promises[i] = domo_promise_new ();
      self->futures[i] = domo_promise_get_future (self->promises[i]);
    }
}

static void
inputs_settle (Inputs *self, guint i, gboolean resolves)
{
  if (resolves)
    domo_promise_resolve_int64 (self->promises[i], i);
  else
    domo_promise_reject (self->promises[i],
                         g_error_new (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "e%u", i));
}

static void
inputs_clear (Inputs *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      domo_promise_unref (self->promises[i]);
      domo_future_unref (self->futures[i]);
    }
}

/* How a future stands, in a word. */
static char *
describe (DomoFuture *future)
{
  const GError *error = domo_future_get_error (future);
  const GValue *value;

  if (domo_future_is_pending (future))
    return g_strdup ("pending");
  if (error != NULL)
    return g_strdup_printf ("%s:%s", error->code == DOMO_ERROR_FAILED ? "FAILED" : "other",
                            error->message);
  value = domo_future_get_value (future, NULL);
  return G_IS_VALUE (value) ? g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value))
                            : g_strdup ("nothing");
}

#define assert_stands(future, expected)            \
  G_STMT_START                                     \
  {                                                \
    g_autofree char *stands = describe ((future)); \
    g_assert_cmpstr (stands, ==, (expected));      \
  }                                                \
  G_STMT_END

/* What is decided, and when. */

typedef struct
{
  int kind;
  guint n;
  /* What happens to the inputs, in order: "2+" resolves the third, "2-" rejects it. */
  const char *before;
  const char *after;
  guint decided; /* by so many of the latter */
  const char *outcome;
} Row;

static const Row rows[] = {
  { ALL, 1, "", "0+", 1, "nothing" },
  { ALL, 3, "", "2+0+1+", 3, "nothing" },
  { ALL, 3, "1+", "2+0+", 2, "nothing" },
  { ALL, 3, "0+1+2+", "", 0, "nothing" },
  { ALL, 3, "", "1-0-2+", 1, "other:e1" },
  { ALL, 3, "", "0+2-1-", 2, "other:e2" },
  { ALL, 3, "2-0+1-", "", 0, "other:e1" },
  { ALL, 3, "2-", "0-1+", 0, "other:e2" },
  { ANY, 1, "", "0+", 1, "0" },
  { ANY, 1, "", "0-", 1, "FAILED:None of the futures was resolved: e0" },
  { ANY, 3, "", "2-1+0+", 2, "1" },
  { ANY, 3, "", "2-1-0+", 3, "0" },
  { ANY, 3, "", "2-0-1-", 3, "FAILED:None of the futures was resolved: e0; e1; e2" },
  { ANY, 3, "2-0-", "1-", 1, "FAILED:None of the futures was resolved: e0; e1; e2" },
  { ANY, 3, "2-0-1-", "", 0, "FAILED:None of the futures was resolved: e0; e1; e2" },
  { ANY, 3, "2+1+", "0+", 0, "1" },
  { ANY, 3, "0-2+", "1+", 0, "2" },
  { RACE, 1, "", "0+", 1, "0" },
  { RACE, 3, "", "2+0+1+", 1, "2" },
  { RACE, 3, "", "1-0+", 1, "other:e1" },
  { RACE, 3, "2+1-", "0+", 0, "other:e1" },
  { RACE, 3, "1+0-2-", "", 0, "other:e0" },
};

static void
check_row (const Row *row)
{
  g_autoptr (DomoFuture) combined = NULL;
  Inputs inputs;
  guint n_seen = 0;

  inputs_init (&inputs, row->n);
  for (const char *event = row->before; *event != '\0'; event += 2)
    inputs_settle (&inputs, (guint) (event[0] - '0'), event[1] == '+');
  combined = combiners[row->kind](inputs.futures, row->n);
  for (const char *event = row->after; *event != '\0'; event += 2)
    {
      assert_stands (combined, n_seen < row->decided ? "pending" : row->outcome);
      inputs_settle (&inputs, (guint) (event[0] - '0'), event[1] == '+');
      n_seen++;
    }
  assert_stands (combined, row->outcome);
  inputs_clear (&inputs);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    check_row (&rows[i]);
}

/* The rules as a model: @order is that in which the inputs settle, as the combination sees it. */
static char *
model (int kind, guint n, const guint *order, guint n_settled, const gboolean *resolves)
{
  g_autoptr (GString) errors = g_string_new ("FAILED:None of the futures was resolved: ");

  for (guint i = 0; i < n_settled; i++)
    {
      guint input = order[i];

      if (kind == RACE || resolves[input] == (kind == ANY))
        return resolves[input] ? g_strdup_printf ("%u", input)
                               : g_strdup_printf ("other:e%u", input);
    }
  if (n_settled < n)
    return g_strdup ("pending");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (errors, "%se%u", i > 0 ? "; " : "", i);
  return g_strdup (kind == ALL ? "nothing" : errors->str);
}

static void
check_random (void)
{
  const int kind = g_test_rand_int_range (0, N_KINDS);
  const guint n = (guint) g_test_rand_int_range (1, MAX_INPUTS + 1);
  const guint n_before = (guint) g_test_rand_int_range (0, (gint32) n + 1);
  guint order[MAX_INPUTS];
  gboolean resolves[MAX_INPUTS], settled[MAX_INPUTS] = { FALSE };
  g_autoptr (DomoFuture) combined = NULL;
  Inputs inputs;
  guint n_seen = 0;

  inputs_init (&inputs, n);
  for (guint i = 0; i < n; i++)
    {
      resolves[i] = g_test_rand_bit ();
      settled[i] = i < n_before;
    }
  for (guint i = n; i > 1; i--)
    {
      guint other = (guint) g_test_rand_int_range (0, (gint32) i);
      gboolean swapped = settled[i - 1];

      settled[i - 1] = settled[other];
      settled[other] = swapped;
    }
  /* Those that have settled before are met in the order of the array. */
  for (guint i = 0; i < n; i++)
    {
      if (settled[i])
        {
          inputs_settle (&inputs, i, resolves[i]);
          order[n_seen++] = i;
        }
    }
  combined = combiners[kind](inputs.futures, n);
  while (TRUE)
    {
      g_autofree char *expected = model (kind, n, order, n_seen, resolves);
      guint next = (guint) g_test_rand_int_range (0, (gint32) n);

      assert_stands (combined, expected);
      if (n_seen == n)
        break;
      while (settled[next])
        next = (next + 1) % n;
      settled[next] = TRUE;
      inputs_settle (&inputs, next, resolves[next]);
      order[n_seen++] = next;
    }
  inputs_clear (&inputs);
}

static void
test_random (void)
{
  g_test_summary ("Any number of inputs, settled in any order, before and after, against a model");
  for (guint i = 0; i < N_RANDOM; i++)
    check_random ();
}

static void
test_none (void)
{
  g_test_summary ("Of no futures all is resolved; any and race, which nothing could ever settle, "
                  "are rejected");
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      DomoFuture *const empty[1] = { NULL };
      g_autoptr (DomoFuture) of_null = combiners[kind](NULL, 0);
      g_autoptr (DomoFuture) of_empty = combiners[kind](empty, 0);

      if (kind == ALL)
        {
          assert_stands (of_null, "nothing");
          assert_stands (of_empty, "nothing");
          continue;
        }
      assert_rejected (of_null, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT, NULL);
      assert_rejected (of_empty, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT, NULL);
    }
}

static void
test_same_future_twice (void)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      for (guint resolves = 0; resolves < 2; resolves++)
        {
          g_autoptr (DomoFuture) combined = NULL;
          Inputs inputs;

          inputs_init (&inputs, 1);
          {
            DomoFuture *const thrice[] = { inputs.futures[0], inputs.futures[0],
                                           inputs.futures[0] };

            combined = combiners[kind](thrice, 3);
          }
          assert_stands (combined, "pending");
          inputs_settle (&inputs, 0, resolves == 1);
          if (resolves == 1)
            assert_stands (combined, kind == ALL ? "nothing" : "0");
          else
            assert_stands (combined, kind == ANY
                                         ? "FAILED:None of the futures was resolved: e0; e0; e0"
                                         : "other:e0");
          inputs_clear (&inputs);
        }
    }
}

static void
test_any_quotes_with_measure (void)
{
  DomoFuture *futures[1000];
  g_autoptr (DomoFuture) combined = NULL;
  g_autoptr (GString) message = g_string_new (NULL);
  const char *text;

  g_test_summary ("However many errors there are and however long, their quotes stay within bounds "
                  "and are good UTF-8");
  /* Whatever the length of a quote is, some of these have a character across it. */
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_string_printf (message, "%u%.*s", i, (int) (i % 3), "xx");
      for (guint k = 0; k < 500; k++)
        g_string_append (message, "ä€");
      futures[i] =
          domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "%s", message->str);
    }
  combined = domo_future_any (futures, G_N_ELEMENTS (futures));
  text = domo_future_get_error (combined)->message;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <, 5000);
  g_assert_true (g_str_has_prefix (text, "None of the futures was resolved: 0ä€"));
  g_assert_nonnull (strstr (text, "…; 1xä€"));
  g_assert_true (g_str_has_suffix (text, "…; and 984 more"));
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    domo_future_unref (futures[i]);
}

static void
pass_null (gconstpointer data)
{
  g_autoptr (DomoFuture) future = domo_future_new_void ();
  DomoFuture *const futures[] = { future, NULL };

  g_assert_null (domo_future_race (futures, 2));
}

static void
test_null_in_array (void)
{
  assert_misuse (pass_null, NULL, "domo_future_race*are_futures*");
}

/* What is held, and for how long. */

static void
test_inputs_stay_the_callers (void)
{
  g_test_summary ("A limit of the combined future is its own: it does not touch the inputs");
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (DomoFuture) combined = NULL;
      Inputs inputs;

      inputs_init (&inputs, 2);
      combined = domo_future_with_timeout (combiners[kind](inputs.futures, 2), 0);
      assert_rejected (combined, DOMO_ERROR, DOMO_ERROR_TIMEOUT, NULL);
      for (guint i = 0; i < 2; i++)
        assert_pending (inputs.futures[i]);
      inputs_settle (&inputs, 0, TRUE);
      inputs_settle (&inputs, 1, FALSE);
      assert_number (inputs.futures[0], 0);
      assert_rejected (combined, DOMO_ERROR, DOMO_ERROR_TIMEOUT, NULL);
      inputs_clear (&inputs);
    }
}

static void
test_all_does_not_keep_values (void)
{
  g_test_summary ("The values of inputs that are resolved live no longer because others are not");
  for (guint settles_first = 0; settles_first < 2; settles_first++)
    {
      g_autoptr (DomoPromise) later = domo_promise_new ();
      DomoPromise *promise = domo_promise_new ();
      DomoFuture *futures[] = { domo_promise_get_future (promise),
                                domo_promise_get_future (later) };
      g_autoptr (DomoFuture) combined = NULL;
      gpointer weak;
      g_autoptr (GObject) object = watched_object_new (&weak);

      if (settles_first == 1)
        domo_promise_resolve_object (promise, object);
      combined = domo_future_all (futures, 2);
      if (settles_first == 0)
        domo_promise_resolve_object (promise, object);
      domo_promise_unref (promise);
      for (guint i = 0; i < 2; i++)
        domo_future_unref (futures[i]);
      g_clear_object (&object);
      g_assert_null (weak);
      assert_pending (combined);
    }
}

static void
test_settled_lets_go_of_the_rest (void)
{
  g_test_summary ("Once it is decided nothing is left in the lines of inputs that are pending: not "
                  "the combined future, and so not its value");
  for (int kind = ANY; kind <= RACE; kind++)
    {
      g_autoptr (DomoPromise) later = domo_promise_new ();
      g_autoptr (DomoFuture) pending = domo_promise_get_future (later);
      DomoPromise *promise = domo_promise_new ();
      DomoFuture *futures[] = { pending, domo_promise_get_future (promise), pending };
      DomoFuture *combined = combiners[kind](futures, 3);
      gpointer weak;
      GObject *object = watched_object_new (&weak);

      domo_promise_resolve_object (promise, object);
      g_object_unref (object);
      domo_promise_unref (promise);
      domo_future_unref (futures[1]);
      g_assert_true (domo_future_is_resolved (combined));
      g_assert_nonnull (weak);
      domo_future_unref (combined);
      g_assert_null (weak);
    }
}

/* Bytes on the heap, where the C library tells; else 0. */
static gsize
count_bytes (void)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  return mallinfo2 ().uordblks;
#else
  return 0;
#endif
}

/* Combines a future that lives long with one that settles, or settles the combined one itself. */
static void
combine_and_forget (int kind, DomoFuture *forever, gboolean limit)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  DomoFuture *const futures[] = { forever, future };
  g_autoptr (DomoFuture) combined = combiners[kind](futures, 2);

  if (limit)
    combined = domo_future_with_timeout (g_steal_pointer (&combined), 0);
  else if (kind == ALL)
    domo_promise_reject (promise, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "no"));
  else
    domo_promise_resolve_int64 (promise, 1);
  g_assert_false (domo_future_is_pending (combined));
}

static void
test_loop_stays_flat (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) forever = domo_promise_get_future (promise);
  gsize before = 0;

  g_test_summary ("A program may race one long-lived future again and again: its line of waiters "
                  "does not grow");
  for (guint i = 0; i < N_LOOP; i++)
    {
      if (i == 100)
        before = count_bytes ();
      for (int kind = 0; kind < N_KINDS; kind++)
        combine_and_forget (kind, forever, i % 2 == 0);
    }
  /* Less than a byte for each combination. */
  g_assert_cmpuint (count_bytes (), <, before + N_LOOP);
  assert_pending (forever);
}

static void
test_dropped_unsettled (void)
{
  g_test_summary ("Nobody keeps the combined future: the inputs settle as ever, and all is freed");
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      Inputs inputs;

      inputs_init (&inputs, 3);
      domo_future_unref (combiners[kind](inputs.futures, 3));
      for (guint i = 0; i < 3; i++)
        inputs_settle (&inputs, i, i != 1);
      assert_number (inputs.futures[2], 2);
      inputs_clear (&inputs);
    }
}

static void
test_inputs_abandoned (void)
{
  g_autoptr (DomoFuture) combined = NULL;
  Inputs inputs;

  g_test_summary ("Only the combined future is kept; it hears of the inputs all the same");
  inputs_init (&inputs, 2);
  combined = domo_future_any (inputs.futures, 2);
  inputs_clear (&inputs);
  assert_rejected (combined, DOMO_ERROR, DOMO_ERROR_FAILED, NULL);
}

/* In great number. */

static void
test_nested (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) end = domo_promise_get_future (promise);

  g_test_summary ("A hundred thousand combinations of combinations need no more stack than one");
  for (guint i = 0; i < N_LONG; i++)
    {
      DomoFuture *const futures[] = { end };
      DomoFuture *outer = combiners[ANY + (int) (i % 2)](futures, 1);

      domo_future_unref (end);
      end = outer;
    }
  domo_promise_resolve_int64 (promise, 7);
  assert_number (end, 7);
}

static void
test_wide (void)
{
  g_autofree DomoPromise **promises = g_new (DomoPromise *, N_LONG);
  g_autofree DomoFuture **futures = g_new (DomoFuture *, N_LONG);

  g_test_summary ("A hundred thousand inputs");
  for (guint i = 0; i < N_LONG; i++)
    {
      promises[i] = domo_promise_new ();
      futures[i] = domo_promise_get_future (promises[i]);
    }
  {
    g_autoptr (DomoFuture) all = domo_future_all (futures, N_LONG);
    g_autoptr (DomoFuture) any = domo_future_any (futures, N_LONG);

    for (guint i = 0; i < N_LONG; i++)
      {
        assert_pending (all);
        domo_promise_resolve_int64 (promises[i], i);
        assert_number (any, 0);
      }
    assert_stands (all, "nothing");
  }
  for (guint i = 0; i < N_LONG; i++)
    {
      domo_promise_unref (promises[i]);
      domo_future_unref (futures[i]);
    }
}

/* From several threads. */

typedef struct
{
  Inputs *inputs;
  guint i;
  gboolean resolves;
} Settling;

static gpointer
settle_in_thread (gpointer data)
{
  Settling *self = data;

  inputs_settle (self->inputs, self->i, self->resolves);
  return NULL;
}

/* Whether @outcome can come of the inputs in some order. */
static gboolean
can_be (int kind, const Settling *settlings, guint n, const char *outcome)
{
  guint n_resolved = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *own =
          g_strdup_printf (settlings[i].resolves ? "%u" : "other:e%u", settlings[i].i);

      n_resolved += settlings[i].resolves ? 1 : 0;
      if ((kind == RACE || settlings[i].resolves == (kind == ANY)) && strcmp (outcome, own) == 0)
        return TRUE;
    }
  if (kind == ALL)
    return n_resolved == n && strcmp (outcome, "nothing") == 0;
  return kind == ANY && n_resolved == 0 && g_str_has_prefix (outcome, "FAILED:");
}

static void
check_threads (int kind, gboolean limit)
{
  enum
  {
    N_THREADS = 4
  };
  Settling settlings[N_THREADS];
  GThread *threads[N_THREADS];
  g_autoptr (DomoFuture) combined = NULL;
  g_autofree char *outcome = NULL;
  Inputs inputs;

  inputs_init (&inputs, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    {
      settlings[i] = (Settling){ &inputs, i, g_test_rand_int_range (0, 4) != 0 };
      threads[i] = g_thread_new ("settler", settle_in_thread, &settlings[i]);
    }
  combined = combiners[kind](inputs.futures, N_THREADS);
  if (limit)
    combined = domo_future_with_timeout (g_steal_pointer (&combined), 0);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  outcome = describe (combined);
  if (!can_be (kind, settlings, N_THREADS, outcome))
    {
      g_assert_true (limit);
      assert_rejected (combined, DOMO_ERROR, DOMO_ERROR_TIMEOUT, NULL);
    }
  inputs_clear (&inputs);
}

static void
test_threads (void)
{
  g_test_summary ("The inputs are settled in four threads while they are combined");
  for (guint i = 0; i < N_THREAD_ROUNDS; i++)
    check_threads ((int) (i % N_KINDS), FALSE);
}

static void
test_threads_and_limit (void)
{
  g_test_summary ("The same, and the combined future is settled from outside at the same time");
  for (guint i = 0; i < N_THREAD_ROUNDS; i++)
    check_threads ((int) (i % N_KINDS), TRUE);
}

/* With actors. */

static void
test_asks (StepStage *stage)
{
  DomoFuture *futures[3];
  g_autoptr (DomoFuture) all = NULL, race = NULL;

  g_test_summary ("Asks of several actors; the results are read from them");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

      futures[i] = test_subject_ask (actor, i);
    }
  all = domo_future_all (futures, 3);
  race = domo_future_race (futures, 3);
  assert_pending (all);
  step_stage_settle (stage, all);
  assert_number (race, 0);
  for (guint i = 0; i < 3; i++)
    {
      assert_number (futures[i], i);
      domo_future_unref (futures[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/future-combine/table", test_table);
  g_test_add_func ("/core/future-combine/random", test_random);
  g_test_add_func ("/core/future-combine/none", test_none);
  g_test_add_func ("/core/future-combine/same-future-twice", test_same_future_twice);
  g_test_add_func ("/core/future-combine/any-quotes-with-measure", test_any_quotes_with_measure);
  g_test_add_func ("/core/future-combine/null-in-array-is-a-bug", test_null_in_array);
  g_test_add_func ("/core/future-combine/inputs-stay-the-callers", test_inputs_stay_the_callers);
  g_test_add_func ("/core/future-combine/all-does-not-keep-values", test_all_does_not_keep_values);
  g_test_add_func ("/core/future-combine/settled-lets-go-of-the-rest",
                   test_settled_lets_go_of_the_rest);
  g_test_add_func ("/core/future-combine/loop-stays-flat", test_loop_stays_flat);
  g_test_add_func ("/core/future-combine/dropped-unsettled", test_dropped_unsettled);
  g_test_add_func ("/core/future-combine/inputs-abandoned", test_inputs_abandoned);
  g_test_add_func ("/core/future-combine/nested", test_nested);
  g_test_add_func ("/core/future-combine/wide", test_wide);
  g_test_add_func ("/core/future-combine/threads", test_threads);
  g_test_add_func ("/core/future-combine/threads-and-limit", test_threads_and_limit);
  step_stage_add_test ("/core/future-combine/asks", test_asks);

  return g_test_run ();
}
