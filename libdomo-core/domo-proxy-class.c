/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-entry-private.h"

#include "domo-actor.h"
#include "domo-definition.h"
#include "domo-error.h"
#include "domo-lock-private.h"
#include "domo-proxy-private.h"

/* Making the proxy class of an actor class: a subclass of DomoProxy that implements the same
 * protocols, with slots that turn calls into messages. */

/* One actor class's place. */
typedef struct
{
  GType actor_type;
  /* NULL until somebody has made it, then never written again. */
  _Atomic (DomoActorInfo *) info;

  /* Under the lock of the places. */
  guint n_proxy_types;
  GArray *added;      /* protocols that the class does not implement as interfaces, or NULL */
  gboolean is_in_use; /* the information is made, or being made */
} ActorPlace;

/* What a protocol's slots on the proxy are filled from. */
typedef struct
{
  DomoActorInfo *info;
  guint first_entry;
  guint n_entries;
} ProtocolSlots;

static DomoLock places_lock;
static GHashTable *places; /* GType -> ActorPlace, never shrinks */

/* Stands for a class that cannot be used. */
static DomoActorInfo unusable;

static gboolean
refuse (GType actor_type, const char *problem, GError **error)
{
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT, "%s cannot be an actor: %s",
               g_type_name (actor_type), problem);
  return FALSE;
}

static ActorPlace *
find_place_locked (GType actor_type)
{
  ActorPlace *place;

  if (places == NULL)
    places = g_hash_table_new (NULL, NULL);
  place = g_hash_table_lookup (places, GSIZE_TO_POINTER (actor_type));
  if (place == NULL)
    {
      place = g_new0 (ActorPlace, 1);
      place->actor_type = actor_type;
      g_hash_table_insert (places, GSIZE_TO_POINTER (actor_type), place);
    }
  return place;
}

static ActorPlace *
find_place (GType actor_type)
{
  ActorPlace *place;

  domo_lock_acquire (&places_lock);
  place = find_place_locked (actor_type);
  domo_lock_release (&places_lock);
  return place;
}

/* Puts @protocol before the first that inherits from it. */
static void
insert_protocol (GArray *protocols, GType protocol)
{
  guint place = 0;

  if (protocol == DOMO_TYPE_PROTOCOL ||
      (!g_type_is_a (protocol, DOMO_TYPE_PROTOCOL) && domo_protocol_get_table (protocol) == NULL))
    return;
  for (guint i = 0; i < protocols->len; i++)
    {
      if (g_array_index (protocols, GType, i) == protocol)
        return;
    }
  while (place < protocols->len && !g_type_is_a (g_array_index (protocols, GType, place), protocol))
    place++;
  g_array_insert_val (protocols, place, protocol);
}

/* The same with those it inherits from, which an interface of a class brings by itself. */
static void
insert_added (GArray *protocols, GType protocol)
{
  guint n;
  g_autofree GType *prerequisites = g_type_interface_prerequisites (protocol, &n);

  for (guint i = 0; i < n; i++)
    {
      if (G_TYPE_IS_INTERFACE (prerequisites[i]))
        insert_added (protocols, prerequisites[i]);
    }
  insert_protocol (protocols, protocol);
}

/* What domo_actor_class_add_protocol() gave to @actor_type and the classes it derives from. */
static GArray *
list_added (GType actor_type)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (GType));

  domo_lock_acquire (&places_lock);
  find_place_locked (actor_type)->is_in_use = TRUE;
  for (GType type = actor_type; type != G_TYPE_INVALID; type = g_type_parent (type))
    {
      ActorPlace *place = g_hash_table_lookup (places, GSIZE_TO_POINTER (type));

      if (place != NULL && place->added != NULL)
        g_array_append_vals (all, place->added->data, place->added->len);
    }
  domo_lock_release (&places_lock);
  return all;
}

/* The protocols of @actor_type, each after those it inherits from. */
static GArray *
list_protocols (GType actor_type)
{
  guint n;
  g_autofree GType *interfaces = g_type_interfaces (actor_type, &n);
  g_autoptr (GArray) added = list_added (actor_type);
  GArray *protocols = g_array_new (FALSE, FALSE, sizeof (GType));

  for (guint i = 0; i < n; i++)
    insert_protocol (protocols, interfaces[i]);
  for (guint i = 0; i < added->len; i++)
    insert_added (protocols, g_array_index (added, GType, i));
  return protocols;
}

static gboolean
fill_entries (DomoActorInfo *self, GType protocol, gpointer actor_class, GError **error)
{
  DomoMethodTable *table = domo_protocol_get_table (protocol);
  gpointer iface = g_type_interface_peek (actor_class, protocol);

  for (guint i = 0; table != NULL && i < table->methods->len; i++)
    {
      const DomoMethod *method = g_ptr_array_index (table->methods, i);
      GCallback implementation = iface != NULL && method->offset != 0
                                     ? G_STRUCT_MEMBER (GCallback, iface, method->offset)
                                     : NULL;

      if (implementation == NULL && DOMO_ACTOR_CLASS (actor_class)->receive == NULL)
        {
          g_autofree char *name = domo_method_get_full_name (method);
          g_autofree char *problem =
              g_strdup_printf ("it implements %s but not its method %s: the slot is NULL, "
                               "and the class has no receive()",
                               g_type_name (protocol), name);

          return refuse (self->actor_type, problem, error);
        }
      domo_entry_init (&self->entries[self->n_entries++], method, implementation);
    }
  return TRUE;
}

/* Each has the short name, unless another has the same. */
static void
name_entries (DomoActorInfo *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->n_entries; i++)
    {
      gpointer name = (gpointer) self->entries[i].method->name;
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

      g_hash_table_insert (counts, name, GUINT_TO_POINTER (count + 1));
    }
  for (guint i = 0; i < self->n_entries; i++)
    {
      const DomoMethod *method = self->entries[i].method;
      g_autofree char *full_name = domo_method_get_full_name (method);

      self->entries[i].name = GPOINTER_TO_UINT (g_hash_table_lookup (counts, method->name)) > 1
                                  ? g_intern_string (full_name)
                                  : method->name;
    }
}

static guint
count_methods (GArray *protocols)
{
  guint n = 0;

  for (guint i = 0; i < protocols->len; i++)
    {
      DomoMethodTable *table = domo_protocol_get_table (g_array_index (protocols, GType, i));

      n += table != NULL ? table->methods->len : 0;
    }
  return n;
}

static void
proxy_protocol_init (gpointer iface, gpointer data)
{
  ProtocolSlots *slots = data;

  for (guint i = 0; i < slots->n_entries; i++)
    {
      guint index = slots->first_entry + i;
      DomoEntry *entry = &slots->info->entries[index];

      if (entry->method->offset != 0)
        G_STRUCT_MEMBER (GCallback, iface, entry->method->offset) = domo_entry_open (entry, index);
    }
}

static void
proxy_class_init (gpointer class, gpointer data)
{
  DomoProxyClass *proxy_class = class;

  proxy_class->info = data;
  proxy_class->entries = proxy_class->info->entries;
}

/* A name that no type has yet. */
static char *
name_proxy_type (ActorPlace *place)
{
  guint n_before;

  domo_lock_acquire (&places_lock);
  n_before = place->n_proxy_types++;
  domo_lock_release (&places_lock);
  return n_before == 0
             ? g_strdup_printf ("DomoProxy-%s", g_type_name (place->actor_type))
             : g_strdup_printf ("DomoProxy-%s+%u", g_type_name (place->actor_type), n_before);
}

static void
register_proxy_type (DomoActorInfo *self, ActorPlace *place, GArray *protocols)
{
  g_autofree char *name = name_proxy_type (place);
  const GTypeInfo info = {
    .class_size = sizeof (DomoProxyClass),
    .class_init = proxy_class_init,
    .class_data = self,
    .instance_size = sizeof (DomoProxy),
  };
  guint first_entry = 0;

  self->proxy_type = g_type_register_static (DOMO_TYPE_PROXY, name, &info, G_TYPE_FLAG_NONE);
  for (guint i = 0; i < protocols->len; i++)
    {
      GType protocol = g_array_index (protocols, GType, i);
      DomoMethodTable *table = domo_protocol_get_table (protocol);
      ProtocolSlots *slots = g_new (ProtocolSlots, 1);
      const GInterfaceInfo iface_info = { proxy_protocol_init, NULL, slots };

      slots->info = self;
      slots->first_entry = first_entry;
      slots->n_entries = table != NULL ? table->methods->len : 0;
      first_entry += slots->n_entries;
      g_type_add_interface_static (self->proxy_type, protocol, &iface_info);
    }
  g_type_class_ref (self->proxy_type);
}

static DomoActorInfo *
make_info (ActorPlace *place, GError **error)
{
  GType actor_type = place->actor_type;
  DomoActorInfo *self;
  gpointer actor_class = g_type_class_ref (actor_type);
  g_autoptr (GArray) protocols = list_protocols (actor_type);

  /* The class may have been made in another thread just now, under GType's lock. */
  domo_tsan_release (place);
  domo_tsan_acquire (place);
  for (guint i = 0; i < protocols->len; i++)
    {
      if (!domo_protocol_check (g_array_index (protocols, GType, i), error))
        return NULL;
    }
  self = g_new0 (DomoActorInfo, 1);
  self->actor_type = actor_type;
  self->native_stack = ((DomoActorClass *) actor_class)->native_stack;
  self->concurrent = ((DomoActorClass *) actor_class)->concurrent;
  self->entries = g_new0 (DomoEntry, count_methods (protocols) + 1);
  for (guint i = 0; i < protocols->len; i++)
    {
      if (!fill_entries (self, g_array_index (protocols, GType, i), actor_class, error))
        {
          g_free (self->entries);
          g_free (self);
          return NULL;
        }
    }
  name_entries (self);
  register_proxy_type (self, place, protocols);
  self->definition = domo_definition_new_for_type (actor_type);
  return self;
}

/* Whether a protocol of the class has been reported already, as wrong in itself. */
static gboolean
has_broken_protocol (GType actor_type)
{
  g_autoptr (GArray) protocols = list_protocols (actor_type);

  for (guint i = 0; i < protocols->len; i++)
    {
      DomoMethodTable *table = domo_protocol_get_table (g_array_index (protocols, GType, i));

      if (table != NULL && table->broken)
        return TRUE;
    }
  return FALSE;
}

/* Gives the actors of a class a protocol that the class does not implement as an interface. Any
 * thread. */
void
domo_actor_info_add_protocol (GType actor_type, GType protocol)
{
  ActorPlace *place;
  gboolean is_in_use;

  if (!G_TYPE_IS_INTERFACE (protocol) || !g_type_is_a (protocol, DOMO_TYPE_PROTOCOL))
    {
      g_critical ("%s cannot have %s: it is not a protocol", g_type_name (actor_type),
                  protocol != G_TYPE_INVALID ? g_type_name (protocol) : "an invalid type");
      return;
    }
  domo_lock_acquire (&places_lock);
  place = find_place_locked (actor_type);
  is_in_use = place->is_in_use;
  if (place->added == NULL)
    place->added = g_array_new (FALSE, FALSE, sizeof (GType));
  if (!is_in_use)
    g_array_append_val (place->added, protocol);
  domo_lock_release (&places_lock);
  if (is_in_use)
    g_critical ("%s cannot be given %s: an actor of the class has been made already",
                g_type_name (actor_type), g_type_name (protocol));
}

/* What is known of an actor class; made at the first call. Any thread. Answers NULL, after a
 * critical, for a class that cannot be used.
 *
 * Nobody waits for another thread here: one that makes the classes needs GType's lock on classes,
 * and one that has come here from a class_init function has got it. So two threads may make them at
 * once. What the first has made counts; a proxy type, which cannot be unmade, is left over. */
DomoActorInfo *
domo_actor_info_for_type (GType actor_type, GError **error)
{
  g_autoptr (GError) reason = NULL;
  DomoActorInfo *info, *made;
  ActorPlace *place;

  if (!g_type_is_a (actor_type, DOMO_TYPE_ACTOR) || G_TYPE_IS_ABSTRACT (actor_type))
    {
      refuse (actor_type,
              G_TYPE_IS_ABSTRACT (actor_type) ? "the class is abstract"
                                              : "the type does not derive from DomoActor",
              &reason);
      g_critical ("%s", reason->message);
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  place = find_place (actor_type);
  /* acquire: pairs with the release below, which publishes what the info points at. */
  info = atomic_load_explicit (&place->info, memory_order_acquire);
  if (info == NULL)
    {
      made = make_info (place, &reason);
      if (atomic_compare_exchange_strong_explicit (&place->info, &info,
                                                   made != NULL ? made : &unusable,
                                                   memory_order_acq_rel, memory_order_acquire))
        {
          if (made == NULL && !has_broken_protocol (actor_type))
            g_critical ("%s", reason->message);
          if (made == NULL)
            g_propagate_error (error, g_steal_pointer (&reason));
          return made;
        }
      /* Another thread has come first, with the same outcome, and has reported it. */
      if (made != NULL)
        domo_definition_unref (made->definition);
    }
  if (info != &unusable)
    return info;
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
               "%s cannot be an actor, for the reason reported before", g_type_name (actor_type));
  return NULL;
}
