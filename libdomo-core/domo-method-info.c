/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-method-info.h"

#include "domo-protocol-private.h"

/**
 * DomoMethodInfo:
 *
 * A method of a protocol, to look at: for tools, and for calling methods by their names.
 *
 * [method@DomoCore.Proxy.list_methods] answers those of an actor. What it tells never changes, and
 * may be read from any thread. A method is never freed, so its names and types may be kept.
 */

static gpointer
method_info_copy (gpointer boxed)
{
  return boxed;
}

static void
method_info_free (gpointer boxed)
{
}

G_DEFINE_BOXED_TYPE (DomoMethodInfo, domo_method_info, method_info_copy, method_info_free)

/**
 * domo_method_info_get_name:
 * @self: a method
 *
 * Tells the method's name, without that of its protocol.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
domo_method_info_get_name (const DomoMethodInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * domo_method_info_get_protocol:
 * @self: a method
 *
 * Tells which protocol the method belongs to.
 *
 * Returns: the interface's type
 *
 * Since: 0.1
 */
GType
domo_method_info_get_protocol (const DomoMethodInfo *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return self->protocol;
}

/**
 * domo_method_info_is_ask:
 * @self: a method
 *
 * Tells whether the method answers a future.
 *
 * Returns: %TRUE for an ask, or %FALSE for a tell
 *
 * Since: 0.1
 */
gboolean
domo_method_info_is_ask (const DomoMethodInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_ask;
}

/**
 * domo_method_info_get_result_type:
 * @self: a method
 *
 * Tells what the method's future is resolved with.
 *
 * Returns: the type, or `G_TYPE_NONE` for a tell and for an ask that answers nothing
 *
 * Since: 0.1
 */
GType
domo_method_info_get_result_type (const DomoMethodInfo *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return self->result_type;
}

/**
 * domo_method_info_get_argument_types:
 * @self: a method
 * @n_types: (out): how many there are
 *
 * Tells the types of the method's arguments.
 *
 * Returns: (transfer full) (nullable) (array length=n_types): the types, to be freed with
 *   [func@GLib.free], or %NULL if there are none
 *
 * Since: 0.1
 */
GType *
domo_method_info_get_argument_types (const DomoMethodInfo *self, guint *n_types)
{
  GType *types;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_types != NULL, NULL);

  *n_types = self->n_args;
  if (self->n_args == 0)
    return NULL;
  types = g_new (GType, self->n_args);
  for (guint i = 0; i < self->n_args; i++)
    types[i] = self->args[i].type;
  return types;
}

/**
 * domo_method_info_get_flags:
 * @self: a method
 *
 * Tells how the method is delivered.
 *
 * Returns: the flags
 *
 * Since: 0.1
 */
DomoMethodFlags
domo_method_info_get_flags (const DomoMethodInfo *self)
{
  g_return_val_if_fail (self != NULL, DOMO_METHOD_NONE);

  return self->flags;
}

/**
 * domo_method_info_get_priority:
 * @self: a method
 *
 * Tells how urgent the method is, to a mailbox that minds.
 *
 * Returns: the priority; the higher, the sooner
 *
 * Since: 0.1
 */
int
domo_method_info_get_priority (const DomoMethodInfo *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->priority;
}

/**
 * domo_method_info_to_string:
 * @self: a method
 *
 * Writes the method down for people to read, such as `DemoCounter.add (gint64) → gint64`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_method_info_to_string (const DomoMethodInfo *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "%s.%s (", g_type_name (self->protocol), self->name);
  for (guint i = 0; i < self->n_args; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", g_type_name (self->args[i].type));
  g_string_append_c (text, ')');
  if (self->is_ask)
    g_string_append_printf (text, " → %s",
                            self->result_type != G_TYPE_NONE ? g_type_name (self->result_type)
                                                             : "nothing");
  return g_string_free (text, FALSE);
}
