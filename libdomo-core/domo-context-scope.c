/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-context-scope-private.h"

#include "domo-log-private.h"
#include "domo-proxy-private.h"

/* Which execution context is current. */

struct _DomoContextScope
{
  DomoContextScope *outer;
  DomoExecutionContext *context;
  gboolean is_pushed; /* else it is a message's or a callback's */

  /* What it is in force for: code of this depth of main loops, and, where that was pushed, code
   * that this very source called. Code of a nested main loop is none of it, for it has nothing to
   * do with what the outer code works on. */
  gint depth;
  GSource *source; /* only compared */

  /* Inside an actor: whose message it was pushed in, or NULL. */
  const DomoMethod *method;
};

_Thread_local DomoContextScope *domo_context_scopes;

static void
scope_begin (DomoExecutionContext *context, gboolean is_pushed, const DomoMethod *method)
{
  DomoContextScope *self = g_new (DomoContextScope, 1);

  self->outer = domo_context_scopes;
  self->context = context;
  self->is_pushed = is_pushed;
  self->depth = g_main_depth ();
  self->source = is_pushed ? g_main_current_source () : NULL;
  self->method = method;
  domo_context_scopes = self;
}

static void
scope_end (void)
{
  DomoContextScope *self = domo_context_scopes;

  domo_context_scopes = self->outer;
  domo_execution_context_unref (self->context);
  g_free (self);
}

static void
report_forgotten (DomoContextScope *self)
{
  g_autofree char *printed = domo_execution_context_to_string (self->context);

  g_critical ("domo_execution_context_push(): the context %s was pushed outside actors and not "
              "popped where it was pushed",
              printed);
}

/* The callback in which it was pushed has returned. */
static gboolean
is_forgotten (DomoContextScope *self, gint depth)
{
  if (self->depth != depth)
    return self->depth > depth;
  return self->is_pushed && self->source != g_main_current_source ();
}

/* Finds pushes that nobody has popped in time. */
void
domo_context_drop_forgotten (void)
{
  gint depth = g_main_depth ();

  while (domo_context_scopes != NULL && is_forgotten (domo_context_scopes, depth))
    {
      report_forgotten (domo_context_scopes);
      scope_end ();
    }
}

/* The scope of the code that runs now, or NULL. */
static DomoContextScope *
find_scope (void)
{
  domo_context_drop_forgotten ();
  if (domo_context_scopes == NULL || domo_context_scopes->depth != g_main_depth ())
    return NULL;
  return domo_context_scopes;
}

DomoExecutionContext *
domo_context_dup_current_slowly (void)
{
  DomoContextScope *scope = find_scope ();

  return scope != NULL ? domo_execution_context_ref (scope->context) : NULL;
}

/* Waiting. */

DomoContextScope *
domo_context_park (void)
{
  /* Then all that are left are of this handler. */
  if (G_UNLIKELY (domo_context_scopes != NULL))
    domo_context_drop_forgotten ();
  return domo_context_set_aside ();
}

void
domo_context_unpark (DomoContextScope *scopes)
{
  for (DomoContextScope *scope = scopes; scope != NULL; scope = scope->outer)
    {
      scope->depth = g_main_depth ();
      scope->source = scope->is_pushed ? g_main_current_source () : NULL;
    }
  domo_context_take_up (scopes);
}

/* Messages. */

void
domo_context_begin_message (DomoExecutionContext *context)
{
  if (context != NULL)
    scope_begin (context, FALSE, NULL);
}

/* The context of the message in hand (transfer full), whatever its handler has pushed. */
DomoExecutionContext *
domo_context_dup_message (void)
{
  DomoContextScope *scope = domo_context_scopes;

  while (scope != NULL && scope->is_pushed)
    scope = scope->outer;
  return scope != NULL ? domo_execution_context_ref (scope->context) : NULL;
}

static void
log_forgotten (DomoProxy *proxy, DomoContextScope *scope)
{
  g_autofree char *printed = domo_execution_context_to_string (scope->context);
  g_autofree char *name = scope->method != NULL ? domo_method_get_full_name (scope->method) : NULL;

  domo_log_actor (proxy, G_LOG_LEVEL_MESSAGE, name,
                  "the execution context %s was pushed in %s and not popped; it ends here", printed,
                  name != NULL ? name : "a hook or callback");
}

/* The message in hand is done with: what is left of its contexts ends. */
void
domo_context_end_message (DomoProxy *proxy)
{
  while (domo_context_scopes != NULL)
    {
      if (domo_context_scopes->is_pushed)
        log_forgotten (proxy, domo_context_scopes);
      scope_end ();
    }
}

/* Callbacks outside actors. */

DomoContextScope *
domo_context_begin_callback (DomoExecutionContext *context)
{
  DomoContextScope *before;

  if (G_UNLIKELY (domo_context_scopes != NULL))
    domo_context_drop_forgotten ();
  before = domo_context_scopes;
  if (context != NULL)
    scope_begin (context, FALSE, NULL);
  return before;
}

void
domo_context_end_callback (DomoContextScope *before)
{
  while (G_UNLIKELY (domo_context_scopes != before))
    {
      if (domo_context_scopes->is_pushed)
        report_forgotten (domo_context_scopes);
      scope_end ();
    }
}

/* Pushing. */

/**
 * domo_execution_context_get_current:
 *
 * Answers the context that is current: inside an actor that of the message in hand or of the
 * callback, unless another one has been pushed since; outside actors what was pushed in this
 * thread.
 *
 * Returns: (transfer none) (nullable): the context, or %NULL if there is none; it lives at least
 *   until the message, the callback, or what was pushed ends
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_execution_context_get_current (void)
{
  DomoContextScope *scope = domo_context_scopes != NULL ? find_scope () : NULL;

  return scope != NULL ? scope->context : NULL;
}

static void
drop_at_thread_end (gpointer data)
{
  while (domo_context_scopes != NULL)
    {
      report_forgotten (domo_context_scopes);
      scope_end ();
    }
}

static GPrivate at_thread_end = G_PRIVATE_INIT (drop_at_thread_end);

/**
 * domo_execution_context_push:
 * @self: a context
 *
 * Makes a context current in this thread until [method@DomoCore.ExecutionContext.pop] gives back
 * what was current before. Messages that are sent meanwhile, and callbacks that are added to
 * futures, carry it.
 *
 * It is current for the code that pushed it and what that calls, but not in callbacks of a main
 * loop that runs meanwhile. Push and pop in one function. A push that is forgotten outside actors
 * is a critical as soon as it is found: at the next use of a context in that thread, or when the
 * thread ends. Inside an actor the context is current for the rest of the message in hand; if it is
 * not popped it ends with that, and a log record says so.
 *
 * To add to the current context, push what [ctor@DomoCore.ExecutionContext.new_with] makes of it.
 * To send without any key, push an empty one.
 *
 * Since: 0.1
 */
void
domo_execution_context_push (DomoExecutionContext *self)
{
  DomoFrame *frame = domo_frame_get_current ();

  g_return_if_fail (self != NULL);

  if (domo_context_scopes != NULL)
    domo_context_drop_forgotten ();
  if (frame == NULL)
    g_private_set (&at_thread_end, &at_thread_end);
  scope_begin (domo_execution_context_ref (self), TRUE, frame != NULL ? frame->method : NULL);
}

/* The scope of the running code in which @context was pushed, or NULL. */
static DomoContextScope *
find_pushed (DomoExecutionContext *context)
{
  DomoContextScope *first = find_scope ();

  for (DomoContextScope *scope = first; scope != NULL; scope = scope->outer)
    {
      if (!scope->is_pushed || scope->depth != first->depth || scope->source != first->source)
        return NULL;
      if (scope->context == context)
        return scope;
    }
  return NULL;
}

/**
 * domo_execution_context_pop:
 * @self: the context that was pushed last
 *
 * Ends what [method@DomoCore.ExecutionContext.push] began. To pop what was not pushed here is a
 * critical and does nothing; to pop another than the last is a critical, too, and ends those that
 * were pushed since.
 *
 * Since: 0.1
 */
void
domo_execution_context_pop (DomoExecutionContext *self)
{
  DomoContextScope *scope;
  guint n = 1;

  g_return_if_fail (self != NULL);

  scope = find_pushed (self);
  if (scope == NULL)
    {
      g_autofree char *printed = domo_execution_context_to_string (self);

      g_critical ("domo_execution_context_pop(): the context %s was not pushed here", printed);
      return;
    }
  for (; domo_context_scopes != scope; n++)
    scope_end ();
  scope_end ();
  if (n > 1)
    g_critical ("domo_execution_context_pop(): %u contexts that were pushed later had not been "
                "popped",
                n - 1);
}
