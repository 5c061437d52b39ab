/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "branch.h"

#include "account-supervisor.h"
#include "bank-actor.h"
#include "bank-supervisor.h"
#include "teller-actor.h"
#include "transfer-coordinator.h"
#include "transfer-supervisor.h"

/* How long pending transfers may take when the bank is about to close. */
#define SETTLE_LIMIT (5 * G_USEC_PER_SEC)

struct _Branch
{
  DemoBank *bank;
  DemoTransfers *transfers;
  DemoTeller *teller;
};

/* Makes an actor that is looked after by the supervisor of that name and keeps its state. */
static gpointer
employ (DomoStage *stage, DomoDefinition *definition, const char *supervisor, GError **error)
{
  g_autoptr (DomoDefinition) owned = definition;

  domo_definition_set_keep_state (owned, TRUE);
  if (supervisor != NULL)
    domo_definition_set_supervisor (owned, supervisor);
  return domo_stage_actor_for_definition (stage, owned, error);
}

static gboolean
appoint (DomoStage *stage,
         GType type,
         const char *name,
         const char *supervisor,
         DemoNotices *notices,
         GError **error)
{
  g_autoptr (DomoProxy) proxy =
      employ (stage, domo_definition_new (type, "notices", notices, NULL), supervisor, error);

  if (proxy == NULL)
    return FALSE;

  domo_stage_register_supervisor (stage, name, proxy);
  return TRUE;
}

/* The bank supervisor comes first: it is the one of the others. */
static gboolean
appoint_supervisors (DomoStage *stage, DemoNotices *notices, GError **error)
{
  return appoint (stage, BANK_TYPE_SUPERVISOR, BANK_SUPERVISOR_NAME, NULL, notices, error) &&
         appoint (stage, ACCOUNT_TYPE_SUPERVISOR, ACCOUNT_SUPERVISOR_NAME, BANK_SUPERVISOR_NAME,
                  notices, error) &&
         appoint (stage, TRANSFER_TYPE_SUPERVISOR, TRANSFER_SUPERVISOR_NAME, BANK_SUPERVISOR_NAME,
                  notices, error);
}

Branch *
branch_open (DomoStage *stage, DemoNotices *notices, GError **error)
{
  g_autoptr (Branch) self = g_new0 (Branch, 1);

  if (!appoint_supervisors (stage, notices, error))
    return NULL;

  self->bank =
      employ (stage, domo_definition_new (BANK_TYPE_ACTOR, NULL), BANK_SUPERVISOR_NAME, error);
  if (self->bank == NULL)
    return NULL;

  self->transfers = employ (stage,
                            domo_definition_new (TRANSFER_TYPE_COORDINATOR, "bank", self->bank,
                                                 "notices", notices, NULL),
                            TRANSFER_SUPERVISOR_NAME, error);
  if (self->transfers == NULL)
    return NULL;

  self->teller = employ (stage,
                         domo_definition_new (TELLER_TYPE_ACTOR, "bank", self->bank, "transfers",
                                              self->transfers, NULL),
                         BANK_SUPERVISOR_NAME, error);
  return self->teller != NULL ? g_steal_pointer (&self) : NULL;
}

void
branch_free (Branch *self)
{
  g_clear_object (&self->bank);
  g_clear_object (&self->transfers);
  g_clear_object (&self->teller);
  g_free (self);
}

DemoTeller *
branch_get_teller (Branch *self)
{
  return self->teller;
}

DemoBank *
branch_get_bank (Branch *self)
{
  return self->bank;
}

DemoTransfers *
branch_get_transfers (Branch *self)
{
  return self->transfers;
}

/* A coordinator that was restarted meanwhile has forgotten the question. */
static DomoFuture *
settle_lost_cb (DomoFuture *settled, gpointer data)
{
  if (!g_error_matches (domo_future_get_error (settled), DOMO_ERROR, DOMO_ERROR_ABANDONED))
    return NULL;

  return demo_transfers_settle (data, SETTLE_LIMIT);
}

DomoFuture *
branch_settle (Branch *self)
{
  return domo_future_catch (demo_transfers_settle (self->transfers, SETTLE_LIMIT), settle_lost_cb,
                            g_object_ref (self->transfers), g_object_unref);
}
