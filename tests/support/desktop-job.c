/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "desktop-job.h"

#include <string.h>

static void
nest (GVariantBuilder *builder, guint depth)
{
  if (depth == 0)
    {
      g_variant_builder_add (builder, "v", g_variant_new_string ("leaf"));
      return;
    }
  g_variant_builder_open (builder, G_VARIANT_TYPE ("v"));
  g_variant_builder_open (builder, G_VARIANT_TYPE ("av"));
  nest (builder, depth - 1);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

void
do_desktop_job (void)
{
  g_autofree char *number = g_strdup_printf ("%.1000f %g", 1e300 / 3, 0.1);
  g_autoptr (GRegex) regex = g_regex_new ("((a|b)*c)+d", G_REGEX_OPTIMIZE, 0, NULL);
  g_autofree char *latin = g_convert ("Füße", -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_autoptr (GVariant) deep = NULL;
  g_autofree char *printed = NULL;

  nest (&builder, 40);
  deep = g_variant_ref_sink (g_variant_builder_end (&builder));
  printed = g_variant_print (deep, TRUE);
  g_assert_cmpuint (strlen (number), >, 1300);
  g_assert_true (g_regex_match (regex, "ababcabcd", 0, NULL));
  g_assert_cmpstr (latin, ==,
                   "F\xfc\xdf"
                   "e");
  g_assert_nonnull (strstr (printed, "leaf"));
}
