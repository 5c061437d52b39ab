/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-runtime-private.h"

#include "domo-await-private.h"
#include "domo-dead-letters-private.h"
#include "domo-error.h"
#include "domo-home-private.h"
#include "domo-life-listeners-private.h"
#include "domo-log-private.h"
#include "domo-proxy-private.h"
#include "domo-supervision-private.h"

/* Closing a stage: the private root is told to stop, and its end is that of the stage. A limit
 * makes it forceful; what does not end even then is named.
 *
 * A limit runs on the stage's clock. How a forced close gets on is watched in real time, because by
 * then nothing is waited for but the processor. */

/* How often, in milliseconds; a look at which nothing has ended since the last one is the last. */
#define LOOK_INTERVAL 100

/* A dispatcher whose thread does not end, because a callback of the program's own holds it up, is
 * not waited for longer than this, in microseconds; nor less than LOOK_INTERVAL. */
#define DISPATCHER_PATIENCE G_USEC_PER_SEC

/* So many actors are named. */
#define N_NAMED 5

/* One call that waits for the close, with a limit of its own. */
struct _DomoCloser
{
  atomic_int ref_count;
  DomoRuntime *runtime;
  DomoPromise *closed;
  gboolean waits; /* a thread does, which then tells the dispatchers */

  /* Under the runtime's lock. */
  gboolean ended;
  DomoTimer *limit;
  GSource *watch;
  guint n_actors_seen; /* by the last look */
};

static DomoCloser *
closer_ref (DomoCloser *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
closer_unref (DomoCloser *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  domo_promise_unref (self->closed);
  domo_runtime_unref (self->runtime);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoCloser, closer_unref)

/* Ends @self: answers FALSE if that has been done. Its limit and its watch end with it. */
static gboolean
closer_end (DomoCloser *self)
{
  g_autoptr (DomoTimer) limit = NULL;
  g_autoptr (GSource) watch = NULL;
  gboolean first;

  domo_lock_acquire (&self->runtime->lock);
  first = !self->ended;
  self->ended = TRUE;
  limit = g_steal_pointer (&self->limit);
  watch = g_steal_pointer (&self->watch);
  domo_lock_release (&self->runtime->lock);
  if (limit != NULL)
    domo_timer_cancel (limit);
  if (watch != NULL)
    g_source_destroy (watch);
  return first;
}

/* Tells every actor to stop now. Any thread. */
static void
force (DomoRuntime *self)
{
  g_autoptr (GPtrArray) actors = NULL;

  /* First: who waits from now on is refused, and who waits already is told below. */
  atomic_store_explicit (&self->is_forced, TRUE, memory_order_relaxed);
  actors = domo_runtime_list_actors (self);
  for (guint i = 0; i < actors->len; i++)
    domo_proxy_post (g_ptr_array_index (actors, i),
                     domo_stop_now_new (DOMO_STOP_REASON_STAGE_CLOSED));
}

/* Whether it is @actor itself that does not end: its handler does not return, or nobody runs it.
 * Any other parent only waits for its children. */
static gboolean
is_to_blame (DomoProxy *actor)
{
  gboolean has_children;

  if (atomic_load_explicit (&actor->in_hand, memory_order_relaxed))
    return TRUE;
  domo_lock_acquire (&actor->runtime->lock);
  has_children = actor->first_child != NULL;
  domo_lock_release (&actor->runtime->lock);
  return !has_children;
}

static char *
name_those_left (DomoRuntime *self)
{
  g_autoptr (GPtrArray) actors = domo_runtime_list_actors (self);
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < actors->len; i++)
    {
      DomoProxy *actor = g_ptr_array_index (actors, i);
      g_autofree char *address = NULL;

      if (!is_to_blame (actor) || ++n > N_NAMED)
        continue;
      address = domo_address_to_string (&actor->address);
      g_string_append_printf (names, "%s%s %s", n > 1 ? ", " : "",
                              g_type_name (domo_proxy_get_actor_type (actor)), address);
    }
  if (n > N_NAMED)
    g_string_append_printf (names, " and %u more", n - N_NAMED);
  return g_string_free (names, FALSE);
}

static void
give_up (DomoCloser *self)
{
  g_autofree char *names = name_those_left (self->runtime);
  gboolean listed;

  if (!closer_end (self))
    return;
  listed = domo_runtime_remove_closer (self->runtime, self);
  domo_promise_reject (self->closed,
                       g_error_new (DOMO_ERROR, DOMO_ERROR_TIMEOUT,
                                    "The stage cannot close: still running or never run: %s",
                                    names));
  if (listed)
    closer_unref (self);
}

/* Looks how a forced close gets on. Answers FALSE when there is no need to look again. */
static gboolean
look (DomoCloser *self)
{
  gboolean moves, under_way;

  domo_lock_acquire (&self->runtime->lock);
  under_way = !self->ended;
  moves = self->runtime->n_actors != self->n_actors_seen;
  self->n_actors_seen = self->runtime->n_actors;
  domo_lock_release (&self->runtime->lock);
  if (under_way && !moves)
    give_up (self);
  return under_way && moves;
}

static gboolean
look_cb (gpointer data)
{
  return look (data) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Looks from the stage's context from now on. */
static void
watch (DomoCloser *self)
{
  g_autoptr (GSource) source = g_timeout_source_new (LOOK_INTERVAL);
  gboolean wanted;

  g_source_set_static_name (source, "[domo] forced close");
  g_source_set_callback (source, look_cb, closer_ref (self), (GDestroyNotify) closer_unref);
  /* Attached before anybody else can find and destroy it. */
  g_source_attach (source, self->runtime->context);
  domo_lock_acquire (&self->runtime->lock);
  wanted = !self->ended && self->watch == NULL;
  if (wanted)
    self->watch = g_source_ref (source);
  domo_lock_release (&self->runtime->lock);
  if (!wanted)
    g_source_destroy (source);
}

static void
limit_passed (gpointer data)
{
  DomoCloser *self = data;

  force (self->runtime);
  watch (self);
}

static gboolean
limit_passed_cb (gpointer data)
{
  limit_passed (data);
  return G_SOURCE_REMOVE;
}

static void
add_limit (DomoCloser *self, gint64 limit_us)
{
  DomoClock *clock = self->runtime->clock;
  gint64 now = domo_clock_get_time (clock);
  g_autoptr (DomoTimer) timer = NULL;
  gboolean wanted;

  if (limit_us > G_MAXINT64 - now)
    return;
  timer = domo_clock_add_timer (clock, now + limit_us, limit_passed, closer_ref (self),
                                (GDestroyNotify) closer_unref);
  domo_lock_acquire (&self->runtime->lock);
  wanted = !self->ended;
  if (wanted)
    self->limit = domo_timer_ref (timer);
  domo_lock_release (&self->runtime->lock);
  if (!wanted)
    domo_timer_cancel (timer);
}

static DomoCloser *
closer_new (DomoRuntime *runtime, gboolean waits)
{
  DomoCloser *self = g_new0 (DomoCloser, 1);

  atomic_init (&self->ref_count, 1);
  self->runtime = domo_runtime_ref (runtime);
  self->closed = domo_promise_new ();
  self->waits = waits;
  return self;
}

/* Begins a close, or joins those under way. Any thread. */
static DomoCloser *
begin_close (DomoRuntime *runtime, gint64 limit_us, gboolean waits)
{
  DomoCloser *self = closer_new (runtime, waits);
  g_autoptr (DomoProxy) root = NULL;

  /* The runtime's reference, until the closer ends. */
  if (!domo_runtime_add_closer (runtime, closer_ref (self), &root))
    {
      closer_end (self);
      domo_promise_resolve_void (self->closed);
      closer_unref (self);
      return self;
    }
  if (root != NULL)
    {
      domo_life_listeners_tell (runtime, NULL, DOMO_LIFE_EVENT_CLOSING);
      domo_proxy_post (root, domo_message_new (DOMO_MESSAGE_STOP));
    }
  if (limit_us == 0)
    limit_passed (self);
  else if (limit_us > 0)
    add_limit (self, limit_us);
  return self;
}

/* Closes without waiting. Answers a future that is resolved when the stage is closed. Any thread.
 */
DomoFuture *
domo_runtime_close (DomoRuntime *self, gint64 limit_us)
{
  g_autoptr (DomoCloser) closer = begin_close (self, limit_us, FALSE);

  return domo_promise_get_future (closer->closed);
}

/* The private root has ended: the stage is closed. */
void
domo_runtime_root_ended (DomoRuntime *self)
{
  GSList *closers = domo_runtime_mark_closed (self);
  gboolean is_waited_for = FALSE;

  for (GSList *link = closers; link != NULL; link = link->next)
    is_waited_for = is_waited_for || ((DomoCloser *) link->data)->waits;
  /* Not here, if it can be helped: this may be the thread that is to end. */
  if (!is_waited_for)
    domo_runtime_leave_dispatchers (self, 0);
  for (GSList *link = closers; link != NULL; link = link->next)
    {
      g_autoptr (DomoCloser) closer = link->data;

      if (closer_end (closer))
        domo_promise_resolve_void (closer->closed);
    }
  g_slist_free (closers);
}

static gboolean
is_at_home (DomoRuntime *self)
{
  return g_main_context_get_thread_default () == self->context || domo_home_is_here (self->context);
}

/* In the stage's own context: it is iterated. A clock that nobody moves on must not keep the caller
 * for ever, so the limit runs in real time, too. */
static gboolean
iterate_until_closed (DomoCloser *self, DomoFuture *closed, gint64 limit_us)
{
  DomoRuntime *runtime = self->runtime;
  g_autoptr (GSource) source = NULL;
  gboolean iterated;

  if (limit_us > 0)
    {
      source = g_timeout_source_new ((guint) MIN (limit_us / 1000 + 1, G_MAXUINT));
      g_source_set_static_name (source, "[domo] limit of a close");
      g_source_set_callback (source, limit_passed_cb, closer_ref (self),
                             (GDestroyNotify) closer_unref);
      g_source_attach (source, runtime->context);
    }
  iterated = domo_await_iterate (closed, runtime->context);
  if (source != NULL)
    g_source_destroy (source);
  return iterated;
}

/* In any other thread: the home thread may be stuck in a handler, so limit and progress are watched
 * here, too. */
static void
sleep_until_closed (DomoCloser *self, DomoFuture *closed, gint64 limit_us)
{
  gint64 now = g_get_monotonic_time ();

  if (limit_us < 0 || limit_us > G_MAXINT64 - now)
    {
      domo_await_until (closed, -1);
      return;
    }
  if (domo_await_until (closed, now + limit_us))
    return;
  force (self->runtime);
  do
    {
      if (domo_await_until (closed, g_get_monotonic_time () + LOOK_INTERVAL * 1000))
        return;
    }
  while (look (self));
  /* Whoever ended the closer settles it next. */
  domo_await_until (closed, -1);
}

/* Closes and waits, for as long as the limit lets it. */
static gboolean
wait_until_closed (DomoRuntime *self, gint64 limit_us, GError **error)
{
  g_autoptr (DomoCloser) closer = NULL;
  g_autoptr (DomoFuture) closed = NULL;

  if (is_at_home (self))
    {
      closer = begin_close (self, limit_us, TRUE);
      closed = domo_promise_get_future (closer->closed);
      if (iterate_until_closed (closer, closed, limit_us))
        {
          domo_dead_letters_end (self->dead_letters);
          return domo_future_get_value (closed, error) != NULL;
        }
      sleep_until_closed (closer, closed, limit_us);
    }
  else
    {
      /* The limit is kept below: two that look at one closer would see each other's progress. */
      closer = begin_close (self, -1, TRUE);
      closed = domo_promise_get_future (closer->closed);
      sleep_until_closed (closer, closed, limit_us);
    }
  return domo_future_get_value (closed, error) != NULL;
}

/* Closes and waits. */
gboolean
domo_runtime_close_sync (DomoRuntime *self, gint64 limit_us, GError **error)
{
  gboolean closed;

  if (domo_frame_get_current () != NULL)
    {
      g_critical ("domo_stage_close(): called inside an actor, which would wait for itself; "
                  "call domo_stage_close_async()");
      g_set_error_literal (error, DOMO_ERROR, DOMO_ERROR_FAILED,
                           "A stage cannot be closed synchronously inside an actor");
      return FALSE;
    }
  closed = wait_until_closed (self, limit_us, error);
  /* Also if this call has given up just before the stage was closed after all. */
  if (domo_runtime_is_closed (self))
    domo_runtime_leave_dispatchers (self, limit_us < 0 ? DISPATCHER_PATIENCE
                                                       : CLAMP (limit_us, LOOK_INTERVAL * 1000,
                                                                DISPATCHER_PATIENCE));
  return closed;
}
