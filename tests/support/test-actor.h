/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The actor that most tests use. It keeps a journal outside itself of all that happens to it, does
 * as it is told, and has a protocol with a method for each thing a test may want. */

/* What happened, in order; shared by all actors of a test. From any thread. */
typedef struct _Journal Journal;

Journal *journal_new (void);
Journal *journal_ref (Journal *self);
void journal_unref (Journal *self);
void journal_add (Journal *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
guint journal_get_length (Journal *self);
/* All entries, separated by one space each (transfer full). */
char *journal_get_text (Journal *self);
void journal_clear (Journal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journal, journal_unref)
#define JOURNAL_TYPE (journal_get_type ())
GType journal_get_type (void);

#define assert_journal(journal, expected)                       \
  G_STMT_START                                                  \
  {                                                             \
    g_autofree char *journal_text = journal_get_text (journal); \
    g_assert_cmpstr (journal_text, ==, (expected));             \
  }                                                             \
  G_STMT_END

#define TEST_TYPE_SUBJECT (test_subject_get_type ())
G_DECLARE_INTERFACE (TestSubject, test_subject, TEST, SUBJECT, DomoProtocol)

typedef DomoFuture *(*TestSubjectFunc) (DomoActor *actor, gpointer data);

struct _TestSubjectInterface
{
  GTypeInterface parent_iface;

  void (*note) (TestSubject *self, const char *text);
  DomoFuture *(*ask) (TestSubject *self, gint64 number);
  void (*fail) (TestSubject *self, const char *why);
  DomoFuture *(*ask_and_fail) (TestSubject *self, const char *why);
  DomoFuture *(*run) (TestSubject *self, TestSubjectFunc func, gpointer data);
  DomoFuture *(*run_concurrent) (TestSubject *self, TestSubjectFunc func, gpointer data);
};

/* Adds "NAME:TEXT" to the journal. */
void test_subject_note (TestSubject *self, const char *text);
/* Answers the number. */
DomoFuture *test_subject_ask (TestSubject *self, gint64 number);
/* Adds "NAME:fail" and fails with DOMO_ERROR_FAILED and that message. */
void test_subject_fail (TestSubject *self, const char *why);
DomoFuture *test_subject_ask_and_fail (TestSubject *self, const char *why);
/* Calls the function inside the actor and answers what it answers; promises an int64. */
DomoFuture *test_subject_run (TestSubject *self, TestSubjectFunc func, gpointer data);
/* The same, as a concurrent method. */
DomoFuture *test_subject_run_concurrent (TestSubject *self, TestSubjectFunc func, gpointer data);

/* For the two above: answers the future of @promise. */
DomoFuture *test_return_promised (DomoActor *actor, gpointer promise);

/* The class. Properties:
 *   "name" (string), "journal" (Journal);
 *   "hooks" (boolean): journals each hook as "NAME.before_start" and so on;
 *   "fail-in" (string): the name of a hook that fails, such as "before_start", or NULL;
 *   "failures-left" (pointer to int): how many times that hook fails, counted down over restarts;
 *     negative or no pointer: for ever;
 *   "depth" (uint): makes a child of the same kind in before_start, named NAME with a "+" behind,
 *     with one depth less, until 0.
 * Saves and restores a gint64, which the functions below set and get inside it. As a supervisor it
 * journals "NAME:inform" and decides nothing. */
#define TEST_TYPE_ACTOR (test_actor_get_type ())
G_DECLARE_FINAL_TYPE (TestActor, test_actor, TEST, ACTOR, DomoActor)

void test_actor_set_number (TestActor *self, gint64 number);
gint64 test_actor_get_number (TestActor *self);
const char *test_actor_get_name (TestActor *self);
Journal *test_actor_get_journal (TestActor *self);
/* How many instances of the class are alive in this process. */
int test_actor_count_instances (void);

G_END_DECLS
