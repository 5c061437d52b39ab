/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

/**
 * DomoActorState:
 * @DOMO_ACTOR_STATE_NEW: has not started yet
 * @DOMO_ACTOR_STATE_IDLE: has nothing to do
 * @DOMO_ACTOR_STATE_RUNNING: is at work, or waits for its dispatcher
 * @DOMO_ACTOR_STATE_PARKED: a handler, hook or callback of it waits for a future
 * @DOMO_ACTOR_STATE_BUSY: owes an answer that its handler returned as a pending future, and takes
 *   no message until that settles
 * @DOMO_ACTOR_STATE_HELD: suspended from outside, with [method@DomoCore.Proxy.suspend]
 * @DOMO_ACTOR_STATE_SUSPENDED: failed, and waits for its supervisor's directive or for the end of a
 *   back-off
 * @DOMO_ACTOR_STATE_RESTARTING: waits for its children to end, to make a new instance
 * @DOMO_ACTOR_STATE_STOPPING: waits for its children to end, to stop
 * @DOMO_ACTOR_STATE_STOPPED: has stopped
 *
 * What an actor is doing, as others see it.
 */
typedef enum
{
  DOMO_ACTOR_STATE_NEW,
  DOMO_ACTOR_STATE_IDLE,
  DOMO_ACTOR_STATE_RUNNING,
  DOMO_ACTOR_STATE_PARKED,
  DOMO_ACTOR_STATE_BUSY,
  DOMO_ACTOR_STATE_HELD,
  DOMO_ACTOR_STATE_SUSPENDED,
  DOMO_ACTOR_STATE_RESTARTING,
  DOMO_ACTOR_STATE_STOPPING,
  DOMO_ACTOR_STATE_STOPPED,
} DomoActorState;

/**
 * DomoAddressKind:
 * @DOMO_ADDRESS_KIND_UUID: a time-ordered UUID, version 7 of RFC 9562
 * @DOMO_ADDRESS_KIND_NUMERIC: a number that counts up within the process
 *
 * What an actor's address looks like.
 */
typedef enum
{
  DOMO_ADDRESS_KIND_UUID,
  DOMO_ADDRESS_KIND_NUMERIC,
} DomoAddressKind;

/**
 * DomoDeadLetterReason:
 * @DOMO_DEAD_LETTER_REASON_STOPPED: the actor had stopped, or stopped before its turn came
 * @DOMO_DEAD_LETTER_REASON_DROPPED: a full mailbox dropped it, or made room by dropping it
 * @DOMO_DEAD_LETTER_REASON_REJECTED: a full mailbox did not take it
 * @DOMO_DEAD_LETTER_REASON_EXPIRED: nobody wanted it any more when its turn came: its ask had been
 *   settled, or it had been taken back
 * @DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE: the stage closed before it was delivered
 * @DOMO_DEAD_LETTER_REASON_INTERCEPTED: an interceptor dropped it
 *
 * Why a message could not be delivered.
 */
typedef enum
{
  DOMO_DEAD_LETTER_REASON_STOPPED,
  DOMO_DEAD_LETTER_REASON_DROPPED,
  DOMO_DEAD_LETTER_REASON_REJECTED,
  DOMO_DEAD_LETTER_REASON_EXPIRED,
  DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE,
  DOMO_DEAD_LETTER_REASON_INTERCEPTED,
} DomoDeadLetterReason;

/**
 * DomoDumpFormat:
 * @DOMO_DUMP_FORMAT_TEXT: lines to read, drawn as a tree
 * @DOMO_DUMP_FORMAT_DOT: the language of Graphviz, for `dot`
 *
 * How [method@DomoCore.Stage.dump] shows the tree.
 */
typedef enum
{
  DOMO_DUMP_FORMAT_TEXT,
  DOMO_DUMP_FORMAT_DOT,
} DomoDumpFormat;

/**
 * DomoLifeEvent:
 * @DOMO_LIFE_EVENT_STARTED: an actor's first start succeeded
 * @DOMO_LIFE_EVENT_RESTARTING: an actor's instance is about to be released; the next one takes its
 *   place
 * @DOMO_LIFE_EVENT_RESTARTED: the start of a new instance succeeded
 * @DOMO_LIFE_EVENT_STOPPED: an actor has stopped
 * @DOMO_LIFE_EVENT_CLOSING: the stage has begun to close
 *
 * What happens in the life of actors and of their stage; see
 * [method@DomoCore.Stage.add_life_listener].
 */
typedef enum
{
  DOMO_LIFE_EVENT_STARTED,
  DOMO_LIFE_EVENT_RESTARTING,
  DOMO_LIFE_EVENT_RESTARTED,
  DOMO_LIFE_EVENT_STOPPED,
  DOMO_LIFE_EVENT_CLOSING,
} DomoLifeEvent;

/**
 * DomoDeliveryOutcome:
 * @DOMO_DELIVERY_OUTCOME_NONE: none yet; the message is about to be delivered
 * @DOMO_DELIVERY_OUTCOME_ANSWERED: the handler has returned, and an ask has its answer, which may
 *   be an error
 * @DOMO_DELIVERY_OUTCOME_FAILED: the actor failed
 * @DOMO_DELIVERY_OUTCOME_PENDING: the handler has returned, and the ask's answer is still to come
 * @DOMO_DELIVERY_OUTCOME_DROPPED: an interceptor dropped the message, or it had been taken back
 *
 * What has become of a message; what [method@DomoCore.Delivery.get_outcome] answers.
 */
typedef enum
{
  DOMO_DELIVERY_OUTCOME_NONE,
  DOMO_DELIVERY_OUTCOME_ANSWERED,
  DOMO_DELIVERY_OUTCOME_FAILED,
  DOMO_DELIVERY_OUTCOME_PENDING,
  DOMO_DELIVERY_OUTCOME_DROPPED,
} DomoDeliveryOutcome;

/**
 * DomoMethodFlags:
 * @DOMO_METHOD_NONE: nothing special
 * @DOMO_METHOD_CONCURRENT: the mailbox goes on while a future this method returned is pending
 *
 * How a protocol's method is delivered.
 */
typedef enum /*< flags >*/
{
  DOMO_METHOD_NONE = 0,
  DOMO_METHOD_CONCURRENT = 1 << 0,
} DomoMethodFlags;

/**
 * DomoOverflowPolicy:
 * @DOMO_OVERFLOW_POLICY_DROP_OLDEST: the message that has waited longest is dropped
 * @DOMO_OVERFLOW_POLICY_DROP_NEWEST: the message that comes is dropped
 * @DOMO_OVERFLOW_POLICY_REJECT: the message that comes is rejected
 *
 * What becomes of a message that comes to a full mailbox. In each case one becomes a dead letter,
 * with the reason `DROPPED` or `REJECTED`, and its ask is rejected with
 * [error@DomoCore.Error.MAILBOX_FULL].
 */
typedef enum
{
  DOMO_OVERFLOW_POLICY_DROP_OLDEST,
  DOMO_OVERFLOW_POLICY_DROP_NEWEST,
  DOMO_OVERFLOW_POLICY_REJECT,
} DomoOverflowPolicy;

/**
 * DomoStopReason:
 * @DOMO_STOP_REASON_STOPPED: somebody asked it to stop
 * @DOMO_STOP_REASON_FAILED: it failed and its supervisor stopped it, or it could not be made
 * @DOMO_STOP_REASON_STAGE_CLOSED: its stage closed
 * @DOMO_STOP_REASON_ESCALATED: it failed, and every supervisor passed the decision on, or its own
 *   gave it up and failed itself
 *
 * Why an actor stopped; what [method@DomoCore.Proxy.stopped] answers.
 */
typedef enum
{
  DOMO_STOP_REASON_STOPPED,
  DOMO_STOP_REASON_FAILED,
  DOMO_STOP_REASON_STAGE_CLOSED,
  DOMO_STOP_REASON_ESCALATED,
} DomoStopReason;

/**
 * DomoSupervisionScope:
 * @DOMO_SUPERVISION_SCOPE_ONE: the actor that failed
 * @DOMO_SUPERVISION_SCOPE_ALL: it, and all children of the same parent that have the same
 * supervisor
 * @DOMO_SUPERVISION_SCOPE_REST: it, and those of them that were made after it
 *
 * Whom a directive is for.
 */
typedef enum
{
  DOMO_SUPERVISION_SCOPE_ONE,
  DOMO_SUPERVISION_SCOPE_ALL,
  DOMO_SUPERVISION_SCOPE_REST,
} DomoSupervisionScope;

G_END_DECLS
