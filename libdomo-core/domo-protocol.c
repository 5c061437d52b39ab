/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-protocol-private.h"

#include "domo-error.h"
#include "domo-future.h"

/**
 * DomoProtocol:
 *
 * The prerequisite of every protocol: a protocol is a [struct@GObject.TypeInterface] with a method
 * table.
 *
 * Define it with `G_DECLARE_INTERFACE ()` and `G_DEFINE_INTERFACE ()`, naming `DOMO_TYPE_PROTOCOL`
 * as its prerequisite, and register each slot of the interface structure in `default_init` with
 * `domo_protocol_add_tell ()` or `domo_protocol_add_ask ()`. From the table the library
 * makes proxies, copies and releases arguments, and prints messages.
 *
 * Mistakes in a table are reported as criticals that name protocol and method when the type is
 * first used; an actor class with such a protocol cannot be used.
 *
 * ## Arguments
 *
 * An argument belongs to the message: strings and boxed values are copied, objects, variants and
 * param specs referenced (floating ones sunk), numbers and enumerations passed by value; each
 * reference may be %NULL. They are valid until the handler returns, and are released in the thread
 * that ran it. `G_TYPE_POINTER` passes the bare address: nobody owns what it points at, and the
 * sender must know that it outlives the message. Note that the copies of some boxed types share
 * their contents (`GHashTable`, `GPtrArray`).
 */

G_DEFINE_INTERFACE (DomoProtocol, domo_protocol, G_TYPE_OBJECT)

static void
domo_protocol_default_init (DomoProtocolInterface *iface)
{
}

static GQuark
table_quark (void)
{
  return g_quark_from_static_string ("domo-method-table");
}

/* The method table of @protocol, or NULL where nothing is registered. */
DomoMethodTable *
domo_protocol_get_table (GType protocol)
{
  return g_type_get_qdata (protocol, table_quark ());
}

/* For messages about a method: "Protocol.method". */
char *
domo_method_get_full_name (const DomoMethod *self)
{
  /* A function has only a name. */
  if (self->protocol == DOMO_TYPE_PROTOCOL)
    return g_strdup (self->name);
  return g_strdup_printf ("%s.%s", g_type_name (self->protocol), self->name);
}

static DomoMethodTable *
ensure_table (GType protocol, gsize iface_size)
{
  DomoMethodTable *table = domo_protocol_get_table (protocol);

  if (table == NULL)
    {
      /* Kept for the life of the type, which has no end. */
      table = g_new0 (DomoMethodTable, 1);
      table->methods = g_ptr_array_new ();
      table->iface_size = iface_size;
      g_type_set_qdata (protocol, table_quark (), table);
    }
  return table;
}

/* Gives a protocol without slots, which was made at run time, its table. Takes @methods. */
void
domo_protocol_set_methods (GType protocol, GPtrArray *methods)
{
  DomoMethodTable *table = ensure_table (protocol, sizeof (GTypeInterface));

  g_ptr_array_unref (table->methods);
  table->methods = methods;
  for (guint i = 0; i < methods->len; i++)
    ((DomoMethod *) g_ptr_array_index (methods, i))->protocol = protocol;
}

static DomoMethod *
table_find (DomoMethodTable *table, const char *name)
{
  for (guint i = 0; i < table->methods->len; i++)
    {
      DomoMethod *method = g_ptr_array_index (table->methods, i);

      if (g_str_equal (method->name, name))
        return method;
    }
  return NULL;
}

static DomoMethod *
table_find_offset (DomoMethodTable *table, gsize offset)
{
  for (guint i = 0; i < table->methods->len; i++)
    {
      DomoMethod *method = g_ptr_array_index (table->methods, i);

      if (method->offset == offset)
        return method;
    }
  return NULL;
}

/* Answers what is wrong with a registration, or NULL. */
static char *
check_registration (GType protocol, DomoMethodTable *table, const char *name, gsize offset)
{
  DomoMethod *other;

  if (!g_type_is_a (protocol, DOMO_TYPE_PROTOCOL))
    return g_strdup ("the interface does not have DomoProtocol as a prerequisite");
  if (offset < sizeof (GTypeInterface) || table->iface_size < sizeof (gpointer) ||
      offset > table->iface_size - sizeof (gpointer) || offset % sizeof (gpointer) != 0)
    return g_strdup_printf ("the offset %" G_GSIZE_FORMAT
                            " is not that of a slot of the interface structure",
                            offset);
  if (table_find (table, name) != NULL)
    return g_strdup ("a method of this name is registered already");
  other = table_find_offset (table, offset);
  if (other != NULL)
    return g_strdup_printf ("its slot is that of the method “%s”", other->name);
  return NULL;
}

static void
report (GType protocol, DomoMethodTable *table, const char *name, const char *problem)
{
  table->broken = TRUE;
  g_critical ("%s.%s cannot be registered: %s", g_type_name (protocol), name, problem);
}

/* Answers what is wrong with a method's types, or NULL. */
static char *
read_types (DomoMethod *method, const GType *types)
{
  DomoArgument result;

  for (guint i = 0; i < method->n_args; i++)
    {
      DomoArgument *argument = &method->args[i];

      if (!domo_argument_init (argument, types[i]))
        return g_strdup_printf ("argument %u has the type %s, which cannot be sent", i + 1,
                                types[i] != 0 ? g_type_name (types[i]) : "invalid");
      method->has_references |= domo_argument_is_reference (argument);
      method->has_objects |= argument->kind == DOMO_ARGUMENT_OBJECT;
    }
  if (method->is_ask && method->result_type != G_TYPE_NONE &&
      !domo_argument_init (&result, method->result_type))
    return g_strdup_printf ("the result has the type %s, which cannot be sent",
                            method->result_type != 0 ? g_type_name (method->result_type)
                                                     : "invalid");
  return NULL;
}

/* Makes a method that has yet to be given its protocol and its slot. Answers NULL, and what is
 * wrong, where it cannot be. */
DomoMethod *
domo_method_new (const char *name,
                 gboolean is_ask,
                 GType result_type,
                 const GType *types,
                 guint n_args,
                 char **problem)
{
  DomoMethod *self = g_malloc0 (sizeof *self + n_args * sizeof (DomoArgument));

  self->name = g_intern_string (name);
  self->is_ask = is_ask;
  self->result_type = result_type;
  self->n_args = n_args;
  *problem = read_types (self, types);
  if (*problem != NULL)
    g_clear_pointer (&self, g_free);
  return self;
}

static void
prepare_call (DomoMethod *method)
{
  method->ffi_types = g_new (ffi_type *, method->n_args + 1);
  method->ffi_types[0] = &ffi_type_pointer;
  for (guint i = 0; i < method->n_args; i++)
    method->ffi_types[i + 1] = domo_argument_ffi_type (&method->args[i]);
  if (ffi_prep_cif (&method->cif, FFI_DEFAULT_ABI, method->n_args + 1,
                    method->is_ask ? &ffi_type_pointer : &ffi_type_void,
                    method->ffi_types) != FFI_OK)
    g_error ("DomoProtocol: libffi refuses the signature of %s", method->name);
}

static void
add_method (GTypeInterface *iface,
            gsize iface_size,
            const char *name,
            gsize offset,
            gboolean is_ask,
            GType result_type,
            guint n_args,
            va_list args)
{
  GType protocol = G_TYPE_FROM_INTERFACE (iface);
  DomoMethodTable *table = ensure_table (protocol, iface_size);
  g_autofree char *problem = check_registration (protocol, table, name, offset);
  DomoMethod *method = NULL;

  if (problem == NULL)
    {
      g_autofree GType *types = g_new (GType, n_args);

      for (guint i = 0; i < n_args; i++)
        types[i] = va_arg (args, GType);
      method = domo_method_new (name, is_ask, result_type, types, n_args, &problem);
    }
  if (problem != NULL)
    {
      report (protocol, table, name, problem);
      return;
    }
  method->protocol = protocol;
  method->offset = offset;
  prepare_call (method);
  g_ptr_array_add (table->methods, method);
}

/**
 * domo_protocol_add_tell_sized: (skip)
 * @iface: the interface structure, inside its `default_init`
 * @iface_size: the size of that structure
 * @name: the method's name
 * @offset: `G_STRUCT_OFFSET ()` of the method's slot
 * @n_args: the number of arguments
 * @...: as many types
 *
 * What `domo_protocol_add_tell ()` calls.
 *
 * Since: 0.1
 */
void
domo_protocol_add_tell_sized (
    gpointer iface, gsize iface_size, const char *name, gsize offset, guint n_args, ...)
{
  va_list args;

  g_return_if_fail (iface != NULL);
  g_return_if_fail (name != NULL && *name != '\0');

  va_start (args, n_args);
  add_method (iface, iface_size, name, offset, FALSE, G_TYPE_NONE, n_args, args);
  va_end (args);
}

/**
 * domo_protocol_add_ask_sized: (skip)
 * @iface: the interface structure, inside its `default_init`
 * @iface_size: the size of that structure
 * @name: the method's name
 * @offset: `G_STRUCT_OFFSET ()` of the method's slot
 * @result_type: what the future is resolved with, or `G_TYPE_NONE`
 * @n_args: the number of arguments
 * @...: as many types
 *
 * What `domo_protocol_add_ask ()` calls.
 *
 * Since: 0.1
 */
void
domo_protocol_add_ask_sized (gpointer iface,
                             gsize iface_size,
                             const char *name,
                             gsize offset,
                             GType result_type,
                             guint n_args,
                             ...)
{
  va_list args;

  g_return_if_fail (iface != NULL);
  g_return_if_fail (name != NULL && *name != '\0');

  va_start (args, n_args);
  add_method (iface, iface_size, name, offset, TRUE, result_type, n_args, args);
  va_end (args);
}

/* The method with that name, or NULL after a critical: it was to be given something. */
static DomoMethod *
require_method (GType protocol, const char *name, const char *what)
{
  DomoMethodTable *table = domo_protocol_get_table (protocol);
  DomoMethod *method = table != NULL ? table_find (table, name) : NULL;

  if (method != NULL)
    return method;
  if (table != NULL)
    table->broken = TRUE;
  g_critical ("%s.%s cannot be given %s: no such method is registered", g_type_name (protocol),
              name, what);
  return NULL;
}

/**
 * domo_protocol_set_method_flags:
 * @iface: (not nullable): the interface structure, inside its `default_init`
 * @name: the name of a method registered before
 * @flags: the flags
 *
 * Says how a method is delivered.
 *
 * Since: 0.1
 */
void
domo_protocol_set_method_flags (gpointer iface, const char *name, DomoMethodFlags flags)
{
  GType protocol;
  DomoMethodTable *table;
  DomoMethod *method;

  g_return_if_fail (iface != NULL);
  g_return_if_fail (name != NULL);

  protocol = G_TYPE_FROM_INTERFACE (iface);
  table = domo_protocol_get_table (protocol);
  method = require_method (protocol, name, "flags");
  if (method == NULL)
    return;
  if ((flags & DOMO_METHOD_CONCURRENT) != 0 && !method->is_ask)
    {
      table->broken = TRUE;
      g_critical ("%s.%s cannot be concurrent: a tell answers no future to wait for",
                  g_type_name (protocol), name);
      return;
    }
  method->flags = flags;
}

/**
 * domo_protocol_set_method_priority:
 * @iface: (not nullable): the interface structure, inside its `default_init`
 * @name: the name of a method that has been registered
 * @priority: its priority; the higher, the sooner; 0 unless set
 *
 * Says how urgent a method is, for actors with a mailbox that minds, such as
 * [class@DomoCore.PriorityMailbox]. Others hand out messages in the order in which they come.
 *
 * Since: 0.1
 */
void
domo_protocol_set_method_priority (gpointer iface, const char *name, int priority)
{
  DomoMethod *method;

  g_return_if_fail (iface != NULL);
  g_return_if_fail (name != NULL);

  method = require_method (G_TYPE_FROM_INTERFACE (iface), name, "a priority");
  if (method != NULL)
    method->priority = priority;
}

static gboolean
refuse (GType protocol, const char *problem, GError **error)
{
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT, "The protocol %s cannot be used: %s",
               g_type_name (protocol), problem);
  return FALSE;
}

static gboolean
check_slots (GType protocol, DomoMethodTable *table, GError **error)
{
  for (gsize offset = sizeof (GTypeInterface); offset + sizeof (gpointer) <= table->iface_size;
       offset += sizeof (gpointer))
    {
      g_autofree char *problem = NULL;

      if (table_find_offset (table, offset) != NULL)
        continue;
      problem = g_strdup_printf ("no method is registered for its slot at offset %" G_GSIZE_FORMAT,
                                 offset);
      return refuse (protocol, problem, error);
    }
  return TRUE;
}

static gboolean
check_prerequisites (GType protocol, GError **error)
{
  guint n;
  g_autofree GType *prerequisites = g_type_interface_prerequisites (protocol, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *problem = NULL;

      if (prerequisites[i] == G_TYPE_OBJECT || (G_TYPE_IS_INTERFACE (prerequisites[i]) &&
                                                g_type_is_a (prerequisites[i], DOMO_TYPE_PROTOCOL)))
        continue;
      problem = g_strdup_printf ("its prerequisite %s is not a protocol, so no proxy can have it",
                                 g_type_name (prerequisites[i]));
      return refuse (protocol, problem, error);
    }
  return TRUE;
}

static gboolean
check_no_properties_or_signals (GType protocol, gpointer iface, GError **error)
{
  guint n;
  g_autofree GParamSpec **properties = g_object_interface_list_properties (iface, &n);
  g_autofree guint *signals = NULL;
  g_autofree char *problem = NULL;

  if (n > 0)
    {
      problem = g_strdup_printf ("it has the property “%s”; a protocol has methods only",
                                 properties[0]->name);
      return refuse (protocol, problem, error);
    }
  signals = g_signal_list_ids (protocol, &n);
  if (n > 0)
    {
      problem = g_strdup_printf ("it has the signal “%s”; a protocol has methods only",
                                 g_signal_name (signals[0]));
      return refuse (protocol, problem, error);
    }
  return TRUE;
}

/* Checks what can only be seen when @protocol is complete. Whoever asks reports it, unless the
 * protocol is broken, which has been reported. The interface stays loaded. */
gboolean
domo_protocol_check (GType protocol, GError **error)
{
  gpointer iface = g_type_default_interface_ref (protocol);
  DomoMethodTable *table = domo_protocol_get_table (protocol);

  if (table != NULL && table->broken)
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "The protocol %s has methods that cannot be registered", g_type_name (protocol));
      return FALSE;
    }
  return (table == NULL || check_slots (protocol, table, error)) &&
         check_prerequisites (protocol, error) &&
         check_no_properties_or_signals (protocol, iface, error);
}
