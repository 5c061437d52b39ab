/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "planned-supervisor.h"

/* The table of docs/supervision.md, cell by cell, and the pictures below it: what each directive
 * does in each scope when it is the first failure, one within the window, and one past it. */

#define PERIOD (5 * G_USEC_PER_SEC)

/* A row of the table. */
typedef struct
{
  char *directive;
  char *scope;
  char *failure;
  char *order;
  char *kept;
  char *stopped;
} Row;

static const char *const directive_names[] = { "none", "resume", "restart", "stop", "escalate" };
static const char *const scope_names[] = { "one", "all", "rest" };

/* What the words of the table mean in the journal. */
static const struct
{
  const char *word;
  const char *hooks[4];
} words[] = {
  { "resumes", { "before_resume" } },
  { "restarts", { "before_restart", "finalize", "before_start", "after_restart" } },
  { "stops", { "before_stop", "after_stop", "finalize" } },
  { "starts", { "before_start", "after_start" } },
  { "begins to restart", { "before_restart" } },
  { "is renewed", { "finalize", "before_start", "after_restart" } },
};

static guint
find (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (names[i], name))
        return i;
    }
  g_error ("docs/supervision.md says “%s”, of which this test knows nothing", name);
}

static void
expand (GString *text, const char *part)
{
  const char *word = strchr (part, ' ') + 1;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (!g_str_equal (words[i].word, word))
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (words[i].hooks) && words[i].hooks[j] != NULL; j++)
        g_string_append_printf (text, " %c.%s", part[0], words[i].hooks[j]);
      return;
    }
  g_error ("docs/supervision.md says “%s”, of which this test knows nothing", part);
}

/* The journal that the order of a row stands for. */
static char *
expand_order (const char *order)
{
  g_auto (GStrv) parts = g_strsplit (order, ", ", -1);
  GString *text = g_string_new ("b:fail");

  for (guint i = 0; parts[i] != NULL; i++)
    expand (text, parts[i]);
  return g_string_free (text, FALSE);
}

/* The scene: s and its children a, b and c, and above s a supervisor that restarts s and stops
 * everybody else. */

typedef struct
{
  StepStage stage;
  Plan plan;
  gpointer above;
  gpointer supervisor;
  TestSubject *children[3];
} Scene;

static gpointer
make_above (StepStage *stage)
{
  DomoSupervisionStrategy *strategy = strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE);

  domo_supervision_strategy_add_rule (strategy, DOMO_SUPERVISION_ERROR,
                                      DOMO_SUPERVISION_ERROR_INTENSITY,
                                      DOMO_SUPERVISION_DIRECTIVE_RESTART);
  domo_supervision_strategy_set_default_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_STOP);
  return supervisor_new (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, "above", strategy);
}

static DomoFuture *
set_number (DomoActor *actor, gpointer data)
{
  test_actor_set_number (TEST_ACTOR (actor), 7);
  return domo_future_new_int64 (0);
}

static DomoFuture *
get_number (DomoActor *actor, gpointer data)
{
  return domo_future_new_int64 (test_actor_get_number (TEST_ACTOR (actor)));
}

static void
give_state (Scene *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->children); i++)
    domo_future_unref (test_subject_run (self->children[i], set_number, NULL));
  step_stage_run (&self->stage);
}

static void
scene_set_up (Scene *self, const Row *row)
{
  gboolean first = g_str_equal (row->failure, "first");
  gboolean past = g_str_equal (row->failure, "past it");

  g_assert_true (first || past || g_str_equal (row->failure, "within the window"));
  step_stage_set_up (&self->stage);
  self->plan = (Plan){ DOMO_SUPERVISION_DIRECTIVE_RESTART, .children = "abc" };
  self->above = make_above (&self->stage);
  self->supervisor =
      planned_supervisor_new (&self->stage, "s", "above", &self->plan,
                              strategy_of (past ? 1 : 2, PERIOD,
                                           (DomoSupervisionScope) find (scope_names,
                                                                        G_N_ELEMENTS (scope_names),
                                                                        row->scope)));
  for (guint i = 0; i < G_N_ELEMENTS (self->children); i++)
    self->children[i] = g_object_ref (self->plan.made[i]);
  if (!first)
    fail_and_run (&self->stage, self->children[1]);
  give_state (self);
  journal_clear (self->stage.journal);
}

static void
scene_tear_down (Scene *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->children); i++)
    g_object_unref (self->children[i]);
  plan_clear (&self->plan);
  g_object_unref (self->supervisor);
  g_object_unref (self->above);
  step_stage_tear_down (&self->stage);
}

/* Whether the actor has what it was given. */
static gboolean
has_kept (Scene *self, guint i)
{
  g_autoptr (DomoFuture) answer = test_subject_run (self->children[i], get_number, NULL);

  step_stage_run (&self->stage);
  return domo_future_is_resolved (answer) && domo_future_get_int64 (answer, NULL) == 7;
}

static DomoStopReason
expected_reason (const Row *row, guint i)
{
  gboolean in_scope =
      g_str_equal (row->scope, "all") || i == 1 || (i == 2 && g_str_equal (row->scope, "rest"));

  /* Those outside the scope stop with their parent. */
  if (g_str_equal (row->directive, "restart"))
    return in_scope ? DOMO_STOP_REASON_ESCALATED : DOMO_STOP_REASON_STOPPED;
  return DOMO_STOP_REASON_FAILED;
}

/* Pictures. */

/* One actor in two columns: gone, a new instance, or as it was. */
static void
draw_after (GString *text, Scene *self, guint i)
{
  gboolean stopped = domo_proxy_is_stopped (self->children[i]);

  if (stopped && self->plan.made[i] == self->children[i])
    g_string_append (text, "-  ");
  else
    g_string_append_printf (text, "%c%c ", "abc"[i], stopped || !has_kept (self, i) ? '\'' : ' ');
}

/* One that the directive is for, but that has not failed. */
static void
draw_during (GString *text, const Row *row, guint i)
{
  const char name[] = { "abc"[i], ' ', '\0' };
  gboolean told = i != 1 && strstr (row->order, name) != NULL;

  g_string_append_printf (text, "%c%c ", "abc"[i], i == 1 ? '!' : told ? '~' : ' ');
}

static char *
draw (Scene *self, const Row *row)
{
  const char *s = self->plan.made[1] == self->children[1] ? "s " : "s'";
  GString *text = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  g_string_append_printf (text, "     s               s               %s\n", s);
  g_string_append (text, "   / | \\           / | \\           / | \\\n  ");
  g_string_append (text, "a  b  c         ");
  for (guint i = 0; i < 3; i++)
    draw_during (text, row, i);
  g_string_append (text, "       ");
  for (guint i = 0; i < 3; i++)
    draw_after (text, self, i);
  g_string_append_c (text, '\n');
  lines = g_strsplit (text->str, "\n", -1);
  g_string_truncate (text, 0);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    g_string_append_printf (text, "%s\n", g_strchomp (lines[i]));
  return g_string_free (text, FALSE);
}

static char *
read_page (void)
{
  g_autoptr (GError) error = NULL;
  char *page = NULL;

  g_file_get_contents (PAGE, &page, NULL, &error);
  g_assert_no_error (error);
  return page;
}

/* The page has the picture below the name of the directive and its scope. */
static void
assert_drawn (Scene *self, const Row *row)
{
  g_autofree char *page = read_page ();
  g_autofree char *title =
      g_strdup_printf ("\n%s %s\n\n   before          during          after\n\n",
                       g_str_equal (row->failure, "past it") &&
                               g_str_equal (row->directive, "restart")
                           ? "past the intensity,"
                           : row->directive,
                       row->scope);
  g_autofree char *picture = draw (self, row);
  const char *at = strstr (page, title);

  if (at == NULL || !g_str_has_prefix (at + strlen (title), picture))
    g_error ("docs/supervision.md should have%s%s", title, picture);
}

static void
run_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *expected = expand_order (row->order);
  Scene scene;

  scene_set_up (&scene, row);
  scene.plan.directive =
      (DomoSupervisionDirective) find (directive_names, G_N_ELEMENTS (directive_names),
                                       row->directive);
  test_subject_fail (scene.children[1], "why");
  /* Nobody's turn is waiting when the directive comes. */
  while (domo_test_dispatcher_step_actor (scene.stage.dispatcher, scene.children[1]))
    ;
  step_stage_run (&scene.stage);
  assert_journal (scene.stage.journal, expected);
  for (guint i = 0; i < G_N_ELEMENTS (scene.children); i++)
    {
      g_assert_true (has_kept (&scene, i) == (strchr (row->kept, "abc"[i]) != NULL));
      g_assert_true (domo_proxy_is_stopped (scene.children[i]) ==
                     (strchr (row->stopped, "abc"[i]) != NULL));
      if (domo_proxy_is_stopped (scene.children[i]))
        g_assert_cmpint (policy_get_stop_reason (scene.children[i]), ==, expected_reason (row, i));
    }
  assert_drawn (&scene, row);
  scene_tear_down (&scene);
}

/* The page. */

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->directive);
  g_free (self->scope);
  g_free (self->failure);
  g_free (self->order);
  g_free (self->kept);
  g_free (self->stopped);
  g_free (self);
}

static char *
cell (char **cells, guint i)
{
  const char *text = g_strstrip (cells[i + 1]);

  return g_strdup (g_str_equal (text, "nobody") ? "" : text);
}

static GPtrArray *
read_table (void)
{
  g_autofree char *page = read_page ();
  const char *table = strstr (page, "| directive | scope | failure |");
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  g_auto (GStrv) lines = NULL;

  g_assert_nonnull (table);
  lines = g_strsplit (table, "\n", -1);
  /* Below the heading and its rule. */
  for (guint i = 2; lines[i] != NULL && lines[i][0] == '|'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "|", -1);
      Row *row = g_new0 (Row, 1);

      g_assert_cmpuint (g_strv_length (cells), ==, 8);
      *row = (Row){ cell (cells, 0), cell (cells, 1), cell (cells, 2),
                    cell (cells, 3), cell (cells, 4), cell (cells, 5) };
      g_ptr_array_add (rows, row);
    }
  return rows;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) rows = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);

  rows = read_table ();
  g_assert_cmpuint (rows->len, ==, 4 * 3 * 3);
  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = g_ptr_array_index (rows, i);
      g_autofree char *path = g_strdup_printf ("/supervision/directive-table/%s/%s/%s",
                                               row->directive, row->scope, row->failure);

      g_test_add_data_func (g_strdelimit (path, " ", '-'), row, run_row);
    }
  status = g_test_run ();
  return status;
}
