/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include <string.h>

/* One of each kind, for what both can do. */
static const char *const samples[] = {
  "0",
  "1",
  "42",
  "18446744073709551615",
  "00000000-0000-7000-8000-000000000000",
  "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
  "ffffffff-ffff-7fff-bfff-ffffffffffff",
};

static DomoAddress *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  DomoAddress *address = domo_address_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (address);
  return address;
}

static void
assert_prints (const DomoAddress *address, const char *expected)
{
  g_autofree char *text = domo_address_to_string (address);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_kinds (void)
{
  g_autoptr (DomoAddress) uuid = domo_address_new (DOMO_ADDRESS_KIND_UUID);
  g_autoptr (DomoAddress) number = domo_address_new (DOMO_ADDRESS_KIND_NUMERIC);
  g_autoptr (DomoAddress) given = domo_address_new_for_number (G_MAXUINT64);

  g_assert_cmpint (domo_address_get_kind (uuid), ==, DOMO_ADDRESS_KIND_UUID);
  g_assert_cmpuint (domo_address_get_number (uuid), ==, 0);
  g_assert_cmpint (domo_address_get_kind (number), ==, DOMO_ADDRESS_KIND_NUMERIC);
  g_assert_cmpuint (domo_address_get_number (number), >, 0);
  g_assert_cmpint (domo_address_get_kind (given), ==, DOMO_ADDRESS_KIND_NUMERIC);
  g_assert_cmpuint (domo_address_get_number (given), ==, G_MAXUINT64);
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (DomoAddress) address = parse (samples[i]);

      assert_prints (address, samples[i]);
    }
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (DomoAddress) made = domo_address_new ((DomoAddressKind) (i % 2));
      g_autofree char *text = domo_address_to_string (made);
      g_autoptr (DomoAddress) parsed = parse (text);

      g_assert_true (domo_address_equal (made, parsed));
      g_assert_cmpint (domo_address_get_kind (made), ==, domo_address_get_kind (parsed));
    }
}

static void
test_parses_both_cases (void)
{
  g_autoptr (DomoAddress) upper = parse ("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  g_autoptr (DomoAddress) mixed = parse ("017f22E2-79b0-7Cc3-98C4-dC0c0C07398f");

  assert_prints (upper, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  g_assert_true (domo_address_equal (upper, mixed));
}

static const struct
{
  const char *text;
  const char *complaint; /* a part of the message that tells this mistake from others */
} malformed[] = {
  { "", "empty" },
  { " ", "neither" },
  { " 1", "neither" },
  { "1 ", "neither" },
  { "1\n", "neither" },
  { "+1", "neither" },
  { "-1", "neither" },
  { "-", "neither" },
  { "0x10", "neither" },
  { "1e3", "neither" },
  { "1.0", "neither" },
  { "1,000", "neither" },
  { "ff", "neither" },
  { "\xd9\xa3", "neither" }, /* a digit, but not an ASCII one */
  { "\xff\xfe", "neither" }, /* not even UTF-8 */
  { "00", "leading zeros" },
  { "007", "leading zeros" },
  { "18446744073709551616", "too large" },
  { "99999999999999999999999999", "too large" },
  { "not an address", "neither" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "neither" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", "neither" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ", "neither" },
  { " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "neither" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n", "neither" },
  { "017f22e279b07cc398c4dc0c0c07398f", "neither" },
  { "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "neither" },
  { "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "neither" },
  { "017f22e2 79b0 7cc3 98c4 dc0c0c07398f", "hyphens" },
  { "017f22e2-79b0-7cc39-8c4-dc0c0c07398f", "hyphens" },
  { "017f22e27-9b0-7cc3-98c4-dc0c0c07398f", "hyphens" },
  { "------------------------------------", "hexadecimal" },
  { "111111111111111111111111111111111111", "hyphens" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "hexadecimal" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c0739-f", "hexadecimal" },
  { "g17f22e2-79b0-7cc3-98c4-dc0c0c07398f", "hexadecimal" },
  { "017f22e2-79b0-7cc3-98c4-dc0c0c073 8f", "hexadecimal" },
  { "00000000-0000-0000-0000-000000000000", "version 7" },
  { "ffffffff-ffff-ffff-ffff-ffffffffffff", "version 7" },
  { "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "version 7" },
  { "919108f7-52d1-4320-9bac-f847db4148a8", "version 7" },
  { "017f22e2-79b0-7cc3-18c4-dc0c0c07398f", "variant" },
  { "017f22e2-79b0-7cc3-58c4-dc0c0c07398f", "variant" },
  { "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f", "variant" },
  { "017f22e2-79b0-7cc3-f8c4-dc0c0c07398f", "variant" },
};

static void
test_refuses_malformed (void)
{
  g_test_summary ("Each text that is no address gives an error that quotes it and says why");
  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *shown = g_strescape (malformed[i].text, NULL);

      g_assert_null (domo_address_parse (malformed[i].text, &error));
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ADDRESS);
      g_assert_nonnull (strstr (error->message, shown));
      g_assert_nonnull (strstr (error->message, malformed[i].complaint));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      /* The error is optional. */
      g_assert_null (domo_address_parse (malformed[i].text, NULL));
    }
}

static void
test_refuses_endless_text (void)
{
  g_autofree char *text = g_strnfill (1000000, '7');
  g_autoptr (GError) error = NULL;

  g_test_summary ("A text of any length is refused without repeating all of it");
  g_assert_null (domo_address_parse (text, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ADDRESS);
  g_assert_cmpuint (strlen (error->message), <, 500);
}

static void
test_order (void)
{
  g_test_summary ("Numbers go by size and before all UUIDs; UUIDs by time");
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (DomoAddress) a = parse (samples[i]);

      for (guint j = 0; j < G_N_ELEMENTS (samples); j++)
        {
          g_autoptr (DomoAddress) b = parse (samples[j]);
          int order = domo_address_compare (a, b);

          /* The samples stand in order. */
          g_assert_cmpint (CLAMP (order, -1, 1), ==, (i > j) - (i < j));
          g_assert_cmpint (domo_address_equal (a, b), ==, i == j);
          if (i == j)
            g_assert_cmpuint (domo_address_hash (a), ==, domo_address_hash (b));
        }
    }
}

static void
test_hash_spreads (void)
{
  g_test_summary ("Neighbours differ in their hashes, also in the low bits that pick a bucket");
  for (guint kind = DOMO_ADDRESS_KIND_UUID; kind <= DOMO_ADDRESS_KIND_NUMERIC; kind++)
    {
      g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
      g_autofree guint *buckets = g_new0 (guint, 1024);
      guint fullest = 0;

      for (guint i = 0; i < 16 * 1024; i++)
        {
          g_autoptr (DomoAddress) address = domo_address_new ((DomoAddressKind) kind);
          guint hash = domo_address_hash (address);

          g_hash_table_add (hashes, GUINT_TO_POINTER (hash));
          buckets[hash % 1024]++;
        }
      for (guint i = 0; i < 1024; i++)
        fullest = MAX (fullest, buckets[i]);
      /* 16 each on average: 64 in one would be out of all proportion. */
      g_assert_cmpuint (g_hash_table_size (hashes), >, 16 * 1024 - 16);
      g_assert_cmpuint (fullest, <, 64);
    }
}

static void
test_copy (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      DomoAddress *original = parse (samples[i]);
      g_autoptr (DomoAddress) copy = domo_address_copy (original);
      DomoAddress *boxed = g_boxed_copy (DOMO_TYPE_ADDRESS, original);
      GValue value = G_VALUE_INIT;

      g_value_init (&value, DOMO_TYPE_ADDRESS);
      g_value_set_boxed (&value, original);
      domo_address_free (original);
      assert_prints (copy, samples[i]);
      assert_prints (boxed, samples[i]);
      assert_prints (g_value_get_boxed (&value), samples[i]);
      g_boxed_free (DOMO_TYPE_ADDRESS, boxed);
      g_value_unset (&value);
    }
}

/* What is at the places that RFC 9562 gives to version, variant and time. */
static void
read_uuid (const char *text, guint *version, guint *variant, gint64 *milliseconds)
{
  g_autofree char *digits = g_strdup_printf ("%.8s%.4s", text, text + 9);

  g_assert_cmpuint (strlen (text), ==, 36);
  *version = (guint) g_ascii_xdigit_value (text[14]);
  *variant = (guint) g_ascii_xdigit_value (text[19]) >> 2;
  *milliseconds = g_ascii_strtoll (digits, NULL, 16);
}

static void
test_uuid_layout (void)
{
  g_test_summary ("Version 7, the variant of RFC 9562, and the time in milliseconds in front");
  for (guint i = 0; i < 1000; i++)
    {
      gint64 before = g_get_real_time () / 1000, after, milliseconds;
      g_autoptr (DomoAddress) address = domo_address_new (DOMO_ADDRESS_KIND_UUID);
      g_autofree char *text = domo_address_to_string (address);
      guint version, variant;

      after = g_get_real_time () / 1000;
      read_uuid (text, &version, &variant, &milliseconds);
      g_assert_cmpuint (version, ==, 7);
      g_assert_cmpuint (variant, ==, 2);
      g_assert_cmpint (milliseconds, >=, before);
      g_assert_cmpint (milliseconds, <=, after);
    }
}

static void
test_uuid_is_unpredictable (void)
{
  g_autoptr (GHashTable) tails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_test_summary ("UUIDs of one millisecond do not merely count: their last 40 bits are random");
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (DomoAddress) address = domo_address_new (DOMO_ADDRESS_KIND_UUID);
      g_autofree char *text = domo_address_to_string (address);

      g_hash_table_add (tails, g_strdup (text + 26));
    }
  g_assert_cmpuint (g_hash_table_size (tails), ==, 1000);
}

static void
test_million_in_a_row (gconstpointer data)
{
  const DomoAddressKind kind = (DomoAddressKind) GPOINTER_TO_INT (data);
  DomoAddress *last = domo_address_new (kind);

  g_test_summary ("Each is greater than the one before, so all differ");
  for (guint i = 0; i < 1000000; i++)
    {
      DomoAddress *next = domo_address_new (kind);

      g_assert_cmpint (domo_address_compare (last, next), <, 0);
      domo_address_free (last);
      last = next;
    }
  domo_address_free (last);
}

#define N_THREADS    4
#define N_PER_THREAD 20000

static gpointer
make_many (gpointer data)
{
  GPtrArray *made = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_address_free);

  for (guint i = 0; i < N_PER_THREAD; i++)
    g_ptr_array_add (made, domo_address_new ((DomoAddressKind) GPOINTER_TO_INT (data)));
  return made;
}

static void
test_unique_across_threads (gconstpointer data)
{
  g_autoptr (GHashTable) all = g_hash_table_new (domo_address_hash, domo_address_equal);
  GThread *threads[N_THREADS];
  GPtrArray *made[N_THREADS];

  g_test_summary ("Four threads make addresses at once: all differ, and rise in each thread");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("maker", make_many, (gpointer) data);
  for (guint i = 0; i < N_THREADS; i++)
    made[i] = g_thread_join (threads[i]);
  for (guint i = 0; i < N_THREADS; i++)
    {
      for (guint j = 0; j < N_PER_THREAD; j++)
        {
          gpointer address = g_ptr_array_index (made[i], j);

          g_assert_true (g_hash_table_add (all, address));
          if (j > 0)
            g_assert_cmpint (domo_address_compare (g_ptr_array_index (made[i], j - 1), address), <,
                             0);
        }
    }
  g_assert_cmpuint (g_hash_table_size (all), ==, N_THREADS * N_PER_THREAD);
  for (guint i = 0; i < N_THREADS; i++)
    g_ptr_array_unref (made[i]);
}

int
main (int argc, char *argv[])
{
  gconstpointer uuid = GINT_TO_POINTER (DOMO_ADDRESS_KIND_UUID);
  gconstpointer numeric = GINT_TO_POINTER (DOMO_ADDRESS_KIND_NUMERIC);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/address/says-its-kind-and-number", test_kinds);
  g_test_add_func ("/core/address/what-is-printed-parses-back", test_round_trip);
  g_test_add_func ("/core/address/parses-digits-of-either-case", test_parses_both_cases);
  g_test_add_func ("/core/address/refuses-malformed-texts", test_refuses_malformed);
  g_test_add_func ("/core/address/refuses-endless-text", test_refuses_endless_text);
  g_test_add_func ("/core/address/has-an-order", test_order);
  g_test_add_func ("/core/address/hash-spreads", test_hash_spreads);
  g_test_add_func ("/core/address/copies", test_copy);
  g_test_add_func ("/core/address/uuid-is-laid-out-as-rfc-9562-says", test_uuid_layout);
  g_test_add_func ("/core/address/uuid-is-unpredictable", test_uuid_is_unpredictable);
  g_test_add_data_func ("/core/address/a-million-uuids-rise", uuid, test_million_in_a_row);
  g_test_add_data_func ("/core/address/a-million-numbers-rise", numeric, test_million_in_a_row);
  g_test_add_data_func ("/core/address/uuids-are-unique-across-threads", uuid,
                        test_unique_across_threads);
  g_test_add_data_func ("/core/address/numbers-are-unique-across-threads", numeric,
                        test_unique_across_threads);
  return g_test_run ();
}
