/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "terminal-session.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "screen.h"

#define N_ROWS    60
#define N_COLUMNS 80

/* Far more than anything takes, also under sanitizers on a machine that has other things to do. */
#define LIMIT (30 * G_USEC_PER_SEC)

struct _TerminalSession
{
  char **variables;
  char **arguments;
  char *folder;

  Screen *screen;
  int keyboard;

  /* Zero once it has ended. */
  GPid pid;
};

/* In the child: becomes the program. */
static void
become_bank (TerminalSession *self)
{
  g_setenv ("TERM", "xterm", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("XDG_STATE_HOME", self->folder, TRUE);
  g_setenv ("HOME", self->folder, TRUE);
  g_unsetenv ("EDITRC");
  g_unsetenv ("NO_COLOR");
  g_unsetenv ("G_MESSAGES_DEBUG");
  for (guint i = 0; self->variables[i] != NULL; i++)
    putenv (self->variables[i]);

  execv (self->arguments[0], self->arguments);
  _exit (127);
}

static void
start (TerminalSession *self)
{
  struct winsize size = { .ws_row = N_ROWS, .ws_col = N_COLUMNS };
  pid_t pid = forkpty (&self->keyboard, NULL, NULL, &size);

  g_assert_cmpint (pid, !=, -1);
  if (pid == 0)
    become_bank (self);

  self->pid = pid;
  self->screen = screen_new (N_ROWS, N_COLUMNS);
}

TerminalSession *
terminal_session_new (const char *const *variables, const char *const *arguments)
{
  TerminalSession *self = g_new0 (TerminalSession, 1);
  g_autoptr (GStrvBuilder) line = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (g_getenv ("BANK"));
  g_strv_builder_add (line, g_getenv ("BANK"));
  if (arguments != NULL)
    g_strv_builder_addv (line, (const char **) arguments);
  self->arguments = g_strv_builder_end (line);
  self->variables = variables != NULL ? g_strdupv ((char **) variables) : g_new0 (char *, 1);
  self->folder = g_dir_make_tmp ("domo-bank-XXXXXX", &error);
  g_assert_no_error (error);
  start (self);

  return self;
}

void
terminal_session_restart (TerminalSession *self)
{
  g_assert_cmpint (self->pid, ==, 0);

  close (self->keyboard);
  screen_free (self->screen);
  start (self);
}

void
terminal_session_type (TerminalSession *self, const char *keys)
{
  gsize length = strlen (keys);

  while (length > 0)
    {
      gssize n = write (self->keyboard, keys, length);

      g_assert_cmpint (n, >, 0);
      keys += n;
      length -= n;
    }
}

/* Shows what the program has written; FALSE when it has closed the terminal, or at the limit. */
static gboolean
look (TerminalSession *self, gint64 deadline)
{
  char bytes[4096];
  GPollFD poll = { .fd = self->keyboard, .events = G_IO_IN };
  gint64 left = deadline - g_get_monotonic_time ();
  gssize n;

  if (left <= 0 || g_poll (&poll, 1, left / 1000 + 1) <= 0)
    return FALSE;

  n = read (self->keyboard, bytes, sizeof bytes);
  if (n <= 0)
    return FALSE;

  screen_write (self->screen, bytes, n);
  return TRUE;
}

char *
terminal_session_to_string (TerminalSession *self)
{
  return screen_to_string (self->screen);
}

void
terminal_session_expect (TerminalSession *self, const char *end)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT;

  for (;;)
    {
      g_autofree char *text = screen_to_string (self->screen);

      if (g_str_has_suffix (text, end))
        return;
      if (!look (self, deadline))
        g_error ("This never came:\n%s\nThe screen:\n%s", end, text);
    }
}

void
terminal_session_expect_column (TerminalSession *self, guint column)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT;

  while (screen_get_cursor_column (self->screen) != column)
    if (!look (self, deadline))
      g_error ("The cursor is in column %u, not %u", screen_get_cursor_column (self->screen),
               column);
}

void
terminal_session_resize (TerminalSession *self, guint n_columns)
{
  struct winsize size = { .ws_row = N_ROWS, .ws_col = n_columns };

  screen_set_n_columns (self->screen, n_columns);
  g_assert_cmpint (ioctl (self->keyboard, TIOCSWINSZ, &size), ==, 0);
}

void
terminal_session_signal (TerminalSession *self, int signal)
{
  g_assert_cmpint (kill (self->pid, signal), ==, 0);
}

void
terminal_session_stop_for_a_while (TerminalSession *self)
{
  struct termios modes;
  int status;

  terminal_session_signal (self, SIGSTOP);
  g_assert_cmpint (waitpid (self->pid, &status, WUNTRACED), ==, self->pid);
  g_assert_true (WIFSTOPPED (status));

  g_assert_cmpint (tcgetattr (self->keyboard, &modes), ==, 0);
  modes.c_lflag |= ICANON | ECHO;
  g_assert_cmpint (tcsetattr (self->keyboard, TCSANOW, &modes), ==, 0);

  terminal_session_signal (self, SIGCONT);
}

gboolean
terminal_session_is_cooked (TerminalSession *self)
{
  struct termios modes;

  g_assert_cmpint (tcgetattr (self->keyboard, &modes), ==, 0);
  return (modes.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO);
}

guint
terminal_session_get_n_colours (TerminalSession *self)
{
  return screen_get_n_colours (self->screen);
}

static int
wait_for_end (TerminalSession *self)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT;
  int status;

  while (look (self, deadline))
    ;
  g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  self->pid = 0;

  return status;
}

int
terminal_session_finish (TerminalSession *self)
{
  int status = wait_for_end (self);

  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

int
terminal_session_finish_killed (TerminalSession *self)
{
  int status = wait_for_end (self);

  g_assert_true (WIFSIGNALED (status));
  return WTERMSIG (status);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
terminal_session_free (TerminalSession *self)
{
  if (self->pid != 0)
    {
      kill (self->pid, SIGKILL);
      waitpid (self->pid, NULL, 0);
    }
  close (self->keyboard);
  remove_folder (self->folder);
  screen_free (self->screen);
  g_strfreev (self->variables);
  g_strfreev (self->arguments);
  g_free (self->folder);
  g_free (self);
}
