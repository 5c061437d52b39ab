/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-stage-private.h"

#include "domo-back-off.h"
#include "domo-enum-types.h"
#include "domo-fiber-private.h"
#include "domo-interception-private.h"
#include "domo-main-dispatcher.h"
#include "domo-proxy-private.h"
#include "domo-supervisor.h"
#include "domo-system-clock-private.h"

/**
 * DomoStage:
 *
 * The runtime in which actors live.
 *
 * A stage makes actors, knows them by their addresses, and owns them: dropping a proxy never stops
 * an actor. Its actors run in the main context that was the thread's default when the stage was
 * made, unless a definition names another dispatcher. Close a stage before dropping it.
 *
 * Functions may be called from any thread, where they do not say otherwise.
 */
struct _DomoStage
{
  GObject parent_instance;

  DomoRuntime *runtime;

  /* What it was made with. */
  GMainContext *context;
  DomoClock *clock;
  DomoDispatcher *dispatcher;
  DomoAddressKind address_kind;
  DomoBackOff *back_off;
  gint64 await_timeout;
  gsize stack_size;
};

enum
{
  PROP_0,
  PROP_ADDRESS_KIND,
  PROP_AWAIT_TIMEOUT,
  PROP_BACK_OFF,
  PROP_CLOCK,
  PROP_DEAD_LETTERS,
  PROP_DISPATCHER,
  PROP_MAIN_CONTEXT,
  PROP_STACK_SIZE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (DomoStage, domo_stage, G_TYPE_OBJECT)

/* How long a handler may wait for a future, unless told otherwise. */
#define AWAIT_TIMEOUT (30 * G_TIME_SPAN_SECOND)

#define MIN_STACK_SIZE ((gulong) 64 * 1024)
#define MAX_STACK_SIZE ((gulong) 1024 * 1024 * 1024)

/* How the public root waits, unless it is told otherwise. */
#define BACK_OFF_INITIAL (10 * G_TIME_SPAN_MILLISECOND)
#define BACK_OFF_CEILING (10 * G_TIME_SPAN_SECOND)
#define BACK_OFF_RESET   (10 * G_TIME_SPAN_SECOND)

/* Transfer none. */
DomoRuntime *
domo_stage_get_runtime (DomoStage *self)
{
  return self->runtime;
}

static void
domo_stage_constructed (GObject *object)
{
  DomoStage *self = DOMO_STAGE (object);

  G_OBJECT_CLASS (domo_stage_parent_class)->constructed (object);

  if (self->context == NULL)
    self->context = g_main_context_ref_thread_default ();
  if (self->dispatcher == NULL)
    self->dispatcher = domo_main_dispatcher_new (self->context);
  if (self->clock == NULL)
    self->clock = domo_system_clock_new (self->context);
  if (self->back_off == NULL)
    self->back_off = domo_back_off_new (BACK_OFF_INITIAL, 2, BACK_OFF_CEILING, 0, BACK_OFF_RESET);
  self->runtime = domo_runtime_new (self, &(DomoRuntimeSettings){
                                              .context = self->context,
                                              .dispatcher = self->dispatcher,
                                              .clock = self->clock,
                                              .address_kind = self->address_kind,
                                              .back_off = self->back_off,
                                              .await_timeout = self->await_timeout,
                                              .stack_size = self->stack_size,
                                          });
}

/* Like close(0), as far as that can be here. */
static void
close_forgotten (DomoStage *self)
{
  g_autoptr (GError) error = NULL;

  g_critical ("DomoStage: the last reference on an open stage was dropped; "
              "call domo_stage_close() first");
  if (domo_frame_get_current () != NULL)
    domo_future_unref (domo_runtime_close (self->runtime, 0));
  else if (!domo_runtime_close_sync (self->runtime, 0, &error))
    g_critical ("DomoStage: %s", error->message);
}

static void
domo_stage_dispose (GObject *object)
{
  DomoStage *self = DOMO_STAGE (object);

  if (!domo_stage_is_closed (self))
    close_forgotten (self);

  G_OBJECT_CLASS (domo_stage_parent_class)->dispose (object);
}

static void
domo_stage_finalize (GObject *object)
{
  DomoStage *self = DOMO_STAGE (object);

  domo_runtime_forget_stage (self->runtime);
  domo_runtime_unref (self->runtime);
  g_object_unref (self->dispatcher);
  g_object_unref (self->clock);
  domo_back_off_free (self->back_off);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (domo_stage_parent_class)->finalize (object);
}

static void
domo_stage_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DomoStage *self = DOMO_STAGE (object);

  switch (id)
    {
    case PROP_ADDRESS_KIND:
      g_value_set_enum (value, (int) self->address_kind);
      break;
    case PROP_AWAIT_TIMEOUT:
      g_value_set_int64 (value, self->await_timeout);
      break;
    case PROP_BACK_OFF:
      g_value_set_boxed (value, self->back_off);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_DEAD_LETTERS:
      g_value_set_object (value, domo_stage_get_dead_letters (self));
      break;
    case PROP_DISPATCHER:
      g_value_set_object (value, self->dispatcher);
      break;
    case PROP_MAIN_CONTEXT:
      g_value_set_boxed (value, self->context);
      break;
    case PROP_STACK_SIZE:
      g_value_set_ulong (value, self->stack_size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
domo_stage_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DomoStage *self = DOMO_STAGE (object);

  switch (id)
    {
    case PROP_ADDRESS_KIND:
      self->address_kind = (DomoAddressKind) g_value_get_enum (value);
      break;
    case PROP_AWAIT_TIMEOUT:
      self->await_timeout = g_value_get_int64 (value);
      break;
    case PROP_BACK_OFF:
      self->back_off = g_value_dup_boxed (value);
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_DISPATCHER:
      self->dispatcher = g_value_dup_object (value);
      break;
    case PROP_MAIN_CONTEXT:
      self->context = g_value_dup_boxed (value);
      break;
    case PROP_STACK_SIZE:
      self->stack_size = g_value_get_ulong (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
domo_stage_class_init (DomoStageClass *class)
{
  const GParamFlags construct_only =
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->constructed = domo_stage_constructed;
  object_class->dispose = domo_stage_dispose;
  object_class->finalize = domo_stage_finalize;
  object_class->get_property = domo_stage_get_property;
  object_class->set_property = domo_stage_set_property;

  /**
   * DomoStage:address-kind:
   *
   * What kind of address actors get.
   *
   * Since: 0.1
   */
  properties[PROP_ADDRESS_KIND] =
      g_param_spec_enum ("address-kind", NULL, NULL, DOMO_TYPE_ADDRESS_KIND, DOMO_ADDRESS_KIND_UUID,
                         construct_only);

  /**
   * DomoStage:await-timeout:
   *
   * How long handlers of the stage's actors may wait for a future, in microseconds of its clock; 0
   * for as long as they like. What has not settled by then is rejected with
   * [error@DomoCore.Error.TIMEOUT].
   *
   * It bounds waits with [func@DomoCore.await] as well as those for a pending future that a handler
   * returned, but not waits for [method@DomoCore.Proxy.stopped] and its kin, nor waits outside
   * actors.
   *
   * Since: 0.1
   */
  properties[PROP_AWAIT_TIMEOUT] = g_param_spec_int64 ("await-timeout", NULL, NULL, 0, G_MAXINT64,
                                                       AWAIT_TIMEOUT, construct_only);

  /**
   * DomoStage:back-off:
   *
   * How the public root waits before it restarts an actor that fails again: not at all the first
   * time, then as this says. Unless given, from 10 ms, doubled up to 10 s, until an instance has
   * lasted for 10 s.
   *
   * Since: 0.1
   */
  properties[PROP_BACK_OFF] =
      g_param_spec_boxed ("back-off", NULL, NULL, DOMO_TYPE_BACK_OFF, construct_only);

  /**
   * DomoStage:clock: (getter get_clock)
   *
   * Where the stage takes all its time from. Unless given, the system's monotonic time.
   *
   * Since: 0.1
   */
  properties[PROP_CLOCK] =
      g_param_spec_object ("clock", NULL, NULL, DOMO_TYPE_CLOCK, construct_only);

  /**
   * DomoStage:dead-letters: (getter get_dead_letters)
   *
   * Where messages end that cannot be delivered.
   *
   * Since: 0.1
   */
  properties[PROP_DEAD_LETTERS] =
      g_param_spec_object ("dead-letters", NULL, NULL, DOMO_TYPE_DEAD_LETTERS,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * DomoStage:dispatcher: (getter get_dispatcher)
   *
   * What runs the actors whose definition does not name a dispatcher. Unless given, one that runs
   * them in [property@DomoCore.Stage:main-context].
   *
   * Since: 0.1
   */
  properties[PROP_DISPATCHER] =
      g_param_spec_object ("dispatcher", NULL, NULL, DOMO_TYPE_DISPATCHER, construct_only);

  /**
   * DomoStage:main-context:
   *
   * The stage's home: where it runs its timers and calls listeners of its dead letters. Unless
   * given, the thread-default main context of the thread that makes the stage.
   *
   * Since: 0.1
   */
  properties[PROP_MAIN_CONTEXT] =
      g_param_spec_boxed ("main-context", NULL, NULL, G_TYPE_MAIN_CONTEXT, construct_only);

  /**
   * DomoStage:stack-size:
   *
   * How much stack handlers have, in bytes of address space; memory is taken as they use it. A
   * handler that needs more ends the program at a guard page.
   *
   * Since: 0.1
   */
  properties[PROP_STACK_SIZE] =
      g_param_spec_ulong ("stack-size", NULL, NULL, MIN_STACK_SIZE, MAX_STACK_SIZE,
                          DOMO_FIBER_STACK_SIZE, construct_only);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
domo_stage_init (DomoStage *self)
{
}

/**
 * domo_stage_new:
 *
 * Makes a stage that lives in the thread-default main context.
 *
 * Returns: (transfer full): the stage
 *
 * Since: 0.1
 */
DomoStage *
domo_stage_new (void)
{
  return g_object_new (DOMO_TYPE_STAGE, NULL);
}

/**
 * domo_stage_get_default:
 *
 * Answers the one stage that the parts of a process may share. It lives in the global default main
 * context and is made at the first call. It is one for the life of the process: once it has been
 * closed, it answers only proxies that have stopped.
 *
 * Returns: (transfer none): the stage
 *
 * Since: 0.1
 */
DomoStage *
domo_stage_get_default (void)
{
  static DomoStage *stage;
  static gsize made;

  if (g_once_init_enter (&made))
    {
      stage = g_object_new (DOMO_TYPE_STAGE, "main-context", g_main_context_default (), NULL);
      domo_tsan_release (&made);
      g_once_init_leave (&made, 1);
    }
  domo_tsan_acquire (&made);
  return stage;
}

/**
 * domo_stage_actor_for: (skip)
 * @self: a stage
 * @actor_type: a class that derives from [class@DomoCore.Actor]
 * @first_property: (nullable): the name of a construct property, or %NULL
 * @...: its value, more names and values, and %NULL
 *
 * Makes an actor, and answers a proxy that implements every protocol of its class.
 *
 * Class and properties are checked at once; a mistake in the properties is a critical and answers a
 * proxy that has stopped already. The instance is made later, in the thread of its dispatcher;
 * messages sent before wait for it. On a closed stage the proxy has stopped already.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the proxy, or %NULL, after a critical, if
 * the class cannot be an actor's
 *
 * Since: 0.1
 */
gpointer
domo_stage_actor_for (DomoStage *self, GType actor_type, const char *first_property, ...)
{
  DomoProxy *proxy;
  va_list args;

  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  va_start (args, first_property);
  proxy = domo_proxy_spawn_valist (self->runtime, NULL, actor_type, first_property, args);
  va_end (args);
  return proxy;
}

/**
 * domo_stage_actor_for_definition:
 * @self: a stage
 * @definition: a definition
 * @error: return location for an error
 *
 * As [method@DomoCore.Stage.actor_for], from a definition.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the proxy, or %NULL with @error set, to
 *   [error@DomoCore.Error.INVALID_ARGUMENT] where the definition cannot be used
 *
 * Since: 0.1
 */
gpointer
domo_stage_actor_for_definition (DomoStage *self, DomoDefinition *definition, GError **error)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);
  g_return_val_if_fail (definition != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return domo_proxy_spawn (self->runtime, NULL, definition, error);
}

/**
 * domo_stage_actor_of:
 * @self: a stage
 * @address: an address
 *
 * Finds an actor by its address.
 *
 * Returns: (transfer full) (nullable) (type DomoProxy): the actor's proxy, or %NULL if no actor of
 *   this stage has that address, or none any more
 *
 * Since: 0.1
 */
gpointer
domo_stage_actor_of (DomoStage *self, const DomoAddress *address)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  return domo_runtime_find (self->runtime, address);
}

/**
 * domo_stage_register_supervisor:
 * @self: a stage
 * @name: a name
 * @proxy: (nullable) (type DomoProxy): the proxy of an actor that implements
 *   [iface@DomoCore.Supervisor] on this stage, or %NULL to take the name back
 *
 * Registers a supervisor under a name, for [method@DomoCore.Definition.set_supervisor]. A name that
 * is registered already passes to the new one; actors that have been made keep the supervisor they
 * have.
 *
 * Since: 0.1
 */
void
domo_stage_register_supervisor (DomoStage *self, const char *name, gpointer proxy)
{
  g_return_if_fail (DOMO_IS_STAGE (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (!g_str_equal (name, DOMO_SUPERVISOR_PARENT));
  g_return_if_fail (proxy == NULL || (DOMO_IS_PROXY (proxy) && DOMO_IS_SUPERVISOR (proxy)));
  g_return_if_fail (proxy == NULL || ((DomoProxy *) proxy)->runtime == self->runtime);

  domo_runtime_register_supervisor (self->runtime, name, proxy);
}

/**
 * domo_stage_get_n_parked:
 * @self: a stage
 *
 * Counts the handlers, hooks and callbacks that wait with [func@DomoCore.await] at this moment.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint
domo_stage_get_n_parked (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), 0);

  return atomic_load_explicit (&self->runtime->n_parked, memory_order_relaxed);
}

/**
 * domo_stage_get_n_parkings:
 * @self: a stage
 *
 * Counts how often code of actors has been set aside to wait. A wait for a future that has settled
 * does not count, because it sets nothing aside.
 *
 * Returns: how often
 *
 * Since: 0.1
 */
guint64
domo_stage_get_n_parkings (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), 0);

  return atomic_load_explicit (&self->runtime->n_parkings, memory_order_relaxed);
}

/**
 * domo_stage_set_interceptor:
 * @self: a stage
 * @interceptor: (nullable): an interceptor, or %NULL for none
 *
 * Lets an interceptor see the calls that are delivered to the stage's actors from now on, those
 * that are queued already included, instead of the one that did before. The stage keeps it until it
 * gets another or is closed.
 *
 * A message in hand, in whatever thread, ends with the interceptor it began with.
 *
 * Since: 0.1
 */
void
domo_stage_set_interceptor (DomoStage *self, DomoInterceptor *interceptor)
{
  g_return_if_fail (DOMO_IS_STAGE (self));
  g_return_if_fail (interceptor == NULL || DOMO_IS_INTERCEPTOR (interceptor));

  domo_interception_set (self->runtime, interceptor);
}

/**
 * domo_stage_dup_interceptor:
 * @self: a stage
 *
 * Answers the interceptor that was set last, to put another in front of it, say.
 *
 * Returns: (transfer full) (nullable): the interceptor, or %NULL if there is none
 *
 * Since: 0.1
 */
DomoInterceptor *
domo_stage_dup_interceptor (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  return domo_interception_dup (self->runtime);
}

/**
 * domo_stage_get_clock: (get-property clock)
 * @self: a stage
 *
 * Answers where the stage takes its time from.
 *
 * Returns: (transfer none): the clock
 *
 * Since: 0.1
 */
DomoClock *
domo_stage_get_clock (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  return self->clock;
}

/**
 * domo_stage_get_dispatcher: (get-property dispatcher)
 * @self: a stage
 *
 * Answers what runs the stage's actors.
 *
 * Returns: (transfer none): the dispatcher
 *
 * Since: 0.1
 */
DomoDispatcher *
domo_stage_get_dispatcher (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  return self->dispatcher;
}

/**
 * domo_stage_get_dead_letters: (get-property dead-letters)
 * @self: a stage
 *
 * Answers where the stage's messages end that cannot be delivered.
 *
 * Returns: (transfer none): the dead letters
 *
 * Since: 0.1
 */
DomoDeadLetters *
domo_stage_get_dead_letters (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  return self->runtime->dead_letters;
}

/**
 * domo_stage_get_counters:
 * @self: a stage
 * @counters: (out caller-allocates): where to put them
 *
 * Tells what became of all messages sent on the stage so far: the sum of what
 * [method@DomoCore.Proxy.get_counters] tells over its actors, those that have stopped included.
 *
 * Since: 0.1
 */
void
domo_stage_get_counters (DomoStage *self, DomoCounters *counters)
{
  g_return_if_fail (DOMO_IS_STAGE (self));
  g_return_if_fail (counters != NULL);

  domo_runtime_get_counters (self->runtime, counters);
}

/**
 * domo_stage_close:
 * @self: a stage, not inside one of its actors' code
 * @limit_us: how long to wait for actors to end by themselves, in microseconds; 0 forces them,
 *   negative waits for ever
 * @error: return location for an error
 *
 * Stops all actors and waits until they have ended: those the program made, children before
 * parents, then the roots.
 *
 * Actors first handle what is queued for them. When the limit passes, that becomes dead letters,
 * and asks still owed are rejected. Only an actor that does not come to an end even then, because
 * its handler does not return or its dispatcher does not run it, makes this fail; it is left as it
 * is.
 *
 * In the thread whose main context the stage lives in, that context is iterated meanwhile. A thread
 * that has pushed another one iterates that, for actors may run there, too; any other thread
 * sleeps. A second call waits for the first, within its own limit.
 *
 * At last the dispatchers end that no other stage uses: the threads of a
 * [class@DomoCore.ThreadDispatcher] have ended when this answers, unless a callback of the
 * program's own keeps one busy.
 *
 * Returns: %TRUE if the stage is closed, or %FALSE with @error set to
 *   [error@DomoCore.Error.TIMEOUT], naming the actors that have not ended
 *
 * Since: 0.1
 */
gboolean
domo_stage_close (DomoStage *self, gint64 limit_us, GError **error)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return domo_runtime_close_sync (self->runtime, limit_us, error);
}

static void
close_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DomoFuture *closed = g_task_get_task_data (task);
  GError *error = NULL;

  if (domo_future_wait_finish (closed, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * domo_stage_close_async:
 * @self: a stage
 * @limit_us: as for [method@DomoCore.Stage.close]
 * @callback: (nullable) (scope async) (closure user_data): called when the stage is closed
 * @user_data: its data
 *
 * Closes the stage without waiting. May be called inside an actor, too. The callback comes in the
 * caller's thread-default main context.
 *
 * Since: 0.1
 */
void
domo_stage_close_async (DomoStage *self,
                        gint64 limit_us,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  DomoFuture *closed;
  GTask *task;

  g_return_if_fail (DOMO_IS_STAGE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, domo_stage_close_async);
  closed = domo_runtime_close (self->runtime, limit_us);
  g_task_set_task_data (task, closed, (GDestroyNotify) domo_future_unref);
  domo_future_wait_async (closed, NULL, close_ready_cb, task);
}

/**
 * domo_stage_close_finish:
 * @self: a stage
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Tells how [method@DomoCore.Stage.close_async] ended.
 *
 * Returns: %TRUE if the stage is closed, or %FALSE with @error set as by
 *   [method@DomoCore.Stage.close]
 *
 * Since: 0.1
 */
gboolean
domo_stage_close_finish (DomoStage *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, domo_stage_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * domo_stage_is_closed:
 * @self: a stage
 *
 * Tells whether the stage has been closed.
 *
 * Returns: whether it has
 *
 * Since: 0.1
 */
gboolean
domo_stage_is_closed (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), TRUE);

  return domo_runtime_is_closed (self->runtime);
}

/**
 * domo_stage_is_closing:
 * @self: a stage
 *
 * Tells whether the stage has begun to close, or has been closed. Who listens to the life of a
 * stage and asks this afterwards does not miss the close. May be called from any thread.
 *
 * Returns: whether it has
 *
 * Since: 0.1
 */
gboolean
domo_stage_is_closing (DomoStage *self)
{
  g_return_val_if_fail (DOMO_IS_STAGE (self), FALSE);

  return !domo_runtime_is_open (self->runtime);
}
