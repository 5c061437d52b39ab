/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-log-private.h"
#include "domo-root-private.h"
#include "domo-supervision-private.h"

/* The two roots of the tree, and what the public root does when an actor fails: it restarts it, the
 * first time at once, and then ever later while it fails again and again. */

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
domo_root_inform (DomoProxy *root, DomoInform *inform)
{
  gint64 delay = get_back_off (inform->n_failures);
  g_autofree char *restarts = g_strdup_printf ("%u", inform->incarnation);
  g_autofree char *directive = NULL;

  if (root->state != DOMO_LIFE_RUNNING)
    directive = g_strdup ("stop, because the stage closes");
  else if (delay == 0)
    directive = g_strdup ("restart");
  else
    directive = g_strdup_printf ("restart in %" G_GINT64_FORMAT " ms", delay / 1000);
  domo_log_failure (inform->failed, inform->printed, inform->error, directive, restarts);

  if (root->state == DOMO_LIFE_RUNNING)
    domo_proxy_post (inform->failed, domo_restart_new (inform->incarnation, delay));
  else
    domo_proxy_post (inform->failed, domo_message_new (DOMO_MESSAGE_STOP_NOW));
}

/* Frees a report; part of domo_message_free(). */
void
domo_inform_free (DomoInform *self)
{
  g_object_unref (self->failed);
  g_error_free (self->error);
  g_free (self->printed);
  g_free (self);
}

DomoMessage *
domo_restart_new (guint incarnation, gint64 delay)
{
  DomoRestart *self = g_new0 (DomoRestart, 1);

  self->message.kind = DOMO_MESSAGE_RESTART;
  self->incarnation = incarnation;
  self->delay = delay;
  return &self->message;
}
