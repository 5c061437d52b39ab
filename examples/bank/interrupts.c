/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "interrupts.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

struct _Interrupts
{
  DemoTerminal *terminal;
  GCancellable *wait;
  guint sources[4];
  guint continued;
};

/* GLib has no source for SIGCONT: the handler writes a byte, which is read where it is safe. */
static int continued[2];

static void
continued_handler (int signal)
{
  int saved_errno = errno;

  if (write (continued[1], "", 1) == -1)
    errno = 0;
  errno = saved_errno;
}

static gboolean
interrupt_cb (gpointer data)
{
  Interrupts *self = data;

  if (self->wait != NULL)
    g_cancellable_cancel (self->wait);
  else if (self->terminal != NULL)
    demo_terminal_interrupt (self->terminal);
  return G_SOURCE_CONTINUE;
}

static gboolean
end_cb (gpointer data)
{
  Interrupts *self = data;

  if (self->wait != NULL)
    g_cancellable_cancel (self->wait);
  if (self->terminal != NULL)
    demo_terminal_end (self->terminal);
  return G_SOURCE_CONTINUE;
}

static gboolean
resize_cb (gpointer data)
{
  Interrupts *self = data;

  if (self->terminal != NULL)
    demo_terminal_resize (self->terminal);
  return G_SOURCE_CONTINUE;
}

static gboolean
continued_cb (int fd, GIOCondition condition, gpointer data)
{
  Interrupts *self = data;
  char byte;

  if (read (fd, &byte, 1) == 1 && self->terminal != NULL)
    demo_terminal_resume (self->terminal);
  return G_SOURCE_CONTINUE;
}

static guint
add_continued (Interrupts *self)
{
  struct sigaction action = { .sa_handler = continued_handler, .sa_flags = SA_RESTART };

  if (!g_unix_open_pipe (continued, FD_CLOEXEC, NULL))
    return 0;

  g_unix_set_fd_nonblocking (continued[1], TRUE, NULL);
  sigaction (SIGCONT, &action, NULL);
  return g_unix_fd_add (continued[0], G_IO_IN, continued_cb, self);
}

static void
remove_continued (guint source)
{
  if (source == 0)
    return;

  signal (SIGCONT, SIG_DFL);
  g_source_remove (source);
  close (continued[0]);
  close (continued[1]);
}

Interrupts *
interrupts_new (DemoTerminal *terminal)
{
  Interrupts *self = g_new0 (Interrupts, 1);

  g_set_object (&self->terminal, terminal);
  self->sources[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->sources[1] = g_unix_signal_add (SIGTERM, end_cb, self);
  self->sources[2] = g_unix_signal_add (SIGHUP, end_cb, self);
  self->sources[3] = g_unix_signal_add (SIGWINCH, resize_cb, self);
  self->continued = add_continued (self);

  return self;
}

void
interrupts_free (Interrupts *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_source_remove (self->sources[i]);
  remove_continued (self->continued);
  g_clear_object (&self->wait);
  g_clear_object (&self->terminal);
  g_free (self);
}

GCancellable *
interrupts_begin_wait (Interrupts *self)
{
  g_return_val_if_fail (self->wait == NULL, NULL);

  self->wait = g_cancellable_new ();
  return self->wait;
}

void
interrupts_end_wait (Interrupts *self)
{
  g_clear_object (&self->wait);
}
