/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-execution-context.h"

#include <stdatomic.h>
#include <string.h>

/**
 * DomoExecutionContext:
 *
 * A few named values that follow a request through the actors that work on it: who asked, under
 * which number, until when.
 *
 * The message that a program sends while a context is current carries it, and while the message is
 * handled it is current in the actor; so what that sends carries it, too. See [Execution
 * contexts](execution-context.html).
 *
 * A context never changes and may be read from any thread. Another one is made from it with a key
 * more, changed or less; the two share the rest. Keys are kept in the order of `strcmp ()`.
 */

/* One key, shared by all contexts that have it from each other. Its reference count is our own and
 * not GLib's, so that ThreadSanitizer sees what it orders. */
typedef struct
{
  atomic_int ref_count;
  GVariant *value;
  char key[];
} Entry;

struct _DomoExecutionContext
{
  atomic_int ref_count;
  guint size;
  Entry *entries[]; /* in order of their keys */
};

G_DEFINE_BOXED_TYPE (DomoExecutionContext,
                     domo_execution_context,
                     domo_execution_context_ref,
                     domo_execution_context_unref)

static Entry *
entry_new (const char *key, GVariant *value)
{
  gsize size = strlen (key) + 1;
  Entry *self = g_malloc (sizeof *self + size);

  atomic_init (&self->ref_count, 1);
  self->value = g_variant_ref_sink (value);
  memcpy (self->key, key, size);
  return self;
}

static Entry *
entry_ref (Entry *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
entry_unref (Entry *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_variant_unref (self->value);
  g_free (self);
}

static DomoExecutionContext *
context_new (guint size)
{
  DomoExecutionContext *self = g_malloc (sizeof *self + size * sizeof (Entry *));

  atomic_init (&self->ref_count, 1);
  self->size = size;
  return self;
}

/* Answers whether there is @key, and in @place where it is or would be. */
static gboolean
find (DomoExecutionContext *self, const char *key, guint *place)
{
  guint low = 0, high = self != NULL ? self->size : 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = strcmp (key, self->entries[middle]->key);

      if (order == 0)
        {
          *place = middle;
          return TRUE;
        }
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  *place = low;
  return FALSE;
}

/* Lets @self have @n entries of @from from place @first on, from its own place @place on. */
static void
share_entries (
    DomoExecutionContext *self, guint place, DomoExecutionContext *from, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    self->entries[place + i] = entry_ref (from->entries[first + i]);
}

/**
 * domo_execution_context_new:
 *
 * Makes a context without any key.
 *
 * Returns: (transfer full): the context
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_execution_context_new (void)
{
  return context_new (0);
}

/**
 * domo_execution_context_new_with: (constructor)
 * @parent: (nullable): another context, or %NULL for one without any key
 * @key: a key; not empty
 * @value: its value; a floating reference is taken
 *
 * Makes a context like @parent in which @key has @value, whether it had another before or none.
 *
 * With [func@DomoCore.ExecutionContext.get_current] as @parent this adds to what there is.
 *
 * Returns: (transfer full): the context
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_execution_context_new_with (DomoExecutionContext *parent, const char *key, GVariant *value)
{
  DomoExecutionContext *self;
  guint size, place;
  gboolean replaces;

  g_return_val_if_fail (key != NULL && *key != '\0', NULL);
  g_return_val_if_fail (value != NULL, NULL);

  size = parent != NULL ? parent->size : 0;
  replaces = find (parent, key, &place);
  self = context_new (replaces ? size : size + 1);
  share_entries (self, 0, parent, 0, place);
  self->entries[place] = entry_new (key, value);
  share_entries (self, place + 1, parent, place + replaces, size - place - replaces);
  return self;
}

/**
 * domo_execution_context_new_without: (constructor)
 * @parent: (nullable): another context, or %NULL for one without any key
 * @key: a key
 *
 * Makes a context like @parent that does not have @key.
 *
 * Returns: (transfer full): the context; @parent itself if that does not have the key either
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_execution_context_new_without (DomoExecutionContext *parent, const char *key)
{
  DomoExecutionContext *self;
  guint place;

  g_return_val_if_fail (key != NULL && *key != '\0', NULL);

  if (parent == NULL)
    return context_new (0);
  if (!find (parent, key, &place))
    return domo_execution_context_ref (parent);
  self = context_new (parent->size - 1);
  share_entries (self, 0, parent, 0, place);
  share_entries (self, place, parent, place + 1, parent->size - place - 1);
  return self;
}

/**
 * domo_execution_context_ref:
 * @self: a context
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_execution_context_ref (DomoExecutionContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_execution_context_unref:
 * @self: (transfer full): a context
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_execution_context_unref (DomoExecutionContext *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (guint i = 0; i < self->size; i++)
    entry_unref (self->entries[i]);
  g_free (self);
}

/**
 * domo_execution_context_get_size:
 * @self: a context
 *
 * Counts the keys.
 *
 * Returns: how many there are
 *
 * Since: 0.1
 */
guint
domo_execution_context_get_size (DomoExecutionContext *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

/**
 * domo_execution_context_has:
 * @self: a context
 * @key: a key
 *
 * Tells whether a context has a key.
 *
 * Returns: whether it has
 *
 * Since: 0.1
 */
gboolean
domo_execution_context_has (DomoExecutionContext *self, const char *key)
{
  return domo_execution_context_lookup (self, key) != NULL;
}

/**
 * domo_execution_context_lookup:
 * @self: a context
 * @key: a key
 *
 * Looks up the value of a key.
 *
 * Returns: (transfer none) (nullable): the value, which lives as long as @self, or %NULL if there
 *   is no such key
 *
 * Since: 0.1
 */
GVariant *
domo_execution_context_lookup (DomoExecutionContext *self, const char *key)
{
  guint place;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return find (self, key, &place) ? self->entries[place]->value : NULL;
}

/**
 * domo_execution_context_lookup_or:
 * @self: a context
 * @key: a key
 * @fallback: (nullable): what to answer if there is no such key; a floating reference is taken
 *
 * Looks up the value of a key.
 *
 * Returns: (transfer full) (nullable): the value, or @fallback
 *
 * Since: 0.1
 */
GVariant *
domo_execution_context_lookup_or (DomoExecutionContext *self, const char *key, GVariant *fallback)
{
  /* Sunk whether it is answered or not. */
  g_autoptr (GVariant) taken = fallback != NULL ? g_variant_ref_sink (fallback) : NULL;
  GVariant *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  value = domo_execution_context_lookup (self, key);
  return value != NULL ? g_variant_ref (value) : g_steal_pointer (&taken);
}

/**
 * domo_execution_context_get_string:
 * @self: a context
 * @key: a key
 * @fallback: (nullable): what to answer if there is no such key, or its value is no string
 *
 * Looks up the value of a key that is a string, as most are.
 *
 * Returns: (transfer none) (nullable): the string, which lives as long as @self, or @fallback
 *
 * Since: 0.1
 */
const char *
domo_execution_context_get_string (DomoExecutionContext *self,
                                   const char *key,
                                   const char *fallback)
{
  GVariant *value = domo_execution_context_lookup (self, key);

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return fallback;
  return g_variant_get_string (value, NULL);
}

/**
 * domo_execution_context_get_keys:
 * @self: a context
 *
 * Lists the keys, in the order of `strcmp ()`.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 0.1
 */
char **
domo_execution_context_get_keys (DomoExecutionContext *self)
{
  char **keys;

  g_return_val_if_fail (self != NULL, NULL);

  keys = g_new (char *, self->size + 1);
  for (guint i = 0; i < self->size; i++)
    keys[i] = g_strdup (self->entries[i]->key);
  keys[self->size] = NULL;
  return keys;
}

/**
 * domo_execution_context_foreach:
 * @self: a context
 * @func: (scope call) (closure user_data): what to call
 * @user_data: its data
 *
 * Calls a function for each key and its value, in the order of the keys.
 *
 * Since: 0.1
 */
void
domo_execution_context_foreach (DomoExecutionContext *self,
                                DomoExecutionContextFunc func,
                                gpointer user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  for (guint i = 0; i < self->size; i++)
    func (self->entries[i]->key, self->entries[i]->value, user_data);
}

/**
 * domo_execution_context_to_string:
 * @self: a context
 *
 * Answers a context for people to read, such as `{request: 'r-17', user: 'ada'}`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_execution_context_to_string (DomoExecutionContext *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new ("{");
  for (guint i = 0; i < self->size; i++)
    {
      g_string_append_printf (text, "%s%s: ", i > 0 ? ", " : "", self->entries[i]->key);
      g_variant_print_string (self->entries[i]->value, text, FALSE);
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/**
 * domo_execution_context_equal:
 * @self: a context
 * @other: another
 *
 * Tells whether two contexts have the same keys with equal values.
 *
 * Returns: whether they have
 *
 * Since: 0.1
 */
gboolean
domo_execution_context_equal (DomoExecutionContext *self, DomoExecutionContext *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  if (self->size != other->size)
    return FALSE;
  for (guint i = 0; i < self->size; i++)
    {
      Entry *mine = self->entries[i], *theirs = other->entries[i];

      if (mine != theirs &&
          (strcmp (mine->key, theirs->key) != 0 || !g_variant_equal (mine->value, theirs->value)))
        return FALSE;
    }
  return TRUE;
}
