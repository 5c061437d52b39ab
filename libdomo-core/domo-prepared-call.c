/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-prepared-call.h"

#include <gobject/gvaluecollector.h>

#include "domo-call-by-name-private.h"
#include "domo-error.h"

/**
 * DomoPreparedCall:
 *
 * A call of an actor that is checked now and sent later, any number of times: for timers, triggers,
 * and whatever else decides when, but not what.
 *
 * It calls a method by its name, as [method@DomoCore.Proxy.send] does, or a function inside the
 * actor, as [method@DomoCore.Proxy.invoke] does. Each message is one like any other: it takes its
 * place in the mailbox, carries the execution context that is current where it is sent, is seen by
 * interceptors and counted, and becomes a dead letter if it cannot be delivered. A message may be
 * taken back while it waits: see [method@DomoCore.PreparedCall.send].
 *
 * It does not change once it is made, and all its functions may be called from any thread. Its
 * arguments, or the data of its function, are released by whoever drops the last reference; a
 * message that is on its way holds one.
 */
struct _DomoPreparedCall
{
  atomic_int ref_count;
  DomoProxy *proxy;
  const DomoEntry *entry;

  /* Of a function. */
  DomoActorFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  /* Of a method: its own. */
  DomoSlot args[];
};

G_DEFINE_BOXED_TYPE (DomoPreparedCall,
                     domo_prepared_call,
                     domo_prepared_call_ref,
                     domo_prepared_call_unref)

static DomoPreparedCall *
prepared_call_new (DomoProxy *proxy, const DomoEntry *entry)
{
  DomoPreparedCall *self = g_malloc0 (sizeof *self + entry->method->n_args * sizeof (DomoSlot));

  atomic_init (&self->ref_count, 1);
  self->proxy = g_object_ref (proxy);
  self->entry = entry;
  return self;
}

/**
 * domo_prepared_call_ref:
 * @self: a prepared call
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoPreparedCall *
domo_prepared_call_ref (DomoPreparedCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_prepared_call_unref:
 * @self: (transfer full): a prepared call
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_prepared_call_unref (DomoPreparedCall *self)
{
  const DomoMethod *method;

  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  method = self->entry->method;
  for (guint i = 0; method->has_references && i < method->n_args; i++)
    domo_argument_release (&method->args[i], &self->args[i]);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  domo_tsan_release (self->proxy);
  g_object_unref (self->proxy);
  g_free (self);
}

/* Methods. */

/**
 * domo_prepared_call_newv: (rename-to domo_prepared_call_new)
 * @proxy: (type DomoProxy): a proxy
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @args: (array length=n_args) (nullable): the arguments
 * @n_args: how many there are
 * @error: return location for an error
 *
 * Prepares the call of a method. Name and arguments are checked at once, as
 * [method@DomoCore.Proxy.send] does, and the arguments copied; each message gets copies of those.
 * The answer of an ask is let go.
 *
 * Returns: (transfer full) (nullable): the call, or %NULL with @error set as by
 *   [method@DomoCore.Proxy.send]
 *
 * Since: 0.1
 */
DomoPreparedCall *
domo_prepared_call_newv (
    gpointer proxy, const char *method, const GValue *args, guint n_args, GError **error)
{
  DomoPreparedCall *self;
  const DomoEntry *entry;
  DomoSlot *slots;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (args != NULL || n_args == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!domo_proxy_find_entry (proxy, method, &entry, error))
    return NULL;
  slots = g_newa (DomoSlot, entry->method->n_args + 1);
  if (!domo_method_read_args (entry->method, slots, args, n_args, error))
    return NULL;
  self = prepared_call_new (proxy, entry);
  for (guint i = 0; i < n_args; i++)
    domo_argument_copy_from_value (&entry->method->args[i], &self->args[i], &slots[i]);
  return self;
}

/* Fills @values with what @args hold. Answers how many were filled. */
static guint
collect_args (const DomoMethod *method, GValue *values, va_list args, GError **error)
{
  for (guint i = 0; i < method->n_args; i++)
    {
      g_autofree char *problem = NULL;

      G_VALUE_COLLECT_INIT (&values[i], method->args[i].type, args, 0, &problem);
      if (problem == NULL)
        continue;
      /* What it holds is not to be trusted. */
      values[i] = (GValue) G_VALUE_INIT;
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT, "%s: argument %u: %s",
                   method->name, i + 1, problem);
      return i;
    }
  return method->n_args;
}

/**
 * domo_prepared_call_new_valist: (skip)
 * @proxy: (type DomoProxy): a proxy
 * @error: return location for an error
 * @method: the name of a method
 * @args: its arguments
 *
 * As [ctor@DomoCore.PreparedCall.new].
 *
 * Returns: (transfer full) (nullable): the call
 *
 * Since: 0.1
 */
DomoPreparedCall *
domo_prepared_call_new_valist (gpointer proxy, GError **error, const char *method, va_list args)
{
  g_autoptr (DomoPreparedCall) self = NULL;
  const DomoEntry *entry;
  GValue *values;
  guint n;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!domo_proxy_find_entry (proxy, method, &entry, error))
    return NULL;
  values = g_newa0 (GValue, entry->method->n_args + 1);
  n = collect_args (entry->method, values, args, error);
  if (n == entry->method->n_args)
    self = domo_prepared_call_newv (proxy, method, values, n, error);
  for (guint i = 0; i < n; i++)
    g_value_unset (&values[i]);
  return g_steal_pointer (&self);
}

/**
 * domo_prepared_call_new: (skip)
 * @proxy: (type DomoProxy): a proxy
 * @error: return location for an error
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @...: its arguments, of the C types and as many as the method's protocol declares
 *
 * As [ctor@DomoCore.PreparedCall.newv], with arguments as in a call of the method itself.
 *
 * Returns: (transfer full) (nullable): the call, or %NULL with @error set as by
 *   [method@DomoCore.Proxy.send]
 *
 * Since: 0.1
 */
DomoPreparedCall *
domo_prepared_call_new (gpointer proxy, GError **error, const char *method, ...)
{
  DomoPreparedCall *self;
  va_list args;

  va_start (args, method);
  self = domo_prepared_call_new_valist (proxy, error, method, args);
  va_end (args);
  return self;
}

/* Functions. Their messages are calls, of methods that no protocol has: each name is one, and kept
 * for ever like those of protocols. */

typedef struct
{
  DomoEntry entry;
  DomoMethod method;
} FunctionEntry;

static DomoFuture *
deliver_function (const DomoEntry *entry, DomoActor *instance, DomoSlot *args)
{
  DomoCall *call = (DomoCall *) ((char *) args - G_STRUCT_OFFSET (DomoCall, args));
  DomoPreparedCall *prepared = domo_call_get_errand (call)->prepared;

  prepared->func (instance, prepared->user_data);
  return NULL;
}

static const DomoEntry *
find_function_entry (const char *name)
{
  static DomoLock lock;
  static GHashTable *entries;
  const char *interned = g_intern_string (name);
  const GType protocol = DOMO_TYPE_PROTOCOL;
  FunctionEntry *self;

  domo_lock_acquire (&lock);
  if (entries == NULL)
    entries = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (entries, interned);
  if (self == NULL)
    {
      self = g_new0 (FunctionEntry, 1);
      self->method.name = interned;
      self->method.protocol = protocol;
      self->entry.method = &self->method;
      self->entry.name = interned;
      self->entry.deliver = deliver_function;
      g_hash_table_insert (entries, (gpointer) interned, self);
    }
  domo_lock_release (&lock);
  return &self->entry;
}

/**
 * domo_prepared_call_new_function:
 * @proxy: (type DomoProxy): a proxy
 * @name: what the message is called, as for [method@DomoCore.Proxy.invoke]
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data with the call, in whatever thread
 *
 * Prepares the call of a function inside an actor.
 *
 * Returns: (transfer full): the call
 *
 * Since: 0.1
 */
DomoPreparedCall *
domo_prepared_call_new_function (gpointer proxy,
                                 const char *name,
                                 DomoActorFunc func,
                                 gpointer user_data,
                                 GDestroyNotify destroy)
{
  DomoPreparedCall *self;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = prepared_call_new (proxy, find_function_entry (name));
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  return self;
}

/**
 * domo_proxy_invoke:
 * @proxy: (type DomoProxy): a proxy
 * @name: what the message is called wherever it is shown, such as `tick`, which prints as `tick()`;
 *   one of few, because names are kept for ever
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data, after the call or when it will not come; in whatever thread
 *
 * Sends an actor a message that calls a function inside it.
 *
 * For libraries that have something to do in the name of an actor: to everybody else an actor shows
 * its protocols. The function is a handler like any other: it runs when its turn has come, may
 * wait, and [method@DomoCore.Actor.fail] inside it is a failure of the actor. The message carries
 * the current execution context, and is counted and seen by interceptors as one without arguments,
 * of [iface@DomoCore.Protocol] itself. To an actor that has stopped it becomes a dead letter. May
 * be called from any thread.
 *
 * Since: 0.1
 */
void
domo_proxy_invoke (gpointer proxy,
                   const char *name,
                   DomoActorFunc func,
                   gpointer user_data,
                   GDestroyNotify destroy)
{
  g_autoptr (DomoPreparedCall) call =
      domo_prepared_call_new_function (proxy, name, func, user_data, destroy);

  if (call != NULL)
    domo_prepared_call_send (call, NULL, NULL, NULL);
}

/* Sending. */

/**
 * domo_prepared_call_send:
 * @self: a prepared call
 * @claim: (nullable) (scope notified) (closure user_data) (destroy destroy): asked just before the
 *   delivery
 * @user_data: its data
 * @destroy: (nullable): called when the message is done with: handled, or a dead letter; in
 * whatever thread
 *
 * Sends a message.
 *
 * With @claim it may be taken back until it is delivered: when its turn comes, and it is to be
 * delivered, @claim is asked, and if it answers %FALSE the message becomes a dead letter with the
 * reason [enum@DomoCore.DeadLetterReason] `EXPIRED` instead. It is asked once; a message that the
 * actor has put aside has arrived.
 *
 * Since: 0.1
 */
void
domo_prepared_call_send (DomoPreparedCall *self,
                         DomoClaimFunc claim,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  g_autoptr (DomoFuture) answer = NULL;
  const DomoMethod *method;
  DomoCall *call;

  g_return_if_fail (self != NULL);

  method = self->entry->method;
  call = domo_call_new_unfilled (self->entry, method->n_args, method->is_ask);
  for (guint i = 0; i < method->n_args; i++)
    domo_argument_copy_from_value (&method->args[i], &call->args[i], &self->args[i]);
  call = domo_call_add_errand (call, &(DomoErrand){ domo_prepared_call_ref (self), claim, user_data,
                                                    destroy });
  answer = domo_proxy_send_call (self->proxy, call);
}

/**
 * domo_prepared_call_get_proxy:
 * @self: a prepared call
 *
 * Answers whom the call is for.
 *
 * Returns: (transfer none) (type DomoProxy): the proxy
 *
 * Since: 0.1
 */
gpointer
domo_prepared_call_get_proxy (DomoPreparedCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->proxy;
}

/**
 * domo_prepared_call_to_string:
 * @self: a prepared call
 *
 * Answers the printable form of its messages, such as `deposit(2550)`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_prepared_call_to_string (DomoPreparedCall *self)
{
  const DomoMethod *method;
  void **args;

  g_return_val_if_fail (self != NULL, NULL);

  method = self->entry->method;
  args = g_newa (void *, method->n_args + 1);
  for (guint i = 0; i < method->n_args; i++)
    args[i] = &self->args[i];
  return domo_entry_print_call (self->entry, args);
}
