/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_ACTOR (domo_actor_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (DomoActor, domo_actor, DOMO, ACTOR, GObject)

/**
 * DomoActorClass:
 * @parent_class: the parent class
 * @before_start: called on a new instance before anything else, at the first start and after each
 *   restart
 * @after_start: called when the actor has started, before its first message
 * @before_stop: called when the actor begins to stop, while its children still live
 * @after_stop: called when its children have ended, just before the instance is released
 * @before_restart: called on the failed instance, before it is released
 * @after_restart: called on the new instance, after @before_start
 * @before_resume: called on the failed instance when its supervisor lets it go on
 * @save_state: answers what a restart carries over to the new instance; asked for only where the
 *   definition says to keep state
 * @restore_state: gives the new instance what @save_state answered, before @before_start
 * @receive: takes each message whose method the class has no function for: the method's name, its
 *   arguments, and how many; answers what the method's function would, %NULL for a tell
 *
 * The hooks of an actor's life. Each runs where the actor's messages run and may call
 * [method@DomoCore.Actor.fail].
 */
struct _DomoActorClass
{
  GObjectClass parent_class;

  void (*before_start) (DomoActor *self);
  void (*after_start) (DomoActor *self);
  void (*before_stop) (DomoActor *self);
  void (*after_stop) (DomoActor *self);
  void (*before_restart) (DomoActor *self, const GError *error);
  void (*after_restart) (DomoActor *self, const GError *error);
  void (*before_resume) (DomoActor *self, const GError *error);
  GVariant *(*save_state) (DomoActor *self);
  gboolean (*restore_state) (DomoActor *self, GVariant *state, GError **error);

  DomoFuture *(*receive) (DomoActor *self, const char *method, const GValue *args, guint n_args);

  /*< private >*/
  gboolean native_stack;
  gboolean concurrent;
  gpointer padding[9];
};

DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_class_set_native_stack (DomoActorClass *klass, gboolean native_stack);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_class_set_concurrent (DomoActorClass *klass, gboolean concurrent);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_class_add_protocol (DomoActorClass *klass, GType protocol);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_fail (DomoActor *self, GError *error);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_escalate (DomoActor *self, GError *error);
DOMO_CORE_AVAILABLE_IN_ALL
DomoActor *domo_actor_get_current (void);
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_actor_get_self (DomoActor *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoStage *domo_actor_get_stage (DomoActor *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_actor_stash (DomoActor *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_actor_unstash (DomoActor *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_actor_unstash_all (DomoActor *self);
DOMO_CORE_AVAILABLE_IN_ALL
const DomoAddress *domo_actor_get_address (DomoActor *self);
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_actor_get_parent (DomoActor *self);
DOMO_CORE_AVAILABLE_IN_ALL
GPtrArray *domo_actor_get_children (DomoActor *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_actor_child_for (DomoActor *self, GType actor_type, const char *first_property, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_actor_child_for_definition (DomoActor *self,
                                          DomoDefinition *definition,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_log (DomoActor *self, GLogLevelFlags level, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
