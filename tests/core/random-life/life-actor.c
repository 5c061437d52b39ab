/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-actor.h"

#include <stdlib.h>

/* The world. */

void
life_world_clear (LifeWorld *self)
{
  for (int i = 0; i < self->n_actors; i++)
    g_object_unref (self->proxies[i]);
  for (int i = 0; i < self->n_calls; i++)
    {
      g_clear_pointer (&self->promises[i], domo_promise_unref);
      g_clear_pointer (&self->promised[i], domo_future_unref);
      self->n_stashes[i] = 0;
      self->n_shown[i] = 0;
    }
  self->n_actors = 0;
  self->n_calls = 0;
  self->policy = (LifePolicy){ .wait = -1 };
  g_ptr_array_set_size (self->kept, 0);
  g_array_set_size (self->events, 0);
}

void
life_world_see_event (LifeWorld *self, LifeEvent event)
{
  g_array_append_val (self->events, event);
}

void
life_world_see (LifeWorld *self, int actor, LifeSight sight, int detail)
{
  life_world_see_event (self, (LifeEvent){ (guint8) actor, (guint8) sight, (guint8) detail, 0, 0 });
}

int
life_world_find (LifeWorld *self, gpointer proxy)
{
  for (int i = 0; i < self->n_actors; i++)
    {
      if (self->proxies[i] == proxy)
        return i;
    }
  return -1;
}

DomoFuture *
life_world_get_promised (LifeWorld *self, int call)
{
  if (self->promised[call] == NULL)
    {
      self->promises[call] = domo_promise_new ();
      self->promised[call] = domo_promise_get_future (self->promises[call]);
    }
  return self->promised[call];
}

void
life_world_spawn (LifeWorld *self, DomoStage *stage, DomoActor *parent, int call, LifeSpec spec)
{
  const char *const names[LIFE_N_FIXED] = { [LIFE_UPPER] = "upper", [LIFE_LOWER] = "lower" };
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (GError) error = NULL;
  LifeRecord *record;

  if (self->n_actors == LIFE_MAX_ACTORS)
    return;
  record = &self->records[self->n_actors];
  *record = (LifeRecord){ .world = self, .id = self->n_actors, .spec = spec, .born_in = call };
  for (int i = 0; i < LIFE_N_HOOKS; i++)
    record->waits[i] = -1;
  definition = domo_definition_new (LIFE_TYPE_ACTOR, "record", record, NULL);
  domo_definition_set_keep_state (definition, spec.keeps_state);
  domo_definition_set_stash_capacity (definition, LIFE_STASH_CAPACITY);
  if (spec.capacity > 0)
    domo_definition_set_bounded_mailbox (definition, spec.capacity,
                                         (DomoOverflowPolicy) spec.overflow);
  else if (spec.by_priority)
    domo_definition_set_priority_mailbox (definition);
  if (spec.dispatcher > 0)
    domo_definition_set_dispatcher (definition, self->dispatchers[spec.dispatcher]);
  if (names[spec.supervisor] != NULL)
    domo_definition_set_supervisor (definition, names[spec.supervisor]);
  self->proxies[self->n_actors] = parent != NULL
                                      ? domo_actor_child_for_definition (parent, definition, &error)
                                      : domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  self->n_actors++;
}

gboolean
life_decide (DomoSupervised *supervised, LifePolicy policy)
{
  switch (policy.plan)
    {
    case LIFE_PLAN_RESUME:
      return domo_supervised_resume (supervised, policy.scope);
    case LIFE_PLAN_RESTART:
      return domo_supervised_restart (supervised, policy.scope, policy.delay);
    case LIFE_PLAN_STOP:
      return domo_supervised_stop (supervised, policy.scope);
    case LIFE_PLAN_ESCALATE:
      return domo_supervised_escalate (supervised);
    default:
      return FALSE;
    }
}

guint8
life_get_outcome (DomoFuture *future)
{
  if (domo_future_is_pending (future))
    return LIFE_PENDING;
  if (domo_future_is_resolved (future))
    return LIFE_RESOLVED;
  return (guint8) (LIFE_REJECTED + domo_future_get_error (future)->code);
}

GError *
life_new_failure (int number)
{
  return g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "%d", number);
}

/* The protocol. */

G_DEFINE_INTERFACE (LifeSubject, life_subject, DOMO_TYPE_PROTOCOL)

static void
life_subject_default_init (LifeSubjectInterface *iface)
{
#define SLOT(name) G_STRUCT_OFFSET (LifeSubjectInterface, name)
  domo_protocol_add_tell (iface, "tell", SLOT (tell), 1, G_TYPE_INT);
  domo_protocol_add_ask (iface, "ask", SLOT (ask), G_TYPE_INT64, 1, G_TYPE_INT);
  domo_protocol_add_ask (iface, "ask_concurrent", SLOT (ask_concurrent), G_TYPE_INT64, 1,
                         G_TYPE_INT);
  domo_protocol_set_method_flags (iface, "ask_concurrent", DOMO_METHOD_CONCURRENT);
  domo_protocol_set_method_priority (iface, "tell", LIFE_PRIORITY_TELL);
  domo_protocol_set_method_priority (iface, "ask", LIFE_PRIORITY_ASK);
  domo_protocol_set_method_priority (iface, "ask_concurrent", LIFE_PRIORITY_CONCURRENT);
#undef SLOT
}

static DomoFuture *
send (LifeSubject *self, LifeCall call, int number)
{
  LifeSubjectInterface *iface = LIFE_SUBJECT_GET_IFACE (self);

  if (call.kind == LIFE_CALL_CONCURRENT)
    return iface->ask_concurrent (self, number);
  if (call.is_ask)
    return iface->ask (self, number);
  iface->tell (self, number);
  return NULL;
}

DomoFuture *
life_subject_send (LifeSubject *self, LifeCall call, int number)
{
  g_autoptr (DomoExecutionContext) context = NULL;
  DomoFuture *future;

  if (!call.has_context)
    return send (self, call, number);
  context = domo_execution_context_new_with (NULL, "call", g_variant_new_int32 (number));
  domo_execution_context_push (context);
  future = send (self, call, number);
  domo_execution_context_pop (context);
  return future;
}

/* The actor. */

struct _LifeActor
{
  DomoActor parent_instance;

  LifeRecord *record;
  guint32 n_handled;
};

static int n_instances;

static void life_actor_subject_init (LifeSubjectInterface *iface);
static void life_actor_supervisor_init (DomoSupervisorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LifeActor,
                               life_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (LIFE_TYPE_SUBJECT, life_actor_subject_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                          life_actor_supervisor_init))

static int
get_failed_call (const GError *error)
{
  return (int) strtol (error->message, NULL, 10);
}

/* For the call of that number, or -1. */
static void
fail (LifeActor *self, int number)
{
  domo_actor_fail (DOMO_ACTOR (self), life_new_failure (number));
}

/* What is done for a call is done in its context, and what is done for none in none. */
static void
look_at_context (LifeActor *self, int number)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();
  const int expected = number >= 0 && self->record->world->calls[number].has_context ? number : -1;
  const int seen =
      context != NULL ? g_variant_get_int32 (domo_execution_context_lookup (context, "call")) : -1;

  if (seen != expected)
    life_world_see (self->record->world, self->record->id, LIFE_STRAYED, number);
}

static guint8
wait_once (LifeWorld *world, int number)
{
  g_autoptr (GError) error = NULL;

  if (domo_await (domo_future_ref (life_world_get_promised (world, number)), &error))
    return LIFE_RESOLVED;
  g_assert (error->domain == DOMO_ERROR);
  return (guint8) (LIFE_REJECTED + error->code);
}

/* Waits for a promise, and then again, which is over at once; for a call, or -1. Answers how the
 * first wait ended. */
static guint8
wait_for (LifeActor *self, int number, int call)
{
  LifeWorld *world = self->record->world;
  guint8 first = wait_once (world, number);
  guint8 second = wait_once (world, number);

  life_world_see_event (world, (LifeEvent){ (guint8) self->record->id, LIFE_WAITED, (guint8) number,
                                            first, second });
  look_at_context (self, call);
  return first;
}

static DomoFuture *
wait_and_answer (LifeActor *self, int number, gboolean fails)
{
  guint8 outcome = wait_for (self, number, number);

  if (fails)
    fail (self, number);
  if (outcome == LIFE_RESOLVED)
    return domo_future_new_int64 (number);
  return domo_future_new_error (
      g_error_new_literal (DOMO_ERROR, outcome - LIFE_REJECTED, "the wait failed"));
}

/* A callback. */
typedef struct
{
  LifeActor *actor;
  int number;
} Callback;

static DomoFuture *
called_back (DomoFuture *settled, gpointer data)
{
  Callback *callback = data;
  LifeRecord *record = callback->actor->record;
  const LifeCall *call = &record->world->calls[callback->number];

  life_world_see (record->world, record->id, LIFE_CALLED_BACK, callback->number);
  look_at_context (callback->actor, callback->number);
  if (call->other >= 0)
    wait_for (callback->actor, call->other, callback->number);
  if (call->kind == LIFE_CALL_CALLBACK_FAILS)
    fail (callback->actor, callback->number);
  return NULL;
}

static void
let_go (gpointer data)
{
  Callback *callback = data;
  LifeRecord *record = callback->actor->record;

  life_world_see (record->world, record->id, LIFE_LET_GO, callback->number);
  g_free (callback);
}

static void
add_callback (LifeActor *self, int number)
{
  Callback *callback = g_new (Callback, 1);
  DomoFuture *promised = life_world_get_promised (self->record->world, number);

  *callback = (Callback){ self, number };
  domo_future_unref (
      domo_future_finally (domo_future_ref (promised), called_back, callback, let_go));
}

static void
put_aside (LifeActor *self, int number, gboolean fails)
{
  int *n_stashes = &self->record->world->n_stashes[number];

  if (*n_stashes < LIFE_MAX_STASHES && domo_actor_stash (DOMO_ACTOR (self)))
    ++*n_stashes;
  if (fails)
    fail (self, number);
}

static DomoFuture *
life_actor_ask (LifeSubject *subject, int number)
{
  LifeActor *self = LIFE_ACTOR (subject);
  LifeWorld *world = self->record->world;
  const LifeCall *call = &world->calls[number];

  self->n_handled++;
  life_world_see (world, self->record->id, LIFE_HANDLED, number);
  look_at_context (self, number);
  switch (call->kind)
    {
    case LIFE_CALL_FAIL:
      fail (self, number);
      break;
    case LIFE_CALL_LATER:
    case LIFE_CALL_CONCURRENT:
      return domo_future_ref (life_world_get_promised (world, number));
    case LIFE_CALL_WAIT:
    case LIFE_CALL_WAIT_AND_FAIL:
      return wait_and_answer (self, number, call->kind == LIFE_CALL_WAIT_AND_FAIL);
    case LIFE_CALL_CALLBACK:
    case LIFE_CALL_CALLBACK_FAILS:
      add_callback (self, number);
      break;
    case LIFE_CALL_SPAWN:
      life_world_spawn (world, NULL, DOMO_ACTOR (self), number, call->child);
      break;
    case LIFE_CALL_STASH:
    case LIFE_CALL_STASH_FAILS:
      put_aside (self, number, call->kind == LIFE_CALL_STASH_FAILS);
      break;
    case LIFE_CALL_UNSTASH:
      if (number % 2 == 1)
        domo_actor_unstash (DOMO_ACTOR (self));
      else
        domo_actor_unstash_all (DOMO_ACTOR (self));
      break;
    default:
      break;
    }
  return domo_future_new_int64 (number);
}

static void
life_actor_tell (LifeSubject *subject, int number)
{
  domo_future_unref (life_actor_ask (subject, number));
}

static void
life_actor_subject_init (LifeSubjectInterface *iface)
{
  iface->tell = life_actor_tell;
  iface->ask = life_actor_ask;
  iface->ask_concurrent = life_actor_ask;
}

static void
life_actor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  LifeActor *self = LIFE_ACTOR (supervisor);
  LifeWorld *world = self->record->world;
  const LifePolicy policy = world->policy;
  const int number = get_failed_call (domo_supervised_get_error (supervised));

  life_world_see (world, self->record->id, LIFE_INFORMED,
                  life_world_find (world, domo_supervised_get_proxy (supervised)));
  world->policy.wait = -1;
  look_at_context (self, number);
  if (policy.wait >= 0)
    wait_for (self, policy.wait, number);
  if (policy.plan == LIFE_PLAN_KEEP)
    g_ptr_array_add (world->kept, domo_supervised_ref (supervised));
  else if (policy.plan == LIFE_PLAN_FAIL)
    fail (self, number);
  else
    life_decide (supervised, policy);
}

static void
life_actor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = life_actor_inform;
}

/* Hooks. */

static void
run_hook (DomoActor *actor, LifeSight hook)
{
  LifeRecord *record = LIFE_ACTOR (actor)->record;
  const int number = record->waits[hook];
  const guint bit = 1u << hook;

  /* Only the first start is done for who makes the actor. */
  if (hook != LIFE_BEFORE_START && hook != LIFE_AFTER_START)
    record->born_in = -1;
  life_world_see (record->world, record->id, hook, 0);
  look_at_context (LIFE_ACTOR (actor), record->born_in);
  record->waits[hook] = -1;
  if (number >= 0)
    wait_for (LIFE_ACTOR (actor), number, record->born_in);
  if ((record->fails & bit) != 0)
    fail (LIFE_ACTOR (actor), record->born_in);
  record->fails &= ~bit;
}

static void
life_actor_before_start (DomoActor *actor)
{
  LifeRecord *record = LIFE_ACTOR (actor)->record;

  run_hook (actor, LIFE_BEFORE_START);
  if (record->spec.has_child)
    life_world_spawn (record->world, NULL, actor, record->born_in,
                      (LifeSpec){ .supervisor = record->spec.supervisor });
}

static void
life_actor_after_start (DomoActor *actor)
{
  run_hook (actor, LIFE_AFTER_START);
}

static void
life_actor_before_stop (DomoActor *actor)
{
  run_hook (actor, LIFE_BEFORE_STOP);
}

static void
life_actor_after_stop (DomoActor *actor)
{
  run_hook (actor, LIFE_AFTER_STOP);
}

static void
life_actor_before_restart (DomoActor *actor, const GError *error)
{
  run_hook (actor, LIFE_BEFORE_RESTART);
}

static void
life_actor_after_restart (DomoActor *actor, const GError *error)
{
  run_hook (actor, LIFE_AFTER_RESTART);
}

static void
life_actor_before_resume (DomoActor *actor, const GError *error)
{
  run_hook (actor, LIFE_BEFORE_RESUME);
}

static GVariant *
life_actor_save_state (DomoActor *actor)
{
  LifeActor *self = LIFE_ACTOR (actor);

  run_hook (actor, LIFE_SAVE_STATE);
  return g_variant_new_uint32 (self->n_handled);
}

static gboolean
life_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  LifeActor *self = LIFE_ACTOR (actor);

  self->n_handled = g_variant_get_uint32 (state);
  life_world_see (self->record->world, self->record->id, LIFE_RESTORED, (int) self->n_handled);
  return TRUE;
}

static void
life_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  LIFE_ACTOR (object)->record = g_value_get_pointer (value);
}

static void
life_actor_finalize (GObject *object)
{
  LifeRecord *record = LIFE_ACTOR (object)->record;

  life_world_see (record->world, record->id, LIFE_RELEASED, 0);
  n_instances--;

  G_OBJECT_CLASS (life_actor_parent_class)->finalize (object);
}

static void
life_actor_class_init (LifeActorClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = life_actor_set_property;
  G_OBJECT_CLASS (klass)->finalize = life_actor_finalize;
  actor_class->before_start = life_actor_before_start;
  actor_class->after_start = life_actor_after_start;
  actor_class->before_stop = life_actor_before_stop;
  actor_class->after_stop = life_actor_after_stop;
  actor_class->before_restart = life_actor_before_restart;
  actor_class->after_restart = life_actor_after_restart;
  actor_class->before_resume = life_actor_before_resume;
  actor_class->save_state = life_actor_save_state;
  actor_class->restore_state = life_actor_restore_state;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("record", NULL, NULL,
                                                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                             G_PARAM_STATIC_STRINGS));
}

static void
life_actor_init (LifeActor *self)
{
  n_instances++;
}

int
life_actor_count_instances (void)
{
  return n_instances;
}
