/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-argument-private.h"
#include "domo-enums.h"
#include "domo-future-private.h"
#include "domo-message.h"
#include "domo-prepared-call.h"
#include "domo-spares-private.h"

G_BEGIN_DECLS

typedef struct _DomoEntry DomoEntry;

typedef enum
{
  /* The user lane. */
  DOMO_MESSAGE_CALL,
  DOMO_MESSAGE_STOP,

  /* The runtime lane: from here on. */
  DOMO_MESSAGE_STOP_NOW,
  DOMO_MESSAGE_RESUME,
  DOMO_MESSAGE_RESTART,
  DOMO_MESSAGE_CHILDREN_ENDED,
  DOMO_MESSAGE_CONTINUE,
  DOMO_MESSAGE_INFORM,
  DOMO_MESSAGE_HOLD,
  DOMO_MESSAGE_LET_GO,
  DOMO_MESSAGE_WAKE,

  /* No lane: the turn is to look into the actor's mailbox. Part of that, and never freed. */
  DOMO_MESSAGE_NUDGE,
} DomoMessageKind;

/* What travels through a mailbox. The runtime's own kinds embed it in something larger. */
struct _DomoMessage
{
  DomoMessage *next;
  guint8 kind;  /* a DomoMessageKind */
  guint8 flags; /* of a call: DomoCallFlags */
  /* Of whoever holds the message: a place in an order. 0 unless somebody does. */
  guint32 order;
};

typedef enum
{
  DOMO_CALL_HAS_TAG = 1 << 0,
  /* An interceptor has delayed it, and is not asked again. */
  DOMO_CALL_WAS_DELAYED = 1 << 1,
  DOMO_CALL_HAS_ERRAND = 1 << 2,
  /* Whoever sent it has let it be delivered, and is not asked again. */
  DOMO_CALL_IS_CLAIMED = 1 << 3,
} DomoCallFlags;

/* One method call on its way. */
typedef struct
{
  DomoMessage message;
  const DomoEntry *entry;
  /* The future that the asker holds; NULL where nobody wants an answer. */
  DomoFuture *ask;
  DomoSlot args[];
} DomoCall;

/* What only some calls have; it stands behind their arguments: of a prepared call, */
typedef struct
{
  DomoPreparedCall *prepared;
  DomoClaimFunc claim; /* asked before the delivery; or NULL */
  gpointer data;
  GDestroyNotify destroy; /* called when the call is done with; or NULL */
} DomoErrand;

/* and behind that. */
typedef struct
{
  DomoExecutionContext *context; /* the sender's, or NULL */
  gint64 sent;                   /* when, by the stage's clock, or -1 */
} DomoCallTag;

DomoMessage *domo_message_new (DomoMessageKind kind);
void domo_message_free (DomoMessage *self);

DomoCall *domo_call_new (const DomoEntry *entry, void *const *args);
DomoCall *domo_call_tag (DomoCall *self, DomoExecutionContext *context, gint64 sent);
DomoCallTag *domo_call_get_tag (DomoCall *self);
DomoCall *domo_call_add_errand (DomoCall *self, const DomoErrand *errand);
DomoErrand *domo_call_get_errand (DomoCall *self);
gboolean domo_call_claim (DomoCall *self);
void domo_call_free (DomoCall *self);
void domo_call_free_untagged (DomoCall *self);
void **domo_call_point_at_args (DomoCall *self, void **pointers);
char *domo_call_print (DomoCall *self);

char *domo_entry_print_call (const DomoEntry *entry, void *const *args);

/* Makes the message for a call of @entry, whose @n_args arguments the caller has to fill in.
 * Inline, because compiled callers know the numbers. */
static inline DomoCall *
domo_call_new_unfilled (const DomoEntry *entry, guint n_args, gboolean wants_answer)
{
  DomoCall *self = domo_spares_alloc (sizeof *self + n_args * sizeof (DomoSlot));

  self->message.next = NULL;
  self->message.kind = DOMO_MESSAGE_CALL;
  self->message.flags = 0;
  self->message.order = 0;
  self->entry = entry;
  self->ask = wants_answer ? domo_future_new_pending () : NULL;
  return self;
}

/* Whether its ask has been settled already, so that nobody waits for the call any more. */
static inline gboolean
domo_call_is_expired (const DomoCall *self)
{
  return self->ask != NULL && domo_future_state (self->ask) != DOMO_FUTURE_PENDING;
}

static inline gboolean
domo_message_is_runtime (const DomoMessage *self)
{
  return self->kind >= DOMO_MESSAGE_STOP_NOW;
}

G_END_DECLS
