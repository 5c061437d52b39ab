/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-definition-private.h"

#include <gobject/gvaluecollector.h>
#include <stdatomic.h>

#include "domo-actor.h"
#include "domo-bounded-mailbox.h"
#include "domo-dispatcher.h"
#include "domo-error.h"
#include "domo-priority-mailbox.h"

/**
 * DomoDefinition:
 *
 * How to make an actor, and to make it again when it is restarted: its class, construct properties
 * and options.
 *
 * A definition may be used for any number of actors. It is sealed when it is first used: from then
 * on it cannot be changed, and may be shared by threads. Mistakes in properties are reported as
 * criticals at once; a definition with one answers an error wherever it is used.
 */
struct _DomoDefinition
{
  atomic_int ref_count;
  GType actor_type;

  guint n_properties;
  const char **names; /* interned */
  GValue *values;

  gboolean keep_state;
  gboolean native_stack;
  char *supervisor;
  DomoDispatcher *dispatcher;

  /* Makes each actor's mailbox; NULL: the usual one. */
  DomoMailboxFunc mailbox_func;
  gpointer mailbox_data;
  GDestroyNotify mailbox_destroy;
  guint stash_capacity;

  GError *mistake; /* the first one made in it */
  /* Set when it is first used, by whichever thread: all would set the same. */
  _Atomic (DomoActorInfo *) info;
};

/* How many messages an actor can put aside, unless its definition says otherwise. */
#define STASH_CAPACITY 1000

G_DEFINE_BOXED_TYPE (DomoDefinition, domo_definition, domo_definition_ref, domo_definition_unref)

/**
 * domo_definition_new_for_type:
 * @actor_type: a class that derives from [class@DomoCore.Actor]
 *
 * Makes a definition without properties.
 *
 * Returns: (transfer full): the definition
 *
 * Since: 0.1
 */
DomoDefinition *
domo_definition_new_for_type (GType actor_type)
{
  DomoDefinition *self = g_new0 (DomoDefinition, 1);

  atomic_init (&self->ref_count, 1);
  self->actor_type = actor_type;
  self->stash_capacity = STASH_CAPACITY;
  return self;
}

/**
 * domo_definition_new: (skip)
 * @actor_type: a class that derives from [class@DomoCore.Actor]
 * @first_property: (nullable): the name of a construct property, or %NULL
 * @...: its value, more names and values, and %NULL
 *
 * Makes a definition, with properties as [ctor@GObject.Object.new] takes them.
 *
 * Returns: (transfer full): the definition
 *
 * Since: 0.1
 */
DomoDefinition *
domo_definition_new (GType actor_type, const char *first_property, ...)
{
  DomoDefinition *self;
  va_list args;

  va_start (args, first_property);
  self = domo_definition_new_valist (actor_type, first_property, args);
  va_end (args);
  return self;
}

static void
note_mistake (DomoDefinition *self, const char *property, const char *problem)
{
  g_critical ("%s: the property “%s” cannot be given: %s", g_type_name (self->actor_type), property,
              problem);
  if (self->mistake == NULL)
    self->mistake = g_error_new (DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                                 "%s: the property “%s” cannot be given: %s",
                                 g_type_name (self->actor_type), property, problem);
}

static GParamSpec *
find_property (DomoDefinition *self, const char *name)
{
  g_autoptr (GTypeClass) class = NULL;
  GParamSpec *pspec;

  if (!g_type_is_a (self->actor_type, DOMO_TYPE_ACTOR))
    {
      note_mistake (self, name, "the type does not derive from DomoActor");
      return NULL;
    }
  class = g_type_class_ref (self->actor_type);
  pspec = g_object_class_find_property (G_OBJECT_CLASS (class), name);
  if (pspec == NULL)
    note_mistake (self, name, "the class has no such property");
  else if ((pspec->flags & G_PARAM_WRITABLE) == 0)
    {
      note_mistake (self, name, "it cannot be written");
      return NULL;
    }
  return pspec;
}

static GValue *
place_for_property (DomoDefinition *self, const char *name)
{
  for (guint i = 0; i < self->n_properties; i++)
    {
      if (g_str_equal (self->names[i], name))
        {
          g_value_unset (&self->values[i]);
          return &self->values[i];
        }
    }
  self->names = g_renew (const char *, self->names, self->n_properties + 1);
  self->values = g_renew (GValue, self->values, self->n_properties + 1);
  self->names[self->n_properties] = g_intern_string (name);
  self->values[self->n_properties] = (GValue) G_VALUE_INIT;
  return &self->values[self->n_properties++];
}

/* Takes what @value holds. */
static void
set_property (DomoDefinition *self, GParamSpec *pspec, GValue *value)
{
  g_auto (GValue) fitting = G_VALUE_INIT;
  g_autofree char *problem = NULL;

  g_value_init (&fitting, pspec->value_type);
  if (!g_value_transform (value, &fitting))
    problem = g_strdup_printf ("a %s is not a %s", G_VALUE_TYPE_NAME (value),
                               g_type_name (pspec->value_type));
  else if (g_param_value_validate (pspec, &fitting) && (pspec->flags & G_PARAM_LAX_VALIDATION) == 0)
    {
      g_autofree char *contents = g_strdup_value_contents (value);

      problem = g_strdup_printf ("the value %s is not valid for it", contents);
    }
  else if (G_VALUE_HOLDS_OBJECT (&fitting) && DOMO_IS_ACTOR (g_value_get_object (&fitting)))
    problem = g_strdup ("an actor's instance must not leave the actor; give what "
                        "domo_actor_get_self() answers");
  if (problem != NULL)
    note_mistake (self, pspec->name, problem);
  else
    {
      *place_for_property (self, pspec->name) = fitting;
      fitting = (GValue) G_VALUE_INIT;
    }
}

/* domo_definition_new() for a list of arguments. */
DomoDefinition *
domo_definition_new_valist (GType actor_type, const char *first_property, va_list args)
{
  DomoDefinition *self = domo_definition_new_for_type (actor_type);

  for (const char *name = first_property; name != NULL; name = va_arg (args, const char *))
    {
      GParamSpec *pspec = find_property (self, name);
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *problem = NULL;

      /* Without its type, neither the value nor what follows can be read. */
      if (pspec == NULL)
        break;
      G_VALUE_COLLECT_INIT (&value, pspec->value_type, args, 0, &problem);
      if (problem != NULL)
        {
          note_mistake (self, name, problem);
          break;
        }
      set_property (self, pspec, &value);
    }
  return self;
}

/**
 * domo_definition_ref:
 * @self: a definition
 *
 * Adds a reference. May be called from any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoDefinition *
domo_definition_ref (DomoDefinition *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_definition_unref:
 * @self: (transfer full): a definition
 *
 * Drops a reference. The property values are released with the last one, in that thread.
 *
 * Since: 0.1
 */
void
domo_definition_unref (DomoDefinition *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (guint i = 0; i < self->n_properties; i++)
    g_value_unset (&self->values[i]);
  g_free (self->names);
  g_free (self->values);
  g_free (self->supervisor);
  g_clear_object (&self->dispatcher);
  if (self->mailbox_destroy != NULL)
    self->mailbox_destroy (self->mailbox_data);
  g_clear_error (&self->mistake);
  g_free (self);
}

/**
 * domo_definition_get_actor_type:
 * @self: a definition
 *
 * Tells the class of the actors that the definition makes.
 *
 * Returns: the type
 *
 * Since: 0.1
 */
GType
domo_definition_get_actor_type (DomoDefinition *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return self->actor_type;
}

static gboolean
check_not_sealed (DomoDefinition *self, const char *function)
{
  if (atomic_load_explicit (&self->info, memory_order_relaxed) == NULL)
    return TRUE;
  g_critical ("%s(): the definition of %s has been used and cannot be changed", function,
              g_type_name (self->actor_type));
  return FALSE;
}

/**
 * domo_definition_set_property:
 * @self: a definition that has not been used
 * @name: the name of a property
 * @value: its value; transformed to the property's type where GObject can do that
 *
 * Sets a construct property.
 *
 * Since: 0.1
 */
void
domo_definition_set_property (DomoDefinition *self, const char *name, const GValue *value)
{
  GParamSpec *pspec;
  g_auto (GValue) copy = G_VALUE_INIT;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (G_IS_VALUE (value));

  if (!check_not_sealed (self, G_STRFUNC))
    return;
  pspec = find_property (self, name);
  if (pspec == NULL)
    return;
  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  set_property (self, pspec, &copy);
}

/**
 * domo_definition_set_keep_state:
 * @self: a definition that has not been used
 * @keep_state: whether to keep state
 *
 * Says whether a restart carries over what [vfunc@DomoCore.Actor.save_state] answers.
 *
 * Since: 0.1
 */
void
domo_definition_set_keep_state (DomoDefinition *self, gboolean keep_state)
{
  g_return_if_fail (self != NULL);

  if (check_not_sealed (self, G_STRFUNC))
    self->keep_state = keep_state;
}

/**
 * domo_definition_set_native_stack:
 * @self: a definition that has not been used
 * @native_stack: whether handlers run on the thread's own stack
 *
 * Says whether the actors' handlers run on the stack of the dispatcher's thread, for language
 * runtimes that check the machine stack, or code that needs more of it than
 * [property@DomoCore.Stage:stack-size]. Such handlers cannot wait with [func@DomoCore.await]; they
 * return the future, or go on with [method@DomoCore.Future.then].
 *
 * A class says so for all its actors with [method@DomoCore.ActorClass.set_native_stack].
 *
 * Since: 0.1
 */
void
domo_definition_set_native_stack (DomoDefinition *self, gboolean native_stack)
{
  g_return_if_fail (self != NULL);

  if (check_not_sealed (self, G_STRFUNC))
    self->native_stack = native_stack;
}

/**
 * domo_definition_set_supervisor:
 * @self: a definition that has not been used
 * @name: (nullable): the name under which a supervisor is registered on the stage,
 *   [const@DomoCore.SUPERVISOR_PARENT] for the parent, or %NULL for the public root
 *
 * Says who decides when one of the actors fails. The name is looked up when an actor is made; a
 * parent must be a supervisor, and is then that of each child that it makes so.
 *
 * Since: 0.1
 */
void
domo_definition_set_supervisor (DomoDefinition *self, const char *name)
{
  g_return_if_fail (self != NULL);

  if (!check_not_sealed (self, G_STRFUNC))
    return;
  g_free (self->supervisor);
  self->supervisor = g_strdup (name);
}

/**
 * domo_definition_set_dispatcher:
 * @self: a definition that has not been used
 * @dispatcher: (nullable): a dispatcher, or %NULL for the stage's
 *
 * Says what runs the actors.
 *
 * Since: 0.1
 */
void
domo_definition_set_dispatcher (DomoDefinition *self, DomoDispatcher *dispatcher)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (dispatcher == NULL || DOMO_IS_DISPATCHER (dispatcher));

  if (check_not_sealed (self, G_STRFUNC))
    g_set_object (&self->dispatcher, dispatcher);
}

/* Takes @data. */
static void
set_mailbox (DomoDefinition *self, DomoMailboxFunc func, gpointer data, GDestroyNotify destroy)
{
  if (self->mailbox_destroy != NULL)
    self->mailbox_destroy (self->mailbox_data);
  self->mailbox_func = func;
  self->mailbox_data = data;
  self->mailbox_destroy = destroy;
}

typedef struct
{
  guint capacity;
  DomoOverflowPolicy policy;
} Bound;

static DomoMailbox *
make_bounded_mailbox (gpointer data)
{
  const Bound *bound = data;

  return domo_bounded_mailbox_new (bound->capacity, bound->policy);
}

/**
 * domo_definition_set_bounded_mailbox:
 * @self: a definition that has not been used
 * @capacity: how many messages may wait; at least 1
 * @policy: what becomes of a message for which there is no room
 *
 * Gives the actors a mailbox that holds so many messages at the most, a
 * [class@DomoCore.BoundedMailbox]. The last call of this function and those for other mailboxes
 * counts.
 *
 * Since: 0.1
 */
void
domo_definition_set_bounded_mailbox (DomoDefinition *self,
                                     guint capacity,
                                     DomoOverflowPolicy policy)
{
  Bound *bound;

  g_return_if_fail (self != NULL);
  g_return_if_fail (capacity > 0);
  g_return_if_fail ((guint) policy <= DOMO_OVERFLOW_POLICY_REJECT);

  if (!check_not_sealed (self, G_STRFUNC))
    return;
  bound = g_new (Bound, 1);
  bound->capacity = capacity;
  bound->policy = policy;
  set_mailbox (self, make_bounded_mailbox, bound, g_free);
}

static DomoMailbox *
make_priority_mailbox (gpointer data)
{
  return domo_priority_mailbox_new ();
}

/**
 * domo_definition_set_priority_mailbox:
 * @self: a definition that has not been used
 *
 * Gives the actors a mailbox that hands out urgent messages first, a
 * [class@DomoCore.PriorityMailbox]. [func@DomoCore.Protocol.set_method_priority] says which those
 * are.
 *
 * Since: 0.1
 */
void
domo_definition_set_priority_mailbox (DomoDefinition *self)
{
  g_return_if_fail (self != NULL);

  if (check_not_sealed (self, G_STRFUNC))
    set_mailbox (self, make_priority_mailbox, NULL, NULL);
}

/**
 * domo_definition_set_mailbox_func:
 * @self: a definition that has not been used
 * @func: (scope notified) (closure data) (destroy destroy) (nullable): makes a mailbox, or %NULL
 * for the usual one
 * @data: data for @func
 * @destroy: (nullable): frees @data when the definition goes away
 *
 * Gives the actors a mailbox of the program's own. The function is called for each actor, in the
 * thread that makes it: perhaps in several at once.
 *
 * Since: 0.1
 */
void
domo_definition_set_mailbox_func (DomoDefinition *self,
                                  DomoMailboxFunc func,
                                  gpointer data,
                                  GDestroyNotify destroy)
{
  g_return_if_fail (self != NULL);

  if (check_not_sealed (self, G_STRFUNC))
    set_mailbox (self, func, data, destroy);
  else if (destroy != NULL)
    destroy (data);
}

/**
 * domo_definition_set_stash_capacity:
 * @self: a definition that has not been used
 * @capacity: how many messages
 *
 * Says how many messages an actor can put aside with [method@DomoCore.Actor.stash]: 1,000 unless
 * set.
 *
 * Since: 0.1
 */
void
domo_definition_set_stash_capacity (DomoDefinition *self, guint capacity)
{
  g_return_if_fail (self != NULL);

  if (check_not_sealed (self, G_STRFUNC))
    self->stash_capacity = capacity;
}

/* Checks the definition, and lets nobody change it any more. Any thread. */
DomoActorInfo *
domo_definition_seal (DomoDefinition *self, GError **error)
{
  /* The definition was handed over with all that it points at, and an info never changes: relaxed
   * would do but for the info's own first use, which the acquire in its place covers. */
  DomoActorInfo *info = atomic_load_explicit (&self->info, memory_order_acquire);

  if (info != NULL)
    return info;
  if (self->mistake != NULL)
    {
      if (error != NULL)
        *error = g_error_copy (self->mistake);
      return NULL;
    }
  info = domo_actor_info_for_type (self->actor_type, error);
  if (info != NULL && info->native_stack)
    self->native_stack = TRUE;
  /* release: pairs with the acquire above. */
  atomic_store_explicit (&self->info, info, memory_order_release);
  return info;
}

const char *
domo_definition_get_supervisor (DomoDefinition *self)
{
  return self->supervisor;
}

DomoDispatcher *
domo_definition_get_dispatcher (DomoDefinition *self)
{
  return self->dispatcher;
}

guint
domo_definition_get_stash_capacity (DomoDefinition *self)
{
  return self->stash_capacity;
}

/* Makes the mailbox of one actor (transfer full), or answers NULL: the usual one is wanted. Any
 * thread. */
DomoMailbox *
domo_definition_make_mailbox (DomoDefinition *self)
{
  DomoMailbox *mailbox;

  if (self->mailbox_func == NULL)
    return NULL;
  mailbox = self->mailbox_func (self->mailbox_data);
  if (DOMO_IS_MAILBOX (mailbox))
    return mailbox;
  g_critical ("%s: the function that makes its mailboxes answered none; it gets the usual one",
              g_type_name (self->actor_type));
  return NULL;
}

gboolean
domo_definition_get_keep_state (DomoDefinition *self)
{
  return self->keep_state;
}

gboolean
domo_definition_get_native_stack (DomoDefinition *self)
{
  return self->native_stack;
}

/* Makes an instance. */
DomoActor *
domo_definition_construct (DomoDefinition *self)
{
  return DOMO_ACTOR (g_object_new_with_properties (self->actor_type, self->n_properties,
                                                   self->names, self->values));
}
