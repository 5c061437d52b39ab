/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "completer-actor.h"

#include <string.h>

#include "bank.h"
#include "command.h"
#include "completer.h"
#include "terminal.h"

/* Longer than that nobody wants to wait for a key to do something. */
#define LIST_LIMIT (G_USEC_PER_SEC / 2)

struct _CompleterActor
{
  DomoActor parent_instance;

  DemoBank *bank;
};

static void completer_actor_protocol_init (DemoCompleterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CompleterActor,
                               completer_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_COMPLETER,
                                                      completer_actor_protocol_init))

static void
add_commands (GStrvBuilder *words, const char *prefix)
{
  guint n_forms;
  const CommandForm *forms = command_get_forms (&n_forms);

  for (guint i = 0; i < n_forms; i++)
    if (g_str_has_prefix (forms[i].name, prefix))
      g_strv_builder_add (words, forms[i].name);
}

static void
add_kinds (GStrvBuilder *words, const char *prefix)
{
  g_autoptr (GEnumClass) kinds = g_type_class_ref (DEMO_TYPE_ACCOUNT_KIND);

  for (guint i = 0; i < kinds->n_values; i++)
    if (g_str_has_prefix (kinds->values[i].value_nick, prefix))
      g_strv_builder_add (words, kinds->values[i].value_nick);
}

/* The bank is asked each time, so an account is known as soon as it is there. */
static void
add_accounts (CompleterActor *self, GStrvBuilder *words, const char *prefix)
{
  DomoFuture *listed = domo_future_with_timeout (demo_bank_list_accounts (self->bank), LIST_LIMIT);
  g_autoptr (GVariant) summaries = domo_await_variant (listed, NULL);
  gsize n = summaries != NULL ? g_variant_n_children (summaries) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) summary = g_variant_get_child_value (summaries, i);
      const char *number;

      g_variant_get_child (summary, 0, "&s", &number);
      if (g_str_has_prefix (number, prefix))
        g_strv_builder_add (words, number);
    }
}

/* What the last of the words is: COMMAND, or the name of an argument; NULL when there is none. */
static char *
find_subject (const char *const *words, guint n_words)
{
  g_auto (GStrv) arguments = NULL;
  const CommandForm *form;

  if (n_words <= 1)
    return g_strdup (TERMINAL_COMMAND);

  form = command_find_form (words[0]);
  if (form == NULL)
    return NULL;

  arguments = g_strsplit (form->arguments, " ", -1);
  return n_words - 2 < g_strv_length (arguments) ? g_strdup (arguments[n_words - 2]) : NULL;
}

static DomoFuture *
completer_actor_complete (DemoCompleter *completer, const char *subject, const char *before)
{
  CompleterActor *self = COMPLETER_ACTOR (completer);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *wanted = g_strdup (subject);
  g_autofree char *line = g_strchug (g_strdup (before));
  const char *prefix = strrchr (line, ' ');

  prefix = prefix != NULL ? prefix + 1 : line;
  if (g_str_equal (subject, TERMINAL_COMMAND))
    {
      g_auto (GStrv) typed = g_strsplit (line, " ", -1);

      g_free (wanted);
      wanted = find_subject ((const char *const *) typed, g_strv_length (typed));
    }

  if (wanted == NULL)
    ;
  else if (g_str_equal (wanted, TERMINAL_COMMAND))
    add_commands (found, prefix);
  else if (g_str_equal (wanted, "KIND"))
    add_kinds (found, prefix);
  else if (command_argument_is_account (wanted))
    add_accounts (self, found, prefix);

  words = g_strv_builder_end (found);
  return domo_future_new_boxed (G_TYPE_STRV, words);
}

static void
completer_actor_protocol_init (DemoCompleterInterface *iface)
{
  iface->complete = completer_actor_complete;
}

/* "bank" is its only property. */
static void
completer_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  COMPLETER_ACTOR (object)->bank = g_value_dup_object (value);
}

static void
completer_actor_dispose (GObject *object)
{
  g_clear_object (&COMPLETER_ACTOR (object)->bank);

  G_OBJECT_CLASS (completer_actor_parent_class)->dispose (object);
}

static void
completer_actor_class_init (CompleterActorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = completer_actor_set_property;
  object_class->dispose = completer_actor_dispose;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("bank", NULL, NULL, DEMO_TYPE_BANK,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                            G_PARAM_STATIC_STRINGS));
}

static void
completer_actor_init (CompleterActor *self)
{
}
