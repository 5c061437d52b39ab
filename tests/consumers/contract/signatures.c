/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Pins the types of what programs outside the project may count on. A changed parameter would often
 * still compile in a call; here it does not. */

#include "consumer.h"

#define SAME(function, type) G_STATIC_ASSERT (_Generic(&function, type : TRUE, default : FALSE))
#define SAME_SLOT(slot, type) \
  G_STATIC_ASSERT (_Generic(((DomoActorClass *) NULL)->slot, type : TRUE, default : FALSE))

/* domo_protocol_add_tell and domo_protocol_add_ask are macros: they have no type. */
SAME (domo_protocol_set_method_flags, void (*) (gpointer, const char *, DomoMethodFlags));

SAME (domo_stage_new, DomoStage *(*) (void) );
SAME (domo_stage_get_default, DomoStage *(*) (void) );
SAME (domo_stage_actor_for, gpointer (*) (DomoStage *, GType, const char *, ...));
SAME (domo_stage_actor_for_definition, gpointer (*) (DomoStage *, DomoDefinition *, GError **));
SAME (domo_stage_actor_of, gpointer (*) (DomoStage *, const DomoAddress *));
SAME (domo_stage_close, gboolean (*) (DomoStage *, gint64, GError **));
SAME (domo_stage_close_async, void (*) (DomoStage *, gint64, GAsyncReadyCallback, gpointer));
SAME (domo_stage_close_finish, gboolean (*) (DomoStage *, GAsyncResult *, GError **));
SAME (domo_stage_register_supervisor, void (*) (DomoStage *, const char *, gpointer));
SAME (domo_stage_register_value, void (*) (DomoStage *, const char *, const GValue *));
SAME (domo_stage_registered_value, gboolean (*) (DomoStage *, const char *, GValue *, GError **));
SAME (domo_stage_deregister_value, gboolean (*) (DomoStage *, const char *));
SAME (domo_stage_get_dead_letters, DomoDeadLetters *(*) (DomoStage *) );

SAME (domo_definition_new, DomoDefinition *(*) (GType, const char *, ...));
SAME (domo_definition_new_for_type, DomoDefinition *(*) (GType));
SAME (domo_definition_set_property, void (*) (DomoDefinition *, const char *, const GValue *));
SAME (domo_definition_set_bounded_mailbox, void (*) (DomoDefinition *, guint, DomoOverflowPolicy));
SAME (domo_definition_set_supervisor, void (*) (DomoDefinition *, const char *));
SAME (domo_definition_set_dispatcher, void (*) (DomoDefinition *, DomoDispatcher *));

SAME (domo_actor_fail, void (*) (DomoActor *, GError *));
SAME (domo_actor_get_self, gpointer (*) (DomoActor *));
SAME (domo_actor_child_for, gpointer (*) (DomoActor *, GType, const char *, ...));
SAME (domo_actor_child_for_definition, gpointer (*) (DomoActor *, DomoDefinition *, GError **));
SAME (domo_actor_get_stage, DomoStage *(*) (DomoActor *) );
SAME_SLOT (before_start, void (*) (DomoActor *));
SAME_SLOT (after_start, void (*) (DomoActor *));
SAME_SLOT (before_stop, void (*) (DomoActor *));
SAME_SLOT (after_stop, void (*) (DomoActor *));
SAME_SLOT (before_restart, void (*) (DomoActor *, const GError *));
SAME_SLOT (after_restart, void (*) (DomoActor *, const GError *));
SAME_SLOT (before_resume, void (*) (DomoActor *, const GError *));
SAME_SLOT (save_state, GVariant *(*) (DomoActor *) );
SAME_SLOT (restore_state, gboolean (*) (DomoActor *, GVariant *, GError **));
typedef DomoFuture *(*Receive) (DomoActor *, const char *, const GValue *, guint);
SAME_SLOT (receive, Receive);

SAME (domo_proxy_stop, void (*) (gpointer));
SAME (domo_proxy_stop_now, void (*) (gpointer));
SAME (domo_proxy_ready, DomoFuture *(*) (gpointer));
SAME (domo_proxy_stopped, DomoFuture *(*) (gpointer));
SAME (domo_proxy_is_stopped, gboolean (*) (gpointer));
SAME (domo_proxy_get_address, const DomoAddress *(*) (gpointer));
SAME (domo_proxy_send, gboolean (*) (gpointer, const char *, const GValue *, guint, GError **));
typedef DomoFuture *(*Request) (gpointer, const char *, const GValue *, guint);
SAME (domo_proxy_request, Request);

SAME (domo_future_new_int64, DomoFuture *(*) (gint64));
SAME (domo_future_new_boolean, DomoFuture *(*) (gboolean));
SAME (domo_future_new_int, DomoFuture *(*) (int) );
SAME (domo_future_new_uint, DomoFuture *(*) (guint));
SAME (domo_future_new_double, DomoFuture *(*) (double) );
SAME (domo_future_new_string, DomoFuture *(*) (const char *) );
SAME (domo_future_new_object, DomoFuture *(*) (gpointer));
SAME (domo_future_new_boxed, DomoFuture *(*) (GType, gconstpointer));
SAME (domo_future_new_variant, DomoFuture *(*) (GVariant *) );
SAME (domo_future_new_value, DomoFuture *(*) (const GValue *) );
SAME (domo_future_new_void, DomoFuture *(*) (void) );
SAME (domo_future_new_error, DomoFuture *(*) (GError *) );
typedef DomoFuture *(*FutureFunc) (DomoFuture *settled, gpointer data);
typedef DomoFuture *(*Continuation) (DomoFuture *, FutureFunc, gpointer, GDestroyNotify);
SAME (domo_future_then, Continuation);
SAME (domo_future_catch, Continuation);
SAME (domo_future_finally, Continuation);
typedef DomoFuture *(*Combination) (DomoFuture *const *, gsize);
SAME (domo_future_all, Combination);
SAME (domo_future_any, Combination);
SAME (domo_future_race, Combination);
SAME (domo_future_with_timeout, DomoFuture *(*) (DomoFuture *, gint64));
SAME (domo_future_get_value, const GValue *(*) (DomoFuture *, GError **) );

SAME (domo_promise_new, DomoPromise *(*) (void) );
SAME (domo_promise_get_future, DomoFuture *(*) (DomoPromise *) );
SAME (domo_promise_resolve, void (*) (DomoPromise *, const GValue *));
SAME (domo_promise_reject, void (*) (DomoPromise *, GError *));
SAME (domo_promise_async_ready, void (*) (GObject *, GAsyncResult *, gpointer));

SAME (domo_await, gboolean (*) (DomoFuture *, GError **));
SAME (domo_await_int64, gint64 (*) (DomoFuture *, GError **));
SAME (domo_await_boolean, gboolean (*) (DomoFuture *, GError **));
SAME (domo_await_int, int (*) (DomoFuture *, GError **));
SAME (domo_await_uint, guint (*) (DomoFuture *, GError **));
SAME (domo_await_double, double (*) (DomoFuture *, GError **));
SAME (domo_await_string, char *(*) (DomoFuture *, GError **) );
SAME (domo_await_object, gpointer (*) (DomoFuture *, GError **));
SAME (domo_await_boxed, gpointer (*) (DomoFuture *, GError **));
SAME (domo_await_variant, GVariant *(*) (DomoFuture *, GError **) );
SAME (domo_await_value, gboolean (*) (DomoFuture *, GValue *, GError **));
