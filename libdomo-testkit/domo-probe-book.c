/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-probe-book-private.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

#include "domo-wait-private.h"

struct _DomoProbeBook
{
  gatomicrefcount ref_count;

  pthread_mutex_t lock;
  /* Under the lock. */
  GPtrArray *methods;
  GPtrArray *messages; /* all that have come */
  GQueue untaken;      /* those of them that are for taking; borrowed */
};

/* What is known of a method. */
typedef struct
{
  DomoMethodInfo *info;
  char *full_name;
  const char *name; /* as the actor's class calls it: in full where two protocols have it */
  gboolean is_ignored;
  GQueue steps;
  DomoProbeStep *usual;
  GQueue waiting; /* promises of asks that are not answered yet, oldest first */
} Method;

G_DEFINE_BOXED_TYPE (DomoProbeBook, domo_probe_book, domo_probe_book_ref, domo_probe_book_unref)

static void
step_free (gpointer data)
{
  DomoProbeStep *self = data;

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  g_free (self);
}

static DomoProbeStep *
step_copy (const DomoProbeStep *self)
{
  DomoProbeStep *copy = g_new0 (DomoProbeStep, 1);

  if (G_IS_VALUE (&self->value))
    {
      g_value_init (&copy->value, G_VALUE_TYPE (&self->value));
      g_value_copy (&self->value, &copy->value);
    }
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  copy->fails = self->fails;
  return copy;
}

static void
method_free (gpointer data)
{
  Method *self = data;

  g_boxed_free (DOMO_TYPE_METHOD_INFO, self->info);
  g_free (self->full_name);
  g_queue_clear_full (&self->steps, step_free);
  g_clear_pointer (&self->usual, step_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) domo_promise_unref);
  g_free (self);
}

DomoProbeBook *
domo_probe_book_new (void)
{
  DomoProbeBook *self = g_new0 (DomoProbeBook, 1);

  g_atomic_ref_count_init (&self->ref_count);
  pthread_mutex_init (&self->lock, NULL);
  self->methods = g_ptr_array_new_with_free_func (method_free);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_test_message_unref);
  g_queue_init (&self->untaken);
  return self;
}

DomoProbeBook *
domo_probe_book_ref (DomoProbeBook *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
domo_probe_book_unref (DomoProbeBook *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_queue_clear (&self->untaken);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->methods);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static Method *
method_new (DomoMethodInfo *info)
{
  Method *self = g_new0 (Method, 1);

  self->info = g_boxed_copy (DOMO_TYPE_METHOD_INFO, info);
  self->full_name = g_strdup_printf ("%s.%s", g_type_name (domo_method_info_get_protocol (info)),
                                     domo_method_info_get_name (info));
  g_queue_init (&self->steps);
  g_queue_init (&self->waiting);
  return self;
}

static const char *
choose_name_locked (DomoProbeBook *self, const Method *method)
{
  const char *name = domo_method_info_get_name (method->info);

  for (guint i = 0; i < self->methods->len; i++)
    {
      const Method *other = self->methods->pdata[i];

      if (other != method && g_str_equal (domo_method_info_get_name (other->info), name))
        return method->full_name;
    }
  return name;
}

void
domo_probe_book_set_methods (DomoProbeBook *self, GPtrArray *methods)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < methods->len; i++)
    g_ptr_array_add (self->methods, method_new (methods->pdata[i]));
  for (guint i = 0; i < self->methods->len; i++)
    {
      Method *method = self->methods->pdata[i];

      method->name = choose_name_locked (self, method);
    }
  pthread_mutex_unlock (&self->lock);
  g_ptr_array_unref (methods);
}

/* Methods stay for the life of the book. */
static Method *
find_locked (DomoProbeBook *self, const char *name)
{
  for (guint i = 0; i < self->methods->len; i++)
    {
      Method *method = self->methods->pdata[i];

      if (g_str_equal (name, method->name) || g_str_equal (name, method->full_name))
        return method;
    }
  return NULL;
}

static Method *
find_info_locked (DomoProbeBook *self, const DomoMethodInfo *info)
{
  for (guint i = 0; i < self->methods->len; i++)
    {
      Method *method = self->methods->pdata[i];

      if (method->info == info)
        return method;
    }
  return NULL;
}

const DomoMethodInfo *
domo_probe_book_find_method (DomoProbeBook *self, const char *name)
{
  Method *method;

  pthread_mutex_lock (&self->lock);
  method = find_locked (self, name);
  pthread_mutex_unlock (&self->lock);
  return method != NULL ? method->info : NULL;
}

/* What becomes of a message that has come: a step, or, for an ask that has to wait, a promise
 * (transfer full, both). A tell takes only a step that fails. */
static DomoProbeStep *
take_step_locked (Method *method, DomoPromise **promise)
{
  const gboolean is_ask = domo_method_info_is_ask (method->info);
  DomoProbeStep *step = g_queue_pop_head (&method->steps);

  if (step == NULL && method->usual != NULL)
    step = step_copy (method->usual);
  if (step == NULL && is_ask)
    {
      *promise = domo_promise_new ();
      g_queue_push_tail (&method->waiting, domo_promise_ref (*promise));
    }
  return step;
}

/* Does what the step says with the message in hand, and takes it. */
static DomoFuture *
act (DomoActor *actor, DomoProbeStep *step)
{
  DomoFuture *future = NULL;

  if (step->fails)
    domo_actor_fail (actor, g_steal_pointer (&step->error));
  else if (step->error != NULL)
    future = domo_future_new_error (g_steal_pointer (&step->error));
  else if (G_IS_VALUE (&step->value))
    future = domo_future_new_value (&step->value);
  else
    future = domo_future_new_void ();
  step_free (step);
  return future;
}

/* The same with an ask that has waited. Takes both. */
static void
settle (DomoPromise *promise, DomoProbeStep *step)
{
  if (step->error != NULL)
    domo_promise_reject (promise, g_steal_pointer (&step->error));
  else if (G_IS_VALUE (&step->value))
    domo_promise_resolve (promise, &step->value);
  else
    domo_promise_resolve_void (promise);
  domo_promise_unref (promise);
  step_free (step);
}

DomoFuture *
domo_probe_book_receive (
    DomoProbeBook *self, DomoActor *actor, const char *name, const GValue *args, guint n_args)
{
  DomoTestMessage *message = domo_test_message_new (name, args, n_args);
  g_autoptr (DomoPromise) promise = NULL;
  DomoProbeStep *step;
  Method *method;

  pthread_mutex_lock (&self->lock);
  method = find_locked (self, name);
  g_ptr_array_add (self->messages, message);
  if (!method->is_ignored)
    g_queue_push_tail (&self->untaken, message);
  step = take_step_locked (method, &promise);
  pthread_mutex_unlock (&self->lock);
  domo_wait_wake_all ();
  if (step != NULL)
    return act (actor, step);
  return promise != NULL ? domo_promise_get_future (promise) : NULL;
}

DomoTestMessage *
domo_probe_book_take (DomoProbeBook *self)
{
  DomoTestMessage *message;

  pthread_mutex_lock (&self->lock);
  message = g_queue_pop_head (&self->untaken);
  pthread_mutex_unlock (&self->lock);
  return message;
}

GPtrArray *
domo_probe_book_list (DomoProbeBook *self)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_test_message_unref);

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->messages->len; i++)
    g_ptr_array_add (messages, domo_test_message_ref (self->messages->pdata[i]));
  pthread_mutex_unlock (&self->lock);
  return messages;
}

const char *
domo_probe_book_get_name (DomoProbeBook *self, const DomoMethodInfo *info)
{
  const char *name;

  pthread_mutex_lock (&self->lock);
  name = find_info_locked (self, info)->name;
  pthread_mutex_unlock (&self->lock);
  return name;
}

void
domo_probe_book_ignore (DomoProbeBook *self, const DomoMethodInfo *info)
{
  Method *method;

  pthread_mutex_lock (&self->lock);
  method = find_info_locked (self, info);
  method->is_ignored = TRUE;
  for (GList *link = self->untaken.head, *next; link != NULL; link = next)
    {
      next = link->next;
      if (g_str_equal (domo_test_message_get_method (link->data), method->name))
        g_queue_delete_link (&self->untaken, link);
    }
  pthread_mutex_unlock (&self->lock);
}

/* The ask that has waited longest, and still does (transfer full). */
static DomoPromise *
take_waiting_locked (Method *method)
{
  DomoPromise *promise;

  while ((promise = g_queue_pop_head (&method->waiting)) != NULL)
    {
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);

      if (domo_future_is_pending (future))
        break;
      domo_promise_unref (promise);
    }
  return promise;
}

void
domo_probe_book_add_step (DomoProbeBook *self, const DomoMethodInfo *info, DomoProbeStep *step)
{
  DomoProbeStep *owned = g_memdup2 (step, sizeof *step);
  DomoPromise *promise = NULL;
  Method *method;

  pthread_mutex_lock (&self->lock);
  method = find_info_locked (self, info);
  /* What has been handled cannot fail any more. */
  if (!owned->fails)
    promise = take_waiting_locked (method);
  if (promise == NULL)
    g_queue_push_tail (&method->steps, owned);
  pthread_mutex_unlock (&self->lock);
  if (promise != NULL)
    settle (promise, owned);
}

void
domo_probe_book_set_usual_step (DomoProbeBook *self,
                                const DomoMethodInfo *info,
                                DomoProbeStep *step)
{
  DomoProbeStep *owned = g_memdup2 (step, sizeof *step);
  DomoProbeStep *former;
  g_autoptr (GPtrArray) promises = g_ptr_array_new ();
  DomoPromise *promise;
  Method *method;

  pthread_mutex_lock (&self->lock);
  method = find_info_locked (self, info);
  former = g_steal_pointer (&method->usual);
  method->usual = owned;
  while ((promise = take_waiting_locked (method)) != NULL)
    g_ptr_array_add (promises, promise);
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < promises->len; i++)
    settle (promises->pdata[i], step_copy (step));
  g_clear_pointer (&former, step_free);
}
