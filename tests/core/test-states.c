/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "state-scene.h"

#define LIFE_TABLES_WANT_CELLS
#include "life-tables.h"

/* What each message does in each state: the table of docs/states.md, cell by cell.
 *
 * Each test brings an actor, a, into the state of its cell, sends it the message, and compares what
 * happens with what the words of the cell mean: at once, and when afterwards everything that it may
 * have waited for has come. */

static const char *const state_names[] = { "new",      "idle",    "running",   "parked",
                                           "busy",     "held",    "suspended", "restarting",
                                           "stopping", "stopped", NULL };

static const char *const message_names[] = {
  "first turn",
  "call",
  "stop marker",
  "stop-now",
  "failure",
  "resume",
  "restart",
  "children ended",
  "callback",
  "inform",
  "suspend from outside",
  "resume from outside",
  NULL,
};

/* What the words of a cell mean. In the journals NEXT stands for a message that is sent afterwards,
 * THIS for what handling the one of the cell looks like, REST for what the state still has to do,
 * and the other words in capitals for rows of hooks. */
typedef struct
{
  const char *words;
  const char *now;
  const char *then;
  enum
  {
    WAITS, /* for what the state waits for: so does NEXT */
    STAYS, /* in its state */
    TAKES_CALLS,
    IS_HELD, /* from then on, or later */
  } after;
} Outcome;

static const Outcome outcomes[] = {
  { "starts: idle", "START", "NEXT", TAKES_CALLS },
  { "waits", "", "REST THIS NEXT" },
  { "handled", "THIS", "NEXT", TAKES_CALLS },
  { "dead letter", "", "REST" },
  { "stops", "STOP", "" },
  { "its wait fails, then stops", "a:failed-wait STOP", "" },
  { "its answer is rejected, stops", "STOP", "" },
  { "stops in place of the restart", "a.before_stop", "CHILD a.after_stop a.finalize" },
  { "nothing", "", "REST NEXT", STAYS },
  { "hurries its children", "", "CHILD a.after_stop a.finalize" },
  { "suspended, its supervisor is told", "THIS inform", "REST a.before_resume NEXT" },
  { "its answer is rejected, suspended, its supervisor is told", "THIS inform",
    "a.before_resume NEXT" },
  { "logged", "THIS", "REST NEXT" },
  { "resumes: idle", "a.before_resume", "NEXT", TAKES_CALLS },
  { "done by the start", "", "REST NEXT" },
  { "restarts: idle", "RESTART", "NEXT", TAKES_CALLS },
  { "its wait fails, then restarts: idle", "a:failed-wait RESTART", "NEXT", TAKES_CALLS },
  { "its answer is rejected, restarts: idle", "RESTART", "NEXT", TAKES_CALLS },
  { "restarts: held", "RESTART", "NEXT" },
  { "done by this restart", "", "REST NEXT" },
  { "is renewed: idle", "CHILD RENEW", "NEXT", TAKES_CALLS },
  { "ends: stopped", "CHILD a.after_stop a.finalize", "" },
  { "runs", "THIS", "REST NEXT", STAYS },
  { "given back", "", "REST" },
  { "held later", "", "REST NEXT", IS_HELD },
  { "held", "", "NEXT", IS_HELD },
  { "not held later", "", "REST NEXT" },
  { "idle", "", "NEXT", TAKES_CALLS },
};

static const struct
{
  const char *word;
  const char *entries;
} rows[] = {
  { "START", "a.before_start a.after_start" },
  { "STOP", "a.before_stop a.after_stop a.finalize" },
  { "RESTART", "a.before_restart RENEW" },
  { "RENEW", "a.save_state a.finalize a.restore_state a.before_start a.after_restart" },
  { "CHILD", "c.before_stop c.after_stop c.finalize" },
};

/* What comes of a state when all that it waits for is there. */
static const char *const rests[] = {
  [NEW] = "START",
  [IDLE] = "",
  [RUNNING] = "",
  [PARKED] = "a:waited",
  [BUSY] = "",
  [HELD] = "",
  [SUSPENDED] = "a.before_resume",
  [RESTARTING] = "CHILD RENEW",
  [STOPPING] = "CHILD a.after_stop a.finalize",
  [STOPPED] = "",
};

static const char *const handled[] = {
  [CALL] = "a:call",        [STOP_MARKER] = "STOP",    [STOP_NOW] = "STOP",
  [FAILURE] = "a:callback", [CALLBACK] = "a:callback", [INFORM] = "a:inform",
  [RESUME_OUTSIDE] = NULL,
};

static guint
find_word (const char *const *words, const char *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], word))
        return i;
    }
  g_error ("docs/states.md says “%s”, of which this test knows nothing", word);
}

static const Outcome *
find_outcome (const char *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      if (g_str_equal (outcomes[i].words, words))
        return &outcomes[i];
    }
  g_error ("docs/states.md says “%s”, of which this test knows nothing", words);
}

/* What is expected. */

static void
expand (GString *text, const StateScene *self, const char *words, gboolean ends)
{
  g_auto (GStrv) all = g_strsplit (words, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      const char *entry = all[i];
      const char *row = NULL;

      if (g_str_equal (entry, "REST"))
        row = rests[self->state];
      else if (g_str_equal (entry, "THIS"))
        row = handled[self->what];
      for (guint j = 0; j < G_N_ELEMENTS (rows); j++)
        row = g_str_equal (entry, rows[j].word) ? rows[j].entries : row;
      if (g_str_equal (entry, "NEXT"))
        entry = ends ? "" : "a:next";
      if (row != NULL)
        expand (text, self, row, ends);
      else if (*entry != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", entry);
    }
}

static void
assert_happened (const StateScene *self, const char *words, gboolean ends)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  expand (expected, self, words, ends);
  assert_journal (self->stage.journal, expected->str);
}

/* The asks: of a busy actor, and of the one whose supervisor a is. */
static void
assert_answers (const StateScene *self, const char *words)
{
  gboolean rejected = strstr (words, "its answer is rejected") != NULL;

  if (self->state == BUSY)
    g_assert_true (domo_future_is_rejected (self->answer) == rejected);
  if (self->what == INFORM)
    {
      g_autoptr (DomoFuture) asked = test_subject_ask (self->failing, 1);

      step_stage_run ((StepStage *) &self->stage);
      g_assert_true (domo_future_is_pending (asked) == g_str_equal (words, "waits"));
    }
}

static void
assert_logged (const char *words)
{
  g_autoptr (GPtrArray) records = log_records_take (G_LOG_LEVEL_MESSAGE);

  if (!g_str_equal (words, "logged"))
    return;
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_true (g_str_has_suffix (log_record_get (g_ptr_array_index (records, 0), "MESSAGE"),
                                   "failed, going on: in a callback"));
}

static guint64
count_letters (const StateScene *self)
{
  return domo_dead_letters_get_total (domo_stage_get_dead_letters (self->stage.stage));
}

/* Whatever came, the next failure finds somebody who decides. */
static void
assert_failure_is_told (StateScene *self)
{
  guint n_informed = self->policy.n_informed;

  test_subject_fail (self->a, "again");
  state_scene_settle (self);
  g_assert_cmpuint (self->policy.n_informed, ==, n_informed + 1);
}

static void
check (StateScene *self, const Outcome *outcome)
{
  /* A stop always comes about in the end. */
  gboolean ends = self->state >= STOPPING || self->what == STOP_MARKER || self->what == STOP_NOW;
  gboolean dead = g_str_equal (outcome->words, "dead letter");
  gboolean takes_calls =
      outcome->after == TAKES_CALLS ||
      (outcome->after == STAYS && (self->state == IDLE || self->state == RUNNING));
  g_autofree char *held = NULL;

  g_ptr_array_unref (log_records_take (0));
  state_scene_let_it_come (self);
  assert_happened (self, outcome->now, ends);
  assert_logged (outcome->words);
  assert_answers (self, outcome->words);
  g_assert_cmpuint (count_letters (self), ==, dead);

  journal_clear (self->stage.journal);
  test_subject_note (self->a, "next");
  state_scene_settle_after (self);
  assert_happened (self, takes_calls ? "NEXT" : "", ends);

  state_scene_let_it_go_on (self);
  if (outcome->after == IS_HELD)
    {
      held = g_strndup (outcome->then, strlen (outcome->then) - strlen ("NEXT"));
      assert_happened (self, held, ends);
    }
  domo_proxy_resume (self->a);
  state_scene_settle (self);
  assert_happened (self, outcome->then, ends);
  g_assert_true (domo_proxy_is_stopped (self->a) == ends);
  g_assert_cmpuint (count_letters (self), ==, dead + ends);
  if (!ends)
    assert_failure_is_told (self);
}

static const LifeCell *
find_cell (const char *message, const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (life_cells); i++)
    {
      if (g_str_equal (life_cells[i].message, message) && g_str_equal (life_cells[i].state, state))
        return &life_cells[i];
    }
  g_error ("docs/states.md does not say what “%s” does when %s", message, state);
}

static void
run_cell (gconstpointer data)
{
  const LifeCell *cell = data;
  StateScene scene = { .state = find_word (state_names, cell->state),
                       .what = find_word (message_names, cell->message) };
  const char *words = cell->outcome;

  if (g_str_equal (words, "then as idle"))
    words = find_cell (cell->message, "idle")->outcome;
  state_scene_set_up (&scene);
  check (&scene, find_outcome (words));
  state_scene_tear_down (&scene);
}

static void
add_cell (const char *message, const char *state)
{
  const LifeCell *cell = find_cell (message, state);
  g_autofree char *path = g_strdup_printf ("/core/states/%s/%s", message, state);

  g_strdelimit (path, " ", '-');
  /* The message cannot come there. */
  if (!g_str_equal (cell->outcome, "-"))
    g_test_add_data_func (path, cell, run_cell);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

  g_assert_cmpuint (G_N_ELEMENTS (life_cells), ==,
                    (G_N_ELEMENTS (message_names) - 1) * (G_N_ELEMENTS (state_names) - 1));
  for (guint i = 0; message_names[i] != NULL; i++)
    {
      for (guint j = 0; state_names[j] != NULL; j++)
        add_cell (message_names[i], state_names[j]);
    }

  return g_test_run ();
}
