/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-home-private.h"

#include <unistd.h>

#include "domo-lock-private.h"

typedef struct
{
  gconstpointer owner;
  GMainContext *context; /* borrowed from the owner */
  /* Only compared. */
  GThread *maker; /* of the stage; NULL where it has no claim */
  GThread *last;  /* that dispatched; NULL at first */
} Home;

static DomoLock lock;
static GArray *homes; /* one for each open stage: few */

/* Any thread may make a stage in the global default context, the default one above all, but only
 * the main thread is bound to run it. Others are at home there once they dispatch. */
static gboolean
may_be_home (GMainContext *context)
{
  return context != g_main_context_default () || getpid () == gettid () ||
         g_main_context_is_owner (context);
}

/* Makes this thread a home of @owner in @context, if it may be. */
void
domo_home_add (gconstpointer owner, GMainContext *context)
{
  const Home home = { owner, context, may_be_home (context) ? g_thread_self () : NULL, NULL };

  domo_lock_acquire (&lock);
  if (homes == NULL)
    homes = g_array_new (FALSE, FALSE, sizeof (Home));
  g_array_append_val (homes, home);
  domo_lock_release (&lock);
}

void
domo_home_remove (gconstpointer owner)
{
  domo_lock_acquire (&lock);
  for (guint i = 0; homes != NULL && i < homes->len; i++)
    {
      if (g_array_index (homes, Home, i).owner != owner)
        continue;
      g_array_remove_index_fast (homes, i);
      if (homes->len == 0)
        g_clear_pointer (&homes, g_array_unref);
    }
  domo_lock_release (&lock);
}

/* This thread dispatches actors in @context. */
void
domo_home_bind (GMainContext *context)
{
  GThread *thread = g_thread_self ();

  domo_lock_acquire (&lock);
  for (guint i = 0; homes != NULL && i < homes->len; i++)
    {
      Home *home = &g_array_index (homes, Home, i);

      if (home->context == context)
        home->last = thread;
    }
  domo_lock_release (&lock);
}

/* Whether the calling thread is at home in @context. */
gboolean
domo_home_is_here (GMainContext *context)
{
  GThread *thread = g_thread_self ();
  gboolean is_here = FALSE;

  domo_lock_acquire (&lock);
  for (guint i = 0; homes != NULL && i < homes->len && !is_here; i++)
    {
      const Home *home = &g_array_index (homes, Home, i);

      is_here = home->context == context && (home->maker == thread || home->last == thread);
    }
  domo_lock_release (&lock);
  return is_here;
}
