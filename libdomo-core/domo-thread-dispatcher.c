/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-thread-dispatcher.h"

#include <stdatomic.h>

#include "domo-dispatch-source-private.h"
#include "domo-error.h"
#include "domo-lock-private.h"
#include "domo-thread-private.h"

/**
 * DomoThreadDispatcher:
 *
 * Runs actors in one thread of their own, for actors that block, or whose libraries insist on being
 * called from one thread.
 *
 * The thread has a main context, which is its thread-default one: what an actor begins there with
 * GIO comes back there, between the actors' messages. Instances are made and released in that
 * thread, and it is the only one that runs their code.
 *
 * The thread starts when the first actor is made on the dispatcher, and blocks all signals that are
 * not its own doing. It ends when all stages that have used the dispatcher are closed, or, when
 * nobody has a reference on the dispatcher any more, with the last of its actors. Several
 * definitions and several stages may share a dispatcher.
 */

/* What the thread works on. It outlives the dispatcher for as long as the thread takes to end. */
typedef struct
{
  atomic_int ref_count;

  /* Set while the dispatcher is made, never written again. */
  char *name;
  GMainContext *context;
  DomoDispatchSource *source;

  /* Under @lock, which comes before that of the source. */
  DomoLock lock;
  GCond ended;
  GThread *thread; /* NULL: there is none */
  guint n_stages;  /* that have entered and not left */
  gboolean wanted; /* the thread stays though it has nothing to run */
} Loop;

struct _DomoThreadDispatcher
{
  DomoDispatcher parent_instance;

  Loop *loop;
};

enum
{
  PROP_0,
  PROP_MAIN_CONTEXT,
  PROP_NAME,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (DomoThreadDispatcher, domo_thread_dispatcher, DOMO_TYPE_DISPATCHER)

static Loop *
loop_new (void)
{
  Loop *self = g_new0 (Loop, 1);

  atomic_init (&self->ref_count, 1);
  self->context = g_main_context_new ();
  self->source = domo_dispatch_source_new (self->context, FALSE);
  domo_lock_init (&self->lock);
  g_cond_init (&self->ended);
  return self;
}

static Loop *
loop_ref (Loop *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
loop_unref (Loop *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  domo_dispatch_source_free (self->source);
  g_main_context_unref (self->context);
  g_cond_clear (&self->ended);
  domo_lock_clear (&self->lock);
  g_free (self->name);
  g_free (self);
}

/* The thread. */

/* Asked before each iteration; what comes in later wakes the context. */
static gboolean
may_end (Loop *self)
{
  gboolean wanted;

  domo_lock_acquire (&self->lock);
  wanted = self->wanted;
  domo_lock_release (&self->lock);
  return !wanted && !domo_dispatch_source_has_work (self->source);
}

/* Answers FALSE if there is something to do after all. Once it has answered TRUE, another thread
 * may be started for the same context. */
static gboolean
end_thread (Loop *self)
{
  g_autoptr (GThread) thread = NULL;

  domo_lock_acquire (&self->lock);
  if (!self->wanted && domo_dispatch_source_end (self->source))
    {
      thread = g_steal_pointer (&self->thread);
      g_cond_broadcast (&self->ended);
    }
  domo_lock_release (&self->lock);
  return thread != NULL;
}

static gpointer
run_thread (gpointer data)
{
  Loop *self = data;

  do
    {
      g_main_context_push_thread_default (self->context);
      while (!may_end (self))
        g_main_context_iteration (self->context, TRUE);
      g_main_context_pop_thread_default (self->context);
    }
  while (!end_thread (self));
  loop_unref (self);
  return NULL;
}

/* Sees to it that there is a thread, and that it stays. */
static gboolean
want_thread_locked (Loop *self, GError **error)
{
  g_autoptr (GError) refused = NULL;

  if (self->thread == NULL)
    {
      loop_ref (self);
      self->thread = domo_thread_try_new (self->name, run_thread, self, &refused);
      if (self->thread == NULL)
        {
          loop_unref (self);
          g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED,
                       "There is no thread for the dispatcher “%s”: %s", self->name,
                       refused->message);
          return FALSE;
        }
      domo_dispatch_source_begin (self->source);
    }
  self->wanted = TRUE;
  return TRUE;
}

/* Lets the thread end. Answers it (transfer full), or NULL if there is none. */
static GThread *
dismiss_thread (Loop *self, gboolean stage_leaves)
{
  GThread *thread = NULL;

  domo_lock_acquire (&self->lock);
  if (stage_leaves)
    self->n_stages--;
  if (!stage_leaves || self->n_stages == 0)
    {
      self->wanted = FALSE;
      thread = self->thread != NULL ? g_thread_ref (self->thread) : NULL;
    }
  domo_lock_release (&self->lock);
  if (thread != NULL)
    g_main_context_wakeup (self->context);
  return thread;
}

/* Waits at most so long until @thread, which is taken, has ended. */
static void
join_thread (Loop *self, GThread *thread, gint64 wait_us)
{
  gint64 deadline = g_get_monotonic_time () + wait_us;
  gboolean in_time = TRUE, has_ended;

  domo_lock_acquire (&self->lock);
  while (self->thread == thread && in_time)
    in_time = domo_lock_wait_until (&self->lock, &self->ended, deadline);
  has_ended = self->thread != thread;
  domo_lock_release (&self->lock);
  if (has_ended)
    g_thread_join (thread);
  else
    g_thread_unref (thread);
}

/* The class. */

static void
domo_thread_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  Loop *self = ((DomoThreadDispatcher *) dispatcher)->loop;
  g_autoptr (GError) error = NULL;

  if (G_LIKELY (domo_dispatch_source_schedule (self->source, turn)))
    return;
  /* Nobody told the dispatcher of a stage: whose turn it is came through another dispatcher. The
   * actor has not run, so it still keeps the dispatcher alive. */
  domo_lock_acquire (&self->lock);
  want_thread_locked (self, &error);
  domo_lock_release (&self->lock);
  if (error != NULL)
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "MESSAGE",
                      "%s; its actors wait until one can be started", error->message);
}

static gboolean
domo_thread_dispatcher_enter (DomoDispatcher *dispatcher, GError **error)
{
  Loop *self = ((DomoThreadDispatcher *) dispatcher)->loop;
  gboolean entered;

  domo_lock_acquire (&self->lock);
  entered = want_thread_locked (self, error);
  if (entered)
    self->n_stages++;
  domo_lock_release (&self->lock);
  return entered;
}

static void
domo_thread_dispatcher_leave (DomoDispatcher *dispatcher, gint64 wait_us)
{
  Loop *self = ((DomoThreadDispatcher *) dispatcher)->loop;
  GThread *thread = dismiss_thread (self, TRUE);

  if (thread == NULL)
    return;
  if (wait_us > 0 && thread != g_thread_self ())
    join_thread (self, thread, wait_us);
  else
    g_thread_unref (thread);
}

static void
domo_thread_dispatcher_constructed (GObject *object)
{
  G_OBJECT_CLASS (domo_thread_dispatcher_parent_class)->constructed (object);

  domo_tsan_release (object);
}

static void
domo_thread_dispatcher_finalize (GObject *object)
{
  DomoThreadDispatcher *self = DOMO_THREAD_DISPATCHER (object);
  GThread *thread;

  /* Pairs with the release above. */
  domo_tsan_acquire (self);
  /* No actor is left. The thread ends by itself: it may be this one, and what else it may be at
   * only the program knows. */
  thread = dismiss_thread (self->loop, FALSE);
  g_clear_pointer (&thread, g_thread_unref);
  loop_unref (self->loop);

  G_OBJECT_CLASS (domo_thread_dispatcher_parent_class)->finalize (object);
}

static void
domo_thread_dispatcher_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DomoThreadDispatcher *self = DOMO_THREAD_DISPATCHER (object);

  switch (id)
    {
    case PROP_MAIN_CONTEXT:
      g_value_set_boxed (value, self->loop->context);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->loop->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
domo_thread_dispatcher_set_property (GObject *object,
                                     guint id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  if (id == PROP_NAME)
    DOMO_THREAD_DISPATCHER (object)->loop->name = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_thread_dispatcher_class_init (DomoThreadDispatcherClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  DomoDispatcherClass *dispatcher_class = DOMO_DISPATCHER_CLASS (class);

  object_class->constructed = domo_thread_dispatcher_constructed;
  object_class->finalize = domo_thread_dispatcher_finalize;
  object_class->get_property = domo_thread_dispatcher_get_property;
  object_class->set_property = domo_thread_dispatcher_set_property;
  dispatcher_class->schedule = domo_thread_dispatcher_schedule;
  dispatcher_class->enter = domo_thread_dispatcher_enter;
  dispatcher_class->leave = domo_thread_dispatcher_leave;

  /**
   * DomoThreadDispatcher:main-context: (getter get_context)
   *
   * Where the actors run.
   *
   * Since: 0.1
   */
  properties[PROP_MAIN_CONTEXT] =
      g_param_spec_boxed ("main-context", NULL, NULL, G_TYPE_MAIN_CONTEXT,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * DomoThreadDispatcher:name: (getter get_name)
   *
   * The name of the thread.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, "domo",
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
domo_thread_dispatcher_init (DomoThreadDispatcher *self)
{
  self->loop = loop_new ();
}

/**
 * domo_thread_dispatcher_new:
 * @name: (nullable): the name of the thread, of which debuggers show the first 15 bytes, or %NULL
 *
 * Makes a dispatcher that runs actors in a thread of their own. The thread starts with the first
 * actor; if the system refuses it then, no actor is made, and
 * [method@DomoCore.Stage.actor_for_definition] answers [error@DomoCore.Error.FAILED]. A stage whose
 * own dispatcher has no thread is closed from the beginning, and a log record says why.
 *
 * Returns: (transfer full): the dispatcher
 *
 * Since: 0.1
 */
DomoDispatcher *
domo_thread_dispatcher_new (const char *name)
{
  return g_object_new (DOMO_TYPE_THREAD_DISPATCHER, "name", name != NULL ? name : "domo", NULL);
}

/**
 * domo_thread_dispatcher_get_name: (get-property name)
 * @self: a dispatcher
 *
 * Answers the name of the dispatcher's thread. May be called from any thread.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
domo_thread_dispatcher_get_name (DomoThreadDispatcher *self)
{
  g_return_val_if_fail (DOMO_IS_THREAD_DISPATCHER (self), NULL);

  return self->loop->name;
}

/**
 * domo_thread_dispatcher_get_context: (get-property main-context)
 * @self: a dispatcher
 *
 * Answers the main context in which the dispatcher's thread runs actors, to attach sources to; only
 * that thread iterates it. While there is no thread, nothing is dispatched there. May be called
 * from any thread.
 *
 * Returns: (transfer none): the context
 *
 * Since: 0.1
 */
GMainContext *
domo_thread_dispatcher_get_context (DomoThreadDispatcher *self)
{
  g_return_val_if_fail (DOMO_IS_THREAD_DISPATCHER (self), NULL);

  return self->loop->context;
}
