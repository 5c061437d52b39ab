/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_PROTOCOL (domo_protocol_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (DomoProtocol, domo_protocol, DOMO, PROTOCOL, GObject)

/**
 * DomoProtocolInterface:
 * @parent_iface: the parent interface
 *
 * The interface that every protocol has as its prerequisite. It has no methods of its own.
 */
struct _DomoProtocolInterface
{
  GTypeInterface parent_iface;
};

/**
 * domo_protocol_add_tell:
 * @iface: the interface structure, inside its `default_init`
 * @name: the method's name
 * @offset: `G_STRUCT_OFFSET ()` of the method's slot
 * @...: the number of arguments, then as many [alias@GObject.Type]s
 *
 * Registers a method that answers nothing. The slot must be a pointer to a function that takes the
 * protocol's instance and the arguments, in the C types that `g_signal_new ()` would use,
 * and returns nothing.
 */
#define domo_protocol_add_tell(iface, name, offset, ...) \
  domo_protocol_add_tell_sized ((iface), sizeof (*(iface)), (name), (offset), __VA_ARGS__)

/**
 * domo_protocol_add_ask:
 * @iface: the interface structure, inside its `default_init`
 * @name: the method's name
 * @offset: `G_STRUCT_OFFSET ()` of the method's slot
 * @result_type: what the future is resolved with, or `G_TYPE_NONE`
 * @...: the number of arguments, then as many [alias@GObject.Type]s
 *
 * Registers a method that answers a [struct@DomoCore.Future]. As
 * `domo_protocol_add_tell ()`, but the slot's function returns `DomoFuture *`
 * (transfer full).
 */
#define domo_protocol_add_ask(iface, name, offset, result_type, ...)                        \
  domo_protocol_add_ask_sized ((iface), sizeof (*(iface)), (name), (offset), (result_type), \
                               __VA_ARGS__)

DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_add_tell_sized (
    gpointer iface, gsize iface_size, const char *name, gsize offset, guint n_args, ...);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_add_ask_sized (gpointer iface,
                                  gsize iface_size,
                                  const char *name,
                                  gsize offset,
                                  GType result_type,
                                  guint n_args,
                                  ...);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_set_method_flags (gpointer iface, const char *name, DomoMethodFlags flags);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_set_method_priority (gpointer iface, const char *name, int priority);

G_END_DECLS
