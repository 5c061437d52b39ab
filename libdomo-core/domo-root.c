/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-root-private.h"
#include "domo-supervision-private.h"

/* The two roots of the tree, and what the public root does when an actor fails: it restarts it, the
 * first time at once, and then ever later while it fails again and again. What supervisors escalate
 * goes up to the private root, which stops. */

#define BACK_OFF_INITIAL (10 * G_TIME_SPAN_MILLISECOND)
#define BACK_OFF_CEILING (10 * G_TIME_SPAN_SECOND)

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

/* No wait before the first restart, then 10 ms, doubled each time up to 10 s. */
static gint64
get_back_off (guint n_failures)
{
  gint64 delay = BACK_OFF_INITIAL;

  if (n_failures <= 1)
    return 0;
  for (guint i = 2; i < n_failures && delay < BACK_OFF_CEILING; i++)
    delay *= 2;
  return MIN (delay, BACK_OFF_CEILING);
}

/* Decides about a failed actor. In the root's turn. */
void
domo_root_inform (DomoProxy *root, DomoSupervised *supervised)
{
  if (root->parent == NULL)
    domo_supervised_stop_escalated (supervised);
  else if (domo_supervised_is_escalated (supervised))
    domo_supervised_escalate (supervised);
  else if (root->state != DOMO_LIFE_RUNNING)
    domo_supervised_stop (supervised, DOMO_SUPERVISION_SCOPE_ONE);
  else
    domo_supervised_restart (supervised, DOMO_SUPERVISION_SCOPE_ONE,
                             get_back_off (domo_supervised_get_n_failures (supervised)));
}
