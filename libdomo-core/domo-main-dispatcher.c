/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-main-dispatcher.h"

#include "domo-home-private.h"
#include "domo-lock-private.h"
#include "domo-turn.h"

/**
 * DomoMainDispatcher:
 *
 * Runs actors in a [struct@GLib.MainContext]: what a stage uses unless told otherwise.
 *
 * Actors run in the thread that iterates the context, in slices of about two milliseconds at
 * [const@DomoCore.PRIORITY_DISPATCH]. While actors keep each other busy for long, some turns of the
 * main loop are left to sources of lower priority, so that neither drawing nor idle work starves.
 */

/* A slice of the main loop's time. */
#define SLICE (2 * G_TIME_SPAN_MILLISECOND)

/* After so many slices without a rest, one turn of the loop goes to lower priorities. */
#define SLICES_PER_REST 4

/* An actor with more to do than this lets the others run first. */
#define MESSAGES_PER_TURN 64

/* The clock is read after so many messages at the most. Reading it takes as long as a few cheap
 * messages; slow ones must not overrun the slice. */
#define MESSAGES_PER_READING 64

/* Messages between two readings should take about this long. */
#define READING_INTERVAL 50

/* All that the context works on is in its source, which GLib keeps alive while it uses it; the
 * dispatcher may be dropped by another thread meanwhile. */
typedef struct
{
  GSource source;
  GMainContext *context; /* borrowed: the source is in it */

  DomoLock lock;
  /* Under @lock: turns handed in from outside a dispatch, and whether the context may be asleep, so
   * that who hands one in must wake it. */
  DomoTurnQueue arrivals;
  gboolean asleep;

  /* Only the thread that owns the context, which g_main_context_acquire() hands on. */
  DomoTurnQueue ready;
  guint messages_per_reading;
  guint n_slices;
  gboolean resting;
} DispatchSource;

struct _DomoMainDispatcher
{
  DomoDispatcher parent_instance;

  GMainContext *context;
  DispatchSource *source;
};

enum
{
  PROP_0,
  PROP_MAIN_CONTEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (DomoMainDispatcher, domo_main_dispatcher, DOMO_TYPE_DISPATCHER)

/* The source whose actors this thread is running now. */
static _Thread_local DispatchSource *dispatching;

/* Scheduling. */

static void
domo_main_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  DispatchSource *self = ((DomoMainDispatcher *) dispatcher)->source;
  gboolean wake;

  if (dispatching == self)
    {
      domo_turn_queue_push (&self->ready, turn);
      return;
    }
  domo_lock_acquire (&self->lock);
  domo_turn_queue_push (&self->arrivals, turn);
  wake = self->asleep;
  self->asleep = FALSE;
  domo_lock_release (&self->lock);
  if (wake)
    g_main_context_wakeup (self->context);
}

/* Moves what was handed in to the end of the ready queue. */
static void
collect_arrivals (DispatchSource *self)
{
  DomoTurnQueue arrivals;
  DomoTurn *turn;

  domo_lock_acquire (&self->lock);
  arrivals = self->arrivals;
  self->arrivals = (DomoTurnQueue){ 0 };
  domo_lock_release (&self->lock);
  while ((turn = domo_turn_queue_pop (&arrivals)) != NULL)
    domo_turn_queue_push (&self->ready, turn);
}

/* The source. */

/* Whether there is something to run. If not, and the context is about to sleep, says so to those
 * who may hand something in. */
static gboolean
has_work (DispatchSource *self, gboolean falls_asleep)
{
  gboolean has;

  if (!domo_turn_queue_is_empty (&self->ready))
    return TRUE;
  domo_lock_acquire (&self->lock);
  has = !domo_turn_queue_is_empty (&self->arrivals);
  self->asleep = falls_asleep && !has;
  domo_lock_release (&self->lock);
  return has;
}

static gboolean
dispatch_source_prepare (GSource *source, int *timeout)
{
  DispatchSource *self = (DispatchSource *) source;
  gboolean ready = FALSE;

  domo_tsan_acquire (self);
  *timeout = -1;
  if (self->resting)
    /* Somebody else's turn; ask again straight after it. */
    *timeout = 0;
  else
    ready = has_work (self, TRUE);
  domo_tsan_release (self);
  return ready;
}

static gboolean
dispatch_source_check (GSource *source)
{
  DispatchSource *self = (DispatchSource *) source;
  gboolean ready = FALSE;

  domo_tsan_acquire (self);
  if (self->resting)
    self->resting = FALSE;
  else
    ready = has_work (self, FALSE);
  domo_tsan_release (self);
  return ready;
}

/* Runs turns until the slice is over. Answers FALSE if there is nothing left to run. */
static gboolean
run_slice (DispatchSource *self)
{
  gint64 start = g_get_monotonic_time (), last = start;
  guint n = 0;

  for (;;)
    {
      DomoTurn *turn = domo_turn_queue_pop (&self->ready);
      guint allowed, ran;

      if (turn == NULL)
        {
          collect_arrivals (self);
          turn = domo_turn_queue_pop (&self->ready);
          if (turn == NULL)
            return FALSE;
        }
      allowed = MIN (MESSAGES_PER_TURN, self->messages_per_reading - n);
      ran = domo_turn_run (turn, allowed);
      if (ran == allowed)
        domo_turn_queue_push (&self->ready, turn);
      n += MAX (ran, 1);
      if (n >= self->messages_per_reading)
        {
          gint64 now = g_get_monotonic_time ();

          collect_arrivals (self);
          if (now - last > READING_INTERVAL)
            self->messages_per_reading = MAX (self->messages_per_reading / 2, 1);
          else
            self->messages_per_reading = MIN (self->messages_per_reading * 2, MESSAGES_PER_READING);
          if (now - start >= SLICE)
            return TRUE;
          last = now;
          n = 0;
        }
    }
}

static gboolean
dispatch_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  DispatchSource *self = (DispatchSource *) source;
  DispatchSource *outer = dispatching;

  domo_tsan_acquire (self);
  domo_home_bind (self->context);
  dispatching = self;
  if (!run_slice (self))
    self->n_slices = 0;
  else if (++self->n_slices >= SLICES_PER_REST)
    {
      self->n_slices = 0;
      self->resting = TRUE;
    }
  dispatching = outer;
  domo_tsan_release (self);
  return G_SOURCE_CONTINUE;
}

static void
dispatch_source_finalize (GSource *source)
{
  domo_lock_clear (&((DispatchSource *) source)->lock);
}

static GSourceFuncs dispatch_source_funcs = {
  .prepare = dispatch_source_prepare,
  .check = dispatch_source_check,
  .dispatch = dispatch_source_dispatch,
  .finalize = dispatch_source_finalize,
};

static DispatchSource *
dispatch_source_new (GMainContext *context)
{
  GSource *source = g_source_new (&dispatch_source_funcs, sizeof (DispatchSource));
  DispatchSource *self = (DispatchSource *) source;

  self->context = context;
  domo_lock_init (&self->lock);
  /* Nothing is known yet of how long messages take. */
  self->messages_per_reading = 1;
  g_source_set_static_name (source, "[domo] actors");
  g_source_set_priority (source, DOMO_PRIORITY_DISPATCH);
  /* A handler may run a nested loop, and the other actors go on. */
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);
  return self;
}

/* The class. */

static void
domo_main_dispatcher_constructed (GObject *object)
{
  DomoMainDispatcher *self = DOMO_MAIN_DISPATCHER (object);

  G_OBJECT_CLASS (domo_main_dispatcher_parent_class)->constructed (object);

  if (self->context == NULL)
    self->context = g_main_context_ref (g_main_context_default ());
  self->source = dispatch_source_new (self->context);
}

static void
domo_main_dispatcher_finalize (GObject *object)
{
  DomoMainDispatcher *self = DOMO_MAIN_DISPATCHER (object);

  g_source_destroy (&self->source->source);
  g_source_unref (&self->source->source);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (domo_main_dispatcher_parent_class)->finalize (object);
}

static void
domo_main_dispatcher_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MAIN_CONTEXT)
    g_value_set_boxed (value, DOMO_MAIN_DISPATCHER (object)->context);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_main_dispatcher_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_MAIN_CONTEXT)
    DOMO_MAIN_DISPATCHER (object)->context = g_value_dup_boxed (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_main_dispatcher_class_init (DomoMainDispatcherClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->constructed = domo_main_dispatcher_constructed;
  object_class->finalize = domo_main_dispatcher_finalize;
  object_class->get_property = domo_main_dispatcher_get_property;
  object_class->set_property = domo_main_dispatcher_set_property;
  DOMO_DISPATCHER_CLASS (class)->schedule = domo_main_dispatcher_schedule;

  /**
   * DomoMainDispatcher:main-context:
   *
   * Where the actors run. Unless given, the global default context.
   *
   * Since: 0.1
   */
  properties[PROP_MAIN_CONTEXT] =
      g_param_spec_boxed ("main-context", NULL, NULL, G_TYPE_MAIN_CONTEXT,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
domo_main_dispatcher_init (DomoMainDispatcher *self)
{
}

/**
 * domo_main_dispatcher_new:
 * @context: (nullable): a main context, or %NULL for the global default one
 *
 * Makes a dispatcher that runs actors in @context.
 *
 * Returns: (transfer full): the dispatcher
 *
 * Since: 0.1
 */
DomoDispatcher *
domo_main_dispatcher_new (GMainContext *context)
{
  return g_object_new (DOMO_TYPE_MAIN_DISPATCHER, "main-context", context, NULL);
}

/**
 * domo_main_dispatcher_get_context: (get-property main-context)
 * @self: a dispatcher
 *
 * Answers where the dispatcher runs actors. May be called from any thread.
 *
 * Returns: (transfer none): the context
 *
 * Since: 0.1
 */
GMainContext *
domo_main_dispatcher_get_context (DomoMainDispatcher *self)
{
  g_return_val_if_fail (DOMO_IS_MAIN_DISPATCHER (self), NULL);

  return self->context;
}
