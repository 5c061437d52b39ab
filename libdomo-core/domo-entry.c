/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-entry-private.h"

#include "domo-proxy-private.h"

/* The two ends of a call, for every signature there is. The only file that knows libffi's calls. */

static void
entry_called (ffi_cif *cif, void *result, void **args, void *user_data)
{
  const DomoEntry *self = user_data;
  DomoProxy *proxy = *(DomoProxy **) args[0];
  DomoFuture *future = domo_proxy_call (proxy, self, args + 1);

  if (self->method->is_ask)
    *(DomoFuture **) result = future;
}

static DomoFuture *
entry_deliver (const DomoEntry *self, DomoActor *instance, DomoSlot *args)
{
  const DomoMethod *method = self->method;
  void **values = g_newa (void *, method->n_args + 1);
  DomoFuture *future = NULL;

  values[0] = &instance;
  for (guint i = 0; i < method->n_args; i++)
    values[i + 1] = &args[i];
  ffi_call ((ffi_cif *) &method->cif, self->implementation, &future, values);
  return method->is_ask ? future : NULL;
}

void
domo_entry_init (DomoEntry *self, const DomoMethod *method, GCallback implementation)
{
  self->method = method;
  self->implementation = implementation;
  self->deliver = implementation != NULL ? domo_entry_find_deliver (method) : domo_receive_deliver;
  if (self->deliver == NULL)
    self->deliver = entry_deliver;
}

/* The C function that a proxy's slot points at: it has the exact type of the slot and turns a call
 * into a message. @index is the entry's place among those of its class. */
GCallback
domo_entry_open (DomoEntry *self, guint index)
{
  GCallback thunk = domo_entry_find_thunk (self->method, index);
  gpointer code;

  if (thunk != NULL)
    return thunk;
  self->closure = ffi_closure_alloc (sizeof *self->closure, &code);
  if (self->closure == NULL || ffi_prep_closure_loc (self->closure, (ffi_cif *) &self->method->cif,
                                                     entry_called, self, code) != FFI_OK)
    g_error ("DomoProxy: no memory for the proxy of %s.%s", g_type_name (self->method->protocol),
             self->method->name);
  return (GCallback) code;
}
