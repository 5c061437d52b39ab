/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* What a stage dumps for Graphviz, drawn by the program itself, whose path is DOT. */

static char *
draw (DomoStage *stage)
{
  g_autofree char *text = domo_stage_dump (stage, DOMO_DUMP_FORMAT_DOT);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *drawing = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, DOT, "-Tsvg", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, text, NULL, &drawing, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("This is not what dot understands:\n%s", text);
  return drawing;
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *found = text; (found = strstr (found, part)) != NULL; found++)
    n++;
  return n;
}

static void
test_the_tree_is_drawn (StepStage *stage)
{
  g_autoptr (DomoProxy) a = NULL;
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (b));
  g_auto (GStrv) parts = g_strsplit (address, "-", -1);
  g_autofree char *escaped = g_strjoinv ("&#45;", parts);
  g_autofree char *drawing = NULL;

  a = domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "depth", 3u, NULL);
  step_stage_run (stage);
  test_subject_note (b, "x");
  drawing = draw (stage->stage);
  g_assert_cmpuint (count (drawing, "class=\"node\""), ==, 7);
  g_assert_cmpuint (count (drawing, "class=\"edge\""), ==, 6);
  g_assert_cmpuint (count (drawing, ">TestActor<"), ==, 5);
  g_assert_cmpuint (count (drawing, ">DomoRoot<"), ==, 2);
  g_assert_cmpuint (count (drawing, escaped), ==, 1);
  g_assert_cmpuint (count (drawing, ">running, 1 queued<"), ==, 1);
}

static void
test_a_name_is_drawn_as_it_is (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autofree char *drawing = NULL;

  g_test_summary ("Neither quotes nor backslashes in a name are taken for the language's own.");
  domo_stage_register_actor (stage->stage, "\"a\\l\"; b -> \\", actor, NULL);
  drawing = draw (stage->stage);
  g_assert_cmpuint (count (drawing, "class=\"node\""), ==, 3);
  g_assert_cmpuint (count (drawing, "“&quot;a\\l&quot;; b &#45;&gt; \\”"), ==, 1);
}

static void
test_a_closed_stage_is_an_empty_drawing (StepStage *stage)
{
  g_autofree char *drawing = NULL;

  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  drawing = draw (stage->stage);
  g_assert_cmpuint (count (drawing, "class=\"node\""), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/graphviz/" name, test_##func)
  ADD ("the-tree-is-drawn", the_tree_is_drawn);
  ADD ("a-name-is-drawn-as-it-is", a_name_is_drawn_as_it_is);
  ADD ("a-closed-stage-is-an-empty-drawing", a_closed_stage_is_an_empty_drawing);
#undef ADD

  return g_test_run ();
}
