/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>
#include <stdlib.h>

/* A dispatcher that runs its actors once in each frame, for actors that draw. */

#define FRAME_TYPE_DISPATCHER (frame_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (FrameDispatcher, frame_dispatcher, FRAME, DISPATCHER, DomoDispatcher)

struct _FrameDispatcher
{
  DomoDispatcher parent_instance;

  GMutex lock;
  DomoTurnQueue turns; /* under the lock */
};

G_DEFINE_FINAL_TYPE (FrameDispatcher, frame_dispatcher, DOMO_TYPE_DISPATCHER)

/* From any thread. Once the lock is open again the actor may run, and end, and with it the last
 * reference on the dispatcher may go: nothing is touched after that. */
static void
frame_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  FrameDispatcher *self = FRAME_DISPATCHER (dispatcher);

  g_mutex_lock (&self->lock);
  domo_turn_queue_push (&self->turns, turn);
  g_mutex_unlock (&self->lock);
}

/* In the thread that draws. Each actor that is ready runs up to ten messages; what has more to do,
 * and what becomes ready meanwhile, waits for the next frame. */
static gboolean
frame_dispatcher_run_frame (gpointer data)
{
  g_autoptr (FrameDispatcher) self = g_object_ref (data);
  DomoTurnQueue turns;
  DomoTurn *turn;

  g_mutex_lock (&self->lock);
  turns = self->turns;
  self->turns = (DomoTurnQueue){ 0 };
  g_mutex_unlock (&self->lock);
  while ((turn = domo_turn_queue_pop (&turns)) != NULL)
    {
      /* After fewer the turn is not ours any more. */
      if (domo_turn_run (turn, 10) == 10)
        frame_dispatcher_schedule (DOMO_DISPATCHER (self), turn);
    }
  return G_SOURCE_CONTINUE;
}

static void
frame_dispatcher_finalize (GObject *object)
{
  g_mutex_clear (&FRAME_DISPATCHER (object)->lock);

  G_OBJECT_CLASS (frame_dispatcher_parent_class)->finalize (object);
}

static void
frame_dispatcher_class_init (FrameDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frame_dispatcher_finalize;
  DOMO_DISPATCHER_CLASS (klass)->schedule = frame_dispatcher_schedule;
}

static void
frame_dispatcher_init (FrameDispatcher *self)
{
  g_mutex_init (&self->lock);
}

/* An actor that may run anywhere. */

#define DEMO_TYPE_CLERK (demo_clerk_get_type ())
G_DECLARE_INTERFACE (DemoClerk, demo_clerk, DEMO, CLERK, DomoProtocol)

struct _DemoClerkInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*work) (DemoClerk *self, guint milliseconds);
};

G_DEFINE_INTERFACE (DemoClerk, demo_clerk, DOMO_TYPE_PROTOCOL)

static void
demo_clerk_default_init (DemoClerkInterface *iface)
{
  domo_protocol_add_ask (iface, "work", G_STRUCT_OFFSET (DemoClerkInterface, work), G_TYPE_BOOLEAN,
                         1, G_TYPE_UINT);
}

static DomoFuture *
demo_clerk_work (DemoClerk *self, guint milliseconds)
{
  return DEMO_CLERK_GET_IFACE (self)->work (self, milliseconds);
}

#define CLERK_TYPE_ACTOR (clerk_actor_get_type ())
G_DECLARE_FINAL_TYPE (ClerkActor, clerk_actor, CLERK, ACTOR, DomoActor)

struct _ClerkActor
{
  DomoActor parent_instance;
};

/* Blocks the thread, and answers whether that was the main one's. */
static DomoFuture *
clerk_actor_work (DemoClerk *clerk, guint milliseconds)
{
  g_usleep (milliseconds * 1000);
  return domo_future_new_boolean (g_main_context_is_owner (g_main_context_default ()));
}

static void
clerk_actor_clerk_init (DemoClerkInterface *iface)
{
  iface->work = clerk_actor_work;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ClerkActor,
                               clerk_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_CLERK, clerk_actor_clerk_init))

static void
clerk_actor_class_init (ClerkActorClass *klass)
{
}

static void
clerk_actor_init (ClerkActor *self)
{
}

/* Has an actor on @dispatcher work. */
static void
employ (DomoStage *stage, DomoDispatcher *dispatcher, guint milliseconds)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (CLERK_TYPE_ACTOR);
  g_autoptr (DemoClerk) clerk = NULL;
  g_autoptr (GError) error = NULL;
  gboolean in_main_thread;

  domo_definition_set_dispatcher (definition, dispatcher);
  clerk = domo_stage_actor_for_definition (stage, definition, &error);
  if (clerk == NULL)
    g_error ("%s", error->message);
  in_main_thread = domo_await_boolean (demo_clerk_work (clerk, milliseconds), &error);
  if (error != NULL)
    g_error ("%s", error->message);
  g_print ("%s: %s\n", G_OBJECT_TYPE_NAME (dispatcher),
           in_main_thread ? "in the main thread" : "in a thread of its own");
}

int
main (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) archive = domo_thread_dispatcher_new ("archive");
  g_autoptr (FrameDispatcher) frames = g_object_new (FRAME_TYPE_DISPATCHER, NULL);
  g_autoptr (GError) error = NULL;
  gboolean closed;
  guint id;

  /* GTK would call this before it draws. */
  id = g_timeout_add (16, frame_dispatcher_run_frame, frames);

  employ (stage, domo_stage_get_dispatcher (stage), 0);
  employ (stage, archive, 20);
  employ (stage, DOMO_DISPATCHER (frames), 0);

  closed = domo_stage_close (stage, 5 * G_USEC_PER_SEC, &error);
  if (!closed)
    g_printerr ("%s\n", error->message);
  g_source_remove (id);
  return closed ? EXIT_SUCCESS : EXIT_FAILURE;
}
