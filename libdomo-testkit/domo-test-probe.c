/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-probe-private.h"

#include <gobject/gvaluecollector.h>

#include "domo-probe-actor-private.h"
#include "domo-test-fail-private.h"
#include "domo-test-message-private.h"
#include "domo-wait-private.h"

/**
 * DomoTestProbe:
 *
 * An actor for tests, which implements any protocols, notes what comes and answers as it is told.
 *
 * It takes the place of an actor with which the tested one works together. Its proxy is given to
 * that one; the test, outside, looks at what came, in order:
 *
 * ```c
 * g_autoptr (DomoTestProbe) probe =
 *     domo_test_probe_new (fixture->stage, DEMO_TYPE_COUNTER, G_TYPE_INVALID);
 * g_autoptr (DemoUser) user =
 *     domo_stage_actor_for (fixture->stage, USER_TYPE_ACTOR,
 *                           "counter", domo_test_probe_get_proxy (probe), NULL);
 *
 * domo_test_probe_reply (probe, "add", G_GINT64_CONSTANT (7));
 * demo_user_use (user);
 * domo_test_probe_expect_message (probe, G_USEC_PER_SEC, "add", G_GINT64_CONSTANT (2));
 * domo_test_probe_expect_no_message (probe, G_USEC_PER_SEC);
 * ```
 *
 * Each message that comes is looked at once, by the next function that expects one. If it is not
 * the one expected, the test fails, and says what came instead. Waiting is as for
 * [func@DomoTestkit.await_assert], which also says how time passes.
 *
 * An ask is answered with what the test has said for it, before it came or after. As long as
 * nothing is said, its asker waits; other messages come through meanwhile.
 *
 * Methods are named as in their protocol, or, where two protocols have one of that name, with it:
 * `DemoCounter.add`. In the functions with variable arguments these have the C types that the
 * protocol gives them, and no end mark is needed; a constant for a 64-bit integer has to be one.
 *
 * A probe's functions may be called from any thread but not inside actors. Dropping it does not
 * stop its actor.
 */
struct _DomoTestProbe
{
  GObject parent_instance;

  gpointer proxy;
  DomoProbeBook *book;
};

G_DEFINE_FINAL_TYPE (DomoTestProbe, domo_test_probe, G_TYPE_OBJECT)

static void
domo_test_probe_finalize (GObject *object)
{
  DomoTestProbe *self = DOMO_TEST_PROBE (object);

  g_clear_object (&self->proxy);
  g_clear_pointer (&self->book, domo_probe_book_unref);

  G_OBJECT_CLASS (domo_test_probe_parent_class)->finalize (object);
}

static void
domo_test_probe_class_init (DomoTestProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = domo_test_probe_finalize;
}

static void
domo_test_probe_init (DomoTestProbe *self)
{
}

/**
 * domo_test_probe_new:
 * @stage: a stage
 * @first_protocol: the protocol that the actor has
 * @...: more protocols, then `G_TYPE_INVALID`
 *
 * Makes a probe, and its actor on a stage.
 *
 * Returns: (transfer full): the probe
 *
 * Since: 0.1
 */
DomoTestProbe *
domo_test_probe_new (DomoStage *stage, GType first_protocol, ...)
{
  g_autoptr (GArray) protocols = g_array_new (FALSE, FALSE, sizeof (GType));
  va_list args;

  va_start (args, first_protocol);
  for (GType protocol = first_protocol; protocol != G_TYPE_INVALID; protocol = va_arg (args, GType))
    g_array_append_val (protocols, protocol);
  va_end (args);
  return domo_test_probe_newv (stage, (const GType *) (gpointer) protocols->data, protocols->len);
}

/**
 * domo_test_probe_newv: (rename-to domo_test_probe_new)
 * @stage: a stage
 * @protocols: (array length=n_protocols): the protocols that the actor has
 * @n_protocols: how many there are
 *
 * Makes a probe, and its actor on a stage.
 *
 * Returns: (transfer full): the probe
 *
 * Since: 0.1
 */
DomoTestProbe *
domo_test_probe_newv (DomoStage *stage, const GType *protocols, guint n_protocols)
{
  DomoTestProbe *self;

  g_return_val_if_fail (DOMO_IS_STAGE (stage), NULL);
  g_return_val_if_fail (protocols != NULL || n_protocols == 0, NULL);
  for (guint i = 0; i < n_protocols; i++)
    g_return_val_if_fail (g_type_is_a (protocols[i], DOMO_TYPE_PROTOCOL), NULL);

  self = g_object_new (DOMO_TYPE_TEST_PROBE, NULL);
  self->book = domo_probe_book_new ();
  self->proxy = domo_stage_actor_for (stage, domo_probe_actor_get_type_for (protocols, n_protocols),
                                      "book", self->book, NULL);
  domo_probe_book_set_methods (self->book, domo_proxy_list_methods (self->proxy));
  return self;
}

/**
 * domo_test_probe_get_proxy:
 * @self: a probe
 *
 * Answers the proxy of the probe's actor, which has all its protocols.
 *
 * Returns: (transfer none) (type DomoCore.Proxy): the proxy
 *
 * Since: 0.1
 */
gpointer
domo_test_probe_get_proxy (DomoTestProbe *self)
{
  g_return_val_if_fail (DOMO_IS_TEST_PROBE (self), NULL);

  return self->proxy;
}

/**
 * domo_test_probe_get_messages:
 * @self: a probe
 *
 * Answers all messages that have come, also those that are ignored.
 *
 * Returns: (transfer full) (element-type DomoTestkit.TestMessage): the messages, oldest first
 *
 * Since: 0.1
 */
GPtrArray *
domo_test_probe_get_messages (DomoTestProbe *self)
{
  g_return_val_if_fail (DOMO_IS_TEST_PROBE (self), NULL);

  return domo_probe_book_list (self->book);
}

DomoProbeBook *
domo_test_probe_get_book (DomoTestProbe *self)
{
  return self->book;
}

static const char *
get_name (DomoTestProbe *self)
{
  return g_type_name (domo_proxy_get_actor_type (self->proxy));
}

/* A method that the test speaks of. */
const DomoMethodInfo *
domo_test_probe_require_method (DomoTestProbe *self, const char *name)
{
  const DomoMethodInfo *method = domo_probe_book_find_method (self->book, name);

  if (method == NULL)
    domo_test_fail ("%s has no method “%s”", get_name (self), name);
  return method;
}

/* What is expected. */

static void
value_clear (gpointer value)
{
  if (G_IS_VALUE ((GValue *) value))
    g_value_unset (value);
}

static GArray *
values_new (void)
{
  GArray *values = g_array_new (FALSE, TRUE, sizeof (GValue));

  g_array_set_clear_func (values, value_clear);
  return values;
}

static GValue *
values_add (GArray *values, GType type)
{
  g_array_set_size (values, values->len + 1);
  return g_value_init (&g_array_index (values, GValue, values->len - 1), type);
}

static DomoTestMessage *
message_from_values (const char *method, GArray *values)
{
  return domo_test_message_new (method, (const GValue *) (gpointer) values->data, values->len);
}

/* The message with the arguments that come next in @args. */
static DomoTestMessage *
collect_message (DomoTestProbe *self, const char *name, va_list *args)
{
  const DomoMethodInfo *method = domo_test_probe_require_method (self, name);
  guint n_types;
  g_autofree GType *types = domo_method_info_get_argument_types (method, &n_types);
  g_autoptr (GArray) values = values_new ();

  for (guint i = 0; i < n_types; i++)
    {
      GValue *value = values_add (values, types[i]);
      g_autofree char *problem = NULL;

      G_VALUE_COLLECT (value, *args, 0, &problem);
      if (problem != NULL)
        domo_test_fail ("argument %u of “%s”: %s", i + 1, name, problem);
    }
  return message_from_values (domo_probe_book_get_name (self->book, method), values);
}

/* The value as one of the type that the protocol gives it, as long as nothing is lost. */
static void
convert (const GValue *given, GValue *value, const char *name, guint place)
{
  GValue back = G_VALUE_INIT;
  g_autoptr (DomoTestMessage) one = NULL;
  g_autoptr (DomoTestMessage) other = NULL;

  if (!g_value_transform (given, value))
    domo_test_fail ("argument %u of “%s” is a %s, not a %s", place, name, G_VALUE_TYPE_NAME (value),
                    G_VALUE_TYPE_NAME (given));
  g_value_init (&back, G_VALUE_TYPE (given));
  g_value_transform (value, &back);
  one = domo_test_message_new (name, given, 1);
  other = domo_test_message_new (name, &back, 1);
  g_value_unset (&back);
  if (!domo_test_message_equal (one, other))
    {
      g_autofree char *text = domo_test_message_to_string (one);

      domo_test_fail ("argument %u of “%s” does not fit a %s: %s", place, name,
                      G_VALUE_TYPE_NAME (value), text);
    }
}

static DomoTestMessage *
convert_message (DomoTestProbe *self, const char *name, const GValue *args, guint n_args)
{
  const DomoMethodInfo *method = domo_test_probe_require_method (self, name);
  guint n_types;
  g_autofree GType *types = domo_method_info_get_argument_types (method, &n_types);
  g_autoptr (GArray) values = values_new ();

  if (n_args != n_types)
    domo_test_fail ("“%s” takes %u arguments, not %u", name, n_types, n_args);
  for (guint i = 0; i < n_types; i++)
    {
      GValue *value = values_add (values, types[i]);

      if (G_VALUE_TYPE (&args[i]) == types[i])
        g_value_copy (&args[i], value);
      else
        convert (&args[i], value, name, i + 1);
    }
  return message_from_values (domo_probe_book_get_name (self->book, method), values);
}

/* What came. */

/* So many are told of. */
#define N_NAMED 5

/* What came before @message, or so far. */
static char *
describe_history (DomoTestProbe *self, DomoTestMessage *message)
{
  g_autoptr (GPtrArray) messages = domo_probe_book_list (self->book);
  GString *text = g_string_new (NULL);
  guint n = messages->len;

  if (message != NULL && g_ptr_array_find (messages, message, &n))
    n = MIN (n, messages->len);
  for (guint i = n > N_NAMED ? n - N_NAMED : 0; i < n; i++)
    {
      g_autofree char *before = domo_test_message_to_string (messages->pdata[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", before);
    }
  return g_string_free (text, FALSE);
}

/* Fails the test: @expected was, and @message came, or nothing. */
static void
fail_with (DomoTestProbe *self, const char *expected, DomoTestMessage *message, gint64 limit_us)
{
  g_autofree char *came = message != NULL ? domo_test_message_to_string (message) : NULL;
  g_autofree char *history = describe_history (self, message);
  const char *before = *history != '\0' ? "; before that: " : "";

  if (came != NULL)
    domo_test_fail ("%s expected %s, but %s came%s%s", get_name (self), expected, came, before,
                    history);
  domo_test_fail ("%s expected %s, but nothing came within %" G_GINT64_FORMAT " us%s%s",
                  get_name (self), expected, limit_us, before, history);
}

/* Waits for the next message; NULL: none came within the limit. */
static DomoTestMessage *
await_next (DomoTestProbe *self, gint64 limit_us, const char *caller)
{
  DomoTestMessage *message;
  DomoWait wait;

  domo_wait_begin (&wait, limit_us, caller);
  while ((message = domo_probe_book_take (self->book)) == NULL && domo_wait_go_on (&wait))
    ;
  domo_wait_end (&wait);
  return message;
}

/* Takes @expected. */
static DomoTestMessage *
expect (DomoTestProbe *self, gint64 limit_us, DomoTestMessage *expected, const char *caller)
{
  g_autoptr (DomoTestMessage) owned = expected;
  DomoTestMessage *message = await_next (self, limit_us, caller);

  if (message == NULL || !domo_test_message_equal (message, owned))
    {
      g_autofree char *text = domo_test_message_to_string (owned);

      fail_with (self, text, message, limit_us);
    }
  return message;
}

/**
 * domo_test_probe_expect_message:
 * @self: a probe
 * @limit_us: how long to wait at the most, in microseconds, as for [func@DomoTestkit.await_assert]
 * @method: the name of the method
 * @...: its arguments, and no more
 *
 * Waits for the next message, and fails the test if it is not this one, or none comes within the
 * limit.
 *
 * Arguments are equal if their values are; objects if they are the same; of boxed types those that
 * GLib can compare, and addresses, and others only if they are the same. For what cannot be
 * compared use [method@DomoTestkit.TestProbe.expect_method] and look yourself.
 *
 * Returns: (transfer none): the message, which the probe keeps
 *
 * Since: 0.1
 */
DomoTestMessage *
domo_test_probe_expect_message (DomoTestProbe *self, gint64 limit_us, const char *method, ...)
{
  DomoTestMessage *expected;
  va_list args;

  g_return_val_if_fail (DOMO_IS_TEST_PROBE (self), NULL);
  g_return_val_if_fail (method != NULL, NULL);

  va_start (args, method);
  expected = collect_message (self, method, &args);
  va_end (args);
  return expect (self, limit_us, expected, G_STRFUNC);
}

/**
 * domo_test_probe_expect_messagev: (rename-to domo_test_probe_expect_message)
 * @self: a probe
 * @limit_us: how long to wait at the most, in microseconds, as for [func@DomoTestkit.await_assert]
 * @method: the name of the method
 * @args: (array length=n_args) (nullable): its arguments; numbers are converted if they fit
 * @n_args: how many there are
 *
 * Waits for the next message, as [method@DomoTestkit.TestProbe.expect_message] does.
 *
 * Returns: (transfer none): the message, which the probe keeps
 *
 * Since: 0.1
 */
DomoTestMessage *
domo_test_probe_expect_messagev (
    DomoTestProbe *self, gint64 limit_us, const char *method, const GValue *args, guint n_args)
{
  g_return_val_if_fail (DOMO_IS_TEST_PROBE (self), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (args != NULL || n_args == 0, NULL);

  return expect (self, limit_us, convert_message (self, method, args, n_args), G_STRFUNC);
}

/**
 * domo_test_probe_expect_method:
 * @self: a probe
 * @limit_us: how long to wait at the most, in microseconds, as for [func@DomoTestkit.await_assert]
 * @method: the name of the method
 *
 * Waits for the next message, and fails the test if it is not one of this method, whatever its
 * arguments, or none comes within the limit.
 *
 * Returns: (transfer none): the message, which the probe keeps
 *
 * Since: 0.1
 */
DomoTestMessage *
domo_test_probe_expect_method (DomoTestProbe *self, gint64 limit_us, const char *method)
{
  DomoTestMessage *message;
  const DomoMethodInfo *expected;

  g_return_val_if_fail (DOMO_IS_TEST_PROBE (self), NULL);
  g_return_val_if_fail (method != NULL, NULL);

  expected = domo_test_probe_require_method (self, method);
  message = await_next (self, limit_us, G_STRFUNC);
  if (message == NULL ||
      domo_probe_book_find_method (self->book, domo_test_message_get_method (message)) != expected)
    fail_with (self, method, message, limit_us);
  return message;
}

static char *
describe_expected (DomoTestMessage **expected, guint n)
{
  GString *text = g_string_new ("in any order: ");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = domo_test_message_to_string (expected[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
    }
  return g_string_free (text, FALSE);
}

static gboolean
take_equal (GPtrArray *left, DomoTestMessage *message)
{
  for (guint i = 0; i < left->len; i++)
    {
      if (!domo_test_message_equal (left->pdata[i], message))
        continue;
      g_ptr_array_remove_index (left, i);
      return TRUE;
    }
  return FALSE;
}

/* Until none of @left is left; the limit is for all. */
static void
expect_all (DomoTestProbe *self, gint64 limit_us, GPtrArray *left, const char *caller)
{
  DomoTestMessage *message;
  DomoWait wait;

  domo_wait_begin (&wait, limit_us, caller);
  while (left->len > 0)
    {
      while ((message = domo_probe_book_take (self->book)) == NULL && domo_wait_go_on (&wait))
        ;
      if (message == NULL || !take_equal (left, message))
        {
          g_autofree char *text = describe_expected ((DomoTestMessage **) left->pdata, left->len);

          domo_wait_end (&wait);
          fail_with (self, text, message, limit_us);
        }
    }
  domo_wait_end (&wait);
}

/**
 * domo_test_probe_expect_in_any_order:
 * @self: a probe
 * @limit_us: how long to wait for all of them at the most, in microseconds, as for
 *   [func@DomoTestkit.await_assert]
 * @first_method: the name of a method
 * @...: its arguments, then more methods with their arguments, then %NULL
 *
 * Waits for as many messages as are named, and fails the test if another comes, or not all of them
 * do within the limit. They may come in any order.
 *
 * Since: 0.1
 */
void
domo_test_probe_expect_in_any_order (DomoTestProbe *self,
                                     gint64 limit_us,
                                     const char *first_method,
                                     ...)
{
  g_autoptr (GPtrArray) expected =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_test_message_unref);
  va_list args;

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (first_method != NULL);

  va_start (args, first_method);
  for (const char *method = first_method; method != NULL; method = va_arg (args, const char *))
    g_ptr_array_add (expected, collect_message (self, method, &args));
  va_end (args);
  expect_all (self, limit_us, expected, G_STRFUNC);
}

/**
 * domo_test_probe_expect_in_any_orderv: (rename-to domo_test_probe_expect_in_any_order)
 * @self: a probe
 * @limit_us: how long to wait for all of them at the most, in microseconds, as for
 *   [func@DomoTestkit.await_assert]
 * @expected: (array length=n_expected): the messages; numbers among their arguments are converted
 * if they fit
 * @n_expected: how many there are
 *
 * Waits for messages, as [method@DomoTestkit.TestProbe.expect_in_any_order] does.
 *
 * Since: 0.1
 */
void
domo_test_probe_expect_in_any_orderv (DomoTestProbe *self,
                                      gint64 limit_us,
                                      DomoTestMessage **expected,
                                      guint n_expected)
{
  g_autoptr (GPtrArray) converted =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_test_message_unref);

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (expected != NULL || n_expected == 0);

  for (guint i = 0; i < n_expected; i++)
    {
      guint n_args;
      const GValue *args = domo_test_message_get_arguments (expected[i], &n_args);

      g_ptr_array_add (converted, convert_message (self, domo_test_message_get_method (expected[i]),
                                                   args, n_args));
    }
  expect_all (self, limit_us, converted, G_STRFUNC);
}

/**
 * domo_test_probe_expect_no_message:
 * @self: a probe
 * @duration_us: for how long, in microseconds; 0 for what comes without that time passes
 *
 * Lets that time pass, and fails the test if a message comes meanwhile that is not ignored. On
 * virtual time that takes none; on real time it takes what it says, and proves little.
 *
 * Since: 0.1
 */
void
domo_test_probe_expect_no_message (DomoTestProbe *self, gint64 duration_us)
{
  DomoTestMessage *message;

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (duration_us >= 0);

  message = await_next (self, duration_us, G_STRFUNC);
  if (message != NULL)
    fail_with (self, "no message", message, duration_us);
}

/**
 * domo_test_probe_ignore:
 * @self: a probe
 * @method: the name of a method
 *
 * Has messages of a method, also those that nobody has looked at yet, be no surprise: they are
 * passed over by what expects messages. They are answered, and among
 * [method@DomoTestkit.TestProbe.get_messages], as before.
 *
 * Since: 0.1
 */
void
domo_test_probe_ignore (DomoTestProbe *self, const char *method)
{
  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);

  domo_probe_book_ignore (self->book, domo_test_probe_require_method (self, method));
}
