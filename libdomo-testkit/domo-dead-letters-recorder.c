/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-dead-letters-recorder.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>
#include <string.h>

/**
 * DomoDeadLettersRecorder:
 *
 * Keeps the dead letters of a stage, for tests to look at.
 *
 * What a test looks for is given as a pattern that the printable form of a message, such as
 * `deposit(2550)`, has to match as a whole, with `*` for anything and `?` for any character.
 *
 * A test that knows which dead letters there will be says so with
 * [method@DomoTestkit.DeadLettersRecorder.expect]; what is recorded beyond that is an error that
 * [method@DomoTestkit.DeadLettersRecorder.check] answers, and with which a
 * [struct@DomoTestkit.TestFixture] fails the test.
 *
 * A recorder hears of dead letters in the stage's main context, and so only when that is iterated.
 * It is made and dropped in that context's thread, and may be asked from any. Of dead letters that
 * were there before it was made it knows nothing.
 */
struct _DomoDeadLettersRecorder
{
  GObject parent_instance;

  DomoDeadLetters *dead_letters;
  gulong handler;

  pthread_mutex_t lock;
  /* Under the lock. */
  GPtrArray *letters;
  GArray *expectations;
  gboolean expects_any;
};

/* @n letters with that reason, and like @pattern. */
typedef struct
{
  DomoDeadLetterReason reason;
  char *pattern;
  guint n;
  guint n_seen; /* by the check that is under way */
} Expectation;

/* So many are named. */
#define N_NAMED 5

G_DEFINE_FINAL_TYPE (DomoDeadLettersRecorder, domo_dead_letters_recorder, G_TYPE_OBJECT)

static void
expectation_clear (gpointer data)
{
  g_free (((Expectation *) data)->pattern);
}

static void
domo_dead_letters_recorder_finalize (GObject *object)
{
  DomoDeadLettersRecorder *self = DOMO_DEAD_LETTERS_RECORDER (object);

  if (self->dead_letters != NULL)
    g_signal_handler_disconnect (self->dead_letters, self->handler);
  g_clear_object (&self->dead_letters);
  g_ptr_array_unref (self->letters);
  g_array_unref (self->expectations);
  pthread_mutex_destroy (&self->lock);

  G_OBJECT_CLASS (domo_dead_letters_recorder_parent_class)->finalize (object);
}

static void
domo_dead_letters_recorder_class_init (DomoDeadLettersRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = domo_dead_letters_recorder_finalize;
}

static void
domo_dead_letters_recorder_init (DomoDeadLettersRecorder *self)
{
  pthread_mutex_init (&self->lock, NULL);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_dead_letter_unref);
  self->expectations = g_array_new (FALSE, FALSE, sizeof (Expectation));
  g_array_set_clear_func (self->expectations, expectation_clear);
}

static void
dead_letter_cb (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer data)
{
  DomoDeadLettersRecorder *self = data;

  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->letters, domo_dead_letter_ref (letter));
  pthread_mutex_unlock (&self->lock);
}

/**
 * domo_dead_letters_recorder_new:
 * @stage: a stage
 *
 * Begins to record a stage's dead letters.
 *
 * Returns: (transfer full): the recorder
 *
 * Since: 0.1
 */
DomoDeadLettersRecorder *
domo_dead_letters_recorder_new (DomoStage *stage)
{
  DomoDeadLettersRecorder *self;

  g_return_val_if_fail (DOMO_IS_STAGE (stage), NULL);

  self = g_object_new (DOMO_TYPE_DEAD_LETTERS_RECORDER, NULL);
  /* Not the stage: a test may want to see it end. */
  self->dead_letters = g_object_ref (domo_stage_get_dead_letters (stage));
  self->handler =
      g_signal_connect (self->dead_letters, "dead-letter", G_CALLBACK (dead_letter_cb), self);
  return self;
}

/**
 * domo_dead_letters_recorder_get_count:
 * @self: a recorder
 *
 * Counts what has been recorded.
 *
 * Returns: how many dead letters there are
 *
 * Since: 0.1
 */
guint
domo_dead_letters_recorder_get_count (DomoDeadLettersRecorder *self)
{
  guint n;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), 0);

  pthread_mutex_lock (&self->lock);
  n = self->letters->len;
  pthread_mutex_unlock (&self->lock);
  return n;
}

/**
 * domo_dead_letters_recorder_get_all:
 * @self: a recorder
 *
 * Answers what has been recorded.
 *
 * Returns: (transfer full) (element-type DomoCore.DeadLetter): the dead letters, oldest first
 *
 * Since: 0.1
 */
GPtrArray *
domo_dead_letters_recorder_get_all (DomoDeadLettersRecorder *self)
{
  GPtrArray *all;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), NULL);

  all = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_dead_letter_unref);
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->letters->len; i++)
    g_ptr_array_add (all, domo_dead_letter_ref (g_ptr_array_index (self->letters, i)));
  pthread_mutex_unlock (&self->lock);
  return all;
}

typedef gboolean (*Match) (DomoDeadLetter *letter, gconstpointer data);

static gboolean
is_like (DomoDeadLetter *letter, gconstpointer pattern)
{
  return g_pattern_match_simple (pattern, domo_dead_letter_get_message (letter));
}

static gboolean
has_reason (DomoDeadLetter *letter, gconstpointer reason)
{
  return domo_dead_letter_get_reason (letter) == *(const DomoDeadLetterReason *) reason;
}

static DomoDeadLetter *
find_first (DomoDeadLettersRecorder *self, Match match, gconstpointer data)
{
  DomoDeadLetter *found = NULL;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->letters->len && found == NULL; i++)
    {
      DomoDeadLetter *letter = g_ptr_array_index (self->letters, i);

      if (match (letter, data))
        found = letter;
    }
  pthread_mutex_unlock (&self->lock);
  return found;
}

/**
 * domo_dead_letters_recorder_get_nth:
 * @self: a recorder
 * @n: which, from 0, the oldest
 *
 * Answers one of the dead letters that have been recorded.
 *
 * Returns: (transfer none) (nullable): the dead letter, which the recorder keeps until it is
 * cleared; %NULL if there are not so many
 *
 * Since: 0.1
 */
DomoDeadLetter *
domo_dead_letters_recorder_get_nth (DomoDeadLettersRecorder *self, guint n)
{
  DomoDeadLetter *letter = NULL;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), NULL);

  pthread_mutex_lock (&self->lock);
  if (n < self->letters->len)
    letter = g_ptr_array_index (self->letters, n);
  pthread_mutex_unlock (&self->lock);
  return letter;
}

/**
 * domo_dead_letters_recorder_get_first:
 * @self: a recorder
 *
 * Answers the oldest dead letter that has been recorded.
 *
 * Returns: (transfer none) (nullable): the dead letter, which the recorder keeps until it is
 * cleared
 *
 * Since: 0.1
 */
DomoDeadLetter *
domo_dead_letters_recorder_get_first (DomoDeadLettersRecorder *self)
{
  return domo_dead_letters_recorder_get_nth (self, 0);
}

/**
 * domo_dead_letters_recorder_get_latest:
 * @self: a recorder
 *
 * Answers the newest dead letter that has been recorded.
 *
 * Returns: (transfer none) (nullable): the dead letter, which the recorder keeps until it is
 * cleared
 *
 * Since: 0.1
 */
DomoDeadLetter *
domo_dead_letters_recorder_get_latest (DomoDeadLettersRecorder *self)
{
  DomoDeadLetter *latest = NULL;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), NULL);

  pthread_mutex_lock (&self->lock);
  if (self->letters->len > 0)
    latest = g_ptr_array_index (self->letters, self->letters->len - 1);
  pthread_mutex_unlock (&self->lock);
  return latest;
}

/**
 * domo_dead_letters_recorder_find:
 * @self: a recorder
 * @pattern: what the message is to look like
 *
 * Looks for a dead letter by its text.
 *
 * Returns: (transfer none) (nullable): the oldest whose message matches, which the recorder keeps
 *   until it is cleared
 *
 * Since: 0.1
 */
DomoDeadLetter *
domo_dead_letters_recorder_find (DomoDeadLettersRecorder *self, const char *pattern)
{
  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), NULL);
  g_return_val_if_fail (pattern != NULL, NULL);

  return find_first (self, is_like, pattern);
}

/**
 * domo_dead_letters_recorder_find_by_reason:
 * @self: a recorder
 * @reason: a reason
 *
 * Looks for a dead letter by its reason.
 *
 * Returns: (transfer none) (nullable): the oldest with that reason, which the recorder keeps until
 * it is cleared
 *
 * Since: 0.1
 */
DomoDeadLetter *
domo_dead_letters_recorder_find_by_reason (DomoDeadLettersRecorder *self,
                                           DomoDeadLetterReason reason)
{
  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), NULL);

  return find_first (self, has_reason, &reason);
}

/**
 * domo_dead_letters_recorder_count_by_reason:
 * @self: a recorder
 * @reason: a reason
 *
 * Counts the dead letters that have one reason.
 *
 * Returns: how many there are
 *
 * Since: 0.1
 */
guint
domo_dead_letters_recorder_count_by_reason (DomoDeadLettersRecorder *self,
                                            DomoDeadLetterReason reason)
{
  guint n = 0;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), 0);

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->letters->len; i++)
    n += has_reason (g_ptr_array_index (self->letters, i), &reason);
  pthread_mutex_unlock (&self->lock);
  return n;
}

/**
 * domo_dead_letters_recorder_clear:
 * @self: a recorder
 *
 * Forgets the dead letters so far: the test has seen them, and they surprise nobody any more. What
 * is expected stays.
 *
 * Since: 0.1
 */
void
domo_dead_letters_recorder_clear (DomoDeadLettersRecorder *self)
{
  g_autoptr (GPtrArray) letters = NULL;

  g_return_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self));

  pthread_mutex_lock (&self->lock);
  letters = g_steal_pointer (&self->letters);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_dead_letter_unref);
  pthread_mutex_unlock (&self->lock);
}

/**
 * domo_dead_letters_recorder_expect:
 * @self: a recorder
 * @reason: for what reason
 * @pattern: what the message is to look like
 * @n: how many
 *
 * Says that there are to be @n dead letters with that reason and such a message, no more and no
 * less. Those that have been recorded already count. A dead letter that several expectations fit
 * counts for the first of them that is short of one.
 *
 * Since: 0.1
 */
void
domo_dead_letters_recorder_expect (DomoDeadLettersRecorder *self,
                                   DomoDeadLetterReason reason,
                                   const char *pattern,
                                   guint n)
{
  Expectation expectation = { reason, NULL, n, 0 };

  g_return_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self));
  g_return_if_fail (pattern != NULL);

  expectation.pattern = g_strdup (pattern);
  pthread_mutex_lock (&self->lock);
  g_array_append_val (self->expectations, expectation);
  pthread_mutex_unlock (&self->lock);
}

/**
 * domo_dead_letters_recorder_expect_any:
 * @self: a recorder
 *
 * Says that dead letters are no surprise at all. What is expected besides still has to come.
 *
 * Since: 0.1
 */
void
domo_dead_letters_recorder_expect_any (DomoDeadLettersRecorder *self)
{
  g_return_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self));

  pthread_mutex_lock (&self->lock);
  self->expects_any = TRUE;
  pthread_mutex_unlock (&self->lock);
}

/* "stopped", for people. */
static const char *
name_reason (DomoDeadLetterReason reason)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (DOMO_TYPE_DEAD_LETTER_REASON);
  const GEnumValue *value = g_enum_get_value (class, (int) reason);

  /* The names live as long as the type: for ever. */
  return value != NULL ? value->value_nick : "of an unknown reason";
}

static gboolean
meet_locked (DomoDeadLettersRecorder *self, DomoDeadLetter *letter)
{
  for (guint i = 0; i < self->expectations->len; i++)
    {
      Expectation *expectation = &g_array_index (self->expectations, Expectation, i);

      if (expectation->n_seen < expectation->n && has_reason (letter, &expectation->reason) &&
          is_like (letter, expectation->pattern))
        {
          expectation->n_seen++;
          return TRUE;
        }
    }
  return FALSE;
}

/* Says what was not expected. */
static void
report_surprises_locked (DomoDeadLettersRecorder *self, GString *report)
{
  guint n = 0;

  for (guint i = 0; i < self->expectations->len; i++)
    g_array_index (self->expectations, Expectation, i).n_seen = 0;
  for (guint i = 0; i < self->letters->len; i++)
    {
      DomoDeadLetter *letter = g_ptr_array_index (self->letters, i);

      if (meet_locked (self, letter) || self->expects_any || ++n > N_NAMED)
        continue;
      g_string_append_printf (report, "; nobody expected %s for %s (%s)",
                              domo_dead_letter_get_message (letter),
                              g_type_name (domo_dead_letter_get_actor_type (letter)),
                              name_reason (domo_dead_letter_get_reason (letter)));
    }
  if (n > N_NAMED)
    g_string_append_printf (report, ", nor %u more", n - N_NAMED);
}

/* Says what did not come. */
static void
report_misses_locked (DomoDeadLettersRecorder *self, GString *report)
{
  for (guint i = 0; i < self->expectations->len; i++)
    {
      const Expectation *expectation = &g_array_index (self->expectations, Expectation, i);

      if (expectation->n_seen < expectation->n)
        g_string_append_printf (report, "; of %u like “%s” (%s) there were %u", expectation->n,
                                expectation->pattern, name_reason (expectation->reason),
                                expectation->n_seen);
    }
}

/**
 * domo_dead_letters_recorder_check:
 * @self: a recorder
 * @error: return location for an error
 *
 * Tells whether the dead letters so far are those that were expected: none that is not, and none
 * missing.
 *
 * Returns: %TRUE, or %FALSE with @error set to [error@DomoCore.Error.FAILED], which names the
 *   difference
 *
 * Since: 0.1
 */
gboolean
domo_dead_letters_recorder_check (DomoDeadLettersRecorder *self, GError **error)
{
  g_autoptr (GString) report = NULL;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS_RECORDER (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  report = g_string_new (NULL);
  pthread_mutex_lock (&self->lock);
  report_surprises_locked (self, report);
  report_misses_locked (self, report);
  pthread_mutex_unlock (&self->lock);
  if (report->len == 0)
    return TRUE;
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED, "Dead letters: %s",
               report->str + strlen ("; "));
  return FALSE;
}
