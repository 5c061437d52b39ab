/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-testkit.h>

#include "bank-audit.h"
#include "branch.h"
#include "transfer.h"

G_BEGIN_DECLS

/* A branch on the stage of a fixture, of which the money is counted after every step. Its first
 * member is the fixture.
 */
typedef struct
{
  DomoTestFixture fixture;

  Branch *branch;
  BankAudit *audit;
  gint64 total;

  /* Of char *: what the notices said. */
  GPtrArray *notices;

  /* Of DemoAccount, numbered from ACC000001. */
  GPtrArray *accounts;
} BankScene;

void bank_scene_set_up (BankScene *self, gconstpointer data);
/* The same with actors that run in an order drawn from a seed. */
void bank_scene_set_up_seeded (BankScene *self, gconstpointer data);
/* Also asserts that the histories add up. */
void bank_scene_tear_down (BankScene *self, gconstpointer data);

/* Opens an account with so much in it. */
DemoAccount *bank_scene_open (BankScene *self, gint64 balance);

/* Runs one message and counts the money; FALSE if no actor is ready. */
gboolean bank_scene_step (BankScene *self);
/* Until nothing is left to do at this moment. */
void bank_scene_run (BankScene *self);
/* Moves time on, from one moment at which something is due to the next. */
void bank_scene_advance (BankScene *self, gint64 us);
/* Runs until @future, which is taken, has settled, which it must without time passing. */
DomoFuture *bank_scene_settle (BankScene *self, DomoFuture *future) G_GNUC_WARN_UNUSED_RESULT;

/* Begins a transfer from one account to another, given by their places from 0. */
guint64 bank_scene_transfer (BankScene *self, guint from, guint to, gint64 amount);
/* How a transfer stands. */
const Transfer *bank_scene_get_transfer (BankScene *self, guint64 id);
/* Whether it is in that phase; FALSE, too, before it has begun. */
gboolean bank_scene_is_at (BankScene *self, guint64 id, TransferPhase phase);
void bank_scene_assert_phase (BankScene *self, guint64 id, TransferPhase phase);
void bank_scene_assert_balance (BankScene *self, guint account, gint64 balance);
/* Asserts that the last entry of that history is printed so. */
void bank_scene_assert_last_entry (BankScene *self, guint account, const char *expected);
/* Asserts that the notices have said that so many times. */
void bank_scene_assert_notices (BankScene *self, guint times, const char *expected);
/* Asserts that all actors that have started are idle. */
void bank_scene_assert_rest (BankScene *self);
/* What the teller answers to a line, or the message it is rejected with, without time passing. */
char *bank_scene_serve (BankScene *self, const char *line) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps what the library logs of failures out of the way. */
void bank_scene_keep_quiet (void);

#define bank_scene_add(path, func) \
  g_test_add (path, BankScene, NULL, bank_scene_set_up, func, bank_scene_tear_down)

G_END_DECLS
