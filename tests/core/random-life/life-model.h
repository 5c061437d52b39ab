/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "life-words.h"

G_BEGIN_DECLS

/* A small model of actors' lives, after docs/states.md, that says what each message does. It knows
 * nothing of threads, memory or stacks: queues are arrays, and what waits is a note of what comes
 * next. */

#define MODEL_LANE_LENGTH 160

typedef enum
{
  MODEL_NEW,
  MODEL_RUNNING,
  MODEL_SUSPENDED,
  MODEL_RESTARTING,
  MODEL_STOPPING,
  MODEL_STOPPED,
} ModelState;

typedef enum
{
  MODEL_CALL,
  MODEL_STOP,
  MODEL_STOP_NOW,
  MODEL_RESUME,
  MODEL_RESTART,
  MODEL_CHILDREN_ENDED,
  MODEL_CONTINUE,
  MODEL_INFORM,
  MODEL_HOLD,
  MODEL_LET_GO,
  MODEL_WAKE,
  MODEL_COME_ANEW, /* a call that was delayed */
} ModelKind;

typedef struct
{
  guint8 kind; /* a ModelKind */
  int number;  /* of the call or report; or the reason, failure or incarnation */
  gint64 delay;
} ModelMessage;

typedef struct
{
  int n;
  ModelMessage messages[MODEL_LANE_LENGTH];
} ModelLane;

typedef struct
{
  LifeSpec spec;
  int parent; /* -1: none */
  ModelState state;
  ModelKind stop_kind;
  DomoStopReason stop_reason;
  gboolean is_supervisor;
  gboolean refuses_children;
  gboolean awaits_children;
  guint8 starting; /* how the future of its start stands */
  gboolean has_started;

  gboolean ran_after_stop;
  gboolean started;
  gboolean renewed; /* this instance took the place of another */
  gboolean held;
  int busy; /* the call whose answer is owed, or -1 */
  int doom; /* how its waits end, or LIFE_PENDING */
  /* The promises for which something of it waits on a stack of its own; the newest is the last. */
  int n_parked;
  int parked[LIFE_MAX_CALLS];

  int incarnation;
  int ordered;
  int last_failure;
  int open_failure;
  int failure; /* that it is suspended by */
  int n_failures;
  int n_failed; /* in all */
  gint64 last_start;
  gint64 back_off; /* when it ends, or -1 */
  int back_off_target;

  guint fails;             /* the hooks that fail next, one bit each */
  int waits[LIFE_N_HOOKS]; /* the promise for which a hook waits next, or -1 */
  int n_handled;
  int saved; /* or -1 */

  /* What became of the calls sent to it. */
  int n_accepted;
  int n_calls_handled;
  int n_dead_letters;
  int n_ever_stashed;
  int n_delayed;
  gboolean mailbox_closed; /* one of its own */

  ModelLane runtime;
  ModelLane user; /* stop markers, and calls unless they are in a mailbox of its own */
  ModelLane mailbox;
  ModelLane stash;
  ModelLane returned; /* from the stash */
  ModelLane informs;
  ModelLane put_off;
} ModelActor;

/* What comes when a wait is over. */
typedef enum
{
  MODEL_THEN_HANDLED,
  MODEL_THEN_CALLED_BACK, /* @subject: the call */
  MODEL_THEN_HOOK,        /* @subject: the hook */
  MODEL_THEN_INFORMED,    /* @subject: the report */
} ModelThen;

/* A call and its promise. */
typedef struct
{
  LifeCall call;
  int actor;  /* to whom it was sent, or who waits for the promise */
  guint8 ask; /* how it stands */
  int n_stashes;
  int stash_order;  /* 0: it never was aside */
  int n_shown;      /* to an interceptor, before its delivery */
  gboolean is_seen; /* an interceptor waits for how it is delivered */
  gboolean was_delayed;
  gint64 delayed_until; /* or -1 */

  guint8 promise;
  gboolean waits; /* something of the actor does, for the promise */
  gboolean parks; /* with a stack set aside, and then: */
  ModelThen then;
  int subject;
  gboolean told;       /* its message is on the way */
  gboolean wait_fails; /* whatever becomes of the promise */
  gint64 deadline;     /* or -1 */
  int order;           /* among deadlines, or among callbacks */
} ModelCall;

/* A failure on its way to who decides. */
typedef struct
{
  int failed;
  int serial;
  int n_failures;
  int supervisor;
  gboolean escalated;
  gboolean decided;
  LifePolicy policy; /* while the supervisor waits before it decides */
} ModelReport;

#define MODEL_MAX_REPORTS 2048

typedef struct
{
  int n_actors;
  ModelActor actors[LIFE_MAX_ACTORS];
  int n_calls;
  ModelCall calls[LIFE_MAX_CALLS];
  int n_reports;
  ModelReport reports[MODEL_MAX_REPORTS];
  int n_kept;
  int kept[MODEL_MAX_REPORTS];
  LifePolicy policy;

  gint64 now;
  int n_waits;
  gboolean intercepts;
  int n_repeated; /* calls that came anew */
  gboolean closing;
  gboolean forced;
  gboolean closed;

  /* What can be seen. */
  GArray *events; /* of LifeEvent */
  guint64 dead_letters[DOMO_DEAD_LETTER_REASON_INTERCEPTED + 1];
} Model;

Model *model_new (void);
void model_free (Model *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

/* Begins again: the two roots, which have not started yet. */
void model_reset (Model *self);

/* What comes from outside. */
int model_spawn (Model *self, int parent, LifeSpec spec);
void model_register_supervisor (Model *self, int id);
int model_add_call (Model *self, LifeCall call);
void model_send_call (Model *self, int id, int number);
void model_ask_start (Model *self, int id);
void model_cancel (Model *self, int number);
void model_settle (Model *self, int number, guint8 outcome);
void model_send (Model *self, int id, ModelKind kind);
void model_advance (Model *self, gint64 us);
void model_close (Model *self, gboolean forced);
/* Gives a directive about the nth report that was kept; answers whether it counts. */
gboolean model_decide (Model *self, int nth, LifePolicy policy);

/* The actor's dispatcher runs one message of it. */
void model_step (Model *self, int id);
/* Whether that would do anything. */
gboolean model_has_work (Model *self, int id);

/* Calls to it that wait, are put aside, or whose handler waits. */
int model_count_queued (Model *self, int id);
int model_count_stashed (Model *self, int id);
int model_count_in_hand (Model *self, int id);

G_END_DECLS
