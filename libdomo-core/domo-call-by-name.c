/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-call-by-name-private.h"

#include <string.h>

#include "domo-error.h"
#include "domo-future-private.h"
#include "domo-method-info.h"

/* Calling a method by its name, with arguments in GValues. */

/* So many methods are named where one is asked for that is not there. */
#define N_SHOWN 16

static gboolean
set_not_found (DomoProxy *self, const char *name, GError **error)
{
  DomoActorInfo *info = domo_proxy_get_info (self);
  g_autoptr (GString) methods = g_string_new (NULL);

  for (guint i = 0; i < MIN (info->n_entries, N_SHOWN); i++)
    {
      g_autofree char *method = domo_method_info_to_string (info->entries[i].method);

      g_string_append_printf (methods, "%s%s", i > 0 ? "; " : "", method);
    }
  if (info->n_entries > N_SHOWN)
    g_string_append_printf (methods, "; and %u more", info->n_entries - N_SHOWN);
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "%s has no method “%s”; it has %s",
               g_type_name (info->actor_type), name, info->n_entries > 0 ? methods->str : "none");
  return FALSE;
}

static gboolean
set_ambiguous (DomoProxy *self, const char *name, GError **error)
{
  DomoActorInfo *info = domo_proxy_get_info (self);
  g_autoptr (GString) methods = g_string_new (NULL);

  for (guint i = 0; i < info->n_entries; i++)
    {
      const DomoEntry *entry = &info->entries[i];

      if (g_str_equal (entry->method->name, name))
        g_string_append_printf (methods, "%s%s", methods->len > 0 ? " or " : "", entry->name);
    }
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
               "%s has more than one method “%s”: say %s", g_type_name (info->actor_type), name,
               methods->str);
  return FALSE;
}

/* Whether @name is "Protocol.method". */
static gboolean
is_full_name (const DomoMethod *method, const char *name)
{
  const char *protocol = g_type_name (method->protocol);
  gsize length = strlen (protocol);

  return strncmp (name, protocol, length) == 0 && name[length] == '.' &&
         g_str_equal (name + length + 1, method->name);
}

/* Finds what @self calls @name. */
gboolean
domo_proxy_find_entry (DomoProxy *self, const char *name, const DomoEntry **entry, GError **error)
{
  DomoActorInfo *info = domo_proxy_get_info (self);
  gboolean is_ambiguous = FALSE;

  for (guint i = 0; i < info->n_entries; i++)
    {
      const DomoEntry *candidate = &info->entries[i];

      if (g_str_equal (candidate->name, name) || is_full_name (candidate->method, name))
        {
          *entry = candidate;
          return TRUE;
        }
      is_ambiguous = is_ambiguous || g_str_equal (candidate->method->name, name);
    }
  return is_ambiguous ? set_ambiguous (self, name, error) : set_not_found (self, name, error);
}

static gboolean
set_misfit (const DomoMethod *method, guint index, const char *problem, GError **error)
{
  g_autofree char *signature = domo_method_info_to_string (method);

  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT, "%s: argument %u: %s", signature,
               index + 1, problem);
  return FALSE;
}

static gboolean
check_count (const DomoMethod *method, guint n_args, GError **error)
{
  g_autofree char *signature = NULL;

  if (n_args == method->n_args)
    return TRUE;
  signature = domo_method_info_to_string (method);
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
               "%s: takes %u arguments, but was given %u", signature, method->n_args, n_args);
  return FALSE;
}

/* Fills @slots with what @args hold, and still own. */
gboolean
domo_method_read_args (
    const DomoMethod *method, DomoSlot *slots, const GValue *args, guint n_args, GError **error)
{
  if (!check_count (method, n_args, error))
    return FALSE;
  for (guint i = 0; i < n_args; i++)
    {
      g_autofree char *problem = domo_argument_from_value (&method->args[i], &slots[i], &args[i]);

      if (problem != NULL)
        return set_misfit (method, i, problem, error);
    }
  return TRUE;
}

/* The message's own. Unlike a caller's bare pointer, a GValue has a reference already, also where
 * the object is still floating: sinking that would take away the value's. */
void
domo_argument_copy_from_value (const DomoArgument *argument, DomoSlot *to, const DomoSlot *from)
{
  if (!domo_argument_sinks (argument))
    domo_argument_copy (argument, to, from);
  else if ((to->v_pointer = from->v_pointer) == NULL)
    return;
  else if (argument->kind == DOMO_ARGUMENT_OBJECT)
    g_object_ref (to->v_pointer);
  else if (argument->kind == DOMO_ARGUMENT_PARAM)
    g_param_spec_ref (to->v_pointer);
  else
    g_variant_ref (to->v_pointer);
}

static gboolean
call_by_name (DomoProxy *self,
              const char *name,
              const GValue *args,
              guint n_args,
              DomoFuture **answer,
              GError **error)
{
  DomoSlot *slots;
  DomoFuture *future;
  const DomoEntry *entry;
  DomoCall *call;

  if (!domo_proxy_find_entry (self, name, &entry, error))
    return FALSE;
  slots = g_newa (DomoSlot, entry->method->n_args + 1);
  if (!domo_method_read_args (entry->method, slots, args, n_args, error))
    return FALSE;
  /* An ask that was only sent is still an ask: the actor answers it, and is busy until it does. */
  call = domo_call_new_unfilled (entry, n_args, answer != NULL || entry->method->is_ask);
  for (guint i = 0; i < n_args; i++)
    domo_argument_copy_from_value (&entry->method->args[i], &call->args[i], &slots[i]);
  future = domo_proxy_send_call (self, call);
  if (answer != NULL)
    *answer = future;
  else
    g_clear_pointer (&future, domo_future_unref);
  return TRUE;
}

/**
 * domo_proxy_send:
 * @proxy: (type DomoProxy): a proxy
 * @method: the name of a method, such as `add`, or, where two protocols of the actor have one of
 *   that name, with its protocol, such as `DemoCounter.add`
 * @args: (array length=n_args) (nullable): the arguments
 * @n_args: how many there are
 * @error: return location for an error
 *
 * Calls a method by its name and lets its answer go.
 *
 * Name and arguments are checked at once, so a message that does not fit is never sent. An argument
 * fits that has the type which the method declares, and so does what can be converted without loss:
 * a number to any type of number that holds just this value (a `double` is rounded to a `float`),
 * and a number, a nick, or for flags several nicks with `|` between them, to an enumeration or
 * flags. %NULL of any type fits each type that may be %NULL. Enumerations and flags fit integers,
 * but not each other; booleans fit booleans only.
 *
 * Otherwise it is a message like any other: to an actor that has stopped it becomes a dead letter,
 * and %TRUE does not say that it has been or will be handled. May be called from any thread.
 *
 * Returns: %TRUE if the message was sent, or %FALSE with @error set, naming method and protocol and
 *   what would fit: to [error@DomoCore.Error.NOT_FOUND] where the actor has no such method, and to
 *   [error@DomoCore.Error.INVALID_ARGUMENT] where several have the name or an argument does not fit
 *
 * Since: 0.1
 */
gboolean
domo_proxy_send (
    gpointer proxy, const char *method, const GValue *args, guint n_args, GError **error)
{
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), FALSE);
  g_return_val_if_fail (method != NULL, FALSE);
  g_return_val_if_fail (args != NULL || n_args == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return call_by_name (proxy, method, args, n_args, NULL, error);
}

/**
 * domo_proxy_request:
 * @proxy: (type DomoProxy): a proxy
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @args: (array length=n_args) (nullable): the arguments
 * @n_args: how many there are
 *
 * Calls a method by its name and answers its future.
 *
 * Where [method@DomoCore.Proxy.send] has an error, the future is rejected with that. A tell may be
 * requested, too: its future is resolved with nothing once the actor has handled the message, and
 * rejected if it fails at that. May be called from any thread.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_proxy_request (gpointer proxy, const char *method, const GValue *args, guint n_args)
{
  GError *error = NULL;
  DomoFuture *answer;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (args != NULL || n_args == 0, NULL);

  if (!call_by_name (proxy, method, args, n_args, &answer, &error))
    return domo_future_new_error (error);
  return answer;
}

/**
 * domo_proxy_list_methods:
 * @proxy: (type DomoProxy): a proxy
 *
 * Lists the methods of all protocols of the actor. May be called from any thread.
 *
 * Returns: (transfer container) (element-type DomoMethodInfo): the methods
 *
 * Since: 0.1
 */
GPtrArray *
domo_proxy_list_methods (gpointer proxy)
{
  GPtrArray *methods = g_ptr_array_new ();
  DomoActorInfo *info;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), methods);

  info = domo_proxy_get_info (proxy);
  for (guint i = 0; i < info->n_entries; i++)
    g_ptr_array_add (methods, (gpointer) info->entries[i].method);
  return methods;
}
