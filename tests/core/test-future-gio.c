/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "awaits.h"
#include "future-probe.h"

/* Futures of asynchronous GIO calls. GIO runs some of them in threads of its own, which
 * ThreadSanitizer cannot follow. */

/* Loads a file with GIO, through a promise, and answers what its _finish() function says. */
static char *
load_file (GFile *file, GError **error)
{
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) source = NULL;
  char *contents = NULL;

  g_file_load_contents_async (file, NULL, domo_promise_async_ready, promise);
  await_settled (future);
  result = domo_future_dup_object (future, error);
  g_assert_true (G_IS_ASYNC_RESULT (result));
  source = g_async_result_get_source_object (result);
  g_assert_true (source == G_OBJECT (file));
  g_file_load_contents_finish (file, result, &contents, NULL, NULL, error);
  return contents;
}

static void
test_async_ready (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp (NULL, &stream, &error);
  g_autofree char *contents = NULL;
  g_autofree char *none = NULL;

  g_test_summary ("A promise is the callback and the data of an asynchronous GIO call");
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), "contents", 8,
                             NULL, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (G_IO_STREAM (stream), NULL, &error);
  g_assert_no_error (error);
  contents = load_file (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, "contents");

  g_file_delete (file, NULL, &error);
  g_assert_no_error (error);
  none = load_file (file, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_async_ready_unwatched (void)
{
  gpointer weak = g_object_new (G_TYPE_OBJECT, NULL);
  GTask *task = g_task_new (weak, NULL, domo_promise_async_ready, domo_promise_new ());

  g_test_summary ("Nobody looks at the future: nothing of the call is left");
  g_object_add_weak_pointer (weak, &weak);
  g_object_unref (weak);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  drain (NULL);
  g_assert_null (weak);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/core/future-gio/" name, func)
  ADD ("call-settles-a-promise", test_async_ready);
  ADD ("call-that-nobody-looks-at", test_async_ready_unwatched);
#undef ADD
  return g_test_run ();
}
