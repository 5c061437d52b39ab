/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "policy-supervisor.h"

G_BEGIN_DECLS

/* An actor, a, in one of the states of docs/states.md, and one of the messages that may come there.
 * A dispatcher of its own runs a, and another one the child, c, of which some states need: so
 * nothing happens before it should. */

typedef enum
{
  NEW,
  IDLE,
  RUNNING,
  PARKED,
  BUSY,
  HELD,
  SUSPENDED,
  RESTARTING,
  STOPPING,
  STOPPED,
} State;

typedef enum
{
  FIRST_TURN,
  CALL,
  STOP_MARKER,
  STOP_NOW,
  FAILURE,
  RESUME,
  RESTART,
  CHILDREN_ENDED,
  CALLBACK,
  INFORM,
  SUSPEND_OUTSIDE,
  RESUME_OUTSIDE,
} What;

typedef struct
{
  StepStage stage;
  DomoTestDispatcher *own; /* of a */
  DomoTestDispatcher *childs;
  Policy policy;
  State state;
  What what;
  TestSubject *a;
  TestSubject *child;
  TestSubject *failing; /* of which a is the supervisor */
  DomoSupervised *report;
  DomoPromise *called_back;
  DomoPromise *waited_for;
  DomoPromise *childs_answer;
  DomoFuture *answer; /* that a owes */
  DomoActor *instance;
} StateScene;

/* Brings a into @state. The journal is empty then. */
void state_scene_set_up (StateScene *self);
void state_scene_tear_down (StateScene *self);
/* Runs everybody but the child. */
void state_scene_settle (StateScene *self);
/* The same, but without a first turn that is not what comes. */
void state_scene_settle_after (StateScene *self);
/* Sends the message, and runs what can be run then. */
void state_scene_let_it_come (StateScene *self);
/* Everything comes that a may wait for, but a resume from outside. */
void state_scene_let_it_go_on (StateScene *self);

G_END_DECLS
