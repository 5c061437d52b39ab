/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-run.h"

#include <string.h>

/* Comparing a stage with the model of it. */

/* A supervisor that takes longer than ten seconds is named in the log. */
#define OVERDUE (11 * G_USEC_PER_SEC)

static char *
print_event (const LifeEvent *event)
{
  const char *const names[] = {
    "before_start",  "after_start", "before_stop", "after_stop", "before_restart", "after_restart",
    "before_resume", "save_state",  "restored",    "released",   "handled",        "waited",
    "called back",   "let go",      "informed",    "told",       "shown",          "strayed",
  };

  return g_strdup_printf ("actor %u %s %u (%u, %u)", event->actor, names[event->sight],
                          event->detail, event->first, event->second);
}

static void
check_events (LifeRun *self)
{
  const GArray *seen = self->world->events;
  const GArray *expected = self->model->events;

  for (guint i = self->n_events_seen; i < MAX (seen->len, expected->len); i++)
    {
      const LifeEvent *event = i < seen->len ? &g_array_index (seen, LifeEvent, i) : NULL;
      const LifeEvent *wanted = i < expected->len ? &g_array_index (expected, LifeEvent, i) : NULL;
      g_autofree char *text = NULL;
      g_autofree char *wanted_text = NULL;

      if (event != NULL && wanted != NULL && memcmp (event, wanted, sizeof *event) == 0 &&
          !self->tells)
        continue;
      text = event != NULL ? print_event (event) : g_strdup ("nothing");
      wanted_text = wanted != NULL ? print_event (wanted) : g_strdup ("nothing");
      life_run_tell (self, "    %s", text);
      if (!g_str_equal (text, wanted_text))
        life_run_complain (self, "%s, expected: %s", text, wanted_text);
    }
  self->n_events_seen = seen->len;
}

static void
check_asks (LifeRun *self)
{
  for (int i = 0; i < self->model->n_calls; i++)
    {
      const guint8 expected = self->model->calls[i].ask;
      guint8 outcome;

      if (self->ask_is_seen[i] || self->asks[i] == NULL)
        continue;
      outcome = life_get_outcome (self->asks[i]);
      if (outcome != expected)
        life_run_complain (self, "ask %d stands at %u, expected: %u", i, outcome, expected);
      if (outcome == LIFE_RESOLVED && domo_future_get_int64 (self->asks[i], NULL) != i)
        life_run_complain (self, "ask %d has a wrong answer", i);
      self->ask_is_seen[i] = outcome != LIFE_PENDING;
    }
}

static void
check_starts (LifeRun *self)
{
  for (int i = 0; i < self->model->n_actors; i++)
    {
      const guint8 expected = self->model->actors[i].starting;
      guint8 outcome;

      if (self->starting[i] == NULL)
        continue;
      outcome = life_get_outcome (self->starting[i]);
      if (outcome != expected)
        life_run_complain (self, "the start of actor %d stands at %u, expected: %u", i, outcome,
                           expected);
      if (outcome != LIFE_PENDING)
        g_clear_pointer (&self->starting[i], domo_future_unref);
    }
}

static void
check_stop (LifeRun *self, int id)
{
  const DomoStopReason expected = self->model->actors[id].stop_reason;
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (self->world->proxies[id]);
  DomoFuture *const both[] = { stopped, self->stopping[id] };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      if (both[i] != NULL &&
          (!domo_future_is_resolved (both[i]) ||
           g_value_get_enum (domo_future_get_value (both[i], NULL)) != (int) expected))
        life_run_complain (self, "actor %d has not stopped for the reason expected: %d", id,
                           expected);
    }
}

static void
check_stops (LifeRun *self)
{
  for (int i = 0; i < self->model->n_actors; i++)
    {
      const gboolean expected = self->model->actors[i].state == MODEL_STOPPED;

      if (self->stop_is_seen[i])
        continue;
      if (domo_proxy_is_stopped (self->world->proxies[i]) != expected)
        life_run_complain (self, "actor %d has%s stopped", i, expected ? " not" : "");
      else if (expected)
        check_stop (self, i);
      else if (self->stopping[i] != NULL && !domo_future_is_pending (self->stopping[i]))
        life_run_complain (self, "actor %d is said to have stopped", i);
      self->stop_is_seen[i] = expected;
    }
}

/* What has come to the usual mailbox is counted when the actor runs next. */
static void
check_counters (LifeRun *self, int id)
{
  const ModelActor *actor = &self->model->actors[id];
  const guint n_queued = (guint) model_count_queued (self->model, id);
  DomoCounters counters;

  domo_proxy_get_counters (self->world->proxies[id], &counters);
  if (counters.accepted != counters.handled + counters.dead_letters + counters.queued +
                               counters.stashed + counters.in_hand)
    life_run_complain (self, "the counters of actor %d do not add up", id);
  if ((int) counters.handled != actor->n_calls_handled ||
      (int) counters.dead_letters != actor->n_dead_letters ||
      (int) counters.stashed != model_count_stashed (self->model, id) ||
      (int) counters.in_hand != model_count_in_hand (self->model, id))
    life_run_complain (self, "the counters of actor %d are %u handled, %u dead letters, %u stashed",
                       id, (guint) counters.handled, (guint) counters.dead_letters,
                       (guint) counters.stashed);
  if (counters.queued > n_queued ||
      (counters.queued < n_queued &&
       (actor->spec.capacity > 0 || actor->spec.by_priority || id == self->last)))
    life_run_complain (self, "actor %d has %u calls in its mailbox, expected: %u", id,
                       (guint) counters.queued, n_queued);
  if (id == self->last && (int) counters.accepted != actor->n_accepted)
    life_run_complain (self, "actor %d has accepted %u calls, expected: %d", id,
                       (guint) counters.accepted, actor->n_accepted);
}

static void
check_accounts (LifeRun *self)
{
  DomoDeadLetters *dead_letters = domo_stage_get_dead_letters (self->stage);

  for (guint i = 0; i < G_N_ELEMENTS (self->model->dead_letters); i++)
    {
      const guint64 n = domo_dead_letters_get_count (dead_letters, (DomoDeadLetterReason) i);

      if (n != self->model->dead_letters[i])
        life_run_complain (self, "%u dead letters for reason %u, expected: %u", (guint) n, i,
                           (guint) self->model->dead_letters[i]);
    }
  for (int i = LIFE_UPPER; i < self->model->n_actors; i++)
    check_counters (self, i);
}

/* As it shows, if nothing is in hand. */
static DomoActorState
get_shown_state (const ModelActor *actor)
{
  const DomoActorState states[] = {
    [MODEL_NEW] = DOMO_ACTOR_STATE_NEW,
    [MODEL_RUNNING] = DOMO_ACTOR_STATE_IDLE,
    [MODEL_SUSPENDED] = DOMO_ACTOR_STATE_SUSPENDED,
    [MODEL_RESTARTING] = DOMO_ACTOR_STATE_RESTARTING,
    [MODEL_STOPPING] = DOMO_ACTOR_STATE_STOPPING,
    [MODEL_STOPPED] = DOMO_ACTOR_STATE_STOPPED,
  };

  if (actor->n_parked > 0)
    return DOMO_ACTOR_STATE_PARKED;
  if (actor->state != MODEL_RUNNING)
    return states[actor->state];
  if (actor->busy >= 0)
    return DOMO_ACTOR_STATE_BUSY;
  return actor->held ? DOMO_ACTOR_STATE_HELD : states[actor->state];
}

static void
check_snapshot (LifeRun *self, DomoActorSnapshot *snapshot, gboolean at_rest)
{
  const int id = life_world_find (self->world, domo_actor_snapshot_get_proxy (snapshot));
  DomoActorSnapshot *parent = domo_actor_snapshot_get_parent (snapshot);
  const ModelActor *actor = &self->model->actors[id];
  const DomoActorState expected = get_shown_state (actor);
  DomoActorState state = domo_actor_snapshot_get_state (snapshot);

  /* One that has nothing to do may still be in the dispatcher's queue. */
  if (state == DOMO_ACTOR_STATE_RUNNING && !at_rest)
    state = DOMO_ACTOR_STATE_IDLE;
  if (state != expected)
    life_run_complain (self, "actor %d shows state %d, expected: %d", id, (int) state,
                       (int) expected);
  if ((parent != NULL ? life_world_find (self->world, domo_actor_snapshot_get_proxy (parent))
                      : -1) != actor->parent)
    life_run_complain (self, "actor %d is not the child of actor %d", id, actor->parent);
  if ((int) domo_actor_snapshot_get_queue_length (snapshot) != model_count_queued (self->model, id))
    life_run_complain (self, "the queue of actor %d shows a length of %u, expected: %d", id,
                       domo_actor_snapshot_get_queue_length (snapshot),
                       model_count_queued (self->model, id));
  if ((int) domo_actor_snapshot_get_incarnation (snapshot) != actor->ordered)
    life_run_complain (self, "actor %d shows incarnation %u, expected: %d", id,
                       domo_actor_snapshot_get_incarnation (snapshot), actor->ordered);
}

/* What the stage shows of all actors that have not stopped. */
static void
check_snapshots (LifeRun *self, gboolean at_rest)
{
  g_autoptr (GPtrArray) snapshots = domo_stage_snapshot (self->stage);
  guint n = 0;

  for (guint i = 0; i < snapshots->len; i++)
    check_snapshot (self, g_ptr_array_index (snapshots, i), at_rest);
  for (int i = 0; i < self->model->n_actors; i++)
    n += self->model->actors[i].state != MODEL_STOPPED;
  if (snapshots->len != n)
    life_run_complain (self, "%u actors are shown, expected: %u", snapshots->len, n);
}

void
life_run_check (LifeRun *self)
{
  check_events (self);
  if (self->world->n_actors != self->model->n_actors)
    life_run_complain (self, "there are %d actors, expected: %d", self->world->n_actors,
                       self->model->n_actors);
  if (domo_stage_is_closed (self->stage) != self->model->closed)
    life_run_complain (self, "the stage is%s closed", self->model->closed ? " not" : "");
  if (self->problem != NULL)
    return;
  check_asks (self);
  check_starts (self);
  check_stops (self);
  check_accounts (self);
  /* Now and then, for it takes as long as all the rest. */
  if (++self->n_checks % 8 == 0 || self->tells)
    check_snapshots (self, FALSE);
}

/* Stepping. */

static gboolean
step_actor (LifeRun *self, int id)
{
  return domo_test_dispatcher_step_actor (self->dispatchers[self->world->records[id]
                                                                .spec.dispatcher],
                                          self->world->proxies[id]);
}

gboolean
life_run_is_ready (LifeRun *self)
{
  return domo_test_dispatcher_get_n_ready (self->dispatchers[0]) +
             domo_test_dispatcher_get_n_ready (self->dispatchers[1]) >
         0;
}

void
life_run_step (LifeRun *self)
{
  guint n_lines[LIFE_MAX_ACTORS];
  int failures[LIFE_MAX_ACTORS];
  const int n_repeated = self->model->n_repeated;
  int id = (int) life_run_pick (self, (guint) self->model->n_actors);

  memcpy (n_lines, self->n_lines, sizeof n_lines);
  for (int i = 0; i < self->model->n_actors; i++)
    failures[i] = self->model->actors[i].n_failed;
  /* Not by its place in the queue, which depends on the order in which a table has its addresses.
   */
  while (!step_actor (self, id))
    id = (id + 1) % self->world->n_actors;
  life_run_tell (self, "  actor %d runs", id);
  model_step (self->model, id);
  /* What was delayed has come anew. */
  self->last = self->model->n_repeated == n_repeated ? id : -1;
  for (int i = 0; i < self->model->n_actors; i++)
    {
      if (self->model->actors[i].n_failed != failures[i])
        {
          self->n_lines_before[i] = n_lines[i];
          self->failed_at[i] = self->model->now;
        }
    }
  life_run_check (self);
  self->last = -1;
}

void
life_run_drain (LifeRun *self)
{
  while (self->problem == NULL && life_run_is_ready (self))
    life_run_step (self);
  for (int i = 0; self->problem == NULL && i < self->model->n_actors; i++)
    {
      if (model_has_work (self->model, i))
        life_run_complain (self, "actor %d has something to do, and nobody runs it", i);
    }
  if (self->problem == NULL)
    check_snapshots (self, TRUE);
}

void
life_run_check_suspended (LifeRun *self)
{
  /* Once more for those who fail meanwhile. */
  for (int i = 0; i < 2; i++)
    {
      life_run_advance (self, OVERDUE);
      life_run_drain (self);
    }
  for (int i = LIFE_UPPER; self->problem == NULL && i < self->model->n_actors; i++)
    {
      /* A directive is on its way to one that waits itself: for that, and for nobody else. */
      const gboolean keeps_itself =
          self->model->actors[i].open_failure == 0 && self->model->actors[i].n_parked > 0;

      if (self->model->actors[i].state == MODEL_SUSPENDED && !keeps_itself &&
          self->failed_at[i] + OVERDUE <= self->model->now &&
          self->n_lines[i] <= self->n_lines_before[i])
        life_run_complain (self, "actor %d is suspended, and the log does not say why", i);
    }
}
