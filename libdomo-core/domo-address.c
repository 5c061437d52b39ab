/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-address-private.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "domo-error.h"
#include "domo-lock-private.h"

/**
 * DomoAddress:
 *
 * The address of an actor: a value, unique within the process, that can be printed, parsed,
 * compared and hashed.
 *
 * An address is either a UUID of version 7, which sorts by the time it was made, or a plain number.
 * Which of them a stage hands out is its [property@DomoCore.Stage:address-kind].
 *
 * All functions may be called from any thread.
 */

G_DEFINE_BOXED_TYPE (DomoAddress, domo_address, domo_address_copy, domo_address_free)

#define UUID_LENGTH       36
#define UUID_VERSION      7
#define UUID_VARIANT      2
#define UUID_RANDOM_BITS  42
#define UUID_COUNTER_SEED G_MAXINT32

static atomic_uint_fast64_t last_number;

/* What the last UUID was made from. RFC 9562, section 6.2: within one millisecond a counter of 32
 * bits goes up from a random start below its half, so that addresses made later sort later. */
static struct
{
  DomoLock lock;
  guint64 milliseconds;
  guint64 counter;
  guint64 entropy[32];
  guint n_entropy;
} uuid_source;

/* A child process must not make the addresses that its parent makes. */
static void
uuid_source_forget (void)
{
  memset (&uuid_source, 0, sizeof uuid_source);
}

static void
watch_forks (void)
{
  static gsize watched;

  if (g_once_init_enter (&watched))
    {
      pthread_atfork (NULL, NULL, uuid_source_forget);
      g_once_init_leave (&watched, 1);
    }
}

static guint64
uuid_source_random_locked (void)
{
  if (uuid_source.n_entropy == 0)
    {
      if (getentropy (uuid_source.entropy, sizeof uuid_source.entropy) != 0)
        {
          for (guint i = 0; i < G_N_ELEMENTS (uuid_source.entropy); i++)
            uuid_source.entropy[i] = ((guint64) g_random_int () << 32) | g_random_int ();
        }
      uuid_source.n_entropy = G_N_ELEMENTS (uuid_source.entropy);
    }
  return uuid_source.entropy[--uuid_source.n_entropy];
}

static void
address_init_uuid (DomoAddress *self)
{
  guint64 now = (guint64) g_get_real_time () / 1000;
  guint64 milliseconds, counter, random;

  watch_forks ();
  domo_lock_acquire (&uuid_source.lock);
  if (now > uuid_source.milliseconds)
    {
      uuid_source.milliseconds = now;
      uuid_source.counter = uuid_source_random_locked () & UUID_COUNTER_SEED;
    }
  else if (++uuid_source.counter > G_MAXUINT32)
    {
      /* More in a millisecond than the counter holds, or the wall clock went back: run ahead. */
      uuid_source.milliseconds++;
      uuid_source.counter = 0;
    }
  milliseconds = uuid_source.milliseconds;
  counter = uuid_source.counter;
  random = uuid_source_random_locked ();
  domo_lock_release (&uuid_source.lock);

  self->high = milliseconds << 16 | (guint64) UUID_VERSION << 12 | counter >> 20;
  self->low = (guint64) UUID_VARIANT << 62 | (counter & 0xfffff) << UUID_RANDOM_BITS |
              random >> (64 - UUID_RANDOM_BITS);
}

/* Makes an address in place. */
void
domo_address_init (DomoAddress *self, DomoAddressKind kind)
{
  if (kind == DOMO_ADDRESS_KIND_UUID)
    {
      address_init_uuid (self);
      return;
    }
  self->high = 0;
  /* relaxed: only the number counts, nothing is published with it. */
  self->low = atomic_fetch_add_explicit (&last_number, 1, memory_order_relaxed) + 1;
}

/**
 * domo_address_new:
 * @kind: which kind
 *
 * Makes a new address, different from every other that this process has made.
 *
 * Returns: (transfer full): the address
 *
 * Since: 0.1
 */
DomoAddress *
domo_address_new (DomoAddressKind kind)
{
  DomoAddress *self = g_new (DomoAddress, 1);

  domo_address_init (self, kind);
  return self;
}

/**
 * domo_address_new_for_number:
 * @number: the number
 *
 * Makes the numeric address for a given number, to look an actor up by it.
 *
 * Returns: (transfer full): the address
 *
 * Since: 0.1
 */
DomoAddress *
domo_address_new_for_number (guint64 number)
{
  DomoAddress *self = g_new (DomoAddress, 1);

  self->high = 0;
  self->low = number;
  return self;
}

static DomoAddress *
refuse (const char *text, const char *why, GError **error)
{
  g_autofree char *shown = g_strescape (text, NULL);

  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ADDRESS, "“%.80s” is not an address: %s",
               shown, why);
  return NULL;
}

static DomoAddress *
parse_uuid (const char *text, GError **error)
{
  DomoAddress *self;
  guint64 halves[2] = { 0, 0 };
  guint n_digits = 0;

  for (guint i = 0; i < UUID_LENGTH; i++)
    {
      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (text[i] != '-')
            return refuse (text, "a UUID has hyphens after 8, 12, 16 and 20 digits", error);
          continue;
        }
      if (!g_ascii_isxdigit (text[i]))
        return refuse (text, "a UUID has hexadecimal digits only", error);
      halves[n_digits / 16] = halves[n_digits / 16] << 4 | (guint64) g_ascii_xdigit_value (text[i]);
      n_digits++;
    }
  if ((halves[0] >> 12 & 0xf) != UUID_VERSION)
    return refuse (text, "it is a UUID, but not of version 7", error);
  if (halves[1] >> 62 != UUID_VARIANT)
    return refuse (text, "it is a UUID, but not of the variant of RFC 9562", error);

  self = g_new (DomoAddress, 1);
  self->high = halves[0];
  self->low = halves[1];
  return self;
}

/**
 * domo_address_parse:
 * @text: what [method@DomoCore.Address.to_string] printed
 * @error: return location for an error
 *
 * Reads an address of either kind. Hexadecimal digits may be of either case; nothing may stand
 * before or after the address, and a number has no sign and no leading zeros.
 *
 * Returns: (transfer full): the address, or %NULL with @error set to
 *   [error@DomoCore.Error.INVALID_ADDRESS]
 *
 * Since: 0.1
 */
DomoAddress *
domo_address_parse (const char *text, GError **error)
{
  guint64 number;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  length = strlen (text);
  if (length == 0)
    return refuse (text, "it is empty", error);
  if (length == UUID_LENGTH)
    return parse_uuid (text, error);
  if (strspn (text, "0123456789") != length)
    return refuse (text, "it is neither a UUID nor a number", error);
  if (text[0] == '0' && length > 1)
    return refuse (text, "a number has no leading zeros", error);
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &number, NULL))
    return refuse (text, "the number is too large", error);
  return domo_address_new_for_number (number);
}

/**
 * domo_address_copy:
 * @self: an address
 *
 * Copies an address.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.1
 */
DomoAddress *
domo_address_copy (const DomoAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * domo_address_free:
 * @self: (transfer full): an address
 *
 * Frees an address.
 *
 * Since: 0.1
 */
void
domo_address_free (DomoAddress *self)
{
  g_free (self);
}

/**
 * domo_address_get_kind:
 * @self: an address
 *
 * Tells which kind an address is of.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
DomoAddressKind
domo_address_get_kind (const DomoAddress *self)
{
  g_return_val_if_fail (self != NULL, DOMO_ADDRESS_KIND_UUID);

  return self->high == 0 ? DOMO_ADDRESS_KIND_NUMERIC : DOMO_ADDRESS_KIND_UUID;
}

/**
 * domo_address_get_number:
 * @self: an address
 *
 * Reads the number of a numeric address.
 *
 * Returns: the number, or 0 for a UUID
 *
 * Since: 0.1
 */
guint64
domo_address_get_number (const DomoAddress *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->high == 0 ? self->low : 0;
}

/**
 * domo_address_to_string:
 * @self: an address
 *
 * Prints an address: a UUID in its usual form of 36 lower-case characters, or a decimal number.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_address_to_string (const DomoAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->high == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, self->low);
  return g_strdup_printf ("%08x-%04x-%04x-%04x-%012" G_GINT64_MODIFIER "x",
                          (guint) (self->high >> 32), (guint) (self->high >> 16 & 0xffff),
                          (guint) (self->high & 0xffff), (guint) (self->low >> 48),
                          self->low & G_GUINT64_CONSTANT (0xffffffffffff));
}

/**
 * domo_address_compare:
 * @a: (type DomoAddress) (not nullable): an address
 * @b: (type DomoAddress) (not nullable): another
 *
 * Compares two addresses as `strcmp ()` does: numbers by size and before all UUIDs, UUIDs by the
 * time they were made. A [callback@GLib.CompareFunc].
 *
 * Returns: negative, zero or positive
 *
 * Since: 0.1
 */
int
domo_address_compare (gconstpointer a, gconstpointer b)
{
  const DomoAddress *first = a, *second = b;

  if (first->high != second->high)
    return first->high < second->high ? -1 : 1;
  if (first->low != second->low)
    return first->low < second->low ? -1 : 1;
  return 0;
}

/**
 * domo_address_equal:
 * @a: (type DomoAddress) (not nullable): an address
 * @b: (type DomoAddress) (not nullable): another
 *
 * Tells whether two addresses are the same. A [callback@GLib.EqualFunc].
 *
 * Returns: whether they are
 *
 * Since: 0.1
 */
gboolean
domo_address_equal (gconstpointer a, gconstpointer b)
{
  return domo_address_compare (a, b) == 0;
}

/**
 * domo_address_hash:
 * @address: (type DomoAddress) (not nullable): an address
 *
 * Hashes an address. A [callback@GLib.HashFunc].
 *
 * Returns: the hash
 *
 * Since: 0.1
 */
guint
domo_address_hash (gconstpointer address)
{
  const DomoAddress *self = address;
  /* The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
   * Generators, 2014): numbers and counters differ in few low bits, buckets want them all. */
  guint64 bits = self->high ^ self->low;

  bits = (bits ^ bits >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  bits = (bits ^ bits >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (guint) (bits ^ bits >> 31);
}
