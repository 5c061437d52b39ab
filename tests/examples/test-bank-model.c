/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A long batch of random commands, compared with a bank of some lines that does one thing after the
 * other.
 */

#include "run-program.h"

#include <string.h>

#define N_ACCOUNTS 1000
#define N_COMMANDS 200000
#define MAX_AMOUNT 30000

/* The model. An amount of 0 is refused everywhere, as is what an account does not have. */

typedef struct
{
  gint64 balances[N_ACCOUNTS];
  guint n_refused;
} Model;

static void
model_deposit (Model *self, guint account, gint64 amount)
{
  if (amount > 0)
    self->balances[account] += amount;
  else
    self->n_refused++;
}

static gboolean
model_withdraw (Model *self, guint account, gint64 amount)
{
  gboolean granted = amount > 0 && amount <= self->balances[account];

  if (granted)
    self->balances[account] -= amount;
  else
    self->n_refused++;
  return granted;
}

static void
model_transfer (Model *self, guint from, guint to, gint64 amount)
{
  if (from == to)
    self->n_refused++;
  else if (model_withdraw (self, from, amount))
    self->balances[to] += amount;
}

/* The batch. */

static void
append_amount (GString *batch, gint64 amount)
{
  g_string_append_printf (batch, " %d.%02d\n", (int) (amount / 100), (int) (amount % 100));
}

static void
append_opening (GString *batch, Model *model, guint account)
{
  gint64 amount = g_test_rand_int_range (0, MAX_AMOUNT);

  g_string_append_printf (batch, "open C%u checking", account);
  append_amount (batch, amount);
  model->balances[account] = amount;
}

static void
append_command (GString *batch, Model *model)
{
  guint account = g_test_rand_int_range (0, N_ACCOUNTS);
  guint other = g_test_rand_int_range (0, N_ACCOUNTS);
  gint64 amount = g_test_rand_int_range (0, MAX_AMOUNT);

  switch (g_test_rand_int_range (0, 3))
    {
    case 0:
      g_string_append_printf (batch, "deposit ACC%06u", account + 1);
      model_deposit (model, account, amount);
      break;

    case 1:
      g_string_append_printf (batch, "withdraw ACC%06u", account + 1);
      model_withdraw (model, account, amount);
      break;

    case 2:
    default:
      g_string_append_printf (batch, "transfer ACC%06u ACC%06u", account + 1, other + 1);
      model_transfer (model, account, other, amount);
      break;
    }
  append_amount (batch, amount);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  while ((text = strchr (text, '\n')) != NULL)
    {
      text++;
      n++;
    }
  return n;
}

/* The last lines are the list of all accounts. */
static void
assert_balances (const Model *model, const char *out)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < N_ACCOUNTS; i++)
    {
      g_string_append_printf (expected, "ACC%06u: C%u, checking, balance", i + 1, i);
      append_amount (expected, model->balances[i]);
    }
  g_assert_cmpuint (strlen (out), >, expected->len);
  g_assert_cmpstr (out + strlen (out) - expected->len, ==, expected->str);
}

static void
test_batch_is_like_the_model (void)
{
  g_autoptr (GString) batch = g_string_new (NULL);
  g_autofree Model *model = g_new0 (Model, 1);
  g_autoptr (ProgramRun) run = NULL;
  gint64 begin;

  for (guint i = 0; i < N_ACCOUNTS; i++)
    append_opening (batch, model, i);
  for (guint i = 0; i < N_COMMANDS; i++)
    append_command (batch, model);
  g_string_append (batch, "list\n");

  begin = g_get_monotonic_time ();
  run = program_run ("BANK", NULL, batch->str, batch->len);
  g_test_message ("%.0f commands a second", N_COMMANDS * (double) G_USEC_PER_SEC /
                                                (double) (g_get_monotonic_time () - begin));

  assert_balances (model, run->out);
  g_assert_cmpuint (count_lines (run->err), ==, model->n_refused);
  g_assert_cmpint (run->status, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/examples/bank-model/batch-is-like-the-model", test_batch_is_like_the_model);

  return g_test_run ();
}
