/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-dead-letters-private.h"

#include <stdatomic.h>

#include "domo-lock-private.h"
#include "domo-log-private.h"

/**
 * DomoDeadLetters:
 *
 * Where messages end that cannot be delivered. Each stage has one.
 *
 * Dead letters are counted by reason. Listeners of [signal@DomoCore.DeadLetters::dead-letter] see
 * each of them; without a listener they are counted only, and logged at a limited rate. While a
 * stage closes they are not logged.
 */

#define N_REASONS (DOMO_DEAD_LETTER_REASON_INTERCEPTED + 1)

/* So many records a second, then the rest of that second is counted. */
#define LOGS_PER_SECOND 5

struct _DomoDeadLetters
{
  GObject parent_instance;

  GMainContext *context;
  atomic_uint_fast64_t counts[N_REASONS];

  DomoLock lock;
  GQueue waiting;  /* for the signal, in the context */
  GSource *source; /* that tells the listeners; NULL while nothing waits */
  gint64 second;   /* when the present second of logging began */
  guint n_logged;
  guint n_suppressed;
};

enum
{
  SIGNAL_DEAD_LETTER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DomoDeadLetters, domo_dead_letters, G_TYPE_OBJECT)

static void
domo_dead_letters_finalize (GObject *object)
{
  DomoDeadLetters *self = DOMO_DEAD_LETTERS (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) domo_dead_letter_unref);
  domo_lock_clear (&self->lock);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (domo_dead_letters_parent_class)->finalize (object);
}

static void
domo_dead_letters_class_init (DomoDeadLettersClass *class)
{
  G_OBJECT_CLASS (class)->finalize = domo_dead_letters_finalize;

  /**
   * DomoDeadLetters::dead-letter:
   * @self: the dead letters of a stage
   * @letter: (type DomoDeadLetter): the dead letter
   *
   * A message could not be delivered. Emitted in the stage's main context, for each in turn and
   * never from within the call that sent the message, so a handler may send messages itself.
   *
   * Since: 0.1
   */
  signals[SIGNAL_DEAD_LETTER] =
      g_signal_new ("dead-letter", DOMO_TYPE_DEAD_LETTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    g_cclosure_marshal_VOID__BOXED, G_TYPE_NONE, 1, DOMO_TYPE_DEAD_LETTER);
}

static void
domo_dead_letters_init (DomoDeadLetters *self)
{
  domo_lock_init (&self->lock);
  g_queue_init (&self->waiting);
}

/* Listeners are called in @context. */
DomoDeadLetters *
domo_dead_letters_new (GMainContext *context)
{
  DomoDeadLetters *self = g_object_new (DOMO_TYPE_DEAD_LETTERS, NULL);

  self->context = g_main_context_ref (context);
  return self;
}

static gboolean
has_listener (DomoDeadLetters *self)
{
  return g_signal_has_handler_pending (self, signals[SIGNAL_DEAD_LETTER], 0, TRUE);
}

/* Whether there is a record left in this second. */
static gboolean
may_log (DomoDeadLetters *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean may;

  domo_lock_acquire (&self->lock);
  if (now - self->second >= G_USEC_PER_SEC)
    {
      self->second = now;
      self->n_logged = 0;
    }
  may = self->n_logged < LOGS_PER_SECOND;
  if (may)
    self->n_logged++;
  else
    self->n_suppressed++;
  domo_lock_release (&self->lock);
  return may;
}

/* Counts a dead letter, and answers who wants to see it, so that it is made only if somebody does.
 * @quiet: do not log. Any thread. */
DomoDeadLetterReaders
domo_dead_letters_count (DomoDeadLetters *self, DomoDeadLetterReason reason, gboolean quiet)
{
  DomoDeadLetterReaders readers = DOMO_DEAD_LETTER_FOR_NOBODY;

  /* relaxed: a counter, with nothing published through it. */
  atomic_fetch_add_explicit (&self->counts[reason], 1, memory_order_relaxed);
  if (has_listener (self))
    readers |= DOMO_DEAD_LETTER_FOR_LISTENERS;
  if (!quiet && may_log (self))
    readers |= DOMO_DEAD_LETTER_FOR_LOG;
  return readers;
}

static DomoDeadLetter *
take_waiting (DomoDeadLetters *self)
{
  DomoDeadLetter *letter;

  domo_lock_acquire (&self->lock);
  letter = g_queue_pop_head (&self->waiting);
  domo_lock_release (&self->lock);
  return letter;
}

/* Tells the listeners what waits for them. In the context's thread. */
void
domo_dead_letters_flush (DomoDeadLetters *self)
{
  guint n;

  domo_lock_acquire (&self->lock);
  n = g_queue_get_length (&self->waiting);
  domo_lock_release (&self->lock);

  /* Not those that the listeners cause: their turn comes, and others' before it. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DomoDeadLetter) letter = take_waiting (self);

      if (letter == NULL)
        return;
      g_signal_emit (self, signals[SIGNAL_DEAD_LETTER], 0, letter);
    }
}

static gboolean
flush_cb (gpointer data)
{
  DomoDeadLetters *self = data;
  g_autoptr (GSource) done = NULL;

  domo_dead_letters_flush (self);
  domo_lock_acquire (&self->lock);
  if (g_queue_is_empty (&self->waiting))
    done = g_steal_pointer (&self->source);
  domo_lock_release (&self->lock);
  return done == NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Tells the listeners what is left, in the context's thread, and lets go of the context. */
void
domo_dead_letters_end (DomoDeadLetters *self)
{
  g_autoptr (GSource) source = NULL;

  domo_dead_letters_flush (self);
  domo_lock_acquire (&self->lock);
  if (g_queue_is_empty (&self->waiting))
    source = g_steal_pointer (&self->source);
  domo_lock_release (&self->lock);
  if (source != NULL)
    g_source_destroy (source);
}

static GSource *
source_new (DomoDeadLetters *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[domo] dead letters");
  g_source_set_callback (source, flush_cb, g_object_ref (self), g_object_unref);
  return source;
}

/* Sees to it that the listeners are told. */
static void
ensure_source (DomoDeadLetters *self)
{
  g_autoptr (GSource) source = source_new (self);
  gboolean wanted;

  /* Attached before anybody else can find and destroy it. */
  g_source_attach (source, self->context);
  domo_lock_acquire (&self->lock);
  wanted = self->source == NULL;
  if (wanted)
    self->source = g_source_ref (source);
  domo_lock_release (&self->lock);
  if (!wanted)
    g_source_destroy (source);
}

static guint
take_suppressed (DomoDeadLetters *self)
{
  guint n;

  domo_lock_acquire (&self->lock);
  n = self->n_suppressed;
  self->n_suppressed = 0;
  domo_lock_release (&self->lock);
  return n;
}

/* Shows a dead letter to those who want it, and takes it. Any thread. */
void
domo_dead_letters_publish (DomoDeadLetters *self,
                           DomoDeadLetterReaders readers,
                           DomoDeadLetter *letter)
{
  gboolean attach;

  if (readers & DOMO_DEAD_LETTER_FOR_LOG)
    domo_log_dead_letter (letter, take_suppressed (self));
  if (!(readers & DOMO_DEAD_LETTER_FOR_LISTENERS))
    {
      domo_dead_letter_unref (letter);
      return;
    }
  domo_lock_acquire (&self->lock);
  g_queue_push_tail (&self->waiting, letter);
  attach = self->source == NULL;
  domo_lock_release (&self->lock);
  if (attach)
    ensure_source (self);
}

/**
 * domo_dead_letters_get_count:
 * @self: the dead letters of a stage
 * @reason: a reason
 *
 * Counts the dead letters so far that have one reason. May be called from any thread.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint64
domo_dead_letters_get_count (DomoDeadLetters *self, DomoDeadLetterReason reason)
{
  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS (self), 0);
  g_return_val_if_fail ((guint) reason < N_REASONS, 0);

  return atomic_load_explicit (&self->counts[reason], memory_order_relaxed);
}

/**
 * domo_dead_letters_get_total:
 * @self: the dead letters of a stage
 *
 * Counts all dead letters so far. May be called from any thread.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint64
domo_dead_letters_get_total (DomoDeadLetters *self)
{
  guint64 total = 0;

  g_return_val_if_fail (DOMO_IS_DEAD_LETTERS (self), 0);

  for (guint i = 0; i < N_REASONS; i++)
    total += atomic_load_explicit (&self->counts[i], memory_order_relaxed);
  return total;
}
