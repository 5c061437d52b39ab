/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* domo-inbox.c and domo_proxy_post(): the inbox with its marker, the lanes, the ready queue. */

/* A call ends once: it is handled, or it becomes a dead letter. */
#define END_CALL(call, how) \
  each_message_has_one_end = fate[call] == UNDER_WAY; \
  assert (each_message_has_one_end); \
  fate[call] = how

/* domo_dispatcher_schedule(). */
inline schedule (who)
{
  at_most_one_turn = !is_queued[who] && !is_run[who];
  assert (at_most_one_turn);
  is_queued[who] = 1;
  ready ! who
}

/* domo_proxy_post(). A compare-and-swap that fails has done nothing, so the model has only the one
 * that succeeds. Uses the locals wakes and refused. */
inline post (who, what_comes, value)
{
  others_go_on ();
  if
  :: bottom[who] == CLOSED ->
     if
     :: what_comes == CALL -> END_CALL (value, BURIED)
     :: else -> refused = what_comes == INFORM
     fi
  :: else ->
     wakes = bottom[who] == IDLE;
     bottom[who] = AWAKE;
     inbox[who] ! what_comes, value;
     if
     :: wakes -> wakes = 0; pause_before_schedule (); schedule (who)
     :: else
     fi
  fi
}

/* sort(): what has been taken out of the inbox goes into the lanes. Uses the locals kind, arg. */
inline sort (who)
{
  do
  :: inbox[who] ? kind, arg ->
     if
     :: kind == CALL || kind == STOP ->
        user_lane[who] ! kind, arg;
        n_stops[who] = n_stops[who] + (kind == STOP -> 1 : 0)
     :: else -> runtime_lane[who] ! kind, arg
     fi
  :: len (inbox[who]) == 0 -> break
  od;
  kind = 0;
  arg = 0
}

/* domo_inbox_collect(): one exchange. */
inline collect (who)
{
  if
  :: bottom[who] != CLOSED -> sort (who)
  :: else
  fi
}

/* domo_inbox_rest(): one compare-and-swap, which looks whether something has come. */
#define CAN_REST(who) (len (inbox[who]) == 0)

/* domo_inbox_close(): one exchange. */
inline close_inbox (who)
{
  bottom[who] = CLOSED;
  sort (who)
}

/* bury_calls(). Uses the locals kind, arg. */
inline bury_calls (who)
{
  do
  :: user_lane[who] ? kind, arg ->
     if
     :: kind == CALL -> END_CALL (arg, BURIED)
     :: else -> n_stops[who]--
     fi
  :: len (user_lane[who]) == 0 -> break
  od;
  kind = 0;
  arg = 0
}
