/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "test-actor.h"

G_BEGIN_DECLS

/* A protocol that carries a value of every type there is, and an actor that shows what arrives. */

/* A boxed type that knows how many of its copies are alive. */
typedef struct
{
  int number;
} TestTracked;

#define TEST_TYPE_TRACKED (test_tracked_get_type ())
GType test_tracked_get_type (void);
TestTracked *test_tracked_new (int number);
TestTracked *test_tracked_copy (TestTracked *self);
void test_tracked_free (TestTracked *self);
int test_tracked_count_alive (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestTracked, test_tracked_free)

/* X (name, C type, GType): those passed by value, then the references. */
#define COURIER_NUMBERS(X)                           \
  X (char, gint8, G_TYPE_CHAR)                       \
  X (uchar, guint8, G_TYPE_UCHAR)                    \
  X (boolean, gboolean, G_TYPE_BOOLEAN)              \
  X (int, int, G_TYPE_INT)                           \
  X (uint, guint, G_TYPE_UINT)                       \
  X (long, glong, G_TYPE_LONG)                       \
  X (ulong, gulong, G_TYPE_ULONG)                    \
  X (int64, gint64, G_TYPE_INT64)                    \
  X (uint64, guint64, G_TYPE_UINT64)                 \
  X (enum, DomoStopReason, DOMO_TYPE_STOP_REASON)    \
  X (flags, DomoMethodFlags, DOMO_TYPE_METHOD_FLAGS) \
  X (float, float, G_TYPE_FLOAT)                     \
  X (double, double, G_TYPE_DOUBLE)                  \
  X (gtype, GType, G_TYPE_GTYPE)

#define COURIER_REFERENCES(X)                                \
  X (string, const char *, G_TYPE_STRING)                    \
  X (variant, GVariant *, G_TYPE_VARIANT)                    \
  X (error, GError *, G_TYPE_ERROR)                          \
  X (bytes, GBytes *, G_TYPE_BYTES)                          \
  X (strv, char **, G_TYPE_STRV)                             \
  X (date_time, GDateTime *, G_TYPE_DATE_TIME)               \
  X (tracked, TestTracked *, TEST_TYPE_TRACKED)              \
  X (param, GParamSpec *, G_TYPE_PARAM)                      \
  X (object, GObject *, G_TYPE_OBJECT)                       \
  X (unowned, GInitiallyUnowned *, G_TYPE_INITIALLY_UNOWNED) \
  X (file, GFile *, G_TYPE_FILE)                             \
  X (subject, TestSubject *, TEST_TYPE_SUBJECT)              \
  X (pointer, gpointer, G_TYPE_POINTER)

#define COURIER_TYPES(X) COURIER_NUMBERS (X) COURIER_REFERENCES (X)

/* What has arrived: borrowed from the message, as a handler sees it. */
typedef struct
{
  DomoActor *actor;
  guint n_deliveries;
#define FIELD(name, ctype, type) ctype name##_value;
  COURIER_TYPES (FIELD)
#undef FIELD
} TestParcel;

#define TEST_TYPE_COURIER (test_courier_get_type ())
G_DECLARE_INTERFACE (TestCourier, test_courier, TEST, COURIER, DomoProtocol)

struct _TestCourierInterface
{
  GTypeInterface parent_iface;

#define SLOT(name, ctype, type)                          \
  void (*take_##name) (TestCourier * self, ctype value); \
  DomoFuture *(*echo_##name) (TestCourier * self, ctype value);
  COURIER_TYPES (SLOT)
#undef SLOT
  void (*take_parcel) (TestCourier *self
#define ARGUMENT(name, ctype, type) , ctype name##_value
                           COURIER_TYPES (ARGUMENT)
#undef ARGUMENT
  );
  DomoFuture *(*echo_nothing) (TestCourier *self);
};

/* take_NAME () is a tell; echo_NAME () answers the value, unless told otherwise. */
#define FUNCTION(name, ctype, type)                               \
  void test_courier_take_##name (TestCourier *self, ctype value); \
  DomoFuture *test_courier_echo_##name (TestCourier *self, ctype value);
COURIER_TYPES (FUNCTION)
#undef FUNCTION
DomoFuture *test_courier_echo_nothing (TestCourier *self);
/* A tell with one argument of every type. */
void test_courier_take_parcel (TestCourier *self, const TestParcel *parcel);

#define TEST_TYPE_COURIER_ACTOR (test_courier_actor_get_type ())
G_DECLARE_FINAL_TYPE (TestCourierActor, test_courier_actor, TEST, COURIER_ACTOR, DomoActor)

/* Makes one, with nothing received so far and no handler set. */
TestCourier *test_courier_new (DomoStage *stage);

/* What the last delivery brought; references in it are stale once its handler has returned. */
extern TestParcel test_courier_received;

/* Calls @func inside every handler from now on, or nothing. It may answer what the handler shall
 * answer instead of its argument. */
typedef DomoFuture *(*TestCourierFunc) (const TestParcel *received, gpointer data);
void test_courier_set_handler (TestCourierFunc func, gpointer data);

G_END_DECLS
