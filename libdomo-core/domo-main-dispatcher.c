/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-main-dispatcher.h"

#include "domo-dispatch-source-private.h"

/**
 * DomoMainDispatcher:
 *
 * Runs actors in a [struct@GLib.MainContext]: what a stage uses unless told otherwise.
 *
 * Actors run in the thread that iterates the context, in slices of about two milliseconds at
 * [const@DomoCore.PRIORITY_DISPATCH]. While actors keep each other busy for long, some turns of the
 * main loop are left to sources of lower priority, so that neither drawing nor idle work starves.
 */

struct _DomoMainDispatcher
{
  DomoDispatcher parent_instance;

  GMainContext *context;
  DomoDispatchSource *source;
};

enum
{
  PROP_0,
  PROP_MAIN_CONTEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (DomoMainDispatcher, domo_main_dispatcher, DOMO_TYPE_DISPATCHER)

static void
domo_main_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  domo_dispatch_source_schedule (((DomoMainDispatcher *) dispatcher)->source, turn);
}

static void
domo_main_dispatcher_constructed (GObject *object)
{
  DomoMainDispatcher *self = DOMO_MAIN_DISPATCHER (object);

  G_OBJECT_CLASS (domo_main_dispatcher_parent_class)->constructed (object);

  if (self->context == NULL)
    self->context = g_main_context_ref (g_main_context_default ());
  self->source = domo_dispatch_source_new (self->context, TRUE);
}

static void
domo_main_dispatcher_finalize (GObject *object)
{
  DomoMainDispatcher *self = DOMO_MAIN_DISPATCHER (object);

  domo_dispatch_source_free (self->source);
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
