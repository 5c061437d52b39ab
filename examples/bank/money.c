/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "money.h"

#include <string.h>

#include "bank-error.h"

#define DECIMALS 2
#define UNITS    100
#define DIGITS   "0123456789"

/* Says what keeps a text from being written as an amount is, or answers NULL. */
static const char *
find_flaw (const char *text)
{
  gsize whole = strspn (text, DIGITS);
  gsize decimals;

  if (*text == '\0')
    return "it is empty";
  if (*text == '-')
    return "it must not be negative";
  if (text[strspn (text, DIGITS ".")] != '\0')
    return "only digits and one decimal point are allowed";
  if (text[whole] == '\0')
    return NULL;

  decimals = strspn (text + whole + 1, DIGITS);
  if (text[whole + 1 + decimals] != '\0')
    return "it has more than one decimal point";
  if (whole == 0 || decimals == 0)
    return "a decimal point needs digits on both sides";
  if (decimals > DECIMALS)
    return "it has more than two decimals";

  return NULL;
}

/* Appends a digit to a number; FALSE when it would no longer fit. */
static gboolean
append_digit (gint64 *number, int digit)
{
  if (*number > (G_MAXINT64 - digit) / 10)
    return FALSE;

  *number = *number * 10 + digit;
  return TRUE;
}

gboolean
money_parse (const char *text, gint64 *amount, GError **error)
{
  const char *flaw = find_flaw (text);
  const char *point;
  gint64 result = 0;
  gboolean fits = TRUE;

  if (flaw != NULL)
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_AMOUNT, "'%s' is not an amount: %s", text,
                   flaw);
      return FALSE;
    }

  for (const char *p = text; *p != '\0' && fits; p++)
    fits = *p == '.' || append_digit (&result, *p - '0');

  /* "100" and "100.0" mean the same as "100.00". */
  point = strchr (text, '.');
  for (gsize n = point != NULL ? strlen (point + 1) : 0; n < DECIMALS && fits; n++)
    fits = append_digit (&result, 0);

  if (!fits)
    {
      g_autofree char *most = money_format (G_MAXINT64);

      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_AMOUNT,
                   "'%s' is not an amount: it is more than %s", text, most);
      return FALSE;
    }

  *amount = result;
  return TRUE;
}

char *
money_format (gint64 amount)
{
  /* The smallest number has no positive counterpart among the signed ones. */
  guint64 magnitude = amount < 0 ? -(guint64) amount : (guint64) amount;

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*d", amount < 0 ? "-" : "", magnitude / UNITS,
                          DECIMALS, (int) (magnitude % UNITS));
}

gboolean
money_add (gint64 a, gint64 b, gint64 *sum)
{
  if (b > 0 ? a > G_MAXINT64 - b : a < G_MININT64 - b)
    return FALSE;

  *sum = a + b;
  return TRUE;
}
