/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_TESTKIT_INSIDE) && !defined(DOMO_TESTKIT_COMPILATION)
#error "Only <domo-testkit.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-testkit-version-macros.h"

G_BEGIN_DECLS

#define DOMO_TYPE_DEAD_LETTERS_RECORDER (domo_dead_letters_recorder_get_type ())

DOMO_TESTKIT_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoDeadLettersRecorder, domo_dead_letters_recorder, DOMO, DEAD_LETTERS_RECORDER, GObject)

DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoDeadLettersRecorder *domo_dead_letters_recorder_new (DomoStage *stage)
    G_GNUC_WARN_UNUSED_RESULT;

DOMO_TESTKIT_AVAILABLE_IN_ALL
guint domo_dead_letters_recorder_get_count (DomoDeadLettersRecorder *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
GPtrArray *domo_dead_letters_recorder_get_all (DomoDeadLettersRecorder *self)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoDeadLetter *domo_dead_letters_recorder_get_first (DomoDeadLettersRecorder *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoDeadLetter *domo_dead_letters_recorder_get_latest (DomoDeadLettersRecorder *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoDeadLetter *domo_dead_letters_recorder_get_nth (DomoDeadLettersRecorder *self, guint n);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoDeadLetter *domo_dead_letters_recorder_find (DomoDeadLettersRecorder *self,
                                                 const char *pattern);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoDeadLetter *domo_dead_letters_recorder_find_by_reason (DomoDeadLettersRecorder *self,
                                                           DomoDeadLetterReason reason);
DOMO_TESTKIT_AVAILABLE_IN_ALL
guint domo_dead_letters_recorder_count_by_reason (DomoDeadLettersRecorder *self,
                                                  DomoDeadLetterReason reason);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_dead_letters_recorder_clear (DomoDeadLettersRecorder *self);

DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_dead_letters_recorder_expect (DomoDeadLettersRecorder *self,
                                        DomoDeadLetterReason reason,
                                        const char *pattern,
                                        guint n);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_dead_letters_recorder_expect_any (DomoDeadLettersRecorder *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
gboolean domo_dead_letters_recorder_check (DomoDeadLettersRecorder *self, GError **error);

G_END_DECLS
