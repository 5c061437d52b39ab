/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The session that the bank's README shows: the program answers just that. */

#include "run-program.h"

#include <string.h>

#define PROMPT "bank> "

/* The lines of the page's session, from the first command on. */
static char **
read_session (void)
{
  g_autofree char *page = NULL;
  g_autoptr (GError) error = NULL;
  char *begin, *end;

  g_file_get_contents (g_getenv ("BANK_README"), &page, NULL, &error);
  g_assert_no_error (error);
  begin = strstr (page, "```console\n");
  g_assert_nonnull (begin);
  begin = strstr (begin, PROMPT);
  g_assert_nonnull (begin);
  end = strstr (begin, "\n```");
  g_assert_nonnull (end);
  *end = '\0';
  return g_strsplit (begin, "\n", -1);
}

static ProgramRun *
run_session (char **session)
{
  g_autoptr (GString) input = g_string_new (NULL);

  for (guint i = 0; session[i] != NULL; i++)
    if (g_str_has_prefix (session[i], PROMPT))
      g_string_append_printf (input, "%s\n", session[i] + strlen (PROMPT));
  return program_run ("BANK", NULL, input->str, -1);
}

/* A refusal goes to the other output, with the number of its line. The library writes there, too.
 */
static const char *
next_refusal (char ***lines, guint number)
{
  g_autofree char *prefix = g_strdup_printf ("line %u: ", number);

  while (**lines != NULL && !g_str_has_prefix (**lines, "line "))
    (*lines)++;
  return **lines != NULL && g_str_has_prefix (**lines, prefix) ? *(*lines)++ + strlen (prefix)
                                                               : NULL;
}

static void
test_page_shows_what_is_answered (void)
{
  g_auto (GStrv) session = read_session ();
  g_autoptr (ProgramRun) run = run_session (session);
  g_auto (GStrv) answers = g_strsplit (run->out, "\n", -1);
  g_auto (GStrv) errors = g_strsplit (run->err, "\n", -1);
  char **answer = answers;
  char **error = errors;
  guint number = 0;

  for (guint i = 0; session[i] != NULL; i++)
    {
      const char *refusal;

      if (g_str_has_prefix (session[i], PROMPT))
        {
          number++;
          continue;
        }

      refusal = next_refusal (&error, number);
      g_assert_cmpstr (refusal != NULL ? refusal : *answer++, ==, session[i]);
    }

  g_assert_cmpuint (number, >, 0);
  g_assert_cmpstr (*answer, ==, "");
  g_assert_null (next_refusal (&error, number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/examples/bank-readme/shows-what-is-answered",
                   test_page_shows_what_is_answered);

  return g_test_run ();
}
