/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-thread-private.h"

#include <signal.h>

/* Those that a thread raises by what it does itself: to block them is to die of them unheard. */
static const int own_signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP };

/* A system that cannot show the whole name would show none. */
#define MAX_NAME 15

/* Starts a thread of the library's own. The program's signals are not its affair, so it runs none
 * of their handlers. */
GThread *
domo_thread_try_new (const char *name, GThreadFunc func, gpointer data, GError **error)
{
  g_autofree char *shown = g_strndup (name, MAX_NAME);
  sigset_t blocked, before;
  GThread *thread;

  sigfillset (&blocked);
  for (guint i = 0; i < G_N_ELEMENTS (own_signals); i++)
    sigdelset (&blocked, own_signals[i]);
  /* Inherited, so that there is no moment at which it has them. */
  pthread_sigmask (SIG_BLOCK, &blocked, &before);
  thread = g_thread_try_new (shown, func, data, error);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return thread;
}
