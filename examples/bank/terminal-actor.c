/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "terminal-actor.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "completer.h"
#ifdef HAVE_LIBEDIT
#include "libedit-editor.h"
#endif
#include "line-editor.h"
#include "notices.h"
#include "paint.h"
#include "terminal.h"

#define CHUNK 1024

struct _TerminalActor
{
  DomoActor parent_instance;

  gboolean can_edit;
  gboolean colours;
  char *history;
  LineEditor *editor;
  DemoCompleter *completer;

  /* The line that is asked for, if one is. */
  DomoPromise *promise;
  char *subject;

  /* What is being read from the keyboard, and how it can be given up. */
  GInputStream *keyboard;
  GCancellable *cancellable;
  DomoFuture *reading;

  /* There will be no more lines. */
  gboolean ended;
};

enum
{
  PROP_CAN_EDIT = 1,
  PROP_COLOURS,
  PROP_HISTORY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void terminal_actor_protocol_init (DemoTerminalInterface *iface);
static void terminal_actor_notices_init (DemoNoticesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TerminalActor,
                               terminal_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_TERMINAL,
                                                      terminal_actor_protocol_init)
                                   G_IMPLEMENT_INTERFACE (DEMO_TYPE_NOTICES,
                                                          terminal_actor_notices_init))

/* --- The line ------------------------------------------------------------------------------------
 */

static void
reject_line (TerminalActor *self, TerminalError code)
{
  g_autoptr (DomoPromise) promise = g_steal_pointer (&self->promise);

  if (promise != NULL)
    domo_promise_reject (promise,
                         g_error_new_literal (TERMINAL_ERROR, code,
                                              code == TERMINAL_ERROR_END ? "The input has ended"
                                                                         : "Interrupted"));
}

static void
resolve_line (TerminalActor *self, const char *line)
{
  g_autoptr (DomoPromise) promise = g_steal_pointer (&self->promise);

  domo_promise_resolve_string (promise, line);
}

/* --- The keyboard
 * --------------------------------------------------------------------------------- */

/* At most one reading is under way. It has no limit, and goes on while nobody asks for a line. */
static DomoFuture *
ensure_reading (TerminalActor *self)
{
  if (self->reading == NULL)
    {
      DomoPromise *promise = domo_promise_new ();

      self->reading = domo_promise_get_future (promise);
      g_input_stream_read_bytes_async (self->keyboard, CHUNK, G_PRIORITY_DEFAULT, self->cancellable,
                                       domo_promise_async_ready, promise);
    }

  return self->reading;
}

/* The reading is done: hands what was read to the editor. FALSE at the end of all input. */
static gboolean
take_keys (TerminalActor *self)
{
  g_autoptr (DomoFuture) reading = g_steal_pointer (&self->reading);
  g_autoptr (GAsyncResult) result = domo_future_dup_object (reading, NULL);
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  const char *keys = NULL;

  bytes = g_input_stream_read_bytes_finish (self->keyboard, result, NULL);
  if (bytes != NULL)
    keys = g_bytes_get_data (bytes, &length);
  if (length == 0)
    {
      self->ended = TRUE;
      return FALSE;
    }

  line_editor_add_keys (self->editor, keys, length);
  return TRUE;
}

static DomoFuture *keys_cb (DomoFuture *settled, gpointer data);

/* Goes through the keys that are there, and if the line does not end with them waits for more. */
static void
work_on_line (TerminalActor *self)
{
  g_autofree char *line = NULL;

  switch (line_editor_step (self->editor, &line))
    {
    case LINE_EDITOR_LINE:
      resolve_line (self, line);
      break;

    case LINE_EDITOR_END:
      reject_line (self, TERMINAL_ERROR_END);
      break;

    case LINE_EDITOR_MORE:
    default:
      domo_future_unref (
          domo_future_then (domo_future_ref (ensure_reading (self)), keys_cb, self, NULL));
      break;
    }
}

/* A callback of the actor's own: it runs between two messages, like them never while other code of
 * the actor does, and not after its end.
 */
static DomoFuture *
keys_cb (DomoFuture *settled, gpointer data)
{
  TerminalActor *self = data;

  /* The line was given up, and the next one has waited for the same reading or will find it. */
  if (self->reading != settled || self->promise == NULL)
    return NULL;

  if (take_keys (self))
    work_on_line (self);
  else
    {
      line_editor_abandon (self->editor, "");
      reject_line (self, TERMINAL_ERROR_END);
    }
  return NULL;
}

/* Libedit wants a key, and is called by this actor: so the actor waits, on the stack that libedit
 * is on. When the time is over the reading itself goes on.
 */
static gboolean
wait_for_keys_cb (gpointer data, gint64 limit)
{
  TerminalActor *self = data;
  DomoFuture *reading = ensure_reading (self);

  return domo_await (domo_future_with_timeout (domo_future_race (&reading, 1), limit), NULL) &&
         take_keys (self);
}

static GStrv
complete_cb (gpointer data, const char *before)
{
  TerminalActor *self = data;

  if (self->completer == NULL)
    return NULL;

  return domo_await_boxed (demo_completer_complete (self->completer, self->subject, before), NULL);
}

/* --- Messages
 * ------------------------------------------------------------------------------------- */

static void
terminal_actor_read_line (DemoTerminal *terminal,
                          const char *prompt,
                          const char *subject,
                          DomoPromise *promise)
{
  TerminalActor *self = TERMINAL_ACTOR (terminal);

  g_return_if_fail (self->promise == NULL);

  self->promise = domo_promise_ref (promise);
  if (self->ended)
    {
      reject_line (self, TERMINAL_ERROR_END);
      return;
    }

  g_free (self->subject);
  self->subject = g_strdup (subject);
  line_editor_begin (self->editor, prompt, g_str_equal (subject, TERMINAL_COMMAND));
  work_on_line (self);
}

static void
terminal_actor_set_completer (DemoTerminal *terminal, DemoCompleter *completer)
{
  g_set_object (&TERMINAL_ACTOR (terminal)->completer, completer);
}

static void
terminal_actor_print (DemoTerminal *terminal, const char *text)
{
  line_editor_print (TERMINAL_ACTOR (terminal)->editor, text);
}

static void
terminal_actor_remember (DemoTerminal *terminal, const char *line)
{
  line_editor_remember (TERMINAL_ACTOR (terminal)->editor, line);
}

static void
terminal_actor_interrupt (DemoTerminal *terminal)
{
  TerminalActor *self = TERMINAL_ACTOR (terminal);

  line_editor_abandon (self->editor, "^C");
  reject_line (self, TERMINAL_ERROR_INTERRUPTED);
}

static void
terminal_actor_end (DemoTerminal *terminal)
{
  TerminalActor *self = TERMINAL_ACTOR (terminal);

  self->ended = TRUE;
  line_editor_abandon (self->editor, "");
  reject_line (self, TERMINAL_ERROR_END);
}

static void
terminal_actor_resize (DemoTerminal *terminal)
{
  line_editor_resize (TERMINAL_ACTOR (terminal)->editor);
}

static void
terminal_actor_resume (DemoTerminal *terminal)
{
  line_editor_resume (TERMINAL_ACTOR (terminal)->editor);
}

static void
terminal_actor_protocol_init (DemoTerminalInterface *iface)
{
  iface->read_line = terminal_actor_read_line;
  iface->set_completer = terminal_actor_set_completer;
  iface->print = terminal_actor_print;
  iface->remember = terminal_actor_remember;
  iface->interrupt = terminal_actor_interrupt;
  iface->end = terminal_actor_end;
  iface->resize = terminal_actor_resize;
  iface->resume = terminal_actor_resume;
}

static void
terminal_actor_show (DemoNotices *notices, const char *text)
{
  TerminalActor *self = TERMINAL_ACTOR (notices);
  g_autofree char *painted = paint (PAINT_NOTICE, text, self->colours);

  line_editor_print (self->editor, painted);
}

static void
terminal_actor_notices_init (DemoNoticesInterface *iface)
{
  iface->show = terminal_actor_show;
}

/* --- Life
 * ----------------------------------------------------------------------------------------- */

static void
terminal_actor_constructed (GObject *object)
{
  static const LineEditorHelp help = { wait_for_keys_cb, complete_cb };
  TerminalActor *self = TERMINAL_ACTOR (object);

  G_OBJECT_CLASS (terminal_actor_parent_class)->constructed (object);

#ifdef HAVE_LIBEDIT
  if (self->can_edit)
    self->editor = libedit_editor_new (&help, self, self->history);
#endif
  if (self->editor == NULL)
    self->editor = line_editor_new (&help, self);
}

static void
terminal_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TerminalActor *self = TERMINAL_ACTOR (object);

  switch (id)
    {
    case PROP_CAN_EDIT:
      self->can_edit = g_value_get_boolean (value);
      break;

    case PROP_COLOURS:
      self->colours = g_value_get_boolean (value);
      break;

    case PROP_HISTORY:
      self->history = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

/* However the actor ends, the terminal is left as it was found. */
static void
terminal_actor_dispose (GObject *object)
{
  TerminalActor *self = TERMINAL_ACTOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->reading, domo_future_unref);
  if (self->editor != NULL)
    line_editor_abandon (self->editor, "");
  g_clear_object (&self->editor);
  g_clear_object (&self->completer);
  g_clear_pointer (&self->promise, domo_promise_unref);

  G_OBJECT_CLASS (terminal_actor_parent_class)->dispose (object);
}

static void
terminal_actor_finalize (GObject *object)
{
  TerminalActor *self = TERMINAL_ACTOR (object);

  g_object_unref (self->keyboard);
  g_object_unref (self->cancellable);
  g_free (self->subject);
  g_free (self->history);

  G_OBJECT_CLASS (terminal_actor_parent_class)->finalize (object);
}

static void
terminal_actor_class_init (TerminalActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = terminal_actor_constructed;
  object_class->set_property = terminal_actor_set_property;
  object_class->dispose = terminal_actor_dispose;
  object_class->finalize = terminal_actor_finalize;

  properties[PROP_CAN_EDIT] = g_param_spec_boolean ("can-edit", NULL, NULL, FALSE, flags);
  properties[PROP_COLOURS] = g_param_spec_boolean ("colours", NULL, NULL, FALSE, flags);
  properties[PROP_HISTORY] = g_param_spec_string ("history", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
terminal_actor_init (TerminalActor *self)
{
  self->keyboard = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  self->cancellable = g_cancellable_new ();
}
