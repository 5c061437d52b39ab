/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-message-private.h"

G_BEGIN_DECLS

/* A failed actor's report to its supervisor. */
typedef struct
{
  DomoMessage message;
  DomoProxy *failed;
  guint incarnation;
  /* Failures in a row, this one included. */
  guint n_failures;
  GError *error;
  char *printed; /* the message that failed, or the hook */
} DomoInform;

/* The directive to restart a failed actor, some microseconds later or at once. Does nothing unless
 * it is of the actor's present incarnation. */
typedef struct
{
  DomoMessage message;
  guint incarnation;
  gint64 delay;
} DomoRestart;

DomoMessage *domo_restart_new (guint incarnation, gint64 delay);

void domo_inform_free (DomoInform *self);

/* The public root's policy. */
void domo_root_inform (DomoProxy *root, DomoInform *inform);

G_END_DECLS
