/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-thread-private.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

typedef struct
{
  GThread *thread; /* only compared */
  GObject *object; /* borrowed: it leaves before it ends */
} Entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GArray *entries; /* few, in the order in which they came */

void
domo_test_thread_add (gpointer object)
{
  const Entry entry = { g_thread_self (), object };

  pthread_mutex_lock (&lock);
  if (entries == NULL)
    entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_append_val (entries, entry);
  pthread_mutex_unlock (&lock);
}

void
domo_test_thread_remove (gpointer object)
{
  pthread_mutex_lock (&lock);
  for (guint i = 0; i < entries->len; i++)
    {
      if (g_array_index (entries, Entry, i).object != object)
        continue;
      g_array_remove_index (entries, i);
      break;
    }
  if (entries->len == 0)
    g_clear_pointer (&entries, g_array_unref);
  pthread_mutex_unlock (&lock);
}

GPtrArray *
domo_test_thread_list (GType type)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_object_unref);
  GThread *thread = g_thread_self ();

  pthread_mutex_lock (&lock);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->thread == thread && G_TYPE_CHECK_INSTANCE_TYPE (entry->object, type))
        g_ptr_array_add (objects, g_object_ref (entry->object));
    }
  pthread_mutex_unlock (&lock);
  return objects;
}
