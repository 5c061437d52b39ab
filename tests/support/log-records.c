/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GPtrArray *kept;

static void
log_record_free (gpointer data)
{
  LogRecord *self = data;

  g_hash_table_unref (self->fields);
  g_free (self);
}

static LogRecord *
log_record_new (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  LogRecord *self = g_new (LogRecord, 1);

  self->level = level & G_LOG_LEVEL_MASK;
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *value = fields[i].value;

      g_hash_table_insert (self->fields, g_strdup (fields[i].key),
                           fields[i].length < 0 ? g_strdup (value)
                                                : g_strndup (value, (gsize) fields[i].length));
    }
  return self;
}

static GLogWriterOutput
write_record (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  LogRecord *record = log_record_new (level, fields, n_fields);

  if (g_strcmp0 (log_record_get (record, "GLIB_DOMAIN"), "Domo") != 0)
    {
      log_record_free (record);
      return g_log_writer_default (level, fields, n_fields, NULL);
    }
  pthread_mutex_lock (&lock);
  if (kept == NULL)
    kept = g_ptr_array_new_with_free_func (log_record_free);
  g_ptr_array_add (kept, record);
  pthread_mutex_unlock (&lock);
  if (level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR))
    return g_log_writer_default (level, fields, n_fields, NULL);
  return G_LOG_WRITER_HANDLED;
}

void
log_records_start (void)
{
  g_log_set_writer_func (write_record, NULL, NULL);
}

GPtrArray *
log_records_take (GLogLevelFlags levels)
{
  GPtrArray *records;

  pthread_mutex_lock (&lock);
  records = g_steal_pointer (&kept);
  pthread_mutex_unlock (&lock);
  if (records == NULL)
    return g_ptr_array_new_with_free_func (log_record_free);
  for (guint i = records->len; i > 0; i--)
    {
      const LogRecord *record = g_ptr_array_index (records, i - 1);

      if ((record->level & levels) == 0)
        g_ptr_array_remove_index (records, i - 1);
    }
  return records;
}

const char *
log_record_get (const LogRecord *self, const char *field)
{
  return g_hash_table_lookup (self->fields, field);
}
