/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-context-scope-private.h"
#include "domo-counters-private.h"
#include "domo-dead-letters-private.h"
#include "domo-definition-private.h"
#include "domo-error.h"
#include "domo-future-private.h"
#include "domo-interception-private.h"
#include "domo-mailbox-private.h"
#include "domo-protocol.h"
#include "domo-supervisor.h"

/**
 * DomoProxy:
 *
 * What clients hold of an actor: an object that implements every protocol of the actor's class.
 * Calling a protocol's function on it sends a message.
 *
 * A proxy may be used from any thread and may outlive its actor and its stage. Dropping it never
 * stops the actor: the tree owns actors. Sending to an actor that has stopped makes a dead letter;
 * an ask answers a future that is rejected with [error@DomoCore.Error.STOPPED].
 */

static void
domo_proxy_protocol_init (gpointer iface, gpointer data)
{
}

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (DomoProxy,
                                  domo_proxy,
                                  G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (DOMO_TYPE_PROTOCOL,
                                                         domo_proxy_protocol_init))

static void
domo_proxy_finalize (GObject *object)
{
  DomoProxy *self = DOMO_PROXY (object);

  /* Pairs with the release of each thread that used the proxy before it dropped its reference. */
  domo_tsan_acquire (self);
  domo_counters_forget_ended (self);
  g_clear_pointer (&self->stopped, domo_promise_unref);
  g_clear_pointer (&self->starting, domo_promise_unref);
  if (self->duties != NULL)
    {
      g_clear_error (&self->duties->failure);
      g_clear_pointer (&self->duties->start_context, domo_execution_context_unref);
      g_clear_pointer (&self->duties->saved_state, g_variant_unref);
      g_clear_object (&self->duties->mailbox);
      g_free (self->duties->stash);
      g_free (self->duties);
    }
  g_clear_pointer (&self->definition, domo_definition_unref);
  g_clear_object (&self->dispatcher);
  g_clear_object (&self->supervisor);
  g_clear_pointer (&self->runtime, domo_runtime_unref);

  G_OBJECT_CLASS (domo_proxy_parent_class)->finalize (object);
}

static void
domo_proxy_class_init (DomoProxyClass *class)
{
  G_OBJECT_CLASS (class)->finalize = domo_proxy_finalize;
}

static void
domo_proxy_init (DomoProxy *self)
{
}

/* What most actors never need; made in the actor's turn. */
DomoDuties *
domo_proxy_ensure_duties (DomoProxy *self)
{
  if (self->duties == NULL)
    self->duties = g_new0 (DomoDuties, 1);
  return self->duties;
}

static DomoProxy *
proxy_new (DomoRuntime *runtime,
           DomoDispatcher *dispatcher,
           DomoDefinition *definition,
           DomoActorInfo *info)
{
  DomoProxy *self = g_object_new (info->proxy_type, NULL);

  domo_address_init (&self->address, runtime->address_kind);
  self->runtime = domo_runtime_ref (runtime);
  self->definition = domo_definition_ref (definition);
  self->native = domo_definition_get_native_stack (definition) != 0;
  self->dispatcher = g_object_ref (dispatcher);
  return self;
}

static void
mark_stopped (DomoProxy *self)
{
  domo_proxy_set_state (self, DOMO_LIFE_STOPPED);
  self->ended = TRUE;
  self->stop_reason = domo_runtime_is_open (self->runtime) ? DOMO_STOP_REASON_FAILED
                                                           : DOMO_STOP_REASON_STAGE_CLOSED;
  domo_inbox_close (&self->inbox);
  domo_lock_acquire (&self->runtime->lock);
  domo_counters_keep_ended_locked (self);
  domo_lock_release (&self->runtime->lock);
}

static void
give_mailbox (DomoProxy *self)
{
  DomoMailbox *mailbox = domo_definition_make_mailbox (self->definition);

  if (mailbox == NULL)
    return;
  domo_proxy_ensure_duties (self)->mailbox = mailbox;
  self->has_mailbox = TRUE;
}

/* The start is the first message of an actor, and carries the context of who makes the actor. */
static inline void
keep_start_context (DomoProxy *self)
{
  DomoExecutionContext *context = domo_context_dup_current ();

  if (G_UNLIKELY (context != NULL))
    domo_proxy_ensure_duties (self)->start_context = context;
}

/* The supervisor of that name for an actor below @parent (full). */
static DomoProxy *
find_supervisor (DomoRuntime *runtime, DomoProxy *parent, const char *name, GError **error)
{
  if (!g_str_equal (name, DOMO_SUPERVISOR_PARENT))
    return domo_runtime_find_supervisor (runtime, name, error);
  if (parent != NULL && DOMO_IS_SUPERVISOR (parent))
    return g_object_ref (parent);
  g_set_error_literal (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                       "The parent, which is to be the actor's supervisor, is none");
  return NULL;
}

/* Makes an actor below @parent (NULL: below the public root), and answers its proxy. Any thread.
 * Answers a proxy that has stopped already where @parent takes no more children. */
DomoProxy *
domo_proxy_spawn (DomoRuntime *runtime,
                  DomoProxy *parent,
                  DomoDefinition *definition,
                  GError **error)
{
  DomoActorInfo *info = domo_definition_seal (definition, error);
  DomoDispatcher *dispatcher = domo_definition_get_dispatcher (definition);
  const char *supervisor_name;
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (GError) local_error = NULL;
  DomoProxy *self;

  if (info == NULL)
    return NULL;
  supervisor_name = domo_definition_get_supervisor (definition);
  if (supervisor_name != NULL)
    {
      supervisor = find_supervisor (runtime, parent, supervisor_name, &local_error);
      /* A closed stage has none any more, and answers proxies that have stopped. */
      if (supervisor == NULL && !domo_runtime_is_closed (runtime))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }
  /* The stage's own has been entered with the stage. */
  if (dispatcher == NULL)
    dispatcher = runtime->dispatcher;
  else if (!domo_runtime_enter_dispatcher (runtime, dispatcher, error))
    return NULL;
  self = proxy_new (runtime, dispatcher, definition, info);
  self->supervisor = g_steal_pointer (&supervisor);
  keep_start_context (self);
  give_mailbox (self);
  if (!domo_runtime_add_actor (runtime, parent, self))
    {
      mark_stopped (self);
      return self;
    }
  /* The tree's reference; domo_turn_run() drops it when the actor has stopped. The mailbox is not
   * idle yet, so nobody else schedules the first turn, which makes the instance. */
  g_object_ref (self);
  domo_dispatcher_schedule (self->dispatcher, &self->turn);
  return self;
}

/* As domo_proxy_spawn(), from a list of properties. Mistakes in them are reported and answered with
 * a proxy that has stopped; NULL only if the type cannot be an actor. */
DomoProxy *
domo_proxy_spawn_valist (DomoRuntime *runtime,
                         DomoProxy *parent,
                         GType actor_type,
                         const char *first_property,
                         va_list args)
{
  DomoActorInfo *info = domo_actor_info_for_type (actor_type, NULL);
  g_autoptr (DomoDefinition) definition = NULL;
  DomoProxy *self;

  if (info == NULL)
    return NULL;
  if (first_property == NULL)
    return domo_proxy_spawn (runtime, parent, info->definition, NULL);
  definition = domo_definition_new_valist (actor_type, first_property, args);
  self = domo_proxy_spawn (runtime, parent, definition, NULL);
  if (self == NULL)
    {
      self = proxy_new (runtime, runtime->dispatcher, info->definition, info);
      mark_stopped (self);
    }
  return self;
}

static DomoFuture *
new_stopped_error (DomoProxy *self, const DomoEntry *entry)
{
  return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_STOPPED,
                                       "The %s asked for “%s” has stopped",
                                       g_type_name (domo_proxy_get_actor_type (self)),
                                       entry->method->name);
}

/* Takes over what a message that is not made would have: floating references. First all, then none,
 * because one may be given twice. */
static void
discard_args (const DomoMethod *method, void *const *args)
{
  DomoSlot *slots = g_newa (DomoSlot, method->n_args + 1);

  for (guint i = 0; i < method->n_args; i++)
    {
      if (domo_argument_sinks (&method->args[i]))
        domo_argument_copy (&method->args[i], &slots[i], args[i]);
    }
  for (guint i = 0; i < method->n_args; i++)
    {
      if (domo_argument_sinks (&method->args[i]))
        domo_argument_release (&method->args[i], &slots[i]);
    }
}

static G_NO_INLINE DomoFuture *
refuse_call (const DomoEntry *entry, void *const *args, guint index, const char *problem)
{
  g_autofree char *name = domo_method_get_full_name (entry->method);

  g_critical ("%s: argument %u: %s", name, index + 1, problem);
  discard_args (entry->method, args);
  if (!entry->method->is_ask)
    return NULL;
  return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                                       "%s: argument %u: %s", name, index + 1, problem);
}

/* Makes a dead letter of a call; nothing is copied but the printable form. */
static void
make_dead_letter (DomoProxy *self,
                  DomoDeadLetterReason reason,
                  const DomoEntry *entry,
                  void *const *args)
{
  DomoDeadLetters *dead_letters = self->runtime->dead_letters;
  DomoDeadLetterReaders readers =
      domo_dead_letters_count (dead_letters, reason, !domo_runtime_is_open (self->runtime));

  domo_counters_add_dead_letter (self, reason);
  if (readers != DOMO_DEAD_LETTER_FOR_NOBODY)
    domo_dead_letters_publish (dead_letters, readers,
                               domo_dead_letter_new (reason, &self->address,
                                                     domo_proxy_get_actor_type (self),
                                                     domo_entry_print_call (entry, args)));
}

/* A call on the proxy: sends a message. Each of @args points at a C value. Any thread. Answers the
 * future of an ask. */
DomoFuture *
domo_proxy_call (DomoProxy *self, const DomoEntry *entry, void *const *args)
{
  const DomoMethod *method = entry->method;

  for (guint i = 0; method->has_objects && i < method->n_args; i++)
    {
      g_autofree char *problem = domo_argument_refuse (&method->args[i], args[i]);

      if (problem != NULL)
        return refuse_call (entry, args, i, problem);
    }
  if (domo_inbox_is_closed (&self->inbox))
    {
      domo_counters_add_sent (self);
      make_dead_letter (self, DOMO_DEAD_LETTER_REASON_STOPPED, entry, args);
      discard_args (method, args);
      domo_tsan_release (self);
      return method->is_ask ? new_stopped_error (self, entry) : NULL;
    }
  return domo_proxy_send_call (self, domo_call_new (entry, args));
}

/* Takes a message that came when the actor had just stopped. */
static G_NO_INLINE void
refuse_late (DomoProxy *self, DomoMessage *message)
{
  if (message->kind == DOMO_MESSAGE_CALL)
    domo_counters_add_sent (self);
  domo_proxy_bury (self, message, DOMO_DEAD_LETTER_REASON_STOPPED);
}

static inline void
push (DomoProxy *self, DomoMessage *message)
{
  DomoPush outcome = domo_inbox_push (&self->inbox, message);

  if (outcome == DOMO_PUSH_WOKE)
    domo_dispatcher_schedule (self->dispatcher, &self->turn);
  else if (G_UNLIKELY (outcome == DOMO_PUSH_CLOSED))
    refuse_late (self, message);
}

static G_NO_INLINE void
post_with_mailbox (DomoProxy *self, DomoMessage *message)
{
  if (!domo_mailbox_take (self, message))
    push (self, message);
}

static inline void
post (DomoProxy *self, DomoMessage *message)
{
  if (G_UNLIKELY (self->has_mailbox))
    post_with_mailbox (self, message);
  else
    push (self, message);
}

/* Shows those who look for circles of waits what ends them. */
static void
show_order (DomoProxy *self, DomoMessageKind kind)
{
  if (kind != DOMO_MESSAGE_STOP)
    atomic_fetch_add_explicit (&self->n_orders, 1, memory_order_relaxed);
  if (kind != DOMO_MESSAGE_RESTART)
    atomic_store_explicit (&self->is_to_stop, TRUE, memory_order_relaxed);
}

/* Puts a message into the mailbox; takes it. Any thread. */
void
domo_proxy_post (DomoProxy *self, DomoMessage *message)
{
  if (message->kind == DOMO_MESSAGE_STOP || message->kind == DOMO_MESSAGE_STOP_NOW ||
      message->kind == DOMO_MESSAGE_RESTART)
    show_order (self, (DomoMessageKind) message->kind);
  post (self, message);
}

static inline DomoFuture *
send (DomoProxy *self, DomoCall *call)
{
  DomoFuture *future = call->ask;

  /* One reference for the asker. Nobody else has the future yet, so it need not be counted as
   * domo_future_ref() does. */
  if (future != NULL)
    {
      atomic_init (&future->ref_count, 2);
      domo_future_init_origin (future, DOMO_ORIGIN_ANSWER, self);
    }
  post (self, &call->message);
  domo_tsan_release (self);
  return future;
}

/* Out of line, so that the others save no registers for it. */
static G_NO_INLINE DomoFuture *
send_tagged (DomoProxy *self, DomoCall *call)
{
  return send (self, domo_interception_tag (self, call));
}

/* Sends a call whose arguments are in place; takes it. Any thread. Answers the future in it, or
 * NULL. */
DomoFuture *
domo_proxy_send_call (DomoProxy *self, DomoCall *call)
{
  if (G_UNLIKELY (domo_interception_wants_tag ()))
    return send_tagged (self, call);
  return send (self, call);
}

static GError *
new_burial_error (DomoProxy *self, DomoCall *call, DomoDeadLetterReason reason)
{
  const char *type_name = g_type_name (domo_proxy_get_actor_type (self));

  if (reason == DOMO_DEAD_LETTER_REASON_INTERCEPTED)
    return g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED,
                        "An interceptor dropped “%s” on its way to the %s",
                        call->entry->method->name, type_name);
  if (reason == DOMO_DEAD_LETTER_REASON_DROPPED || reason == DOMO_DEAD_LETTER_REASON_REJECTED)
    return g_error_new (DOMO_ERROR, DOMO_ERROR_MAILBOX_FULL,
                        "The mailbox of the %s had no room for “%s”", type_name,
                        call->entry->method->name);
  return g_error_new (DOMO_ERROR, DOMO_ERROR_STOPPED, "The %s stopped before it handled “%s”",
                      type_name, call->entry->method->name);
}

/* Frees a message that will not be delivered: a call becomes a dead letter and its ask is rejected.
 * Any thread. */
void
domo_proxy_bury (DomoProxy *self, DomoMessage *message, DomoDeadLetterReason reason)
{
  DomoCall *call = (DomoCall *) message;
  void **args;

  if (message->kind != DOMO_MESSAGE_CALL)
    {
      domo_message_free (message);
      return;
    }
  args = g_newa (void *, call->entry->method->n_args + 1);
  make_dead_letter (self, reason, call->entry, domo_call_point_at_args (call, args));
  if (call->ask != NULL)
    domo_future_reject_take (call->ask, new_burial_error (self, call, reason));
  domo_call_free (call);
}

/**
 * domo_proxy_get_address:
 * @proxy: (type DomoProxy): a proxy
 *
 * Answers the address of the actor. It stays the same through restarts. May be called from any
 * thread.
 *
 * Returns: (transfer none): the address, which lives as long as the proxy
 *
 * Since: 0.1
 */
const DomoAddress *
domo_proxy_get_address (gpointer proxy)
{
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);

  return &((DomoProxy *) proxy)->address;
}

/**
 * domo_proxy_get_actor_type:
 * @proxy: (type DomoProxy): a proxy
 *
 * Answers the class of the actor. May be called from any thread.
 *
 * Returns: the type
 *
 * Since: 0.1
 */
GType
domo_proxy_get_actor_type (gpointer proxy)
{
  DomoActorInfo *info;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), G_TYPE_INVALID);

  info = domo_proxy_get_info (proxy);
  return info != NULL ? info->actor_type : G_TYPE_INVALID;
}

/**
 * domo_proxy_dup_parent:
 * @proxy: (type DomoProxy): a proxy
 *
 * Answers the parent of the actor; the public root is that of an actor made by the stage. May be
 * called from any thread.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the parent's proxy, or %NULL once the actor
 *   has stopped
 *
 * Since: 0.1
 */
gpointer
domo_proxy_dup_parent (gpointer proxy)
{
  DomoProxy *self = proxy;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);

  return domo_runtime_ref_parent (self->runtime, self);
}
