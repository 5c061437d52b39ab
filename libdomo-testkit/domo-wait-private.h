/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

G_BEGIN_DECLS

/* A wait of a test: lets things happen, one at a time, so that whoever waits can look after each of
 * them, and need not wait any longer once what they wait for has come.
 *
 *   domo_wait_begin (&wait, limit);
 *   while (!holds () && domo_wait_go_on (&wait))
 *     ;
 *   domo_wait_end (&wait);
 *
 * A thread with dispatchers and clocks of the testkit runs those: the limit is virtual then. Others
 * iterate their main context, or sleep if they have none, and the limit is one of real time. */
typedef struct
{
  GPtrArray *dispatchers;
  GPtrArray *clocks;
  GMainContext *context; /* NULL: none that this thread may iterate */
  gboolean has_limit;
  gint64 left;  /* until the limit, on the clocks */
  gint64 until; /* the limit, in monotonic time */
  GSource *source;
  gboolean passed;
  guint n_steps;

  /* Of one that sleeps, or is woken. */
  pthread_mutex_t lock;
  pthread_cond_t cond;
  gboolean woken; /* under the lock */
} DomoWait;

/* @limit: microseconds, negative for none. @what: the function, for messages. */
void domo_wait_begin (DomoWait *self, gint64 limit, const char *what);
/* Lets one thing happen. FALSE: the limit has passed, and nothing that is due by then is left. */
gboolean domo_wait_go_on (DomoWait *self);
/* The same until @future has settled. */
gboolean domo_wait_for_future (DomoWait *self, DomoFuture *future);
/* Whether the limit is one of real time. */
gboolean domo_wait_is_real (DomoWait *self);
void domo_wait_end (DomoWait *self);

/* Has everybody who waits look again. Any thread. */
void domo_wait_wake_all (void);

G_END_DECLS
