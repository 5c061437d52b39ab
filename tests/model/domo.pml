/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A model of how actors are scheduled, live, fail and stop, for spin. It follows domo-inbox.c,
 * domo-turn.c, domo-life.c and domo-supervised.c function by function, under their names; README.md
 * says what is left out. `check` runs it in several configurations, each a set of the macros below.
 *
 * Everything that comes from outside is bounded, so every run ends, and what must hold "in the end"
 * is asserted by the judge below when nobody can do anything any more. That every run does end is
 * checked, too: there is no cycle. */

#include "state.pml"
#include "inbox.pml"
#include "life.pml"
#include "supervision.pml"

hidden byte one_senders_calls_keep_their_order;
byte latest[2];

/* Everything that a process does is one step up to here, where any others may do theirs. It stands
 * before each section under the stage's lock, and each exchange with an inbox or a flag that is
 * shared. The process below lets the one that waits go on, at any time. */
chan scheduling = [0] of { bit };

inline others_go_on ()
{
  scheduling ? _
}

active proctype chance ()
{
end:
  do
  :: scheduling ! 0
  od
}

/* The turn of an actor that is awake, but in no queue yet, is nobody's: most configurations leave
 * this step out. */
inline pause_before_schedule ()
{
  if
  :: SLOW_SCHEDULING -> others_go_on ()
  :: else
  fi
}

/* Calls are numbered sender by sender. */
inline check_order ()
{
  one_senders_calls_keep_their_order = arg >= latest[arg / CALLS_EACH];
  assert (one_senders_calls_keep_their_order);
  latest[arg / CALLS_EACH] = arg
}

/* A dispatcher's thread: domo_turn_run() and the loop around it. */
proctype worker ()
{
  byte a, arg, serial, which;
  mtype:Kind kind, stop_kind, what;
  mtype:Step step;
  bit ran, tell, to_all, wakes, refused;
  byte hit[ACTORS], to;

end:
  do
  :: atomic {
       ready ? a ->
       is_queued[a] = 0;
       is_run[a] = 1;
       do
       :: actors[a].state == STOPPED -> is_run[a] = 0; break
       :: else ->
          others_go_on ();
          run_one (a);
          if
          :: !ran ->
             others_go_on ();
             if
             :: CAN_REST (a) -> bottom[a] = IDLE; is_run[a] = 0; break
             :: else
             fi
          :: ran
          :: ran -> is_run[a] = 0; schedule (a); break /* its share is used up */
          fi
       od;
       a = 0;
       ran = 0
     }
  od
}

/* The public root, domo_root_inform(): it restarts, at once or later. What is escalated goes to the
 * private root, which stops. */
active proctype root ()
{
  byte which;
  mtype:Kind what;
  bit to_all, escalated, wakes, refused;
  byte hit[ACTORS], to;

end:
  do
  :: atomic {
       root_reports ? which, escalated ->
       if
       :: escalated -> what = STOP_NOW
       :: !escalated -> what = RESTART
       :: !escalated -> what = RESTART_LATER
       fi;
       direct ();
       what = 0;
       which = 0;
       escalated = 0
     }
  od
}

/* Another thread, to which the supervisor has handed a report. */
proctype decider ()
{
  byte which;
  mtype:Kind what;
  bit to_all, wakes, refused, tell;
  byte hit[ACTORS], to;

end:
  do
  :: atomic { handed ? which -> decide_and_direct (); which = 0 }
  od
}

/* The clock and back_off_passed(). A timer that has fired cannot be cancelled any more. */
inline fire (who)
{
  target = actors[who].backing_off;
  actors[who].backing_off = 0;
  post (who, RESTART, target);
  target = 0
}

proctype clock ()
{
  byte target;
  bit wakes, refused;

end:
  do
  :: atomic { actors[SUBJECT].backing_off != 0 -> fire (SUBJECT) }
  :: atomic { actors[OTHER].backing_off != 0 -> fire (OTHER) }
  :: atomic { actors[SUPERVISOR].backing_off != 0 -> fire (SUPERVISOR) }
  od
}

/* Any thread that has the proxy. */
proctype sender (byte to; byte first)
{
  byte call = first;
  bit wakes, refused;

  atomic {
    do
    :: call < first + CALLS_EACH -> fate[call] = UNDER_WAY; post (to, CALL, call); call++
    :: else -> break
    od
  }
}

/* The program: what it orders the subject to do, in any order. */
proctype program ()
{
  byte n, target;
  bit wakes, refused;

  atomic {
    do
    :: n < ORDERS ->
       n++;
       if
       :: break
       :: MAY_STOP -> note_stop (SUBJECT, STOP); post (SUBJECT, STOP, 0)
       :: MAY_STOP -> note_stop (SUBJECT, STOP_NOW); post (SUBJECT, STOP_NOW, 0)
       :: MAY_HOLD -> post (SUBJECT, HOLD, 0)
       :: MAY_HOLD -> post (SUBJECT, LET_GO, 0)
       :: MAY_RESTART ->
          /* domo_proxy_restart(), domo_runtime_order_restart() */
          others_go_on ();
          CLOSE_FAILURE (SUBJECT, RESTART);
          actors[SUBJECT].ordered++;
          target = actors[SUBJECT].ordered;
          post (SUBJECT, RESTART, target);
          target = 0
       fi
    :: n == ORDERS -> break
    od
  }
}

proctype supervisor_stopper ()
{
  bit wakes, refused;

  atomic {
    if
    :: skip
    :: note_stop (SUPERVISOR, STOP_NOW); post (SUPERVISOR, STOP_NOW, 0)
    fi
  }
}

/* Settles the futures that will be settled. */
inline settle (wait)
{
  wait_is_pending[wait] = 0;
  if
  :: !wait_is_parked[wait] -> message = CONTINUE
  /* Under the future's lock: a wait that has been failed is not woken. */
  :: wait_is_parked[wait] && wait_lives[wait] -> wait_lives[wait] = 0; message = WAKE
  :: else
  fi;
  if
  :: message != 0 && wait_is_of_other[wait] -> post (OTHER, message, wait)
  :: message != 0 && !wait_is_of_other[wait] -> post (SUBJECT, message, wait)
  :: else
  fi;
  message = 0
}

proctype settler ()
{
  mtype:Kind message;
  bit wakes, refused;

end:
  do
  :: atomic { WAITS >= 1 && wait_is_pending[1] -> settle (1) }
  :: atomic { WAITS >= 2 && wait_is_pending[WAITS] -> settle (WAITS) }
  od
}

/* What must hold when nobody can do anything any more. */

hidden byte no_message_is_lost;
hidden byte nobody_stays_suspended;
hidden byte each_stop_completes;
hidden byte each_restart_completes;

#define WAITS_FOR_EVER(who) (actors[who].busy != 0 || actors[who].parked != 0)

inline judge_actor (who)
{
  if
  :: actors[who].state == ABSENT
  :: else ->
     /* What has come has been looked at, and is kept only where a call has to wait. */
     no_message_is_lost = len (inbox[who]) == 0 && len (runtime_lane[who]) == 0 &&
       (len (user_lane[who]) == 0 || !TAKES_CALLS (who) && actors[who].state != STOPPED &&
        actors[who].state != NEW) && !is_run[who];
     assert (no_message_is_lost);
     /* Who waits for a directive waits for one that has not been given, from somebody who can. */
     nobody_stays_suspended = actors[who].state != SUSPENDED ||
       actors[who].failure != 0 && actors[who].open == actors[who].failure &&
       is_kept[actors[who].failure] && !actors[SUPERVISOR].ended;
     assert (nobody_stays_suspended);
     /* Only a marker waits behind what its actor, or the actor's child, waits for. */
     each_stop_completes = !actors[who].told_to_stop || actors[who].ended ||
       !actors[who].told_to_stop_now &&
       (WAITS_FOR_EVER (who) || actors[who].children > 0 && WAITS_FOR_EVER (OTHER));
     assert (each_stop_completes);
     each_restart_completes = actors[who].state != RESTARTING &&
       (actors[who].ended || actors[who].incarnation == actors[who].ordered);
     assert (each_restart_completes)
  fi
}

proctype judge ()
{
  byte call;

  atomic {
    timeout;
    judge_actor (SUBJECT);
    judge_actor (OTHER);
    judge_actor (SUPERVISOR);
    no_message_is_lost = len (informs) == 0;
    assert (no_message_is_lost);
    /* Every call is handled, a dead letter, or in a mailbox. */
    do
    :: call < CALLS ->
       if
       :: fate[call] == UNDER_WAY ->
          no_message_is_lost = user_lane[SUBJECT] ?? [CALL, eval (call)] ||
            user_lane[OTHER] ?? [CALL, eval (call)]
       :: else -> no_message_is_lost = fate[call] != UNSENT
       fi;
       assert (no_message_is_lost);
       call++
    :: else -> break
    od
  }
}

inline add_actor (who)
{
  actors[who].state = NEW;
  bottom[who] = AWAKE;
  is_queued[who] = 1;
  ready ! who
}

init
{
  atomic {
    actors[SUBJECT].state = ABSENT;
    actors[OTHER].state = ABSENT;
    actors[SUPERVISOR].state = ABSENT;
    add_actor (SUBJECT);
    if
    :: IS_CHILD || IS_SIBLING -> add_actor (OTHER)
    :: else -> actors[OTHER].ended = 1
    fi;
    actors[SUBJECT].children = IS_CHILD;
    if
    :: HAS_SUPERVISOR -> add_actor (SUPERVISOR)
    :: else -> actors[SUPERVISOR].ended = 1
    fi;
    run worker ();
    if
    :: WORKERS > 1 -> run worker ()
    :: else
    fi;
    run sender (SUBJECT, 0);
    run sender ((CALLS_TO_OTHER -> OTHER : SUBJECT), CALLS_EACH);
    run program ();
    if
    :: WAITS > 0 -> run settler ()
    :: else
    fi;
    if
    :: FAILURES > 0 -> run clock ()
    :: else
    fi;
    if
    :: SUPERVISOR_STOPS -> run supervisor_stopper ()
    :: else
    fi;
    if
    :: DECIDERS > 0 -> run decider ()
    :: else
    fi;
    if
    :: DECIDERS > 1 -> run decider ()
    :: else
    fi;
    run judge ()
  }
}
