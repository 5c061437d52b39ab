/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "step-stage.h"

G_BEGIN_DECLS

/* What tests of mailboxes and counters share. */

/* An actor of the test class with the stage's journal, named "a", that has started. */
TestSubject *accounts_actor (StepStage *stage, DomoDefinition *definition);
/* A definition of it, to add to. */
DomoDefinition *accounts_definition (StepStage *stage);
TestSubject *accounts_bounded_actor (StepStage *stage, guint capacity, DomoOverflowPolicy policy);

/* accepted = handled + dead letters + queued + stashed + in hand, for the actor and the stage,
 * whose dead letters are those that DomoDeadLetters counts. */
void assert_accounts (DomoStage *stage, gpointer proxy);
/* These numbers, and the sum. */
void assert_counters (
    gpointer proxy, guint handled, guint dead_letters, guint queued, guint stashed);

G_END_DECLS
