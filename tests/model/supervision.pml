/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* domo-supervised.c, domo-runtime-scope.c and domo-root.c: reports, directives, and who decides.
 *
 * A report is known by the serial of its failure. */

/* domo_runtime_open_failure(): under the stage's lock. Answers in @serial; 0: an order to restart is
 * on its way, so there is nothing to decide. */
inline open_failure (who)
{
  if
  :: actors[who].ordered == actors[who].incarnation ->
     n_serials++;
     serial = n_serials;
     actors[who].open = serial;
     failed[serial] = who;
     ordered_at[serial] = actors[who].ordered
  :: else -> serial = 0
  fi;
  actors[who].failure = serial
}

/* domo_supervised_inform_of(): to the supervisor, or where there is none to the public root. */
inline inform_of (who, which)
{
  if
  :: who == SUBJECT && HAS_SUPERVISOR || who == OTHER && IS_SIBLING ->
     post (SUPERVISOR, INFORM, which);
     if
     :: refused -> refused = 0; fall_back (which)
     :: else
     fi
  :: else -> root_reports ! which, 0
  fi
}

/* fall_back(): nobody decided, and nobody can any more. */
inline fall_back (which)
{
  others_go_on ();
  if
  :: !decided[which] && actors[failed[which]].open == which && !actors[failed[which]].ended ->
     root_reports ! which, 0
  :: else
  fi
}

inline drop_reports (who)
{
  if
  :: who == SUPERVISOR ->
     serial = 1;
     do
     :: serial <= n_serials && is_kept[serial] -> is_kept[serial] = 0; fall_back (serial)
     :: serial <= n_serials && !is_kept[serial] -> serial++
     :: serial > n_serials -> serial = 0; break
     od
  :: else
  fi
}

/* drop_informs() */
inline drop_informs (who)
{
  if
  :: who == SUPERVISOR ->
     do
     :: informs ? serial -> fall_back (serial)
     :: len (informs) == 0 -> serial = 0; break
     od
  :: else
  fi
}

/* Closes the open failure of one in scope, and says what to send it. */
#define CLOSE_FAILURE(who, directive) \
  if \
  :: actors[who].open != 0 -> \
     one_directive_counts = verdict[actors[who].open] == 0; \
     assert (one_directive_counts); \
     verdict[actors[who].open] = directive; \
     actors[who].open = 0 \
  :: else \
  fi

/* Whom the directive is for: the one that failed, or the siblings, which share a supervisor. */
#define IS_IN_SCOPE(who) \
  (who == failed[which] || to_all && who != SUPERVISOR && !actors[who].ended)

/* order_locked() */
inline order (who)
{
  if
  /* Only who has failed can be resumed. */
  :: what == RESUME -> hit[who] = actors[who].open
  :: what == RESTART || what == RESTART_LATER ->
     actors[who].ordered++;
     hit[who] = actors[who].ordered
  :: what == STOP_NOW -> note_stop (who, STOP_NOW); hit[who] = 1
  fi;
  CLOSE_FAILURE (who, what)
}

/* domo_runtime_claim(): a report counts only if its actor lives and its failure is open. Then that
 * of everybody in scope is closed, all under one lock. Answers in @hit who is told, with what
 * number. Uses the locals what, to_all, which, to. */
inline claim ()
{
  others_go_on ();
  if
  :: actors[failed[which]].open == which && !actors[failed[which]].ended ->
     one_directive_counts = verdict[which] == 0 &&
       ordered_at[which] == actors[failed[which]].ordered;
     assert (one_directive_counts);
     each_directive_is_for_its_failure = actors[failed[which]].failure == which;
     assert (each_directive_is_for_its_failure);
     do
     :: to < ACTORS && IS_IN_SCOPE (to) -> order (to); to++
     :: to < ACTORS && !IS_IN_SCOPE (to) -> to++
     :: to == ACTORS -> to = 0; break
     od
  :: else /* outdated */
  fi
}

/* A directive about the failure @which. With a restart later only the failed one waits. */
inline direct ()
{
  claim ();
  do
  :: to < ACTORS && hit[to] != NONE ->
     post (to, (what == RESTART_LATER && to != failed[which] -> RESTART : what), hit[to]);
     hit[to] = NONE
  :: to < ACTORS && hit[to] == NONE -> to++
  :: to == ACTORS -> to = 0; break
  od
}

/* Which directive, and for whom, is anybody's choice. Wants the locals what, to_all. */
inline choose_directive ()
{
  if
  :: what = RESUME
  :: what = RESTART
  :: what = STOP_NOW
  fi;
  if
  :: to_all = 0
  :: IS_SIBLING -> to_all = 1
  fi
}

/* decide() and then the directive; the second call for a report does nothing. */
inline decide_and_direct ()
{
  others_go_on ();
  tell = !decided[which];
  decided[which] = 1;
  if
  :: tell -> tell = 0; choose_directive (); direct ()
  :: else
  fi;
  what = 0;
  to_all = 0
}

/* take_inform(): a report has come. It waits while the supervisor is not free for it. */
inline take_inform (who)
{
  if
  :: TAKES_CALLS (who) && !HAS_INFORMS (who) -> step = DELIVER_INFORM
  :: actors[who].state == STOPPING -> fall_back (serial); serial = 0
  :: else -> informs ! serial; serial = 0
  fi
}

/* deliver_inform(): the supervisor's own function decides, keeps the report for good, hands it to
 * two other threads, forgets it, escalates, or fails itself. */
inline deliver_inform (who)
{
  step = 0;
  which = serial;
  serial = 0;
  if
  :: decide_and_direct ()
  :: is_kept[which] = 1
  :: DECIDERS > 0 -> handed ! which; handed ! which
  :: fall_back (which)
  :: decided[which] = 1; root_reports ! which, 1
  :: MAY_FAIL -> n_failures++; fall_back (which); step = FAIL
  fi;
  which = 0
}
