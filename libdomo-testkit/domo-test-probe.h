/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_TESTKIT_INSIDE) && !defined(DOMO_TESTKIT_COMPILATION)
#error "Only <domo-testkit.h> can be included directly."
#endif

#include "domo-test-message.h"

G_BEGIN_DECLS

#define DOMO_TYPE_TEST_PROBE (domo_test_probe_get_type ())

DOMO_TESTKIT_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoTestProbe, domo_test_probe, DOMO, TEST_PROBE, GObject)

DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestProbe *domo_test_probe_new (DomoStage *stage, GType first_protocol, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestProbe *domo_test_probe_newv (DomoStage *stage, const GType *protocols, guint n_protocols)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
gpointer domo_test_probe_get_proxy (DomoTestProbe *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
GPtrArray *domo_test_probe_get_messages (DomoTestProbe *self) G_GNUC_WARN_UNUSED_RESULT;

DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestMessage *domo_test_probe_expect_message (DomoTestProbe *self,
                                                 gint64 limit_us,
                                                 const char *method,
                                                 ...);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestMessage *domo_test_probe_expect_messagev (
    DomoTestProbe *self, gint64 limit_us, const char *method, const GValue *args, guint n_args);
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestMessage *domo_test_probe_expect_method (DomoTestProbe *self,
                                                gint64 limit_us,
                                                const char *method);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_expect_in_any_order (DomoTestProbe *self,
                                          gint64 limit_us,
                                          const char *first_method,
                                          ...);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_expect_in_any_orderv (DomoTestProbe *self,
                                           gint64 limit_us,
                                           DomoTestMessage **expected,
                                           guint n_expected);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_expect_no_message (DomoTestProbe *self, gint64 duration_us);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_ignore (DomoTestProbe *self, const char *method);

DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_reply (DomoTestProbe *self, const char *method, ...);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_replyv (DomoTestProbe *self, const char *method, const GValue *value);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_reply_always (DomoTestProbe *self, const char *method, ...);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_reply_alwaysv (DomoTestProbe *self, const char *method, const GValue *value);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_reject (DomoTestProbe *self, const char *method, GError *error);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_probe_fail (DomoTestProbe *self, const char *method, GError *error);

G_END_DECLS
