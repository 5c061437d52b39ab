/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "courier.h"
#include "misuse.h"
#include "step-stage.h"

/* Whose arguments are, from the send until they are released. */

/* One of everything that is copied or referenced, and who knows when it is gone. */
typedef struct
{
  TestParcel parcel;
  char text[5];
  GObject *object;
  GInitiallyUnowned *unowned;
  int n_variants_freed;
  int n_params_freed;
  int n_bytes_freed;
} Cargo;

static void
count (gpointer data)
{
  ++*(int *) data;
}

/* Variant, param spec and one object are floating. */
static void
cargo_pack (Cargo *self)
{
  static const guint8 contents[] = { 1, 2, 3 };
  const char *const strings[] = { "one", "two", NULL };

  *self = (Cargo){ .text = "text" };
  self->object = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_add_weak_pointer (self->object, (gpointer *) &self->object);
  self->unowned = g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL);
  g_object_add_weak_pointer (G_OBJECT (self->unowned), (gpointer *) &self->unowned);
  self->parcel = (TestParcel){
    .string_value = self->text,
    .variant_value = g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, contents, 3, TRUE, count,
                                              &self->n_variants_freed),
    .error_value = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"),
    .bytes_value =
        g_bytes_new_with_free_func (contents, sizeof contents, count, &self->n_bytes_freed),
    .strv_value = g_strdupv ((char **) strings),
    .tracked_value = test_tracked_new (7),
    .param_value = g_param_spec_int ("number", NULL, NULL, 0, 1, 0, 0),
    .object_value = self->object,
    .unowned_value = self->unowned,
    .file_value = g_file_new_for_path ("somewhere"),
  };
  g_param_spec_set_qdata_full (self->parcel.param_value, g_quark_from_static_string ("cargo"),
                               &self->n_params_freed, count);
}

/* Drops the sender's share of it, and spoils what may be spoilt. The floating ones were the
 * message's from the start. */
static void
cargo_let_go (Cargo *self)
{
  memcpy (self->text, "junk", 5);
  self->parcel.error_value->code = G_IO_ERROR_FAILED;
  g_error_free (self->parcel.error_value);
  g_bytes_unref (self->parcel.bytes_value);
  g_strfreev (self->parcel.strv_value);
  self->parcel.tracked_value->number = 8;
  test_tracked_free (self->parcel.tracked_value);
  g_object_unref (self->object);
  g_object_unref (self->parcel.file_value);
}

static void
cargo_send (Cargo *self, TestCourier *courier)
{
  cargo_pack (self);
  test_courier_take_parcel (courier, &self->parcel);
  cargo_let_go (self);
}

/* A handler that asserts that nothing is missing. */
static DomoFuture *
inspect (const TestParcel *received, gpointer data)
{
  Cargo *cargo = data;

  g_assert_cmpstr (received->string_value, ==, "text");
  g_assert_error (received->error_value, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (g_bytes_get_size (received->bytes_value), ==, 3);
  g_assert_cmpstr (received->strv_value[1], ==, "two");
  g_assert_cmpint (received->tracked_value->number, ==, 7);
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
  g_assert_true (received->object_value == cargo->object);
  g_assert_cmpuint (cargo->object->ref_count, ==, 1);
  g_assert_true (received->unowned_value == cargo->unowned);
  g_assert_cmpuint (((GObject *) cargo->unowned)->ref_count, ==, 1);
  g_assert_false (g_object_is_floating (cargo->unowned));
  g_assert_false (g_variant_is_floating (received->variant_value));
  g_assert_cmpint (cargo->n_variants_freed + cargo->n_params_freed + cargo->n_bytes_freed, ==, 0);
  return NULL;
}

static DomoFuture *
inspect_and_fail (const TestParcel *received, gpointer data)
{
  inspect (received, data);
  domo_actor_fail (received->actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "failed"));
  return NULL;
}

static void
cargo_assert_held (Cargo *self)
{
  g_assert_nonnull (self->object);
  g_assert_nonnull (self->unowned);
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
  g_assert_cmpint (self->n_variants_freed + self->n_params_freed + self->n_bytes_freed, ==, 0);
}

static void
cargo_assert_released (Cargo *self)
{
  g_assert_null (self->object);
  g_assert_null (self->unowned);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
  g_assert_cmpint (self->n_variants_freed, ==, 1);
  g_assert_cmpint (self->n_params_freed, ==, 1);
  g_assert_cmpint (self->n_bytes_freed, ==, 1);
}

static void
test_released_after_the_handler (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Cargo cargo;

  g_test_summary ("Copied at the send, valid in the handler, released after it.");
  test_courier_set_handler (inspect, &cargo);
  cargo_send (&cargo, courier);
  cargo_assert_held (&cargo);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 1);
  cargo_assert_released (&cargo);
}

static void
test_released_after_a_failure (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Cargo cargo;

  test_courier_set_handler (inspect_and_fail, &cargo);
  cargo_send (&cargo, courier);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 1);
  cargo_assert_released (&cargo);
}

static void
test_released_behind_a_stop (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Cargo cargo;

  domo_proxy_stop (courier);
  cargo_send (&cargo, courier);
  cargo_assert_held (&cargo);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 0);
  cargo_assert_released (&cargo);
}

static void
test_released_by_a_stop_now (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Cargo cargo;

  cargo_send (&cargo, courier);
  domo_proxy_stop_now (courier);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 0);
  cargo_assert_released (&cargo);
}

static void
test_released_by_a_close (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Cargo cargo;

  cargo_send (&cargo, courier);
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 0);
  cargo_assert_released (&cargo);
}

static void
test_not_kept_for_a_stopped_actor (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Cargo cargo;

  g_test_summary ("Nothing is copied for an actor that has stopped, and what is floating is let "
                  "go of.");
  domo_proxy_stop (courier);
  step_stage_run (stage);
  cargo_send (&cargo, courier);
  cargo_assert_released (&cargo);
}

static void
test_given_twice (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);

  g_test_summary ("One floating object as two arguments, to a live actor and to a stopped one.");
  for (int i = 0; i < 2; i++)
    {
      TestParcel parcel = { .unowned_value = g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL) };
      gpointer object = parcel.unowned_value;

      g_object_add_weak_pointer (object, &object);
      parcel.object_value = object;
      test_courier_take_parcel (courier, &parcel);
      step_stage_run (stage);
      g_assert_null (object);
      domo_proxy_stop (courier);
      step_stage_run (stage);
    }
}

static void
send_refused_cargo (gconstpointer data)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (TestCourier) courier = NULL;
  StepStage stage;
  Cargo cargo;

  step_stage_set_up (&stage);
  courier = test_courier_new (stage.stage);
  cargo_pack (&cargo);
  g_set_object (&cargo.parcel.file_value, (GFile *) object);
  test_courier_take_parcel (courier, &cargo.parcel);
  cargo_let_go (&cargo);
  cargo_assert_released (&cargo);
  step_stage_run (&stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 0);
  g_clear_object (&courier);
  step_stage_tear_down (&stage);
}

static void
test_not_kept_when_refused (void)
{
  g_test_summary ("One argument of a wrong class, and none is copied or delivered.");
  assert_misuse (send_refused_cargo, NULL, "TestCourier.take_parcel*GObject is not a GFile");
}

static DomoFuture *
answer_with_promise (const TestParcel *received, gpointer promise)
{
  return domo_promise_get_future (promise);
}

static void
test_released_before_the_answer (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (TestTracked) tracked = test_tracked_new (7);
  g_autoptr (DomoFuture) future = NULL;

  g_test_summary ("Arguments live until the handler returns, not until its future settles.");
  test_courier_set_handler (answer_with_promise, promise);
  future = test_courier_echo_tracked (courier, tracked);
  g_assert_cmpint (test_tracked_count_alive (), ==, 2);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (future));
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
}

static void
note_thread (gpointer data, GObject *where_the_object_was)
{
  *(GThread **) data = g_thread_self ();
}

static gpointer
send_from_thread (gpointer data)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  static GThread *released_in;

  g_object_weak_ref (object, note_thread, &released_in);
  test_courier_take_object (data, object);
  g_object_unref (object);
  return &released_in;
}

static void
test_released_in_the_actors_thread (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  GThread **released_in = g_thread_join (g_thread_new ("sender", send_from_thread, courier));

  g_assert_null (*released_in);
  step_stage_run (stage);
  g_assert_true (*released_in == g_thread_self ());
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/core/ownership/" path, func)
  ADD ("released-after-the-handler", test_released_after_the_handler);
  ADD ("released-after-a-failure", test_released_after_a_failure);
  ADD ("released-behind-a-stop", test_released_behind_a_stop);
  ADD ("released-by-a-stop-now", test_released_by_a_stop_now);
  ADD ("released-by-a-close", test_released_by_a_close);
  ADD ("released-before-the-answer", test_released_before_the_answer);
  ADD ("released-in-the-actors-thread", test_released_in_the_actors_thread);
  ADD ("given-twice", test_given_twice);
  ADD ("not-kept-for-a-stopped-actor", test_not_kept_for_a_stopped_actor);
  g_test_add_func ("/core/ownership/not-kept-when-refused", test_not_kept_when_refused);

  return g_test_run ();
}
