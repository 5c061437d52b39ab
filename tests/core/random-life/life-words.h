/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The words that the actors of test-random-life.c and the model of them have in common. Actors and
 * calls are numbered in the order in which they are made. */

#define LIFE_MAX_ACTORS 14
#define LIFE_MAX_CALLS  80

/* The actors of each sequence. The lower supervisor is in the care of the upper one, and that of
 * the public root. */
enum
{
  LIFE_PRIVATE_ROOT,
  LIFE_PUBLIC_ROOT,
  LIFE_UPPER,
  LIFE_LOWER,
  LIFE_N_FIXED,
};

/* What the handler of a call does. */
typedef enum
{
  LIFE_CALL_ANSWER,     /* answers its number, if it is an ask */
  LIFE_CALL_FAIL,       /* fails */
  LIFE_CALL_LATER,      /* an ask: answers with the future of its promise */
  LIFE_CALL_CONCURRENT, /* the same with a concurrent method */
  LIFE_CALL_WAIT,       /* waits for its promise, and answers as that wait ended */
  LIFE_CALL_WAIT_AND_FAIL,
  LIFE_CALL_CALLBACK, /* adds a callback to its promise */
  LIFE_CALL_CALLBACK_FAILS,
  LIFE_CALL_SPAWN, /* makes a child */
  LIFE_CALL_STASH, /* puts itself aside, twice at the most */
  LIFE_CALL_STASH_FAILS,
  LIFE_CALL_UNSTASH, /* gives back all that is aside, or with an odd number the oldest */
  LIFE_N_CALL_KINDS,
  /* Not sent: the number stands for a promise for which something else waits. */
  LIFE_NO_CALL,
} LifeCallKind;

/* How an actor is made. */
typedef struct
{
  guint8 supervisor; /* a number, that of the public root for none */
  guint8 capacity;   /* of a bounded mailbox; 0: the usual one */
  guint8 overflow;   /* a DomoOverflowPolicy */
  guint8 by_priority : 1;
  guint8 dispatcher : 1; /* the stage's own, or the other */
  guint8 keeps_state : 1;
  guint8 has_child : 1; /* makes one in before_start, with the same supervisor */
} LifeSpec;

/* What an interceptor does with a call. */
typedef enum
{
  LIFE_VERDICT_PASS,
  LIFE_VERDICT_DROP,
  LIFE_VERDICT_DELAY,
  LIFE_VERDICT_FAIL,
  LIFE_N_VERDICTS,
} LifeVerdict;

typedef struct
{
  LifeCallKind kind;
  gboolean is_ask;
  gboolean has_context; /* is sent in one that says its number */
  LifeVerdict verdict;
  int verdict_at; /* the delivery that it is for: of one put aside there are several */
  LifeSpec child; /* that LIFE_CALL_SPAWN makes */
  int other;      /* the promise for which its callback waits, or -1 */
} LifeCall;

/* What a supervisor does with a report. */
typedef enum
{
  LIFE_PLAN_RESUME,
  LIFE_PLAN_RESTART,
  LIFE_PLAN_STOP,
  LIFE_PLAN_ESCALATE,
  LIFE_PLAN_FORGET,
  LIFE_N_PLANS_LATER, /* those above can also be given later, for a report that was kept */
  LIFE_PLAN_KEEP = LIFE_N_PLANS_LATER,
  LIFE_PLAN_FAIL,
  LIFE_N_PLANS,
} LifePlan;

typedef struct
{
  LifePlan plan;
  DomoSupervisionScope scope;
  gint64 delay;
  int wait; /* the promise for which the supervisor waits first, or -1; only once */
} LifePolicy;

/* What can be seen of an actor. The first are its hooks, which can be told to fail and to wait. */
typedef enum
{
  LIFE_BEFORE_START,
  LIFE_AFTER_START,
  LIFE_BEFORE_STOP,
  LIFE_AFTER_STOP,
  LIFE_BEFORE_RESTART,
  LIFE_AFTER_RESTART,
  LIFE_BEFORE_RESUME,
  LIFE_SAVE_STATE,
  LIFE_N_HOOKS,
  LIFE_RESTORED = LIFE_N_HOOKS, /* its state: how many calls its instances had handled */
  LIFE_RELEASED,                /* its instance */
  LIFE_HANDLED,                 /* has begun to handle a call */
  LIFE_WAITED,                  /* for a promise, twice, and how these waits ended */
  LIFE_CALLED_BACK,             /* of a call */
  LIFE_LET_GO,                  /* the data of a call's callback */
  LIFE_INFORMED,                /* of an actor's failure */
  LIFE_TOLD,                    /* a listener was, of a DomoLifeEvent */
  LIFE_SHOWN,                   /* to an interceptor, a call, with its outcome */
  LIFE_STRAYED,                 /* into another call's context; it never does */
} LifeSight;

typedef struct
{
  guint8 actor;
  guint8 sight; /* a LifeSight */
  guint8 detail;
  guint8 first; /* of two outcomes */
  guint8 second;
} LifeEvent;

/* How a future stands: pending, resolved, or LIFE_REJECTED plus its error's code. */
enum
{
  LIFE_PENDING,
  LIFE_RESOLVED,
  LIFE_REJECTED,
};

/* By which priority they come where that counts. */
#define LIFE_PRIORITY_TELL       0
#define LIFE_PRIORITY_ASK        5
#define LIFE_PRIORITY_CONCURRENT (-5)

#define LIFE_STASH_CAPACITY 2
#define LIFE_MAX_STASHES    2

/* The limit of waits, and what a stage's public root waits before it restarts. No two deadlines of
 * one actor are the same: time stands at full milliseconds while actors run, and each of these ends
 * on another microsecond. */
#define LIFE_AWAIT_TIMEOUT    (30 * G_USEC_PER_SEC)
#define LIFE_BACK_OFF_INITIAL 100001
#define LIFE_BACK_OFF_CEILING 300003
#define LIFE_RESET_AFTER      (60 * G_USEC_PER_SEC)
#define LIFE_DELAY            2000005
/* For how long an interceptor delays a call. */
#define LIFE_CALL_DELAY(number) (1500100 + (number))

G_END_DECLS
