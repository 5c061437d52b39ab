/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "refuse-threads.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>

#if defined(__SANITIZE_THREAD__)
#define TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TSAN 1
#endif
#endif

#ifdef TSAN

gboolean
refuse_threads (gboolean refuse)
{
  return FALSE;
}

#else

static int refused; /* atomic */

typedef int (*CreateFunc) (pthread_t *, const pthread_attr_t *, void *(*) (void *), void *);

/* Stands before that of the C library. */
int
pthread_create (pthread_t *thread,
                const pthread_attr_t *attributes,
                void *(*func) (void *),
                void *data)
{
  CreateFunc create = (CreateFunc) dlsym (RTLD_NEXT, "pthread_create");

  return g_atomic_int_get (&refused) ? EAGAIN : create (thread, attributes, func, data);
}

gboolean
refuse_threads (gboolean refuse)
{
  g_atomic_int_set (&refused, refuse);
  return TRUE;
}

#endif
