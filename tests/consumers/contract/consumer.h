/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "demo-counter.h"

G_BEGIN_DECLS

/* Each file adds its own test cases. */
void consumer_add_actor_tests (void);
void consumer_add_by_name_tests (void);
void consumer_add_future_tests (void);
void consumer_add_stage_tests (void);
void consumer_add_supervision_tests (void);

/* Closes @stage and asserts that this went well. */
void consumer_close (DomoStage *stage);

G_END_DECLS
