/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-probe-private.h"

#include <gobject/gvaluecollector.h>

#include "domo-test-fail-private.h"

/* What is answered. */

static const DomoMethodInfo *
require_ask (DomoTestProbe *self, const char *name)
{
  const DomoMethodInfo *method = domo_test_probe_require_method (self, name);

  if (!domo_method_info_is_ask (method))
    domo_test_fail ("“%s” is a tell: it takes no answer", name);
  return method;
}

/* The answer that comes next in @args. */
static DomoProbeStep
collect_answer (const DomoMethodInfo *method, va_list *args)
{
  const GType type = domo_method_info_get_result_type (method);
  DomoProbeStep step = { 0 };
  g_autofree char *problem = NULL;

  if (type == G_TYPE_NONE)
    return step;
  G_VALUE_COLLECT_INIT (&step.value, type, *args, 0, &problem);
  if (problem != NULL)
    domo_test_fail ("the answer to “%s”: %s", domo_method_info_get_name (method), problem);
  return step;
}

static DomoProbeStep
convert_answer (const DomoMethodInfo *method, const GValue *value)
{
  const GType type = domo_method_info_get_result_type (method);
  DomoProbeStep step = { 0 };

  if ((value != NULL) != (type != G_TYPE_NONE))
    domo_test_fail ("“%s” answers %s", domo_method_info_get_name (method),
                    type != G_TYPE_NONE ? g_type_name (type) : "nothing");
  if (value == NULL)
    return step;
  g_value_init (&step.value, type);
  if (!g_value_transform (value, &step.value))
    domo_test_fail ("“%s” answers a %s, not a %s", domo_method_info_get_name (method),
                    g_type_name (type), G_VALUE_TYPE_NAME (value));
  return step;
}

/**
 * domo_test_probe_reply:
 * @self: a probe
 * @method: the name of an ask
 * @...: the answer, of the type that the method promises; nothing for one that promises nothing
 *
 * Answers one ask: the one that has waited longest for its answer, or else the next that comes. So
 * the first answer is for the first ask, and so on, whichever is there first.
 *
 * Since: 0.1
 */
void
domo_test_probe_reply (DomoTestProbe *self, const char *method, ...)
{
  const DomoMethodInfo *info;
  DomoProbeStep step;
  va_list args;

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);

  info = require_ask (self, method);
  va_start (args, method);
  step = collect_answer (info, &args);
  va_end (args);
  domo_probe_book_add_step (domo_test_probe_get_book (self), info, &step);
}

/**
 * domo_test_probe_replyv: (rename-to domo_test_probe_reply)
 * @self: a probe
 * @method: the name of an ask
 * @value: (nullable): the answer, or %NULL for a method that promises nothing
 *
 * Answers one ask, as [method@DomoTestkit.TestProbe.reply] does.
 *
 * Since: 0.1
 */
void
domo_test_probe_replyv (DomoTestProbe *self, const char *method, const GValue *value)
{
  const DomoMethodInfo *info;
  DomoProbeStep step;

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);

  info = require_ask (self, method);
  step = convert_answer (info, value);
  domo_probe_book_add_step (domo_test_probe_get_book (self), info, &step);
}

/**
 * domo_test_probe_reply_always:
 * @self: a probe
 * @method: the name of an ask
 * @...: the answer, of the type that the method promises; nothing for one that promises nothing
 *
 * Answers all asks of a method that have no answer of their own, those that wait and those to come.
 *
 * Since: 0.1
 */
void
domo_test_probe_reply_always (DomoTestProbe *self, const char *method, ...)
{
  const DomoMethodInfo *info;
  DomoProbeStep step;
  va_list args;

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);

  info = require_ask (self, method);
  va_start (args, method);
  step = collect_answer (info, &args);
  va_end (args);
  domo_probe_book_set_usual_step (domo_test_probe_get_book (self), info, &step);
}

/**
 * domo_test_probe_reply_alwaysv: (rename-to domo_test_probe_reply_always)
 * @self: a probe
 * @method: the name of an ask
 * @value: (nullable): the answer, or %NULL for a method that promises nothing
 *
 * Answers all asks of a method, as [method@DomoTestkit.TestProbe.reply_always] does.
 *
 * Since: 0.1
 */
void
domo_test_probe_reply_alwaysv (DomoTestProbe *self, const char *method, const GValue *value)
{
  const DomoMethodInfo *info;
  DomoProbeStep step;

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);

  info = require_ask (self, method);
  step = convert_answer (info, value);
  domo_probe_book_set_usual_step (domo_test_probe_get_book (self), info, &step);
}

/**
 * domo_test_probe_reject:
 * @self: a probe
 * @method: the name of an ask
 * @error: (transfer full): the error
 *
 * Answers one ask with an error, as [method@DomoTestkit.TestProbe.reply] does with a value. For the
 * probe's actor that is an answer like any other.
 *
 * Since: 0.1
 */
void
domo_test_probe_reject (DomoTestProbe *self, const char *method, GError *error)
{
  DomoProbeStep step = { .error = error };

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);
  g_return_if_fail (error != NULL);

  domo_probe_book_add_step (domo_test_probe_get_book (self), require_ask (self, method), &step);
}

/**
 * domo_test_probe_fail:
 * @self: a probe
 * @method: the name of a method
 * @error: (transfer full): the error
 *
 * Lets the probe's actor fail at the next message of a method that comes, as with
 * [method@DomoCore.Actor.fail]: its supervisor decides what becomes of it.
 *
 * Since: 0.1
 */
void
domo_test_probe_fail (DomoTestProbe *self, const char *method, GError *error)
{
  DomoProbeStep step = { .error = error, .fails = TRUE };

  g_return_if_fail (DOMO_IS_TEST_PROBE (self));
  g_return_if_fail (method != NULL);
  g_return_if_fail (error != NULL);

  domo_probe_book_add_step (domo_test_probe_get_book (self),
                            domo_test_probe_require_method (self, method), &step);
}
