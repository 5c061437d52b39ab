/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-protocol-builder.h"

#include <string.h>

#include "domo-error.h"
#include "domo-lock-private.h"
#include "domo-protocol-private.h"

/**
 * DomoProtocolBuilder:
 *
 * Makes a protocol while the program runs, for languages in which an interface with slots cannot be
 * written.
 *
 * Such a protocol has no functions to call: its methods are called by their names, with
 * [method@DomoCore.Proxy.send] and [method@DomoCore.Proxy.request], and arrive at
 * [vfunc@DomoCore.Actor.receive]. An actor class takes it with
 * [method@DomoCore.ActorClass.add_protocol].
 *
 * A mistake, such as a type that cannot be sent, is the error that
 * [method@DomoCore.ProtocolBuilder.build] answers. A builder is used by one thread at a time.
 */
struct _DomoProtocolBuilder
{
  gatomicrefcount ref_count;
  char *name;
  GPtrArray *methods;
  GError *mistake; /* the first one made in it */
  GType protocol;  /* once it has been built */
};

G_DEFINE_BOXED_TYPE (DomoProtocolBuilder,
                     domo_protocol_builder,
                     domo_protocol_builder_ref,
                     domo_protocol_builder_unref)

/* What a name stands for; like the type, for ever. */
typedef struct
{
  gsize protocol; /* through g_once_init_enter(); NO_PROTOCOL where something else has the name */
} NamePlace;

#define NO_PROTOCOL ((gsize) 1)

static DomoLock places_lock;
static GHashTable *places; /* name -> NamePlace, never shrinks */

/**
 * domo_protocol_builder_new:
 * @name: the protocol's name, which becomes that of its type
 *
 * Begins a protocol. Its methods are given next.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 0.1
 */
DomoProtocolBuilder *
domo_protocol_builder_new (const char *name)
{
  DomoProtocolBuilder *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (DomoProtocolBuilder, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->methods = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * domo_protocol_builder_ref:
 * @self: a builder
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoProtocolBuilder *
domo_protocol_builder_ref (DomoProtocolBuilder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * domo_protocol_builder_unref:
 * @self: (transfer full): a builder
 *
 * Drops a reference. The protocol that was built stays.
 *
 * Since: 0.1
 */
void
domo_protocol_builder_unref (DomoProtocolBuilder *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_ptr_array_unref (self->methods);
  g_clear_error (&self->mistake);
  g_free (self);
}

static void
note_mistake (DomoProtocolBuilder *self, const char *method, const char *problem)
{
  if (self->mistake == NULL)
    self->mistake = g_error_new (DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                                 "%s.%s cannot be registered: %s", self->name, method, problem);
}

static gboolean
check_not_built (DomoProtocolBuilder *self, const char *function)
{
  if (self->protocol == G_TYPE_INVALID)
    return TRUE;
  g_critical ("%s(): the protocol %s has been built and cannot be changed", function, self->name);
  return FALSE;
}

static DomoMethod *
find_method (GPtrArray *methods, const char *name)
{
  for (guint i = 0; i < methods->len; i++)
    {
      DomoMethod *method = g_ptr_array_index (methods, i);

      if (g_str_equal (method->name, name))
        return method;
    }
  return NULL;
}

static DomoMethod *
require_method (DomoProtocolBuilder *self, const char *name, const char *what)
{
  DomoMethod *method = find_method (self->methods, name);
  g_autofree char *problem = NULL;

  if (method != NULL)
    return method;
  problem = g_strdup_printf ("it is given %s, but there is no such method", what);
  note_mistake (self, name, problem);
  return NULL;
}

static void
add_method (DomoProtocolBuilder *self,
            const char *name,
            gboolean is_ask,
            GType result_type,
            const GType *argument_types,
            guint n_args)
{
  g_autofree char *problem = NULL;
  DomoMethod *method = NULL;

  if (*name == '\0')
    problem = g_strdup ("a method needs a name");
  else if (find_method (self->methods, name) != NULL)
    problem = g_strdup ("a method of this name is registered already");
  else
    method = domo_method_new (name, is_ask, result_type, argument_types, n_args, &problem);
  if (method != NULL)
    g_ptr_array_add (self->methods, method);
  else
    note_mistake (self, name, problem);
}

/**
 * domo_protocol_builder_add_tell:
 * @self: a builder
 * @name: the method's name
 * @argument_types: (array length=n_args) (nullable): the types of its arguments
 * @n_args: how many there are
 *
 * Adds a method that answers nothing.
 *
 * Since: 0.1
 */
void
domo_protocol_builder_add_tell (DomoProtocolBuilder *self,
                                const char *name,
                                const GType *argument_types,
                                guint n_args)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (argument_types != NULL || n_args == 0);

  if (check_not_built (self, G_STRFUNC))
    add_method (self, name, FALSE, G_TYPE_NONE, argument_types, n_args);
}

/**
 * domo_protocol_builder_add_ask:
 * @self: a builder
 * @name: the method's name
 * @result_type: what its future is resolved with, or `G_TYPE_NONE`
 * @argument_types: (array length=n_args) (nullable): the types of its arguments
 * @n_args: how many there are
 *
 * Adds a method that answers a future.
 *
 * Since: 0.1
 */
void
domo_protocol_builder_add_ask (DomoProtocolBuilder *self,
                               const char *name,
                               GType result_type,
                               const GType *argument_types,
                               guint n_args)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (argument_types != NULL || n_args == 0);

  if (check_not_built (self, G_STRFUNC))
    add_method (self, name, TRUE, result_type, argument_types, n_args);
}

/**
 * domo_protocol_builder_set_method_flags:
 * @self: a builder
 * @name: the name of a method added before
 * @flags: the flags
 *
 * Says how a method is delivered.
 *
 * Since: 0.1
 */
void
domo_protocol_builder_set_method_flags (DomoProtocolBuilder *self,
                                        const char *name,
                                        DomoMethodFlags flags)
{
  DomoMethod *method;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (!check_not_built (self, G_STRFUNC))
    return;
  method = require_method (self, name, "flags");
  if (method == NULL)
    return;
  if ((flags & DOMO_METHOD_CONCURRENT) != 0 && !method->is_ask)
    note_mistake (self, name, "it cannot be concurrent: a tell answers no future to wait for");
  else
    method->flags = flags;
}

/**
 * domo_protocol_builder_set_method_priority:
 * @self: a builder
 * @name: the name of a method added before
 * @priority: its priority; the higher, the sooner; 0 unless set
 *
 * Says how urgent a method is, for actors with a mailbox that minds, such as
 * [class@DomoCore.PriorityMailbox].
 *
 * Since: 0.1
 */
void
domo_protocol_builder_set_method_priority (DomoProtocolBuilder *self,
                                           const char *name,
                                           int priority)
{
  DomoMethod *method;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (!check_not_built (self, G_STRFUNC))
    return;
  method = require_method (self, name, "a priority");
  if (method != NULL)
    method->priority = priority;
}

/* What GType asks of a name, which it would only warn about. */
static gboolean
is_type_name (const char *name)
{
  if (strlen (name) < 3 || !(g_ascii_isalpha (*name) || *name == '_'))
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && strchr ("-_+", *c) == NULL)
        return FALSE;
    }
  return TRUE;
}

static NamePlace *
find_place (const char *name)
{
  NamePlace *place;

  domo_lock_acquire (&places_lock);
  if (places == NULL)
    places = g_hash_table_new (g_str_hash, g_str_equal);
  place = g_hash_table_lookup (places, name);
  if (place == NULL)
    {
      place = g_new0 (NamePlace, 1);
      g_hash_table_insert (places, g_strdup (name), place);
    }
  domo_lock_release (&places_lock);
  return place;
}

/* Makes the type, which takes the builder's methods. */
static gsize
register_protocol (DomoProtocolBuilder *self)
{
  const GTypeInfo info = { .class_size = sizeof (GTypeInterface) };
  GType protocol;

  if (g_type_from_name (self->name) != G_TYPE_INVALID)
    return NO_PROTOCOL;
  protocol = g_type_register_static (G_TYPE_INTERFACE, self->name, &info, G_TYPE_FLAG_NONE);
  if (protocol == G_TYPE_INVALID)
    return NO_PROTOCOL;
  g_type_interface_add_prerequisite (protocol, DOMO_TYPE_PROTOCOL);
  domo_protocol_set_methods (protocol, self->methods);
  self->methods = g_ptr_array_new_with_free_func (g_free);
  self->protocol = protocol;
  return protocol;
}

static gboolean
same_methods (GPtrArray *some, GPtrArray *others)
{
  if (some->len != others->len)
    return FALSE;
  for (guint i = 0; i < some->len; i++)
    {
      const DomoMethod *a = g_ptr_array_index (some, i);
      const DomoMethod *b = g_ptr_array_index (others, i);

      if (!g_str_equal (a->name, b->name) || a->is_ask != b->is_ask || a->flags != b->flags ||
          a->priority != b->priority || a->result_type != b->result_type || a->n_args != b->n_args)
        return FALSE;
      for (guint j = 0; j < a->n_args; j++)
        {
          if (a->args[j].type != b->args[j].type)
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * domo_protocol_builder_build:
 * @self: a builder
 * @error: return location for an error
 *
 * Makes the protocol. From then on the builder cannot be changed.
 *
 * A protocol stays for the life of the process. If one with this name has been built before, it is
 * answered again as long as its methods are the very same. May be called from any thread.
 *
 * Returns: the protocol's type, or `G_TYPE_INVALID` with @error set to
 *   [error@DomoCore.Error.INVALID_ARGUMENT]
 *
 * Since: 0.1
 */
GType
domo_protocol_builder_build (DomoProtocolBuilder *self, GError **error)
{
  NamePlace *place;

  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);
  g_return_val_if_fail (error == NULL || *error == NULL, G_TYPE_INVALID);

  if (self->protocol != G_TYPE_INVALID)
    return self->protocol;
  if (self->mistake != NULL)
    {
      g_propagate_error (error, g_error_copy (self->mistake));
      return G_TYPE_INVALID;
    }
  if (!is_type_name (self->name))
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "“%s” cannot be the name of a protocol: it takes three or more letters, digits, "
                   "and “-_+”, and no digit first",
                   self->name);
      return G_TYPE_INVALID;
    }
  place = find_place (self->name);
  if (g_once_init_enter (&place->protocol))
    {
      gsize made = register_protocol (self);

      domo_tsan_release (place);
      g_once_init_leave (&place->protocol, made);
    }
  domo_tsan_acquire (place);
  if (self->protocol != G_TYPE_INVALID)
    return self->protocol;
  if (place->protocol == NO_PROTOCOL)
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "The protocol %s cannot be made: another type has that name", self->name);
      return G_TYPE_INVALID;
    }
  if (!same_methods (self->methods, domo_protocol_get_table (place->protocol)->methods))
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "The protocol %s cannot be made: there is one, with other methods", self->name);
      return G_TYPE_INVALID;
    }
  self->protocol = place->protocol;
  return self->protocol;
}
