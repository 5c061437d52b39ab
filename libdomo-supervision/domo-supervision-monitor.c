/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervision-monitor-private.h"

#include <stdatomic.h>

/**
 * DomoSupervisionMonitor:
 *
 * Lets tools see every decision of the [class@DomoSupervision.DefaultSupervisor]s of a stage.
 *
 * A supervisor is an actor, and its instance is nobody else's; so the signal is here. There may be
 * several monitors for a stage. Drop the last reference to see no more.
 */
struct _DomoSupervisionMonitor
{
  GObject parent_instance;

  struct _Audience *audience;
  GMainContext *context;
};

G_DEFINE_FINAL_TYPE (DomoSupervisionMonitor, domo_supervision_monitor, G_TYPE_OBJECT)

/* The monitors of one stage. It is the stage's data, and each monitor has a reference, so neither
 * needs the other to live. */
typedef struct _Audience
{
  atomic_int ref_count;
  GMutex lock;
  GPtrArray *monitors; /* GWeakRef; under @lock */
} Audience;

static guint decided_signal;

static gpointer
audience_ref (gpointer data, gpointer unused)
{
  Audience *self = data;

  /* relaxed: who adds a reference holds one already. */
  if (self != NULL)
    atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
audience_unref (gpointer data)
{
  Audience *self = data;

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_ptr_array_unref (self->monitors);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("domo-supervision-audience");
}

/* That of the stage (full), made when it is first asked for. */
static Audience *
ensure_audience (DomoStage *stage)
{
  Audience *self = g_object_dup_qdata (G_OBJECT (stage), get_quark (), audience_ref, NULL);

  if (self != NULL)
    return self;
  self = g_new0 (Audience, 1);
  /* One for the stage, one for the caller. */
  atomic_init (&self->ref_count, 2);
  g_mutex_init (&self->lock);
  self->monitors = g_ptr_array_new_with_free_func (weak_free);
  if (g_object_replace_qdata (G_OBJECT (stage), get_quark (), NULL, self, audience_unref, NULL))
    return self;
  /* Another thread was faster. */
  atomic_store_explicit (&self->ref_count, 1, memory_order_relaxed);
  audience_unref (self);
  return g_object_dup_qdata (G_OBJECT (stage), get_quark (), audience_ref, NULL);
}

/* Those that live (full). Forgets the others. */
static GPtrArray *
list_living_locked (Audience *self)
{
  GPtrArray *living = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->monitors->len;)
    {
      gpointer monitor = g_weak_ref_get (g_ptr_array_index (self->monitors, i));

      if (monitor != NULL)
        {
          g_ptr_array_add (living, monitor);
          i++;
        }
      else
        g_ptr_array_remove_index (self->monitors, i);
    }
  return living;
}

static GPtrArray *
audience_list (Audience *self)
{
  GPtrArray *living;

  g_mutex_lock (&self->lock);
  living = list_living_locked (self);
  g_mutex_unlock (&self->lock);
  return living;
}

static void
audience_add (Audience *self, DomoSupervisionMonitor *monitor)
{
  g_autoptr (GPtrArray) others = NULL;
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, monitor);
  g_mutex_lock (&self->lock);
  others = list_living_locked (self);
  g_ptr_array_add (self->monitors, weak);
  g_mutex_unlock (&self->lock);
}

/* What one monitor is told. */
typedef struct
{
  DomoSupervisionMonitor *monitor;
  DomoSupervisionDecision *decision;
} News;

static gboolean
news_cb (gpointer data)
{
  News *self = data;

  g_signal_emit (self->monitor, decided_signal, 0, self->decision);
  return G_SOURCE_REMOVE;
}

static void
news_free (gpointer data)
{
  News *self = data;

  g_object_unref (self->monitor);
  domo_supervision_decision_unref (self->decision);
  g_free (self);
}

static void
post_news (DomoSupervisionMonitor *monitor, DomoSupervisionDecision *decision)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new (News, 1);

  news->monitor = g_object_ref (monitor);
  news->decision = domo_supervision_decision_ref (decision);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[domo] a supervisor's decision");
  g_source_set_callback (source, news_cb, news, news_free);
  g_source_attach (source, monitor->context);
}

void
domo_supervision_monitor_tell (DomoStage *stage,
                               gpointer supervisor,
                               DomoSupervised *supervised,
                               const DomoDecisionFacts *facts)
{
  Audience *audience = stage != NULL
                           ? g_object_dup_qdata (G_OBJECT (stage), get_quark (), audience_ref, NULL)
                           : NULL;
  g_autoptr (DomoSupervisionDecision) decision = NULL;
  g_autoptr (GPtrArray) monitors = NULL;

  if (audience == NULL)
    return;
  monitors = audience_list (audience);
  if (monitors->len > 0)
    decision = domo_supervision_decision_new (supervisor, supervised, facts);
  for (guint i = 0; i < monitors->len; i++)
    post_news (g_ptr_array_index (monitors, i), decision);
  audience_unref (audience);
}

static void
domo_supervision_monitor_finalize (GObject *object)
{
  DomoSupervisionMonitor *self = DOMO_SUPERVISION_MONITOR (object);

  g_clear_pointer (&self->audience, audience_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (domo_supervision_monitor_parent_class)->finalize (object);
}

static void
domo_supervision_monitor_class_init (DomoSupervisionMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = domo_supervision_monitor_finalize;

  /**
   * DomoSupervisionMonitor::decided:
   * @self: the monitor
   * @decision: what was decided
   *
   * Emitted after each decision that counts, in the order in which one supervisor made them. It
   * comes through the main context that was the thread's default when the monitor was made.
   *
   * Since: 0.1
   */
  decided_signal = g_signal_new ("decided", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, DOMO_TYPE_SUPERVISION_DECISION);
}

static void
domo_supervision_monitor_init (DomoSupervisionMonitor *self)
{
}

/**
 * domo_supervision_monitor_new:
 * @stage: a stage
 *
 * Makes a monitor. What has been decided before is not told of. It does not keep the stage alive.
 * May be called from any thread, outside actors.
 *
 * Returns: (transfer full): the monitor
 *
 * Since: 0.1
 */
DomoSupervisionMonitor *
domo_supervision_monitor_new (DomoStage *stage)
{
  DomoSupervisionMonitor *self;

  g_return_val_if_fail (DOMO_IS_STAGE (stage), NULL);

  self = g_object_new (DOMO_TYPE_SUPERVISION_MONITOR, NULL);
  self->context = g_main_context_ref_thread_default ();
  self->audience = ensure_audience (stage);
  audience_add (self->audience, self);
  return self;
}
