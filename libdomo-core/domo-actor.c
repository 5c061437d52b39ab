/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-actor.h"

#include "domo-definition-private.h"
#include "domo-log-private.h"
#include "domo-proxy-private.h"
#include "domo-stage.h"

/**
 * DomoActor:
 *
 * The base class of actors.
 *
 * An actor class derives from this one and implements the protocols by which clients know it. Its
 * instance is made by the library, in the thread of its dispatcher, and never handed out: all that
 * anybody holds is the [class@DomoCore.Proxy]. Its state is touched only by its own hooks, handlers
 * and callbacks, of which one runs at a time.
 *
 * The functions of this class are for the actor itself, inside that code.
 */

typedef struct
{
  DomoProxy *proxy; /* borrowed: the proxy owns the instance; NULL once it has let go of it */
} DomoActorPrivate;

static void
domo_actor_protocol_init (gpointer iface, gpointer data)
{
}

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (DomoActor,
                                  domo_actor,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (DomoActor)
                                      G_IMPLEMENT_INTERFACE (DOMO_TYPE_PROTOCOL,
                                                             domo_actor_protocol_init))

static DomoProxy *
get_proxy (DomoActor *self)
{
  return ((DomoActorPrivate *) domo_actor_get_instance_private (self))->proxy;
}

static void
domo_actor_dispose (GObject *object)
{
  ((DomoActorPrivate *) domo_actor_get_instance_private (DOMO_ACTOR (object)))->proxy = NULL;

  G_OBJECT_CLASS (domo_actor_parent_class)->dispose (object);
}

static void
domo_actor_class_init (DomoActorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = domo_actor_dispose;
}

static void
domo_actor_init (DomoActor *self)
{
  DomoFrame *frame = domo_frame_top;

  /* So that init() and constructed() know their actor already. */
  if (frame == NULL || frame->constructing == NULL)
    return;
  ((DomoActorPrivate *) domo_actor_get_instance_private (self))->proxy =
      g_steal_pointer (&frame->constructing);
  frame->made = self;
}

/* Makes an instance for @proxy. In the actor's turn. */
DomoActor *
domo_actor_construct (DomoFrame *frame, DomoProxy *proxy)
{
  DomoActor *instance;

  frame->constructing = proxy;
  frame->in_construction = TRUE;
  instance = domo_definition_construct (proxy->definition);
  frame->in_construction = FALSE;
  frame->made = NULL;
  return instance;
}

/* Lets go of an instance. */
void
domo_actor_release (DomoActor *self)
{
  /* Somebody has kept the instance, which is not theirs: it must not find its proxy any more. */
  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) > 1)
    g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

/* The frame in which @self runs now, or NULL after a critical. */
DomoFrame *
domo_actor_require_own_code (DomoActor *self, const char *function)
{
  DomoFrame *frame = domo_frame_get_current ();

  if (frame != NULL && frame->proxy == get_proxy (self))
    return frame;
  g_critical ("%s(): called outside the code of this %s", function, G_OBJECT_TYPE_NAME (self));
  return NULL;
}

static DomoProxy *
require_proxy (DomoActor *self, const char *function)
{
  DomoProxy *proxy = get_proxy (self);

  if (proxy == NULL)
    g_critical ("%s(): this %s was not made by a stage, or has been released", function,
                G_OBJECT_TYPE_NAME (self));
  return proxy;
}

/**
 * domo_actor_class_set_native_stack:
 * @klass: the class, inside its `class_init`
 * @native_stack: whether handlers run on the thread's own stack
 *
 * Says for all actors of a class what [method@DomoCore.Definition.set_native_stack] says for those
 * of a definition.
 *
 * Since: 0.1
 */
void
domo_actor_class_set_native_stack (DomoActorClass *klass, gboolean native_stack)
{
  g_return_if_fail (DOMO_IS_ACTOR_CLASS (klass));

  klass->native_stack = native_stack;
}

/**
 * domo_actor_class_set_concurrent:
 * @klass: the class, inside its `class_init`
 * @concurrent: whether answers that are owed let the mailbox go on
 *
 * Says for all asks that actors of a class receive what `DOMO_METHOD_CONCURRENT` says for those of
 * one method. For classes that take whatever protocol they are given, such as one that passes
 * messages on, and do not know how the protocol meant it.
 *
 * Since: 0.1
 */
void
domo_actor_class_set_concurrent (DomoActorClass *klass, gboolean concurrent)
{
  g_return_if_fail (DOMO_IS_ACTOR_CLASS (klass));

  klass->concurrent = concurrent;
}

/**
 * domo_actor_class_add_protocol:
 * @klass: the class of an actor, before the first actor of it is made
 * @protocol: a protocol
 *
 * Gives all actors of a class a protocol that the class does not implement as an interface: their
 * proxies have it, and its messages arrive at [vfunc@DomoCore.Actor.receive]. Derived classes have
 * it, too.
 *
 * This is how a class takes a protocol that was made with a [struct@DomoCore.ProtocolBuilder], and
 * how one in a language that cannot implement the protocol's interface takes that. The instance
 * itself does not have the interface. In C it is called in `class_init`.
 *
 * Since: 0.1
 */
void
domo_actor_class_add_protocol (DomoActorClass *klass, GType protocol)
{
  g_return_if_fail (DOMO_IS_ACTOR_CLASS (klass));

  domo_actor_info_add_protocol (G_TYPE_FROM_CLASS (klass), protocol);
}

/**
 * DomoActorClass::receive:
 * @self: an actor
 * @method: the method's name: `add`, or `DemoCounter.add` where another protocol of the class has a
 *   method of that name
 * @args: (array length=n_args) (element-type GObject.Value): the arguments, of the types that the
 *   protocol declares; they are valid until this returns
 * @n_args: how many they are
 *
 * Takes each message whose method the class has no function for: those of protocols that were made
 * at run time, those of protocols given with [method@DomoCore.ActorClass.add_protocol], and those
 * whose slot the class left %NULL. A function of the class's own always comes first.
 *
 * Returns: (transfer full) (nullable): for an ask, a future as the method's function would answer
 *   it; for a tell, %NULL
 *
 * Since: 0.1
 */

/* Takes @error. */
static void
fail (DomoActor *self, GError *error, gboolean escalates, const char *function)
{
  DomoFrame *frame = domo_actor_require_own_code (self, function);

  if (frame == NULL)
    {
      g_error_free (error);
      return;
    }
  if (frame->failure != NULL)
    {
      domo_log_actor (frame->proxy, G_LOG_LEVEL_MESSAGE, NULL, "failed again: %s", error->message);
      g_error_free (error);
      return;
    }
  frame->failure = error;
  frame->escalates = escalates;
}

/**
 * domo_actor_fail:
 * @self: an actor, inside its own code
 * @error: (transfer full): what went wrong
 *
 * Says that the actor cannot go on: marks the message in hand as failed.
 *
 * It takes effect when the handler returns: what that returns is dropped, an ask is rejected with
 * @error, the actor is suspended, and its supervisor is informed and decides what becomes of it. To
 * merely refuse an ask, return a rejected future instead.
 *
 * A start hook that fails is a failed start. A failure in another hook is logged, and what was
 * under way goes on. A second call for one message is logged.
 *
 * Since: 0.1
 */
void
domo_actor_fail (DomoActor *self, GError *error)
{
  g_return_if_fail (DOMO_IS_ACTOR (self));
  g_return_if_fail (error != NULL);

  fail (self, error, FALSE, G_STRFUNC);
}

/**
 * domo_actor_escalate:
 * @self: an actor, inside its own code
 * @error: (transfer full): what went wrong
 *
 * Fails as [method@DomoCore.Actor.fail] does, and says that the actor, a supervisor as a rule, is
 * past mending the matter itself: the report to its own supervisor is one that has been escalated
 * ([method@DomoCore.Supervised.is_escalated]). So the public root does not restart the actor, but
 * passes the decision on to the private root, which stops it.
 *
 * Since: 0.1
 */
void
domo_actor_escalate (DomoActor *self, GError *error)
{
  g_return_if_fail (DOMO_IS_ACTOR (self));
  g_return_if_fail (error != NULL);

  fail (self, error, TRUE, G_STRFUNC);
}

/**
 * domo_actor_get_current:
 *
 * Answers the actor whose code runs now in this thread: a handler, hook or callback of it, or what
 * that has called. Libraries that do something else inside actors than elsewhere ask for it.
 *
 * Callbacks of a main loop that a handler runs are no code of the actor, and neither is what runs
 * while its instance is released.
 *
 * Returns: (transfer none) (nullable): the actor, or %NULL outside actors
 *
 * Since: 0.1
 */
DomoActor *
domo_actor_get_current (void)
{
  DomoFrame *frame = domo_frame_get_current ();

  if (frame == NULL)
    return NULL;
  return frame->made != NULL ? frame->made : frame->proxy->instance;
}

/**
 * domo_actor_get_self:
 * @self: an actor
 *
 * Answers the actor's own proxy: to send messages to itself, or to hand to others instead of the
 * instance.
 *
 * Returns: (transfer none) (type DomoProxy): the proxy
 *
 * Since: 0.1
 */
gpointer
domo_actor_get_self (DomoActor *self)
{
  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);

  return require_proxy (self, G_STRFUNC);
}

/**
 * domo_actor_get_stage:
 * @self: an actor
 *
 * Answers the stage on which the actor lives.
 *
 * Returns: (transfer none) (nullable): the stage, or %NULL, if the program has dropped it while its
 *   actors ended
 *
 * Since: 0.1
 */
DomoStage *
domo_actor_get_stage (DomoActor *self)
{
  DomoProxy *proxy;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);

  proxy = require_proxy (self, G_STRFUNC);
  return proxy != NULL ? domo_runtime_get_stage (proxy->runtime) : NULL;
}

/**
 * domo_actor_get_address:
 * @self: an actor
 *
 * Answers the actor's address.
 *
 * Returns: (transfer none): the address
 *
 * Since: 0.1
 */
const DomoAddress *
domo_actor_get_address (DomoActor *self)
{
  DomoProxy *proxy;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);

  proxy = require_proxy (self, G_STRFUNC);
  return proxy != NULL ? &proxy->address : NULL;
}

/**
 * domo_actor_get_parent:
 * @self: an actor
 *
 * Answers the proxy of the actor's parent. That of an actor made by the stage is the public root.
 *
 * Returns: (transfer none) (type DomoProxy): the parent's proxy
 *
 * Since: 0.1
 */
gpointer
domo_actor_get_parent (DomoActor *self)
{
  DomoProxy *proxy;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);

  proxy = require_proxy (self, G_STRFUNC);
  return proxy != NULL ? proxy->parent : NULL;
}

/**
 * domo_actor_get_children:
 * @self: an actor
 *
 * Lists the actor's children that have not stopped, in the order in which they were made.
 *
 * Returns: (transfer full) (element-type DomoProxy): their proxies
 *
 * Since: 0.1
 */
GPtrArray *
domo_actor_get_children (DomoActor *self)
{
  DomoProxy *proxy;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);

  proxy = require_proxy (self, G_STRFUNC);
  if (proxy == NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);
  return domo_runtime_list_children (proxy->runtime, proxy);
}

/**
 * domo_actor_child_for: (skip)
 * @self: an actor, inside its own code
 * @actor_type: a class that derives from [class@DomoCore.Actor]
 * @first_property: (nullable): the name of a construct property, or %NULL
 * @...: its value, more names and values, and %NULL
 *
 * Makes an actor as [method@DomoCore.Stage.actor_for] does, as a child of this one: it stops with
 * its parent, and when its parent is restarted. A parent that is stopping gets a proxy that has
 * stopped already.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the child's proxy
 *
 * Since: 0.1
 */
gpointer
domo_actor_child_for (DomoActor *self, GType actor_type, const char *first_property, ...)
{
  DomoFrame *frame;
  DomoProxy *child;
  va_list args;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);

  frame = domo_actor_require_own_code (self, G_STRFUNC);
  if (frame == NULL)
    return NULL;
  va_start (args, first_property);
  child = domo_proxy_spawn_valist (frame->proxy->runtime, frame->proxy, actor_type, first_property,
                                   args);
  va_end (args);
  return child;
}

/**
 * domo_actor_child_for_definition:
 * @self: an actor, inside its own code
 * @definition: a definition
 * @error: return location for an error
 *
 * As [method@DomoCore.Actor.child_for], from a definition.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the child's proxy, or %NULL with @error
 * set, to [error@DomoCore.Error.INVALID_ARGUMENT] where the definition cannot be used
 *
 * Since: 0.1
 */
gpointer
domo_actor_child_for_definition (DomoActor *self, DomoDefinition *definition, GError **error)
{
  DomoFrame *frame;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), NULL);
  g_return_val_if_fail (definition != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  frame = domo_actor_require_own_code (self, G_STRFUNC);
  if (frame == NULL)
    return NULL;
  return domo_proxy_spawn (frame->proxy->runtime, frame->proxy, definition, error);
}

/**
 * domo_actor_log: (skip)
 * @self: an actor
 * @level: the level
 * @format: a `printf ()` format
 * @...: its arguments
 *
 * Logs a line as a structured record of the domain `Domo`, with the actor's address and class in
 * the fields `DOMO_ACTOR_ADDRESS` and `DOMO_ACTOR_TYPE`.
 *
 * Since: 0.1
 */
void
domo_actor_log (DomoActor *self, GLogLevelFlags level, const char *format, ...)
{
  DomoProxy *proxy;
  va_list args;

  g_return_if_fail (DOMO_IS_ACTOR (self));
  g_return_if_fail (format != NULL);

  proxy = require_proxy (self, G_STRFUNC);
  if (proxy == NULL)
    return;
  va_start (args, format);
  domo_log_actor_valist (proxy, level, NULL, format, args);
  va_end (args);
}
