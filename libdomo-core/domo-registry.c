/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-registry-private.h"

#include <string.h>

#include "domo-error.h"
#include "domo-proxy-private.h"
#include "domo-stage-private.h"
#include "domo-value-private.h"

/* What a stage knows by name: values that the parts of a program share, and actors.
 *
 * Everything here is under the runtime's lock, which is never held over a GType call. So values are
 * counted as a whole: whoever reads one takes a reference, and copies it outside the lock. */

typedef struct
{
  atomic_int ref_count;
  GValue value;
} RegisteredValue;

/* One name of an actor. */
typedef struct _Name Name;
struct _Name
{
  Name *next; /* of the same actor */
  /* Borrowed: an actor's names go when it leaves the tree, which holds it until then. */
  DomoProxy *actor;
  char text[];
};

struct _DomoRegistry
{
  GHashTable *values; /* text -> RegisteredValue */
  GHashTable *actors; /* the text in a name -> Name */
  GHashTable *names;  /* an actor -> its first Name */
};

static RegisteredValue *
registered_value_new (const GValue *value)
{
  RegisteredValue *self = g_new0 (RegisteredValue, 1);

  atomic_init (&self->ref_count, 1);
  domo_value_copy (&self->value, value);
  return self;
}

static void
registered_value_unref (RegisteredValue *self)
{
  /* acq_rel: each drop pairs with the last, which releases the value. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  domo_value_clear (&self->value);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RegisteredValue, registered_value_unref)

/* The registry, or NULL once the stage is closed. */
static DomoRegistry *
ensure_registry_locked (DomoRuntime *runtime)
{
  DomoRegistry *self;

  if (atomic_load_explicit (&runtime->phase, memory_order_relaxed) == DOMO_RUNTIME_CLOSED)
    return NULL;
  if (runtime->registry != NULL)
    return runtime->registry;
  self = g_new0 (DomoRegistry, 1);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->actors = g_hash_table_new (g_str_hash, g_str_equal);
  self->names = g_hash_table_new (NULL, NULL);
  runtime->registry = self;
  return self;
}

static void
drop_values (DomoRegistry *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    registered_value_unref (value);
}

static void
drop_names (DomoRegistry *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->actors);
  while (g_hash_table_iter_next (&iter, NULL, &name))
    g_free (name);
}

/* Releases the values, under no lock. */
void
domo_registry_free (DomoRegistry *self)
{
  drop_values (self);
  drop_names (self);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->actors);
  g_hash_table_unref (self->names);
  g_free (self);
}

/* Values. */

static RegisteredValue *
take_value_locked (DomoRegistry *self, const char *name)
{
  RegisteredValue *value = g_hash_table_lookup (self->values, name);

  g_hash_table_remove (self->values, name);
  return value;
}

/**
 * domo_stage_register_value:
 * @self: a stage
 * @name: a name
 * @value: a value of any type
 *
 * Registers a copy of a value under a name, for all parts of the program that have the stage: a
 * setting, a service that actors share. A value that is registered under that name already is
 * replaced.
 *
 * A value is released once, under no lock: when it is replaced or deregistered, in the thread that
 * does so; else when the stage closes, after its last actor has ended and before anybody is told,
 * in the thread of the stage's dispatcher. Where another thread is copying it at that moment, that
 * thread releases it as soon as it is done. What is registered on a closed stage is released at
 * once.
 *
 * May be called from any thread, and each thread that reads a value gets a copy; what those copies
 * share, such as an object, has to bear that.
 *
 * Since: 0.1
 */
void
domo_stage_register_value (DomoStage *self, const char *name, const GValue *value)
{
  DomoRuntime *runtime;
  DomoRegistry *registry;
  g_autoptr (RegisteredValue) added = NULL;
  g_autoptr (RegisteredValue) replaced = NULL;

  g_return_if_fail (DOMO_IS_STAGE (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (G_IS_VALUE (value));

  added = registered_value_new (value);
  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  registry = ensure_registry_locked (runtime);
  if (registry != NULL)
    {
      replaced = take_value_locked (registry, name);
      g_hash_table_insert (registry->values, g_strdup (name), g_steal_pointer (&added));
    }
  domo_lock_release (&runtime->lock);
}

static RegisteredValue *
ref_value (DomoRuntime *runtime, const char *name)
{
  RegisteredValue *value = NULL;

  domo_lock_acquire (&runtime->lock);
  if (runtime->registry != NULL)
    value = g_hash_table_lookup (runtime->registry->values, name);
  if (value != NULL)
    /* relaxed: the registry holds a reference, and the lock keeps it. */
    atomic_fetch_add_explicit (&value->ref_count, 1, memory_order_relaxed);
  domo_lock_release (&runtime->lock);
  return value;
}

/**
 * domo_stage_registered_value:
 * @self: a stage
 * @name: a name
 * @value: (out caller-allocates): a value that is not initialized
 * @error: return location for an error
 *
 * Copies the value that is registered under a name. The copy is the caller's, whatever becomes of
 * the registered one. May be called from any thread.
 *
 * Returns: %TRUE, or %FALSE with @error set to [error@DomoCore.Error.NOT_FOUND] and @value left as
 *   it was
 *
 * Since: 0.1
 */
gboolean
domo_stage_registered_value (DomoStage *self, const char *name, GValue *value, GError **error)
{
  g_autoptr (RegisteredValue) registered = NULL;

  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (value != NULL && !G_IS_VALUE (value), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  registered = ref_value (domo_stage_get_runtime (self), name);
  if (registered == NULL)
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND,
                   "No value is registered on the stage as “%s”%s", name,
                   domo_stage_is_closed (self) ? ", which is closed" : "");
      return FALSE;
    }
  domo_value_copy (value, &registered->value);
  return TRUE;
}

/**
 * domo_stage_deregister_value:
 * @self: a stage
 * @name: a name
 *
 * Takes back what [method@DomoCore.Stage.register_value] has registered. May be called from any
 * thread.
 *
 * Returns: whether there was a value of that name
 *
 * Since: 0.1
 */
gboolean
domo_stage_deregister_value (DomoStage *self, const char *name)
{
  DomoRuntime *runtime;
  g_autoptr (RegisteredValue) taken = NULL;

  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  if (runtime->registry != NULL)
    taken = take_value_locked (runtime->registry, name);
  domo_lock_release (&runtime->lock);
  return taken != NULL;
}

/* Actors. */

static void
add_name_locked (DomoRegistry *self, DomoProxy *actor, const char *text)
{
  const gsize size = strlen (text) + 1;
  Name *name = g_malloc (sizeof *name + size);
  Name *first = g_hash_table_lookup (self->names, actor);

  memcpy (name->text, text, size);
  name->actor = actor;
  name->next = NULL;
  g_hash_table_insert (self->actors, name->text, name);
  /* Behind the first one, which stays the name that is shown. */
  if (first != NULL)
    {
      name->next = first->next;
      first->next = name;
    }
  else
    g_hash_table_insert (self->names, actor, name);
  actor->is_named = TRUE;
}

static void
remove_name_locked (DomoRegistry *self, Name *name)
{
  DomoProxy *actor = name->actor;
  Name *first = g_hash_table_lookup (self->names, actor);

  g_hash_table_remove (self->actors, name->text);
  if (first != name)
    {
      while (first->next != name)
        first = first->next;
      first->next = name->next;
    }
  else if (name->next != NULL)
    g_hash_table_insert (self->names, actor, name->next);
  else
    {
      g_hash_table_remove (self->names, actor);
      actor->is_named = FALSE;
    }
  g_free (name);
}

/* An actor has ended: its names are free again. */
void
domo_registry_forget_actor_locked (DomoRegistry *self, DomoProxy *actor)
{
  while (actor->is_named)
    remove_name_locked (self, g_hash_table_lookup (self->names, actor));
}

/* The name that was registered first, or NULL. */
const char *
domo_registry_get_name_locked (DomoRegistry *self, DomoProxy *actor)
{
  return actor->is_named ? ((Name *) g_hash_table_lookup (self->names, actor))->text : NULL;
}

/* Answers the code of what is wrong with it, or -1. */
static int
register_actor_locked (DomoRuntime *runtime, const char *text, DomoProxy *actor)
{
  DomoRegistry *self = ensure_registry_locked (runtime);
  Name *name;

  if (self == NULL || actor->ended)
    return DOMO_ERROR_STOPPED;
  name = g_hash_table_lookup (self->actors, text);
  if (name == NULL)
    add_name_locked (self, actor, text);
  else if (name->actor != actor)
    return DOMO_ERROR_NAME_TAKEN;
  return -1;
}

/**
 * domo_stage_register_actor:
 * @self: a stage
 * @name: a name
 * @proxy: (type DomoProxy): the proxy of an actor on this stage
 * @error: return location for an error
 *
 * Gives an actor a well-known name, by which [method@DomoCore.Stage.lookup_actor] finds it.
 *
 * A name belongs to one actor until that has stopped, or the name is taken back with
 * [method@DomoCore.Stage.deregister_actor]; then it is free again. It stays through restarts. Of
 * several threads that register actors under one name one succeeds. An actor may have several
 * names. The name does not keep the actor alive.
 *
 * These names have nothing to do with those of
 * [method@DomoCore.Stage.register_supervisor]. May be called from any thread.
 *
 * Returns: %TRUE if the actor has the name now, or %FALSE with @error set to
 *   [error@DomoCore.Error.NAME_TAKEN], if another actor has it, or
 *   [error@DomoCore.Error.STOPPED], if @proxy's has stopped
 *
 * Since: 0.1
 */
gboolean
domo_stage_register_actor (DomoStage *self, const char *name, gpointer proxy, GError **error)
{
  DomoRuntime *runtime;
  int code;

  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);
  g_return_val_if_fail (name != NULL && *name != '\0', FALSE);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), FALSE);
  g_return_val_if_fail (((DomoProxy *) proxy)->runtime == domo_stage_get_runtime (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  code = register_actor_locked (runtime, name, proxy);
  domo_lock_release (&runtime->lock);
  domo_tsan_release (proxy);
  if (code == DOMO_ERROR_NAME_TAKEN)
    g_set_error (error, DOMO_ERROR, code, "Another actor is registered on the stage as “%s”", name);
  else if (code >= 0)
    g_set_error (error, DOMO_ERROR, code, "The %s that was to be registered as “%s” has stopped",
                 g_type_name (domo_proxy_get_actor_type (proxy)), name);
  return code < 0;
}

/**
 * domo_stage_lookup_actor:
 * @self: a stage
 * @name: a name
 * @error: return location for an error
 *
 * Finds the actor that is registered under a name. May be called from any thread.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the actor's proxy, or %NULL with @error set
 *   to [error@DomoCore.Error.NOT_FOUND] if no actor that has not stopped has that name
 *
 * Since: 0.1
 */
gpointer
domo_stage_lookup_actor (DomoStage *self, const char *name, GError **error)
{
  DomoRuntime *runtime;
  DomoProxy *actor = NULL;
  Name *found = NULL;

  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  if (runtime->registry != NULL)
    found = g_hash_table_lookup (runtime->registry->actors, name);
  if (found != NULL)
    actor = g_object_ref (found->actor);
  domo_lock_release (&runtime->lock);
  if (actor == NULL)
    g_set_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND,
                 "No actor is registered on the stage as “%s”, or it has stopped", name);
  return actor;
}

/**
 * domo_stage_deregister_actor:
 * @self: a stage
 * @name: a name
 *
 * Takes back what [method@DomoCore.Stage.register_actor] has registered. The actor goes on. May be
 * called from any thread.
 *
 * Returns: whether an actor had that name
 *
 * Since: 0.1
 */
gboolean
domo_stage_deregister_actor (DomoStage *self, const char *name)
{
  DomoRuntime *runtime;
  Name *found = NULL;

  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  if (runtime->registry != NULL)
    found = g_hash_table_lookup (runtime->registry->actors, name);
  if (found != NULL)
    remove_name_locked (runtime->registry, found);
  domo_lock_release (&runtime->lock);
  return found != NULL;
}
