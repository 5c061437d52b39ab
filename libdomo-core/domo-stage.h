/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-counters.h"
#include "domo-enums.h"
#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_STAGE (domo_stage_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoStage, domo_stage, DOMO, STAGE, GObject)

DOMO_CORE_AVAILABLE_IN_ALL
DomoStage *domo_stage_new (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoStage *domo_stage_get_default (void);

DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_stage_actor_for (DomoStage *self, GType actor_type, const char *first_property, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_stage_actor_for_definition (DomoStage *self,
                                          DomoDefinition *definition,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_stage_actor_of (DomoStage *self, const DomoAddress *address)
    G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
void domo_stage_register_supervisor (DomoStage *self, const char *name, gpointer proxy);

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_register_actor (DomoStage *self,
                                    const char *name,
                                    gpointer proxy,
                                    GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_stage_lookup_actor (DomoStage *self, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_deregister_actor (DomoStage *self, const char *name);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_stage_register_value (DomoStage *self, const char *name, const GValue *value);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_registered_value (DomoStage *self,
                                      const char *name,
                                      GValue *value,
                                      GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_deregister_value (DomoStage *self, const char *name);

/**
 * DomoLifeFunc:
 * @stage: (nullable): the stage, or %NULL if the program has dropped it while its actors end
 * @proxy: (type DomoProxy) (nullable): the actor, or %NULL for an event of the stage
 * @event: what happened
 * @user_data: its data
 *
 * Told of what happens in the life of actors.
 *
 * Since: 0.1
 */
typedef void (*DomoLifeFunc) (DomoStage *stage,
                              gpointer proxy,
                              DomoLifeEvent event,
                              gpointer user_data);

DOMO_CORE_AVAILABLE_IN_ALL
guint domo_stage_add_life_listener (DomoStage *self,
                                    DomoLifeFunc func,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_stage_remove_life_listener (DomoStage *self, guint id);

DOMO_CORE_AVAILABLE_IN_ALL
guint domo_stage_get_n_parked (DomoStage *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_stage_get_n_parkings (DomoStage *self);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_stage_set_interceptor (DomoStage *self, DomoInterceptor *interceptor);
DOMO_CORE_AVAILABLE_IN_ALL
DomoInterceptor *domo_stage_dup_interceptor (DomoStage *self) G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
GPtrArray *domo_stage_snapshot (DomoStage *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_stage_dump (DomoStage *self, DomoDumpFormat format) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_stage_get_n_actors (DomoStage *self);

DOMO_CORE_AVAILABLE_IN_ALL
DomoClock *domo_stage_get_clock (DomoStage *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoDispatcher *domo_stage_get_dispatcher (DomoStage *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoDeadLetters *domo_stage_get_dead_letters (DomoStage *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_stage_get_counters (DomoStage *self, DomoCounters *counters);

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_close (DomoStage *self, gint64 limit_us, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_stage_close_async (DomoStage *self,
                             gint64 limit_us,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_close_finish (DomoStage *self, GAsyncResult *result, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_is_closed (DomoStage *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_stage_is_closing (DomoStage *self);

G_END_DECLS
