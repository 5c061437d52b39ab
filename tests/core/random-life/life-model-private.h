/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "life-model.h"

G_BEGIN_DECLS

/* What the files of the model share. */

/* Actors and messages, life-model.c. */
gboolean model_is_root (int id);
gboolean model_is_child (Model *self, int id, int parent);
gboolean model_takes_calls (const ModelActor *actor);
void model_see (Model *self, int id, LifeSight sight, int detail);
void model_post (Model *self, int id, ModelKind kind, int number);
void model_post_delayed (Model *self, int id, ModelKind kind, int number, gint64 delay);
void model_lane_push (ModelLane *lane, ModelMessage message);
ModelMessage model_lane_pop (ModelLane *lane);
int model_lane_count (const ModelLane *lane, ModelKind kind);

/* Where calls wait, life-model-mailbox.c. */
gboolean model_has_queued (const ModelActor *actor);
ModelMessage model_pop_queued (Model *self, int id);
void model_bury_calls (Model *self, int id);
void model_bury_delayed (Model *self, int id);
void model_delay (Model *self, int id, int number);
int model_find_delayed (Model *self);
void model_come_anew (Model *self, int id, int number);
gboolean model_stash (Model *self, int id, int number);
void model_unstash (Model *self, int id, gboolean all);

/* Calls and waits, life-model-calls.c. */
void model_settle_ask (ModelCall *call, guint8 outcome);
void model_bury (Model *self, int number, DomoDeadLetterReason reason);
void model_handle_call (Model *self, int id, int number);
void model_continue (Model *self, int id, int number);
gboolean model_park (Model *self, int id, int number, ModelThen then, int subject);
void model_wake (Model *self, int id, int number);
void model_fail_waits (Model *self, int id, guint8 outcome);
void model_end_busy (Model *self, int id, guint8 outcome);
void model_drop_callbacks (Model *self, int id);
void model_drop_waits (Model *self, int id);

/* Failures and reports, life-model-failure.c. */
void model_fail (Model *self, int id);
void model_take_inform (Model *self, int id, int number);
void model_deliver_inform (Model *self, int id, int number);
void model_informed (Model *self, int id, int number);
void model_drop_report (Model *self, int number);

/* Hooks, starts and stops, life-model-life.c. */
void model_start (Model *self, int id);
void model_begin_stop (Model *self, int id, ModelKind kind, DomoStopReason reason);
void model_tell_children (Model *self, int id, ModelKind kind);
void model_children_ended (Model *self, int id);
void model_resume (Model *self, int id, int failure);
void model_restart (Model *self, int id, ModelMessage message);
void model_hook_returned (Model *self, int id, LifeSight hook);

G_END_DECLS
