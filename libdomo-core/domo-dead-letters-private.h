/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-dead-letter.h"
#include "domo-dead-letters.h"

G_BEGIN_DECLS

DomoDeadLetter *domo_dead_letter_new (DomoDeadLetterReason reason,
                                      const DomoAddress *address,
                                      GType actor_type,
                                      char *message);

/* Who wants to see a dead letter. */
typedef enum
{
  DOMO_DEAD_LETTER_FOR_NOBODY = 0,
  DOMO_DEAD_LETTER_FOR_LOG = 1 << 0,
  DOMO_DEAD_LETTER_FOR_LISTENERS = 1 << 1,
} DomoDeadLetterReaders;

DomoDeadLetters *domo_dead_letters_new (GMainContext *context);
DomoDeadLetterReaders domo_dead_letters_count (DomoDeadLetters *self,
                                               DomoDeadLetterReason reason,
                                               gboolean quiet);
void domo_dead_letters_publish (DomoDeadLetters *self,
                                DomoDeadLetterReaders readers,
                                DomoDeadLetter *letter);
void domo_dead_letters_flush (DomoDeadLetters *self);
void domo_dead_letters_end (DomoDeadLetters *self);

G_END_DECLS
