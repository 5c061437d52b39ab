/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-observable-state.h"

#include <stdatomic.h>
#include <string.h>

#include "domo-future.h"

/**
 * DomoObservableState:
 *
 * What an actor shows of its state: values by name, each a [struct@GLib.Variant].
 *
 * A variant holds plain values only and never changes, so nobody who looks can reach into the
 * actor. An actor that implements [iface@DomoCore.Observable] makes such a state, puts into it what
 * may be seen, and answers it; tests and monitors read it in whatever thread they are.
 *
 * A state is filled by the one who made it, in one thread. It is sealed when it is handed on:
 * answered, given as an argument, or in any other way put into a [struct@GObject.Value]. From then
 * on it does not change any more, is shared instead of copied, and may be read and dropped from any
 * thread. Changing it is a bug in the program and is reported as a critical; the actor makes a new
 * state for each answer.
 *
 * Since: 0.1
 */
struct _DomoObservableState
{
  atomic_int ref_count;
  /* Any thread, relaxed: only guards against mistakes. What orders the readers after the writer is
   * whatever hands the state on. */
  atomic_bool sealed;
  GTree *values; /* by key, in the keys' order */
};

/* A boxed value is copied when it is handed on: then it is shared. */
static DomoObservableState *
share (DomoObservableState *self)
{
  domo_observable_state_seal (self);
  return domo_observable_state_ref (self);
}

G_DEFINE_BOXED_TYPE (DomoObservableState, domo_observable_state, share, domo_observable_state_unref)

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

/**
 * domo_observable_state_new:
 *
 * Makes a state with nothing in it.
 *
 * Returns: (transfer full): the state
 *
 * Since: 0.1
 */
DomoObservableState *
domo_observable_state_new (void)
{
  DomoObservableState *self = g_new0 (DomoObservableState, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->sealed, FALSE);
  self->values = g_tree_new_full (compare_keys, NULL, g_free, (GDestroyNotify) g_variant_unref);
  return self;
}

/**
 * domo_observable_state_new_from_snapshot:
 * @snapshot: a variant of the type `a{sv}`; a floating reference is taken
 *
 * Makes a state with everything that is in a dictionary, such as
 * [method@DomoCore.ObservableState.snapshot] answers. Where a key stands twice, the last one
 * counts.
 *
 * Returns: (transfer full): the state, which is not sealed
 *
 * Since: 0.1
 */
DomoObservableState *
domo_observable_state_new_from_snapshot (GVariant *snapshot)
{
  g_autoptr (GVariant) entries = NULL;
  DomoObservableState *self;
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (g_variant_is_of_type (snapshot, G_VARIANT_TYPE_VARDICT), NULL);

  entries = g_variant_ref_sink (snapshot);
  self = domo_observable_state_new ();
  g_variant_iter_init (&iter, entries);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    g_tree_insert (self->values, g_strdup (key), value);
  return self;
}

/**
 * domo_observable_state_ref:
 * @self: a state
 *
 * Adds a reference. It does not seal the state. May be called from any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoObservableState *
domo_observable_state_ref (DomoObservableState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_observable_state_unref:
 * @self: (transfer full): a state
 *
 * Drops a reference. May be called from any thread.
 *
 * Since: 0.1
 */
void
domo_observable_state_unref (DomoObservableState *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: what every thread did with the state comes before it is freed; each drop pairs with
   * the last. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_tree_unref (self->values);
  g_free (self);
}

/* Whether @self may be changed; a critical says why not. */
static gboolean
require_open (DomoObservableState *self, const char *function)
{
  if (!domo_observable_state_is_sealed (self))
    return TRUE;
  g_critical ("%s(): this DomoObservableState has been handed on and cannot change any more; "
              "make a new one for each answer",
              function);
  return FALSE;
}

/**
 * domo_observable_state_put:
 * @self: a state that is not sealed
 * @key: a name
 * @value: the value; a floating reference is taken
 *
 * Sets a value. One that had the same name is replaced.
 *
 * Since: 0.1
 */
void
domo_observable_state_put (DomoObservableState *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) taken = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (value != NULL);

  taken = g_variant_ref_sink (value);
  g_return_if_fail (key != NULL);

  if (require_open (self, G_STRFUNC))
    g_tree_replace (self->values, g_strdup (key), g_steal_pointer (&taken));
}

/**
 * domo_observable_state_insert: (skip)
 * @self: a state that is not sealed
 * @key: a name
 * @format: a format string as [ctor@GLib.Variant.new] takes it
 * @...: what it asks for
 *
 * Makes a variant and sets it as a value, as in
 * `domo_observable_state_insert (state, "balance", "x", balance)`.
 *
 * Since: 0.1
 */
void
domo_observable_state_insert (DomoObservableState *self, const char *key, const char *format, ...)
{
  va_list args;

  g_return_if_fail (self != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (format != NULL);

  va_start (args, format);
  domo_observable_state_put (self, key, g_variant_new_va (format, NULL, &args));
  va_end (args);
}

/**
 * domo_observable_state_clear:
 * @self: a state that is not sealed
 *
 * Takes out all values.
 *
 * Since: 0.1
 */
void
domo_observable_state_clear (DomoObservableState *self)
{
  g_return_if_fail (self != NULL);

  if (require_open (self, G_STRFUNC))
    g_tree_remove_all (self->values);
}

/**
 * domo_observable_state_seal:
 * @self: a state
 *
 * Says that the state is complete. What hands it on does so by itself; sealing twice is fine.
 *
 * Since: 0.1
 */
void
domo_observable_state_seal (DomoObservableState *self)
{
  g_return_if_fail (self != NULL);

  atomic_store_explicit (&self->sealed, TRUE, memory_order_relaxed);
}

/**
 * domo_observable_state_is_sealed:
 * @self: a state
 *
 * Tells whether the state is complete and cannot change any more.
 *
 * Returns: whether it is
 *
 * Since: 0.1
 */
gboolean
domo_observable_state_is_sealed (DomoObservableState *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return atomic_load_explicit (&self->sealed, memory_order_relaxed);
}

/**
 * domo_observable_state_get:
 * @self: a state
 * @key: a name
 *
 * Reads a value.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL if there is none of that name
 *
 * Since: 0.1
 */
GVariant *
domo_observable_state_get (DomoObservableState *self, const char *key)
{
  GVariant *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  value = g_tree_lookup (self->values, key);
  return value != NULL ? g_variant_ref (value) : NULL;
}

/**
 * domo_observable_state_get_or_default:
 * @self: a state
 * @key: a name
 * @fallback: what to answer instead; a floating reference is taken
 *
 * Reads a value that may be missing.
 *
 * Returns: (transfer full): the value, or @fallback if there is none of that name
 *
 * Since: 0.1
 */
GVariant *
domo_observable_state_get_or_default (DomoObservableState *self,
                                      const char *key,
                                      GVariant *fallback)
{
  g_autoptr (GVariant) taken = NULL;
  GVariant *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (fallback != NULL, NULL);

  taken = g_variant_ref_sink (fallback);
  value = domo_observable_state_get (self, key);
  return value != NULL ? value : g_steal_pointer (&taken);
}

/**
 * domo_observable_state_lookup: (skip)
 * @self: a state
 * @key: a name
 * @format: a format string as [method@GLib.Variant.get] takes it
 * @...: where to store what it unpacks; strings and the like are copies unless the format says `&`
 *
 * Reads a value into C variables, if there is one of that name and it has the type of the format,
 * as in `domo_observable_state_lookup (state, "balance", "x", &balance)`.
 *
 * Returns: whether there is; if not, nothing is stored
 *
 * Since: 0.1
 */
gboolean
domo_observable_state_lookup (DomoObservableState *self, const char *key, const char *format, ...)
{
  GVariant *value;
  va_list args;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (format != NULL, FALSE);

  value = g_tree_lookup (self->values, key);
  if (value == NULL || !g_variant_check_format_string (value, format, FALSE))
    return FALSE;
  va_start (args, format);
  g_variant_get_va (value, format, NULL, &args);
  va_end (args);
  return TRUE;
}

/**
 * domo_observable_state_has:
 * @self: a state
 * @key: a name
 *
 * Tells whether there is a value of that name.
 *
 * Returns: whether there is
 *
 * Since: 0.1
 */
gboolean
domo_observable_state_has (DomoObservableState *self, const char *key)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return g_tree_lookup (self->values, key) != NULL;
}

/**
 * domo_observable_state_get_size:
 * @self: a state
 *
 * Counts the values.
 *
 * Returns: how many there are
 *
 * Since: 0.1
 */
guint
domo_observable_state_get_size (DomoObservableState *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) g_tree_nnodes (self->values);
}

/**
 * domo_observable_state_get_keys:
 * @self: a state
 *
 * Lists the names of the values, in their own order.
 *
 * Returns: (transfer full): the names
 *
 * Since: 0.1
 */
char **
domo_observable_state_get_keys (DomoObservableState *self)
{
  char **keys;
  guint n = 0;

  g_return_val_if_fail (self != NULL, NULL);

  keys = g_new0 (char *, domo_observable_state_get_size (self) + 1);
  for (GTreeNode *node = g_tree_node_first (self->values); node != NULL;
       node = g_tree_node_next (node))
    keys[n++] = g_strdup (g_tree_node_key (node));
  return keys;
}

/**
 * domo_observable_state_snapshot:
 * @self: a state
 *
 * Answers all that is in the state as one variant, in the order of the names, so that equal states
 * give equal snapshots. It stays as it is, also when the state changes.
 *
 * Returns: (transfer full): a variant of the type `a{sv}`, with no floating reference
 *
 * Since: 0.1
 */
GVariant *
domo_observable_state_snapshot (DomoObservableState *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (GTreeNode *node = g_tree_node_first (self->values); node != NULL;
       node = g_tree_node_next (node))
    g_variant_builder_add (&builder, "{sv}", g_tree_node_key (node), g_tree_node_value (node));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * domo_future_new_observable_state:
 * @state: (transfer full): a state
 *
 * Makes a future that is resolved with a state, which is sealed: what
 * [method@DomoCore.Observable.observe_state] answers.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_observable_state (DomoObservableState *state)
{
  g_autoptr (DomoObservableState) taken = state;

  g_return_val_if_fail (state != NULL, NULL);

  return domo_future_new_boxed (DOMO_TYPE_OBSERVABLE_STATE, taken);
}
