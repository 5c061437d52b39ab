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

/**
 * DomoTestMessage:
 *
 * A message that came to a [class@DomoTestkit.TestProbe], or that one is expected to get: a method
 * with its arguments. It never changes, and may be read from any thread.
 */
typedef struct _DomoTestMessage DomoTestMessage;

#define DOMO_TYPE_TEST_MESSAGE (domo_test_message_get_type ())

DOMO_TESTKIT_AVAILABLE_IN_ALL
GType domo_test_message_get_type (void);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestMessage *domo_test_message_new (const char *method, const GValue *args, guint n_args)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestMessage *domo_test_message_ref (DomoTestMessage *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_message_unref (DomoTestMessage *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
const char *domo_test_message_get_method (DomoTestMessage *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
const GValue *domo_test_message_get_arguments (DomoTestMessage *self, guint *n_args);
DOMO_TESTKIT_AVAILABLE_IN_ALL
char *domo_test_message_to_string (DomoTestMessage *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoTestMessage, domo_test_message_unref)

G_END_DECLS
