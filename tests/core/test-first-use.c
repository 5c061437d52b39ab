/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "witness.h"

#include <sys/syscall.h>
#include <unistd.h>

/* Classes that several threads use for the first time at once. */

#define N_THREADS 4
#define N_ROUNDS  50

/* An actor class of its own, that nobody has used yet. */
static GType
new_actor_type (void)
{
  static guint n;
  g_autofree char *name = g_strdup_printf ("FirstUse%u", n++);

  return g_type_register_static_simple (DOMO_TYPE_ACTOR, name, sizeof (DomoActorClass), NULL,
                                        sizeof (DomoActor), NULL, G_TYPE_FLAG_NONE);
}

typedef struct
{
  DomoStage *stage;
  GType type;
  int tid; /* atomic */
} Use;

static gpointer
use_type (gpointer data)
{
  Use *self = data;

  g_atomic_int_set (&self->tid, (int) syscall (SYS_gettid));
  return domo_stage_actor_for (self->stage, self->type, NULL);
}

static void
test_threads_use_a_class_at_once (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();

  g_test_summary ("They all get proxies of one class.");
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      Use use = { stage, new_actor_type (), 0 };
      GThread *threads[N_THREADS];
      GType proxy_type = G_TYPE_INVALID;

      for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("user", use_type, &use);
      for (guint i = 0; i < N_THREADS; i++)
        {
          g_autoptr (DomoProxy) actor = g_thread_join (threads[i]);

          g_assert_true (i == 0 || G_OBJECT_TYPE (actor) == proxy_type);
          g_assert_true (domo_proxy_get_actor_type (actor) == use.type);
          proxy_type = G_OBJECT_TYPE (actor);
        }
    }
  close_stage (stage);
}

/* Waits until a thread sleeps, that is to say, on a lock. */
static void
await_sleep (int tid)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/stat", tid);
  char state = 'R';

  while (state != 'S')
    {
      g_autofree char *contents = NULL;

      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      state = strrchr (contents, ')')[2];
      g_thread_yield ();
    }
}

/* Set before the class is made. */
static Use class_use;
static GThread *class_thread;
static DomoProxy *class_actor;

static void
class_init (gpointer klass, gpointer data)
{
  class_thread = g_thread_new ("user", use_type, &class_use);
  while (g_atomic_int_get (&class_use.tid) == 0)
    g_thread_yield ();
  /* It wants to make the class, for which it needs the lock that this thread has. */
  await_sleep (class_use.tid);
  class_actor = domo_stage_actor_for (class_use.stage, class_use.type, NULL);
}

static void
test_a_class_may_be_used_inside_the_making_of_another (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) other_actor = NULL;
  GType type = g_type_register_static_simple (G_TYPE_OBJECT, "FirstUseOuter", sizeof (GObjectClass),
                                              class_init, sizeof (GObject), NULL, G_TYPE_FLAG_NONE);

  g_test_summary ("While another thread uses it for the first time, too.");
  class_use = (Use){ stage, new_actor_type (), 0 };
  g_type_class_unref (g_type_class_ref (type));
  other_actor = g_thread_join (class_thread);
  g_assert_true (G_OBJECT_TYPE (other_actor) == G_OBJECT_TYPE (class_actor));
  g_clear_object (&class_actor);
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/first-use/" name, test_##func)
  ADD ("threads-use-a-class-at-once", threads_use_a_class_at_once);
  ADD ("a-class-may-be-used-inside-the-making-of-another",
       a_class_may_be_used_inside_the_making_of_another);
#undef ADD

  return g_test_run ();
}
