/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-root-private.h"
#include "domo-supervision-private.h"

/* The two roots of the tree, and what the public root does when an actor fails: it restarts it, the
 * first time at once, and then ever later while it fails again and again. What supervisors escalate
 * goes up to the private root, which stops. */

struct _DomoRoot
{
  DomoActor parent_instance;
};

G_DEFINE_FINAL_TYPE (DomoRoot, domo_root, DOMO_TYPE_ACTOR)

static void
domo_root_class_init (DomoRootClass *class)
{
}

static void
domo_root_init (DomoRoot *self)
{
}

/* No wait before the first restart of a row. */
static gint64
get_delay (DomoProxy *root, guint n_failures)
{
  return n_failures <= 1 ? 0
                         : domo_back_off_get_delay (root->runtime->back_off, n_failures - 2, NULL);
}

/* Decides about a failed actor. In the root's turn. */
void
domo_root_inform (DomoProxy *root, DomoSupervised *supervised)
{
  if (root->parent == NULL)
    domo_supervised_stop_escalated (supervised);
  else if (domo_supervised_is_escalated (supervised))
    domo_supervised_escalate (supervised);
  else if (domo_proxy_get_state (root) != DOMO_LIFE_RUNNING)
    domo_supervised_stop (supervised, DOMO_SUPERVISION_SCOPE_ONE);
  else
    domo_supervised_restart (supervised, DOMO_SUPERVISION_SCOPE_ONE,
                             get_delay (root, domo_supervised_get_n_failures (supervised)));
}
