/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "courier.h"

G_BEGIN_DECLS

/* An actor class that has no function for any method: all its messages arrive at receive(). It has
 * the protocol TestCourier, to which it answers what it was given, and one made at run time,
 * TestPhone, with these methods:
 *   ask (gint64) → gint64      answers the number doubled; has priority 5
 *   take_int (gint)            a tell that TestCourier has, too
 *   fail (gchararray) → gint64 fails with DOMO_ERROR_FAILED and that message
 *   wait (DomoPromise) → gint64   answers the promise's future; concurrent */
#define TEST_TYPE_LISTENER (test_listener_get_type ())
G_DECLARE_FINAL_TYPE (TestListener, test_listener, TEST, LISTENER, DomoActor)

GType test_phone_get_type (void);

/* What receive() was given since the last call, as "name(arg, arg) name()" (transfer full). */
char *test_listener_steal_heard (void);

#define assert_heard(expected)                             \
  G_STMT_START                                             \
  {                                                        \
    g_autofree char *heard = test_listener_steal_heard (); \
    g_assert_cmpstr (heard, ==, (expected));               \
  }                                                        \
  G_STMT_END

G_END_DECLS
