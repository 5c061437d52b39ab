/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-life-private.h"

#include "domo-log-private.h"
#include "domo-supervision-private.h"

/* The table of an actor's life: what each message does in each state. docs/states.md says the same
 * in words. Everything here runs in the actor's turn, so one thing happens after another. */

typedef enum
{
  NEW,
  RUNNING,
  PARKED,    /* in whatever state: a handler, hook or callback of it waits */
  BUSY,      /* running, and owes an answer that its handler returned as a pending future */
  HELD,      /* running, but suspended from outside */
  SUSPENDED, /* failed */
  RESTARTING,
  STOPPING,
  N_STATES,
} State;

typedef void (*Action) (DomoProxy *self, DomoFrame *frame, DomoMessage *message);

static gboolean
is_parked (DomoProxy *self)
{
  return self->duties != NULL && self->duties->parked != NULL;
}

static State
get_state_apart_from_waits (DomoProxy *self)
{
  switch (domo_proxy_get_state (self))
    {
    case DOMO_LIFE_NEW:
      return NEW;
    case DOMO_LIFE_SUSPENDED:
      return SUSPENDED;
    case DOMO_LIFE_RESTARTING:
      return RESTARTING;
    case DOMO_LIFE_STOPPING:
      return STOPPING;
    default:
      return domo_life_is_busy (self) ? BUSY : domo_proxy_is_held (self) ? HELD : RUNNING;
    }
}

static State
get_state (DomoProxy *self)
{
  return is_parked (self) ? PARKED : get_state_apart_from_waits (self);
}

/* Whether a message is a restart that does nothing: it is outdated, because it was ordered before
 * the start that waits, say; or another is under way, which is one for all who ask; or it comes too
 * late. */
static gboolean
is_idle_restart (DomoProxy *self, const DomoMessage *message)
{
  return message->kind == DOMO_MESSAGE_RESTART &&
         (((const DomoRestart *) message)->target <= self->incarnation ||
          domo_proxy_get_state (self) == DOMO_LIFE_RESTARTING ||
          domo_proxy_get_state (self) == DOMO_LIFE_STOPPING);
}

/* No wait must end for what does nothing. */
static State
get_column (DomoProxy *self, const DomoMessage *message)
{
  return is_idle_restart (self, message) ? get_state_apart_from_waits (self) : get_state (self);
}

/* What a waiting handler has to be done with first. */
static void
put_off (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  domo_park_put_off (self, message);
}

/* The same for what cannot wait for long: its waits fail, so that it comes to an end. */
static void
fail_wait (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  gboolean closes = message->kind == DOMO_MESSAGE_STOP_NOW &&
                    ((DomoStopNow *) message)->reason == DOMO_STOP_REASON_STAGE_CLOSED;

  domo_park_put_off (self, message);
  domo_park_fail_waits (self, closes ? DOMO_ERROR_CLOSED : DOMO_ERROR_STOPPED);
}

static void
hold (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  if (!domo_proxy_is_held (self))
    domo_log_actor (self, G_LOG_LEVEL_INFO, NULL, "suspended from outside");
  domo_proxy_set_held (self, TRUE);
}

static void
let_go (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  if (domo_proxy_is_held (self))
    domo_log_actor (self, G_LOG_LEVEL_INFO, NULL, "resumed from outside");
  domo_proxy_set_held (self, FALSE);
}

/* A callback of a future, or the answer that a busy actor owes. */
static void
go_on (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  domo_continuation_run (domo_continuation_from_message (message));
  if (frame->failure != NULL)
    {
      g_autofree char *name =
          frame->method != NULL ? domo_method_get_full_name (frame->method) : NULL;
      g_autofree char *what =
          name != NULL ? g_strdup_printf ("a callback of %s", name) : g_strdup ("a callback");

      domo_life_fail (self, frame, what);
    }
  frame->method = NULL;
}

static void
renew (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  if (domo_runtime_await_children (self->runtime, self))
    domo_life_renew (self, frame);
}

/* Names as short as the columns. */
#define nothing   NULL
#define call      nothing /* domo_life_handle() knows it */
#define stop      domo_life_stop
#define stop_now  domo_life_stop_now
#define pass_on   domo_life_pass_stop_on
#define resume    domo_life_resume
#define restart   domo_life_restart
#define restart_f domo_life_restart_failed
#define adopt     domo_life_adopt_restart
#define inform    domo_life_take_inform
#define stop_on   domo_life_stop_goes_on
#define wake      domo_park_wake

/* Nothing is taken out of the mailbox in NEW, because the start comes first, and no call or marker
 * but in RUNNING. What cells do with a marker outside it is in domo_life_attend(). */
/* clang-format off */
static const Action actions[][N_STATES] = {
  /*                            NEW      RUNNING   PARKED     BUSY      HELD      SUSPENDED  RESTARTING STOPPING */
  [DOMO_MESSAGE_CALL]           = { nothing, call,     nothing,   nothing,  nothing,  nothing,   nothing,   nothing },
  [DOMO_MESSAGE_STOP]           = { nothing, stop,     nothing,   nothing,  nothing,  nothing,   nothing,   nothing },
  [DOMO_MESSAGE_STOP_NOW]       = { nothing, stop_now, fail_wait, stop_now, stop_now, stop_now,  stop_now,  pass_on },
  [DOMO_MESSAGE_RESUME]         = { nothing, nothing,  put_off,   nothing,  nothing,  resume,    nothing,   nothing },
  [DOMO_MESSAGE_RESTART]        = { nothing, restart,  fail_wait, restart,  restart,  restart_f, adopt,     nothing },
  [DOMO_MESSAGE_CHILDREN_ENDED] = { nothing, nothing,  put_off,   nothing,  nothing,  nothing,   renew,     stop_on },
  [DOMO_MESSAGE_CONTINUE]       = { nothing, go_on,    go_on,     go_on,    go_on,    go_on,     go_on,     go_on   },
  [DOMO_MESSAGE_INFORM]         = { nothing, inform,   inform,    inform,   inform,   inform,    inform,    inform  },
  [DOMO_MESSAGE_HOLD]           = { nothing, hold,     hold,      hold,     hold,     hold,      hold,      nothing },
  [DOMO_MESSAGE_LET_GO]         = { nothing, let_go,   let_go,    let_go,   let_go,   let_go,    let_go,    nothing },
  [DOMO_MESSAGE_WAKE]           = { nothing, nothing,  wake,      nothing,  nothing,  nothing,   nothing,   nothing },
};
/* clang-format on */

/* Handles one message, and takes it. */
void
domo_life_handle (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  const DomoMessageKind kind = message->kind;
  Action action;

  if (kind == DOMO_MESSAGE_CALL)
    {
      domo_delivery_handle (self, frame, (DomoCall *) message);
      return;
    }
  action = actions[kind][get_column (self, message)];
  if ((kind == DOMO_MESSAGE_STOP_NOW || kind == DOMO_MESSAGE_RESTART) && action != fail_wait)
    /* Before its hooks run, whose waits it does not end. */
    atomic_fetch_sub_explicit (&self->n_orders, 1, memory_order_relaxed);
  if (action != NULL)
    action (self, frame, message);
  /* What was put off is kept, and so is a report, which may have to wait for its supervisor. */
  if (kind != DOMO_MESSAGE_INFORM && action != put_off && action != fail_wait)
    domo_message_free (message);
}

/* What an actor does though no message is due. */
typedef enum
{
  NO_DUTY,
  TO_START,
  TO_STOP_AT_MARKER,
  TO_BURY_CALLS, /* if there are any */
  TO_ATTEND_INFORMS,
} Duty;

static Duty
find_duty (DomoProxy *self)
{
  switch (get_state (self))
    {
    case NEW:
      return TO_START;
    case SUSPENDED:
    case HELD:
      /* It handles nothing that is queued before the marker, so the marker need not wait. */
      return self->inbox.n_stops > 0 ? TO_STOP_AT_MARKER : NO_DUTY;
    case STOPPING:
      return TO_BURY_CALLS;
    case RUNNING:
      return domo_life_has_informs (self) ? TO_ATTEND_INFORMS : NO_DUTY;
    default:
      return NO_DUTY;
    }
}

/* Does it. Answers whether there was anything. */
gboolean
domo_life_attend (DomoProxy *self, DomoFrame *frame)
{
  switch (find_duty (self))
    {
    case TO_START:
      domo_life_start (self, frame);
      return TRUE;
    case TO_STOP_AT_MARKER:
      domo_life_stop_at_marker (self, frame);
      return TRUE;
    case TO_BURY_CALLS:
      return domo_life_bury_calls (self);
    case TO_ATTEND_INFORMS:
      domo_life_attend_informs (self, frame);
      return TRUE;
    case NO_DUTY:
    default:
      return FALSE;
    }
}

/* Whether domo_life_attend() would do something. */
gboolean
domo_life_has_to_attend (DomoProxy *self)
{
  Duty duty = find_duty (self);

  return duty == TO_BURY_CALLS ? !domo_queue_is_empty (self) : duty != NO_DUTY;
}

/* A failure that came when nothing was under way any more, from a destroy notify, say. */
void
domo_life_shed_failure (DomoProxy *self, DomoFrame *frame)
{
  domo_life_check_other_hook (self, frame, "the release of a message");
}
