/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-probe-book-private.h"
#include "domo-test-probe.h"

G_BEGIN_DECLS

/* domo-test-probe.c has what comes to a probe, domo-test-probe-answers.c what it answers. */

DomoProbeBook *domo_test_probe_get_book (DomoTestProbe *self);
/* A method that the test speaks of. If there is none, the test fails. */
const DomoMethodInfo *domo_test_probe_require_method (DomoTestProbe *self, const char *name);

G_END_DECLS
