/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keeps the records that the library logs, for tests to look at. From any thread. */

typedef struct
{
  GLogLevelFlags level;
  GHashTable *fields; /* name -> value, both strings */
} LogRecord;

/* To be called once, in main (). From then on records of the domain Domo are kept and not printed,
 * unless they are warnings or worse; those of other domains are printed. */
void log_records_start (void);
/* Those since the last call (transfer full) whose level is in @levels; the others are forgotten. */
GPtrArray *log_records_take (GLogLevelFlags levels);
/* The value, or NULL where the record has no such field. */
const char *log_record_get (const LogRecord *self, const char *field);

#define assert_record(record, field, expected) \
  g_assert_cmpstr (log_record_get (record, field), ==, expected)

G_END_DECLS
