/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-test-message.h"

G_BEGIN_DECLS

/* Whether both have the same method and arguments. */
gboolean domo_test_message_equal (DomoTestMessage *self, DomoTestMessage *other);

G_END_DECLS
