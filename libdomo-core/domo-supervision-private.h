/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-clock.h"
#include "domo-message-private.h"
#include "domo-proxy-private.h"
#include "domo-supervised.h"

G_BEGIN_DECLS

/* The report to a supervisor, in its runtime lane. */
typedef struct
{
  DomoMessage message;
  DomoSupervised *supervised;
} DomoInform;

/* The directive to go on. Does nothing unless the actor is suspended by that failure. */
typedef struct
{
  DomoMessage message;
  guint serial;
} DomoResume;

/* The directive to become a given incarnation, some microseconds later or at once. Does nothing if
 * the actor is that or a later one already. */
typedef struct
{
  DomoMessage message;
  guint target;
  gint64 delay;
} DomoRestart;

/* The directive to stop, and why. */
typedef struct
{
  DomoMessage message;
  DomoStopReason reason;
} DomoStopNow;

DomoMessage *domo_resume_new (guint serial);
DomoMessage *domo_restart_new (guint target, gint64 delay);
DomoMessage *domo_stop_now_new (DomoStopReason reason);
void domo_inform_free (DomoInform *self);

/* A failed actor informs its supervisor. In the actor's turn. */
void domo_supervised_inform_of (DomoProxy *failed,
                                const DomoDuties *duties,
                                const char *printed,
                                gboolean escalated);
DomoExecutionContext *domo_supervised_dup_context (DomoSupervised *self);
guint domo_supervised_get_n_failures (DomoSupervised *self);
gboolean domo_supervised_stop_escalated (DomoSupervised *self);

/* The roots' policy. */
void domo_root_inform (DomoProxy *root, DomoSupervised *supervised);

G_END_DECLS
