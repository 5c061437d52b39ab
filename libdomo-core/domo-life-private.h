/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-proxy-private.h"

G_BEGIN_DECLS

/* What the files of an actor's life share: domo-life.c is the table of states and messages, the
 * others hold what its cells name. All of it runs in the actor's turn. */

/* Hooks, domo-life-start.c. Those of a start answer whether it may go on; a failure in the others
 * is logged, and what was under way goes on. */
gboolean domo_life_check_start_hook (DomoProxy *self, DomoFrame *frame, const char *name);
void domo_life_check_other_hook (DomoProxy *self, DomoFrame *frame, const char *name);

/* Instances, domo-life-start.c. */
void domo_life_start (DomoProxy *self, DomoFrame *frame);
void domo_life_renew (DomoProxy *self, DomoFrame *frame);
void domo_life_release_instance (DomoProxy *self, DomoFrame *frame);
void domo_life_tell_start (DomoProxy *self, const GError *error);

/* Failures and directives, domo-life-failure.c. */
void domo_life_cancel_back_off (DomoProxy *self);
void domo_life_resume (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_restart (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_restart_failed (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_adopt_restart (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_take_inform (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_attend_informs (DomoProxy *self, DomoFrame *frame);
void domo_life_drop_informs (DomoProxy *self);

/* The end, domo-life-stop.c. */
void domo_life_stop (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_stop_at_marker (DomoProxy *self, DomoFrame *frame);
void domo_life_stop_now (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_pass_stop_on (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_stop_goes_on (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
void domo_life_tell_children (DomoProxy *self, DomoMessageKind kind);
gboolean domo_life_bury_calls (DomoProxy *self);

G_END_DECLS
