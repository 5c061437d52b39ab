/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "waits-actor.h"

#include <string.h>

struct _WaitsActor
{
  DomoActor parent_instance;

  World *world;
  int id;
};

static int n_instances;

/* The world. */

guint
world_pick (World *self, guint n)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) n);
}

void
world_tell (World *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!self->tells)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
}

void
world_complain (World *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_error ("RANDOM_WAITS=%u: %s", self->seed, text);
}

static int
add_future (World *self, PictureKind kind, int actor, DomoFuture *future)
{
  const int number = picture_add_future (&self->picture, kind, actor);

  self->picture.futures[number].future = future;
  self->promises[number] = NULL;
  return number;
}

int
world_ask (World *self, int actor, int depth)
{
  WaitsSubject *subject = self->picture.actors[actor].proxy;
  WaitsSubjectInterface *iface = WAITS_SUBJECT_GET_IFACE (subject);
  const gboolean concurrent = world_pick (self, 6) == 0;
  const int number =
      picture_add_future (&self->picture, concurrent ? PICTURE_ASK_CONCURRENT : PICTURE_ASK, actor);

  self->promises[number] = NULL;
  self->picture.futures[number].depth = depth;
  self->picture.futures[number].future =
      concurrent ? iface->ask_concurrent (subject, number) : iface->ask (subject, number);
  return number;
}

gboolean
world_spawn (World *self, DomoActor *parent)
{
  const int id = self->picture.n_actors;
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (GError) error = NULL;
  PictureActor *actor;

  if (id == PICTURE_MAX_ACTORS)
    return FALSE;
  picture_add_actor (&self->picture, parent != NULL ? WAITS_ACTOR (parent)->id : -1);
  actor = &self->picture.actors[id];
  actor->dispatcher = (int) world_pick (self, 2);
  definition = domo_definition_new (WAITS_TYPE_ACTOR, "world", self, "id", id, NULL);
  domo_definition_set_dispatcher (definition, self->dispatchers[actor->dispatcher]);
  actor->is_bounded = world_pick (self, 4) == 0;
  if (actor->is_bounded)
    domo_definition_set_bounded_mailbox (definition, 1 + world_pick (self, 2),
                                         DOMO_OVERFLOW_POLICY_REJECT);
  if (id != PICTURE_SUPERVISOR)
    domo_definition_set_supervisor (definition, "supervisor");
  actor->proxy = parent != NULL ? domo_actor_child_for_definition (parent, definition, &error)
                                : domo_stage_actor_for_definition (self->stage, definition, &error);
  g_assert_no_error (error);
  if (id == PICTURE_SUPERVISOR)
    domo_stage_register_supervisor (self->stage, "supervisor", actor->proxy);
  return TRUE;
}

/* Only one at a time, so that the picture knows when it is carried out; and not of children, whose
 * parents have orders for them. */
gboolean
world_may_order (World *self, int id)
{
  const PictureActor *actor = &self->picture.actors[id];

  return id != PICTURE_SUPERVISOR && actor->parent < 0 && actor->has_started &&
         actor->n_orders == 0 && !actor->is_stopping && !actor->is_restarting &&
         !domo_proxy_is_stopped (actor->proxy);
}

void
world_stop (World *self, int id)
{
  world_tell (self, "  stop actor %d", id);
  self->picture.actors[id].is_to_stop = TRUE;
  domo_proxy_stop (self->picture.actors[id].proxy);
}

void
world_stop_now (World *self, int id)
{
  PictureActor *actor = &self->picture.actors[id];

  world_tell (self, "  stop actor %d now", id);
  actor->is_to_stop = TRUE;
  actor->ends_now = TRUE;
  actor->n_orders++;
  domo_proxy_stop_now (actor->proxy);
}

void
world_restart (World *self, int id)
{
  PictureActor *actor = &self->picture.actors[id];

  world_tell (self, "  restart actor %d", id);
  actor->open_failure = FALSE;
  actor->restarts = TRUE;
  actor->n_orders++;
  domo_proxy_restart (actor->proxy);
}

/* What the library says of a wait that has just begun. */
static void
check_wait (World *self, int actor, int number, gboolean is_circle, const GError *error)
{
  const gboolean refused = g_error_matches (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  g_autofree char *address = NULL;
  g_autofree char *start = NULL;

  if (self->is_closing)
    return;
  if (refused != is_circle)
    world_complain (self, "actor %d waits for %d, which is %s circle, and the library says: %s",
                    actor, number, is_circle ? "a" : "no",
                    error != NULL ? error->message : "nothing");
  if (!is_circle)
    return;
  self->n_circles++;
  address = domo_address_to_string (domo_proxy_get_address (self->picture.actors[actor].proxy));
  start = g_strdup_printf ("WaitsActor %s would wait for ever: for ", address);
  if (!g_str_has_prefix (error->message, start))
    world_complain (self, "the error does not begin with the actor: %s", error->message);
  for (int i = 0; i < self->picture.n_actors; i++)
    {
      g_autofree char *other =
          domo_address_to_string (domo_proxy_get_address (self->picture.actors[i].proxy));
      g_autofree char *words = g_strdup_printf (" %s,", other);

      if (strstr (error->message, words) != NULL && !self->picture.actors[i].mark &&
          !self->picture.actors[i].life_mark)
        world_complain (self, "actor %d is in no circle: %s", i, error->message);
    }
}

void
world_check_returned (World *self)
{
  const int number = self->returned;
  const GError *error = NULL;

  self->returned = -1;
  if (number < 0)
    return;
  if (!picture_is_pending (&self->picture, number))
    error = domo_future_get_error (self->picture.futures[number].future);
  check_wait (self, self->returned_by, number, self->returned_is_circle, error);
}

/* What a handler, hook or callback does. */

static DomoFuture *
get_future (World *world, int number)
{
  return domo_future_ref (world->picture.futures[number].future);
}

/* Waits for a future; @for: the ask or derived future that it is done for, or -1. */
static void
wait_for (WaitsActor *self, int number, int done_for)
{
  World *world = self->world;
  Picture *picture = &world->picture;
  const int id = self->id;
  const gboolean was_pending = picture_is_pending (picture, number);
  const guint step = world->n_steps;
  g_autoptr (GError) error = NULL;
  gboolean is_circle;

  if (done_for >= 0)
    picture->futures[done_for].waits_for = number;
  picture_begin_wait (picture, id, number);
  world->n_waits += was_pending;
  is_circle = was_pending && picture_is_circle (picture, id, number, done_for);
  world_tell (world, "  actor %d waits for %d, for %d%s", id, number, done_for,
              is_circle ? ", a circle" : "");
  domo_await (get_future (world, number), &error);
  picture_end_wait (picture, id, number);
  if (done_for >= 0)
    picture->futures[done_for].waits_for = -1;
  if (world->n_steps == step && was_pending)
    check_wait (world, id, number, is_circle, error);
  else if (is_circle && !world->is_closing)
    world_complain (world, "actor %d has waited for %d, which is a circle", id, number);
  world_tell (world, "  actor %d has waited for %d: %s", id, number,
              error != NULL ? error->message : "well");
}

static int draw_future (WaitsActor *self, int depth);

typedef struct
{
  WaitsActor *actor;
  int number;
} Callback;

static DomoFuture *
called_back (DomoFuture *settled, gpointer data)
{
  const Callback *callback = data;
  WaitsActor *self = callback->actor;
  World *world = self->world;
  PictureFuture *future = &world->picture.futures[callback->number];
  const int depth = future->depth;

  future->in_hand = TRUE;
  world_tell (world, "  actor %d is called back: %d", self->id, callback->number);
  if (depth > 0 && world_pick (world, 3) == 0)
    wait_for (self, draw_future (self, depth - 1), callback->number);
  if (depth == 0 || world_pick (world, 6) != 0)
    return NULL;
  future->waits_for = draw_future (self, depth - 1);
  future->follows = TRUE;
  return get_future (world, future->waits_for);
}

static int
draw_derived (WaitsActor *self, int depth)
{
  static DomoFuture *(*const ways[]) (DomoFuture *, DomoFutureFunc, gpointer,
                                      GDestroyNotify) = { domo_future_then, domo_future_catch,
                                                          domo_future_finally };
  World *world = self->world;
  const int input = draw_future (self, depth);
  const int number = add_future (world, PICTURE_DERIVED, self->id, NULL);
  Callback *callback = g_new (Callback, 1);
  PictureFuture *future = &world->picture.futures[number];

  *callback = (Callback){ self, number };
  future->depth = depth;
  future->inputs[future->n_inputs++] = input;
  future->future = ways[world_pick (world, G_N_ELEMENTS (ways))](get_future (world, input),
                                                                 called_back, callback, g_free);
  world_tell (world, "  %d: actor %d derives it from %d", number, self->id, input);
  return number;
}

static int
draw_combined (WaitsActor *self, int depth)
{
  World *world = self->world;
  const guint kind = world_pick (world, 4);
  const int n = 1 + (int) world_pick (world, PICTURE_MAX_INPUTS);
  PictureFuture drawn = { .kind = kind == 0 ? PICTURE_ALL : PICTURE_ANY,
                          .actor = -1,
                          .waits_for = -1 };
  DomoFuture *inputs[PICTURE_MAX_INPUTS];
  int number;

  for (; drawn.n_inputs < n; drawn.n_inputs++)
    {
      const int input = draw_future (self, depth);

      drawn.inputs[drawn.n_inputs] = input;
      inputs[drawn.n_inputs] = world->picture.futures[input].future;
    }
  if (kind == 0)
    drawn.future = domo_future_all (inputs, (gsize) n);
  else
    drawn.future = (kind == 1 ? domo_future_race : domo_future_any) (inputs, (gsize) n);
  number = picture_add_future (&world->picture, drawn.kind, -1);
  world->picture.futures[number] = drawn;
  world->promises[number] = NULL;
  world_tell (world, "  %d: %s of %d, the first: %d", number, kind == 0 ? "all" : "any", n,
              drawn.inputs[0]);
  return number;
}

static int
draw_promise (World *world)
{
  DomoPromise *promise = domo_promise_new ();
  const int number = add_future (world, PICTURE_PROMISE, -1, domo_promise_get_future (promise));

  world->promises[number] = promise;
  return number;
}

/* Any future, of others or made for this. */
static int
draw_future (WaitsActor *self, int depth)
{
  World *world = self->world;
  const int other = (int) world_pick (world, (guint) world->picture.n_actors);
  gpointer proxy = world->picture.actors[other].proxy;
  int number;

  if (world->picture.n_futures > PICTURE_MAX_FUTURES - 40)
    return (int) world_pick (world, (guint) world->picture.n_futures);
  switch (world_pick (world, depth > 0 ? 16 : 6))
    {
    case 0:
      return draw_promise (world);
    case 1:
      if (world_pick (world, 3) == 0)
        {
          number = add_future (world, PICTURE_START, other, domo_proxy_started (proxy));
          world_tell (world, "  %d: the start of actor %d", number, other);
          return number;
        }
      number = add_future (world, PICTURE_END, other, domo_proxy_stopped (proxy));
      world_tell (world, "  %d: the end of actor %d", number, other);
      return number;
    case 2:
      number = add_future (world, PICTURE_ROOM, other, domo_proxy_ready (proxy));
      world_tell (world, "  %d: room of actor %d", number, other);
      return number;
    case 3:
      if (world->picture.n_futures > 0)
        return (int) world_pick (world, (guint) world->picture.n_futures);
      return draw_promise (world);
    case 6:
    case 7:
      return draw_derived (self, depth - 1);
    case 8:
    case 9:
      return draw_combined (self, depth - 1);
    case 10:
      number = draw_future (self, depth - 1);
      domo_future_unref (domo_future_with_timeout (get_future (world, number), G_USEC_PER_SEC));
      return number;
    default:
      number = world_ask (world, other, depth - 1);
      world_tell (world, "  %d: ask of actor %d", number, other);
      return number;
    }
}

static void
fail (WaitsActor *self)
{
  PictureActor *actor = &self->world->picture.actors[self->id];

  world_tell (self->world, "  actor %d fails", self->id);
  domo_actor_fail (DOMO_ACTOR (self),
                   g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "as it was drawn"));
  /* Else that restart is awaited, and no directive. */
  actor->open_failure = !actor->restarts;
}

/* The handler answers with a future, which keeps the actor busy unless the method is concurrent. */
static DomoFuture *
answer_with (WaitsActor *self, int ask, int number)
{
  World *world = self->world;
  PictureFuture *future = &world->picture.futures[ask];
  const gboolean is_pending = picture_is_pending (&world->picture, number);

  world_tell (world, "  actor %d answers %d with %d", self->id, ask, number);
  future->waits_for = number;
  future->follows = TRUE;
  /* Also if nobody wants the answer any more. */
  if (future->kind == PICTURE_ASK && is_pending)
    {
      world->picture.actors[self->id].busy = number;
      world->n_waits++;
      world->returned = number;
      world->returned_by = self->id;
      world->returned_is_circle = picture_is_circle (&world->picture, self->id, number, ask);
    }
  return get_future (world, number);
}

static DomoFuture *
waits_actor_ask (WaitsSubject *subject, int ask)
{
  WaitsActor *self = WAITS_ACTOR (subject);
  World *world = self->world;
  const int depth = world->picture.futures[ask].depth;

  world_tell (world, "  actor %d handles %d", self->id, ask);
  world->picture.futures[ask].in_hand = TRUE;
  for (guint n = depth > 0 ? world_pick (world, 3) : 0; n > 0 && !world->is_closing; n--)
    wait_for (self, draw_future (self, depth - 1), ask);
  if (self->id != PICTURE_SUPERVISOR && world_pick (world, 10) == 0)
    {
      fail (self);
      return NULL;
    }
  /* Another actor's life may depend on it. */
  if (world_pick (world, 12) == 0)
    {
      const int other = (int) world_pick (world, (guint) world->picture.n_actors);

      if (world_may_order (world, other))
        (world_pick (world, 2) == 0 ? world_stop_now : world_restart) (world, other);
    }
  if (depth > 0 && world_pick (world, 3) == 0)
    return answer_with (self, ask, draw_future (self, depth - 1));
  return domo_future_new_int64 (ask);
}

static void
waits_actor_subject_init (WaitsSubjectInterface *iface)
{
  iface->ask = waits_actor_ask;
  iface->ask_concurrent = waits_actor_ask;
}

/* Supervision. */

static void
waits_actor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  WaitsActor *self = WAITS_ACTOR (supervisor);
  World *world = self->world;
  const int id = picture_find_actor (&world->picture, domo_supervised_get_proxy (supervised));
  PictureActor *actor = &world->picture.actors[id];
  guint plan;

  world_tell (world, "  the supervisor is informed of actor %d", id);
  if (!world->is_closing && world_pick (world, 2) == 0)
    wait_for (self, draw_future (self, 1), -1);
  plan = actor->n_orders > 0 ? 0 : world_pick (world, 4);
  world_tell (world, "  directive about actor %d: %u", id, plan);
  if (plan < 2)
    {
      if (domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE))
        actor->open_failure = FALSE;
    }
  else if (plan == 2 ? domo_supervised_restart (supervised, DOMO_SUPERVISION_SCOPE_ONE, 0)
                     : domo_supervised_stop (supervised, DOMO_SUPERVISION_SCOPE_ONE))
    {
      actor->open_failure = FALSE;
      actor->n_orders++;
      actor->restarts = plan == 2;
      actor->is_to_stop = actor->is_to_stop || plan == 3;
      actor->ends_now = actor->ends_now || plan == 3;
    }
  if (!world->is_closing && world_pick (world, 4) == 0)
    wait_for (self, draw_future (self, 1), -1);
}

static void
waits_actor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = waits_actor_inform;
}

G_DEFINE_INTERFACE (WaitsSubject, waits_subject, DOMO_TYPE_PROTOCOL)

static void
waits_subject_default_init (WaitsSubjectInterface *iface)
{
#define SLOT(name) G_STRUCT_OFFSET (WaitsSubjectInterface, name)
  domo_protocol_add_ask (iface, "ask", SLOT (ask), G_TYPE_INT64, 1, G_TYPE_INT);
  domo_protocol_add_ask (iface, "ask_concurrent", SLOT (ask_concurrent), G_TYPE_INT64, 1,
                         G_TYPE_INT);
  domo_protocol_set_method_flags (iface, "ask_concurrent", DOMO_METHOD_CONCURRENT);
#undef SLOT
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WaitsActor,
                               waits_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (WAITS_TYPE_SUBJECT, waits_actor_subject_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                          waits_actor_supervisor_init))

/* Hooks. */

static PictureActor *
get_picture (DomoActor *actor)
{
  return &WAITS_ACTOR (actor)->world->picture.actors[WAITS_ACTOR (actor)->id];
}

/* Hooks of children never wait but in their start, so that they end in one step. */
static void
wait_in_hook (DomoActor *actor)
{
  WaitsActor *self = WAITS_ACTOR (actor);

  if (!self->world->is_closing && self->id != PICTURE_SUPERVISOR &&
      world_pick (self->world, 8) == 0)
    wait_for (self, draw_future (self, 1), -1);
}

static void
waits_actor_before_start (DomoActor *actor)
{
  PictureActor *picture = get_picture (actor);
  World *world = WAITS_ACTOR (actor)->world;

  picture->awaits_children = picture->is_restarting = FALSE;
  wait_in_hook (actor);
  for (guint n = picture->parent < 0 && !world->is_closing ? world_pick (world, 3) : 0; n > 0; n--)
    world_spawn (world, actor);
}

static void
waits_actor_after_start (DomoActor *actor)
{
  get_picture (actor)->has_started = TRUE;
}

/* The children are told next. */
static void
tell_children (DomoActor *actor, gboolean now)
{
  WaitsActor *self = WAITS_ACTOR (actor);
  Picture *picture = &self->world->picture;

  picture->actors[self->id].awaits_children = TRUE;
  for (int i = 0; i < picture->n_actors; i++)
    {
      PictureActor *child = &picture->actors[i];

      if (child->parent != self->id || domo_proxy_is_stopped (child->proxy))
        continue;
      child->is_to_stop = TRUE;
      child->n_orders += now;
    }
}

static void
waits_actor_before_stop (DomoActor *actor)
{
  PictureActor *picture = get_picture (actor);
  const gboolean now = picture->ends_now;

  world_tell (WAITS_ACTOR (actor)->world, "  actor %d stops", WAITS_ACTOR (actor)->id);
  picture->is_stopping = TRUE;
  picture->is_restarting = picture->restarts = picture->open_failure = FALSE;
  picture->n_orders = 0;
  picture->busy = -1;
  if (picture->parent < 0)
    wait_in_hook (actor);
  tell_children (actor, now);
}

static void
waits_actor_after_stop (DomoActor *actor)
{
  if (get_picture (actor)->parent < 0)
    wait_in_hook (actor);
}

static void
waits_actor_before_restart (DomoActor *actor, const GError *error)
{
  PictureActor *picture = get_picture (actor);

  world_tell (WAITS_ACTOR (actor)->world, "  actor %d restarts", WAITS_ACTOR (actor)->id);
  picture->open_failure = picture->restarts = FALSE;
  picture->has_started = FALSE;
  picture->is_restarting = TRUE;
  picture->n_orders--;
  picture->busy = -1;
  if (picture->parent < 0)
    wait_in_hook (actor);
  tell_children (actor, TRUE);
}

static void
waits_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == 1)
    WAITS_ACTOR (object)->world = g_value_get_pointer (value);
  else
    WAITS_ACTOR (object)->id = g_value_get_int (value);
}

static void
waits_actor_finalize (GObject *object)
{
  n_instances--;

  G_OBJECT_CLASS (waits_actor_parent_class)->finalize (object);
}

static void
waits_actor_class_init (WaitsActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  object_class->set_property = waits_actor_set_property;
  object_class->finalize = waits_actor_finalize;
  actor_class->before_start = waits_actor_before_start;
  actor_class->after_start = waits_actor_after_start;
  actor_class->before_stop = waits_actor_before_stop;
  actor_class->after_stop = waits_actor_after_stop;
  actor_class->before_restart = waits_actor_before_restart;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_pointer ("world", NULL, NULL, flags));
  g_object_class_install_property (object_class, 2,
                                   g_param_spec_int ("id", NULL, NULL, 0, G_MAXINT, 0, flags));
}

static void
waits_actor_init (WaitsActor *self)
{
  n_instances++;
}

int
waits_actor_count_instances (void)
{
  return n_instances;
}
