/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "step-stage.h"

G_BEGIN_DECLS

/* What tests of execution contexts share. Their contexts have one key, "request". */

DomoExecutionContext *make_context (const char *request);
/* Adds "NAME:REQUEST" to the journal of the actor, or "NAME:-" if no context is current. */
void note_context (DomoActor *actor);
/* The same, for test_subject_run (). */
DomoFuture *note (DomoActor *actor, gpointer data);
/* Lets the actor run the function, while a context is current. */
DomoFuture *ask_in (const char *request, TestSubject *actor, TestSubjectFunc func, gpointer data);
/* The same; then steps until no actor is ready. */
void ask_and_run_in (
    StepStage *stage, const char *request, TestSubject *actor, TestSubjectFunc func, gpointer data);

G_END_DECLS
