/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A GMutex that ThreadSanitizer can see.
 *
 * GLib is usually built without it, so the sanitizer learns nothing from g_mutex_lock(), nor from
 * the reference counts of GObject and the hand-overs of GMainContext; the two calls below tell it
 * what those order. In other builds they are nothing.
 */

#if defined(__SANITIZE_THREAD__)
#define DOMO_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define DOMO_TSAN 1
#endif
#endif

#ifdef DOMO_TSAN
void __tsan_acquire (void *address);
void __tsan_release (void *address);
#define domo_tsan_acquire(address) __tsan_acquire ((void *) (address))
#define domo_tsan_release(address) __tsan_release ((void *) (address))
#else
#define domo_tsan_acquire(address) ((void) (address))
#define domo_tsan_release(address) ((void) (address))
#endif

typedef struct
{
  GMutex mutex;
} DomoLock;

static inline void
domo_lock_init (DomoLock *self)
{
  g_mutex_init (&self->mutex);
}

static inline void
domo_lock_clear (DomoLock *self)
{
  g_mutex_clear (&self->mutex);
}

static inline void
domo_lock_acquire (DomoLock *self)
{
  g_mutex_lock (&self->mutex);
  domo_tsan_acquire (self);
}

static inline void
domo_lock_release (DomoLock *self)
{
  domo_tsan_release (self);
  g_mutex_unlock (&self->mutex);
}

/* g_cond_wait_until() for such a lock. */
static inline gboolean
domo_lock_wait_until (DomoLock *self, GCond *cond, gint64 deadline)
{
  gboolean in_time = TRUE;

  domo_tsan_release (self);
  if (deadline < 0)
    g_cond_wait (cond, &self->mutex);
  else
    in_time = g_cond_wait_until (cond, &self->mutex, deadline);
  domo_tsan_acquire (self);
  return in_time;
}

G_END_DECLS
