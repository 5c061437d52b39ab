/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "branch-supervisor.h"

#include "bank-error.h"
#include "customer-context.h"
#include "notices.h"

typedef struct
{
  DemoNotices *notices; /* or NULL */

  /* By address: when the last row of failures of an actor began, and how many they are. */
  GHashTable *rows;
} BranchSupervisorPrivate;

typedef struct
{
  gint64 began;
  guint n_failures;
} Row;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BranchSupervisor,
                                     branch_supervisor,
                                     DOMO_TYPE_DEFAULT_SUPERVISOR)

static BranchSupervisorPrivate *
get_private (BranchSupervisor *self)
{
  return branch_supervisor_get_instance_private (self);
}

static gboolean
is_mistake (const GError *error)
{
  return bank_error_is_refusal (error) ||
         g_error_matches (error, BANK_ERROR, BANK_ERROR_DEPOSIT_REJECTED);
}

/* What the customer does best about a failure, or NULL. A transfer goes on by itself; of what is
 * done at the counter nobody knows how far it got.
 */
static char *
dup_advice (DomoSupervised *supervised)
{
  const char *command =
      customer_context_get_command (domo_supervised_get_execution_context (supervised));

  if (is_mistake (domo_supervised_get_error (supervised)) ||
      !(g_strcmp0 (command, "deposit") == 0 || g_strcmp0 (command, "withdraw") == 0))
    return NULL;

  return g_strdup_printf (
      " Look at the summary before you %s again: it may have been done, or not.", command);
}

/* Tells the customer what has happened, over which request, and what is done about it. */
static void
explain (BranchSupervisor *self,
         DomoSupervised *supervised,
         const char *what_happened,
         const char *what_is_done)
{
  DemoNotices *notices = get_private (self)->notices;
  const char *request =
      customer_context_get_request (domo_supervised_get_execution_context (supervised));
  g_autofree char *over = request != NULL ? g_strdup_printf (" over '%s'", request) : NULL;
  g_autofree char *advice = dup_advice (supervised);
  g_autofree char *text =
      g_strdup_printf ("%s%s: %s. %s.%s", what_happened, over != NULL ? over : "",
                       domo_supervised_get_error (supervised)->message, what_is_done,
                       advice != NULL ? advice : "");

  if (notices != NULL)
    demo_notices_show (notices, text);
}

/* Whether an actor fails too often to be restarted just so. */
static gboolean
has_failed_too_often (BranchSupervisor *self, DomoSupervised *supervised)
{
  GHashTable *rows = get_private (self)->rows;
  const DomoAddress *address = domo_proxy_get_address (domo_supervised_get_proxy (supervised));
  gint64 now =
      domo_clock_get_time (domo_stage_get_clock (domo_actor_get_stage (DOMO_ACTOR (self))));
  Row *row = g_hash_table_lookup (rows, address);

  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      g_hash_table_insert (rows, domo_address_copy (address), row);
    }
  if (row->n_failures == 0 || now - row->began > BRANCH_FAILURE_PERIOD)
    *row = (Row){ .began = now };
  return ++row->n_failures > BRANCH_MAX_FAILURES;
}

/* What breaks again and again gets a pause, in which somebody may look at it. */
static DomoSupervisionDirective
pause_and_restart (BranchSupervisor *self, DomoSupervised *supervised, const char *what_happened)
{
  g_autofree char *text =
      g_strdup_printf ("It is restarted in %d seconds, what is sent to it waits",
                       (int) (BRANCH_PAUSE / G_USEC_PER_SEC));

  explain (self, supervised, what_happened, text);
  domo_supervised_restart (supervised, DOMO_SUPERVISION_SCOPE_ONE, BRANCH_PAUSE);
  return DOMO_SUPERVISION_DIRECTIVE_NONE;
}

static DomoSupervisionDirective
branch_supervisor_decide_directive (DomoDefaultSupervisor *supervisor,
                                    DomoSupervised *supervised,
                                    DomoSupervisionStrategy *strategy)
{
  BranchSupervisor *self = BRANCH_SUPERVISOR (supervisor);
  BranchSupervisorClass *klass = BRANCH_SUPERVISOR_GET_CLASS (self);
  const char *subject = klass->subject;
  g_autofree char *text = NULL;

  if (domo_supervised_is_escalated (supervised))
    return pause_and_restart (self, supervised, "What breaks down again and again has a pause now");

  if (is_mistake (domo_supervised_get_error (supervised)))
    {
      text = g_strdup_printf ("%s could not do its part", subject);
      explain (self, supervised, text, "It goes on with what comes next");
      return DOMO_SUPERVISION_DIRECTIVE_RESUME;
    }

  if (!has_failed_too_often (self, supervised))
    {
      g_autofree char *restarted = g_strdup_printf ("It is restarted with %s", klass->kept);

      text = g_strdup_printf ("%s broke down", subject);
      explain (self, supervised, text, restarted);
      return DOMO_SUPERVISION_DIRECTIVE_RESTART;
    }

  text = g_strdup_printf ("%s breaks down again and again", subject);
  if (klass->decides_at_last)
    return pause_and_restart (self, supervised, text);

  explain (self, supervised, text, "What becomes of it is for the bank to decide");
  return DOMO_SUPERVISION_DIRECTIVE_ESCALATE;
}

/* How often is decided above: the intensity of a strategy would stop what exceeds it. */
static DomoSupervisionStrategy *
branch_supervisor_supervision_strategy (DomoDefaultSupervisor *supervisor)
{
  return domo_supervision_strategy_new (-1, BRANCH_FAILURE_PERIOD, DOMO_SUPERVISION_SCOPE_ONE);
}

/* "notices" is its only property. */
static void
branch_supervisor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  get_private (BRANCH_SUPERVISOR (object))->notices = g_value_dup_object (value);
}

static void
branch_supervisor_finalize (GObject *object)
{
  BranchSupervisorPrivate *priv = get_private (BRANCH_SUPERVISOR (object));

  g_clear_object (&priv->notices);
  g_hash_table_unref (priv->rows);

  G_OBJECT_CLASS (branch_supervisor_parent_class)->finalize (object);
}

static void
branch_supervisor_class_init (BranchSupervisorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoDefaultSupervisorClass *supervisor_class = DOMO_DEFAULT_SUPERVISOR_CLASS (klass);

  object_class->set_property = branch_supervisor_set_property;
  object_class->finalize = branch_supervisor_finalize;
  supervisor_class->decide_directive = branch_supervisor_decide_directive;
  supervisor_class->supervision_strategy = branch_supervisor_supervision_strategy;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("notices", NULL, NULL, DEMO_TYPE_NOTICES,
                                                        flags));
}

static void
branch_supervisor_init (BranchSupervisor *self)
{
  get_private (self)->rows = g_hash_table_new_full (domo_address_hash, domo_address_equal,
                                                    (GDestroyNotify) domo_address_free, g_free);
}
