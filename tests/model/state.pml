/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a configuration says, and all that the processes share. */

#define SUBJECT    0 /* the actor that it is about */
#define OTHER      1 /* its child or its sibling, or absent */
#define SUPERVISOR 2 /* the subject's, or absent: then it is the public root */
#define ACTORS     3
#define NONE       0

#ifndef CALLS_EACH
#define CALLS_EACH 1 /* from each of two senders */
#endif
#ifndef CALLS_TO_OTHER
#define CALLS_TO_OTHER 0 /* whether the second sender's go there */
#endif
#ifndef FAILURES
#define FAILURES 0 /* in handlers, callbacks and hooks, wherever it may hurt */
#endif
#ifndef WAITS
#define WAITS 0 /* pending futures that handlers return */
#endif
#ifndef PARKS
#define PARKS 0 /* whether handlers may wait on their fibers */
#endif
#ifndef HOOKS_FAIL
#define HOOKS_FAIL 1
#endif
#ifndef IS_CHILD
#define IS_CHILD 0
#endif
#ifndef IS_SIBLING
#define IS_SIBLING 0
#endif
#ifndef HAS_SUPERVISOR
#define HAS_SUPERVISOR 0
#endif
#ifndef ORDERS
#define ORDERS 0 /* that the program gives the subject: stop, stop now, hold, release, restart */
#endif
#ifndef MAY_STOP
#define MAY_STOP 1
#endif
#ifndef MAY_HOLD
#define MAY_HOLD 0
#endif
#ifndef MAY_RESTART
#define MAY_RESTART 0
#endif
#ifndef SUPERVISOR_STOPS
#define SUPERVISOR_STOPS 0 /* at some time, or not at all */
#endif
#ifndef DECIDERS
#define DECIDERS 0 /* threads to which the supervisor may hand a report */
#endif
#ifndef WORKERS
#define WORKERS 1
#endif

#ifndef SLOW_SCHEDULING
#define SLOW_SCHEDULING 0 /* time passes between a push and the schedule of the turn */
#endif

#define CALLS   (2 * CALLS_EACH)
#define LANE    8
#define SERIALS 3

mtype:Kind = {
  CALL, STOP, /* the user lane */
  STOP_NOW, RESUME, RESTART, RESTART_LATER, CHILDREN_ENDED, CONTINUE, INFORM, HOLD, LET_GO,
  WAKE
};

/* What the bottom of an inbox says. AWAKE is NULL there: somebody has the turn, or it is queued. */
mtype:Bottom = { AWAKE, IDLE, CLOSED };
mtype:Bottom bottom[ACTORS] = IDLE;

/* An inbox is a stack that is taken as a whole and turned round: first in, first out. */
chan inbox[ACTORS] = [LANE] of { mtype:Kind, byte };

/* Only the turn. */
chan runtime_lane[ACTORS] = [LANE] of { mtype:Kind, byte };
chan user_lane[ACTORS] = [LANE] of { mtype:Kind, byte };
byte n_stops[ACTORS];

/* The dispatchers' ready queues, taken together, and where each turn is. */
chan ready = [ACTORS + 1] of { byte };
bit is_queued[ACTORS];
bit is_run[ACTORS];

/* What became of each call. */
mtype:Fate = { UNSENT, UNDER_WAY, HANDLED, BURIED };
mtype:Fate fate[CALLS] = UNSENT;

hidden byte each_message_has_one_end;
hidden byte at_most_one_turn;

/* Lives; see life.pml. */

mtype:Life = { ABSENT, NEW, RUNNING, SUSPENDED, RESTARTING, STOPPING, STOPPED };

typedef Actor {
  /* Only the turn. */
  mtype:Life state;
  bit started;
  bit held;
  byte busy;    /* the wait that keeps the mailbox waiting, or 0 */
  byte parked;  /* the wait that the handler in hand is parked on, or 0 */
  bit doomed;   /* that handler's waits fail, because a stop or restart waits for it */
  byte failure; /* the serial of the failure that it is suspended with, or 0 */
  byte incarnation;
  byte backing_off; /* the incarnation that a timer will order, or 0 */

  /* Under the stage's lock. */
  bit ended;
  bit awaits_children;
  byte children;
  byte ordered; /* the incarnation that it is, or has been ordered to become */
  byte open;    /* the serial of the failure that nobody has decided about, or 0 */

  /* What the judge wants to know. */
  bit told_to_stop;
  bit told_to_stop_now;
}

Actor actors[ACTORS];

/* What a worker does next, after the message in hand. */
mtype:Step = {
  RUN_HANDLER, FAIL, DELIVER_INFORM, BEGIN_RESTART, BEGIN_STOP, STOP_CHILDREN, RENEW, FINISH_STOP
};

/* What has come while a handler was parked, and waits until it returns. */
chan put_off_lane[ACTORS] = [LANE] of { mtype:Kind, byte };

/* Waits: for a future that a handler has returned, or waits for on its fiber. Wait 0 is none. */
bit wait_lives[WAITS + 1];
bit wait_is_pending[WAITS + 1];
bit wait_is_of_other[WAITS + 1];
bit wait_is_parked[WAITS + 1];
byte n_waits;
byte n_failures;

hidden byte calls_are_taken_by_free_actors;
hidden byte restarts_go_forward;
hidden byte no_hook_runs_beside_a_handler;
hidden byte each_wake_up_has_its_wait;
hidden byte each_wait_fails_for_a_reason;
hidden byte children_end_first;

/* domo_life_takes_calls() */
#define TAKES_CALLS(who) \
  (actors[who].state == RUNNING && actors[who].busy == 0 && actors[who].parked == 0 && \
   !actors[who].held)

#define IS_RESTART (kind == RESTART || kind == RESTART_LATER)

/* A handler, hook or callback fails, if there is a failure left. */
#define MAY_FAIL (n_failures < FAILURES)
#define HOOK_MAY_FAIL (HOOKS_FAIL && MAY_FAIL)

/* Failures, reports and directives; see supervision.pml. A report is known by the serial of its
 * failure. */

/* What was decided about a failure, when it was closed. */
byte verdict[SERIALS + 1];
byte failed[SERIALS + 1];
byte n_serials;

/* domo_supervised_*(): one directive of a report counts, whatever came of it. */
bit decided[SERIALS + 1];

/* Reports that wait until the supervisor is free, and those that its instance keeps. */
chan informs = [SERIALS] of { byte };
bit is_kept[SERIALS + 1];

/* Reports that other threads decide about, and those that the public root does. */
chan handed = [2] of { byte };
chan root_reports = [4] of { byte, bit };

hidden byte each_directive_is_for_its_failure;
hidden byte one_directive_counts;
byte ordered_at[SERIALS + 1];

#define HAS_INFORMS(who) (who == SUPERVISOR && len (informs) > 0)
