/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-probe-actor-private.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

#include "domo-probe-book-private.h"

/* The actors of probes: whatever comes is noted in the book, which also says what to answer. An
 * actor class has its protocols once and for all, so there is a class for each set of them. */

typedef struct
{
  DomoActor parent_instance;

  DomoProbeBook *book;
} DomoProbeActor;

typedef struct
{
  DomoActorClass parent_class;
} DomoProbeActorClass;

static GType domo_probe_actor_get_type (void);

G_DEFINE_ABSTRACT_TYPE (DomoProbeActor, domo_probe_actor, DOMO_TYPE_ACTOR)

enum
{
  PROP_0,
  PROP_BOOK,
};

static DomoFuture *
domo_probe_actor_receive (DomoActor *actor, const char *method, const GValue *args, guint n_args)
{
  return domo_probe_book_receive (((DomoProbeActor *) actor)->book, actor, method, args, n_args);
}

static void
domo_probe_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BOOK)
    ((DomoProbeActor *) object)->book = g_value_dup_boxed (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_probe_actor_finalize (GObject *object)
{
  DomoProbeActor *self = (DomoProbeActor *) object;

  g_clear_pointer (&self->book, domo_probe_book_unref);

  G_OBJECT_CLASS (domo_probe_actor_parent_class)->finalize (object);
}

static void
domo_probe_actor_class_init (DomoProbeActorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = domo_probe_actor_set_property;
  object_class->finalize = domo_probe_actor_finalize;
  DOMO_ACTOR_CLASS (klass)->receive = domo_probe_actor_receive;
  /* What the test has not answered yet must not keep it from seeing what comes next. */
  domo_actor_class_set_concurrent (DOMO_ACTOR_CLASS (klass), TRUE);

  g_object_class_install_property (object_class, PROP_BOOK,
                                   g_param_spec_boxed ("book", NULL, NULL, DOMO_TYPE_PROBE_BOOK,
                                                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                           G_PARAM_STATIC_STRINGS));
}

static void
domo_probe_actor_init (DomoProbeActor *self)
{
}

static void
class_init (gpointer klass, gpointer data)
{
  const GArray *protocols = data;

  for (guint i = 0; i < protocols->len; i++)
    domo_actor_class_add_protocol (klass, g_array_index (protocols, GType, i));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (g_type_name (*(const GType *) a), g_type_name (*(const GType *) b));
}

/* The protocols in the order of their names, each once. */
static GArray *
sort (const GType *protocols, guint n_protocols)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (GType));

  g_array_append_vals (sorted, protocols, n_protocols);
  g_array_sort (sorted, compare_names);
  for (guint i = sorted->len; i > 1; i--)
    {
      if (g_array_index (sorted, GType, i - 1) == g_array_index (sorted, GType, i - 2))
        g_array_remove_index (sorted, i - 1);
    }
  return sorted;
}

static char *
name_class (const GArray *protocols)
{
  GString *name = g_string_new ("DomoTestProbe-");

  for (guint i = 0; i < protocols->len; i++)
    g_string_append_printf (name, "%s%s", i > 0 ? "+" : "",
                            g_type_name (g_array_index (protocols, GType, i)));
  return g_string_free (name, FALSE);
}

GType
domo_probe_actor_get_type_for (const GType *protocols, guint n_protocols)
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  g_autoptr (GArray) sorted = sort (protocols, n_protocols);
  g_autofree char *name = name_class (sorted);
  const GType parent = domo_probe_actor_get_type ();
  GTypeInfo info = {
    .class_size = sizeof (DomoProbeActorClass),
    .class_init = class_init,
    .instance_size = sizeof (DomoProbeActor),
  };
  GType type;

  pthread_mutex_lock (&lock);
  type = g_type_from_name (name);
  if (type == G_TYPE_INVALID)
    {
      /* As long as the type: for ever. */
      info.class_data = g_array_ref (sorted);
      type = g_type_register_static (parent, name, &info, G_TYPE_FLAG_NONE);
    }
  pthread_mutex_unlock (&lock);
  return type;
}
