/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* domo-life.c, -start.c, -failure.c and -stop.c: the states of an actor and what leads from one to
 * the next. All of it happens in the actor's turn.
 *
 * What a message leads to is a row of steps; @step says which comes next. Uses the worker's locals:
 * kind, arg, step, stop_kind, serial, tell. */

/* domo_continuation_drop(): what it waits for it will not get. */
inline drop_busy (who)
{
  wait_lives[actors[who].busy] = 0;
  actors[who].busy = 0
}

/* domo_continuation_drop_all() */
inline drop_waits (who)
{
  serial = 1;
  do
  :: serial <= n_waits ->
     wait_lives[serial] = wait_lives[serial] && wait_is_of_other[serial] != (who == OTHER);
     serial++
  :: else -> serial = 0; break
  od;
  actors[who].busy = 0
}

/* A start hook may fail; domo_life_fail() then takes over. */
inline run_start_hooks (who)
{
  if
  :: actors[who].started = 1; step = 0
  :: HOOK_MAY_FAIL -> n_failures++; actors[who].started = 0; step = FAIL
  fi
}

/* start() */
inline start (who)
{
  actors[who].state = RUNNING;
  /* A restart that was ordered with siblings before the first start is done with it. */
  actors[who].incarnation = actors[who].ordered;
  others_go_on ();
  run_start_hooks (who)
}

/* domo_life_fail() */
inline fail (who)
{
  step = 0;
  if
  :: actors[who].state != RUNNING /* logged, goes on */
  :: else ->
     drop_busy (who);
     actors[who].state = SUSPENDED;
     others_go_on ();
     open_failure (who);
     if
     :: serial != 0 -> inform_of (who, serial); serial = 0
     :: else /* logged, and restarted anyway */
     fi
  fi
}

inline note_stop (who, how)
{
  actors[who].told_to_stop = 1;
  actors[who].told_to_stop_now = actors[who].told_to_stop_now || how == STOP_NOW
}

/* domo_life_tell_children(). From before they are listed it waits for them: the last may end while
 * they are told. */
inline tell_children (who)
{
  if
  :: IS_CHILD && who == SUBJECT ->
     others_go_on ();
     actors[who].awaits_children = 1;
     if
     :: actors[who].children > 0 ->
        note_stop (OTHER, stop_kind);
        post (OTHER, stop_kind, 0)
     :: else
     fi
  :: else
  fi
}

/* The same, and domo_runtime_await_children(). */
inline stop_children (who)
{
  tell_children (who);
  others_go_on ();
  actors[who].awaits_children = actors[who].children > 0;
  if
  :: actors[who].awaits_children -> step = 0
  :: !actors[who].awaits_children && actors[who].state == STOPPING -> step = FINISH_STOP
  :: !actors[who].awaits_children && actors[who].state == RESTARTING -> step = RENEW
  fi;
  stop_kind = 0
}

/* begin_restart() */
inline begin_restart (who)
{
  actors[who].backing_off = 0;
  drop_busy (who);
  actors[who].state = RESTARTING;
  stop_kind = STOP_NOW;
  step = STOP_CHILDREN
}

/* domo_life_restart(), _restart_failed() and _adopt_restart() */
inline restart (who)
{
  if
  :: arg <= actors[who].incarnation /* is that or a later one already */
  :: else ->
     if
     :: actors[who].state == SUSPENDED && kind == RESTART_LATER -> actors[who].backing_off = arg
     :: actors[who].state == SUSPENDED && kind == RESTART || actors[who].state == RUNNING ->
        restarts_go_forward = arg > actors[who].incarnation && arg <= actors[who].ordered;
        assert (restarts_go_forward);
        actors[who].incarnation = arg;
        step = BEGIN_RESTART
     :: actors[who].state == RESTARTING -> actors[who].incarnation = arg
     :: else
     fi
  fi
}

/* domo_life_resume() */
inline resume (who)
{
  if
  :: actors[who].state != SUSPENDED || actors[who].failure != arg /* outdated */
  :: else ->
     each_directive_is_for_its_failure = verdict[actors[who].failure] == RESUME;
     assert (each_directive_is_for_its_failure);
     if
     :: actors[who].started ->
        actors[who].failure = 0;
        actors[who].state = RUNNING;
        if
        :: skip
        :: HOOK_MAY_FAIL -> n_failures++; step = FAIL /* before_resume() */
        fi
     :: else ->
        /* There is nothing to go on from: a restart, if none is on its way. */
        others_go_on ();
        if
        :: actors[who].ordered == actors[who].incarnation ->
           actors[who].ordered++;
           actors[who].incarnation = actors[who].ordered;
           step = BEGIN_RESTART
        :: else
        fi
     fi
  fi
}

/* domo_life_renew() */
inline renew (who)
{
  children_end_first = actors[who].children == 0;
  assert (children_end_first);
  release_instance (who);
  others_go_on ();
  actors[who].failure = 0;
  actors[who].awaits_children = 0;
  actors[who].state = RUNNING;
  run_start_hooks (who)
}

/* release_instance(): what it waited for, then itself, with the reports that it kept. */
inline release_instance (who)
{
  drop_waits (who);
  actors[who].started = 0;
  drop_reports (who)
}

/* begin_stop() */
inline begin_stop (who)
{
  actors[who].state = STOPPING;
  actors[who].backing_off = 0;
  drop_busy (who);
  others_go_on ();
  actors[who].open = 0;
  drop_informs (who);
  bury_calls (who);
  step = STOP_CHILDREN
}

/* domo_life_stop_now() and _pass_stop_on() */
inline stop_now (who)
{
  stop_kind = STOP_NOW;
  if
  :: actors[who].state == STOPPING -> step = (actors[who].children > 0 -> STOP_CHILDREN : 0)
  :: else -> step = BEGIN_STOP
  fi
}

/* finish_stop(): no address leads here any more, then nothing is taken any more, then everybody is
 * told. */
inline finish_stop (who)
{
  children_end_first = actors[who].children == 0;
  assert (children_end_first);
  release_instance (who);
  others_go_on ();
  actors[who].state = STOPPED;
  actors[who].ended = 1;
  if
  :: who == OTHER && IS_CHILD ->
     actors[SUBJECT].children--;
     tell = actors[SUBJECT].awaits_children && actors[SUBJECT].children == 0
  :: else
  fi;
  others_go_on ();
  close_inbox (who);
  bury_calls (who);
  do
  :: runtime_lane[who] ? kind, arg ->
     if
     :: kind == INFORM -> fall_back (arg)
     :: else
     fi
  :: len (runtime_lane[who]) == 0 -> kind = 0; arg = 0; break
  od;
  step = 0;
  if
  :: tell -> tell = 0; post (SUBJECT, CHILDREN_ENDED, 0)
  :: else
  fi
}

/* renew() and domo_life_stop_goes_on() */
inline children_ended (who)
{
  if
  :: actors[who].children == 0 && actors[who].state == STOPPING -> step = FINISH_STOP
  :: actors[who].children == 0 && actors[who].state == RESTARTING -> step = RENEW
  :: else
  fi
}

/* domo_delivery_handle() */
inline deliver_call (who)
{
  calls_are_taken_by_free_actors = actors[who].state == RUNNING && actors[who].busy == 0 &&
    actors[who].parked == 0 && !actors[who].held;
  assert (calls_are_taken_by_free_actors);
  END_CALL (arg, HANDLED);
  check_order ();
  step = RUN_HANDLER
}

/* The handler, from its begin or from where it has waited: it returns, with a future that may be
 * pending, or fails, or waits. */
inline run_handler (who)
{
  step = 0;
  if
  :: skip
  :: MAY_FAIL -> n_failures++; step = FAIL
  :: n_waits < WAITS ->
     n_waits++;
     actors[who].busy = n_waits;
     wait_lives[n_waits] = 1;
     wait_is_parked[n_waits] = 0;
     wait_is_of_other[n_waits] = who == OTHER;
     /* It will be settled, or never. */
     if
     :: wait_is_pending[n_waits] = 1
     :: skip
     fi
  /* It waits on its fiber. */
  :: PARKS && n_waits < WAITS && !actors[who].doomed ->
     n_waits++;
     actors[who].parked = n_waits;
     wait_lives[n_waits] = 1;
     wait_is_of_other[n_waits] = who == OTHER;
     wait_is_parked[n_waits] = 1;
     /* It will be settled, or reach its limit too late for anybody who waits. */
     if
     :: wait_is_pending[n_waits] = 1
     :: skip
     fi
  fi;
  actors[who].doomed = (actors[who].parked != 0 -> actors[who].doomed : 0)
}

/* The handler goes on from its wait. */
inline wake (who)
{
  actors[who].parked = 0;
  step = RUN_HANDLER
}

/* put_off() and fail_wait(): what must not run beside a handler waits until that returns. A stop, and
 * a restart that is not outdated, fail its wait and every later one, so that it does return. */
inline put_off (who)
{
  if
  :: IS_RESTART && arg <= actors[who].incarnation /* is that or a later one already */
  :: else ->
     put_off_lane[who] ! kind, arg;
     if
     :: kind == STOP_NOW || IS_RESTART ->
        each_wait_fails_for_a_reason = kind == STOP_NOW || arg > actors[who].incarnation;
        assert (each_wait_fails_for_a_reason);
        actors[who].doomed = 1;
        others_go_on ();
        if
        :: wait_lives[actors[who].parked] ->
           wait_lives[actors[who].parked] = 0;
           post (who, WAKE, actors[who].parked)
        :: else /* settled: its wake-up is on the way */
        fi
     :: else
     fi
  fi
}

/* go_on(): the future has settled. */
inline go_on (who)
{
  if
  :: wait_lives[arg] ->
     wait_lives[arg] = 0;
     if
     :: actors[who].busy == arg -> actors[who].busy = 0
     :: else
     fi;
     if
     :: skip
     :: MAY_FAIL -> n_failures++; step = FAIL /* in a callback */
     fi
  :: else /* dropped meanwhile */
  fi
}

/* domo_life_attend(): what an actor does though no message is due. Answers in @ran. */
inline attend (who)
{
  if
  :: actors[who].state == NEW -> start (who)
  :: (actors[who].state == SUSPENDED ||
      actors[who].held && actors[who].state == RUNNING && actors[who].busy == 0 &&
      actors[who].parked == 0) &&
     n_stops[who] > 0 ->
     stop_kind = STOP;
     step = BEGIN_STOP
  :: actors[who].state == STOPPING && len (user_lane[who]) > 0 -> bury_calls (who)
  :: HAS_INFORMS (who) && TAKES_CALLS (who) ->
     informs ? serial;
     step = DELIVER_INFORM
  :: else -> ran = 0
  fi
}

#define MAY_BE_PUT_OFF \
  (kind == STOP_NOW || kind == RESUME || IS_RESTART || kind == CHILDREN_ENDED)

inline change_life (who)
{
  no_hook_runs_beside_a_handler = actors[who].parked == 0;
  assert (no_hook_runs_beside_a_handler);
  if
  :: kind == STOP_NOW -> stop_now (who)
  :: kind == RESUME -> resume (who)
  :: IS_RESTART -> restart (who)
  :: kind == CHILDREN_ENDED -> children_ended (who)
  fi
}

/* domo_life_handle(), and domo_life_attend() where there is no message. */
inline handle (who)
{
  if
  :: kind == CALL -> deliver_call (who)
  :: kind == WAKE ->
     each_wake_up_has_its_wait = actors[who].parked == arg;
     assert (each_wake_up_has_its_wait);
     wake (who)
  :: kind == CONTINUE -> go_on (who)
  :: kind == INFORM -> serial = arg; take_inform (who)
  :: kind == HOLD -> actors[who].held = 1
  :: kind == LET_GO -> actors[who].held = 0
  :: kind == 0 -> attend (who)
  :: MAY_BE_PUT_OFF && actors[who].parked != 0 -> put_off (who)
  :: MAY_BE_PUT_OFF && actors[who].parked == 0 -> change_life (who)
  :: kind == STOP -> stop_kind = STOP; step = BEGIN_STOP
  fi;
  kind = 0;
  arg = 0;
  do
  :: step == RUN_HANDLER -> run_handler (who)
  :: step == FAIL -> fail (who)
  :: step == DELIVER_INFORM -> deliver_inform (who)
  :: step == BEGIN_RESTART -> begin_restart (who)
  :: step == BEGIN_STOP -> begin_stop (who)
  :: step == STOP_CHILDREN -> stop_children (who)
  :: step == RENEW -> renew (who)
  :: step == FINISH_STOP -> finish_stop (who)
  :: step == 0 -> break
  od
}

/* run_one() in domo-turn.c, but for the rest at its end. Answers in @ran. */
inline run_one (who)
{
  collect (who);
  ran = 1;
  if
  /* A new actor starts before it does anything else. */
  :: actors[who].state != NEW && actors[who].parked == 0 && len (put_off_lane[who]) > 0 ->
     put_off_lane[who] ? kind, arg
  :: actors[who].state != NEW && (actors[who].parked != 0 || len (put_off_lane[who]) == 0) &&
     len (runtime_lane[who]) > 0 ->
     runtime_lane[who] ? kind, arg
  :: else ->
     if
     :: TAKES_CALLS (who) && !HAS_INFORMS (who) && len (user_lane[who]) > 0 ->
        user_lane[who] ? kind, arg;
        n_stops[who] = n_stops[who] - (kind == STOP -> 1 : 0)
     :: else
     fi
  fi;
  handle (who)
}
