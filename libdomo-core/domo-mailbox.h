/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_MAILBOX (domo_mailbox_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (DomoMailbox, domo_mailbox, DOMO, MAILBOX, GObject)

/**
 * DomoMailboxClass:
 * @parent_class: the parent class
 * @push: takes @message, and answers the message there is no room for: usually %NULL, else
 *   @message itself or one that was held, with @reason set to what its dead letter shall say
 *   ([enum@DomoCore.DeadLetterReason.DROPPED] unless set). Called from any thread, and from several
 *   at once. Must be implemented.
 * @pop: takes the message out that is to be handled next, and answers it, or %NULL if the mailbox
 * is empty. Called by one thread at a time: the one that runs the actor, and after the actor has
 *   stopped the one that empties the mailbox. Must be implemented.
 * @get_size: tells how many messages are held. Called from any thread. Must be implemented.
 * @get_capacity: tells how many messages can be held at the most, 0 for any number. Called from any
 *   thread. Without it there is no bound.
 * @ready: answers a future (transfer full) that is resolved with nothing when there is room for one
 *   message more. Called from any thread. Without it there is always room.
 * @close: learns that nothing will be pushed any more, but for what other threads are pushing at
 *   this moment. What is held will still be popped. Futures that @ready answered and that are
 *   pending must be rejected with [error@DomoCore.Error.STOPPED]. Called once, from any thread.
 *
 * What a mailbox implements. Every function is called under no lock of the library's, and none may
 * run for long: senders wait for @push, the actor for @pop.
 */
struct _DomoMailboxClass
{
  GObjectClass parent_class;

  DomoMessage *(*push) (DomoMailbox *self, DomoMessage *message, DomoDeadLetterReason *reason);
  DomoMessage *(*pop) (DomoMailbox *self);
  guint (*get_size) (DomoMailbox *self);
  guint (*get_capacity) (DomoMailbox *self);
  DomoFuture *(*ready) (DomoMailbox *self);
  void (*close) (DomoMailbox *self);

  /*< private >*/
  gpointer padding[6];
};

/**
 * DomoMailboxFunc:
 * @data: what was given with the function
 *
 * Makes the mailbox of an actor that is about to be made, in the thread that makes it.
 *
 * Returns: (transfer full): a new mailbox, which no other actor has
 */
typedef DomoMailbox *(*DomoMailboxFunc) (gpointer data);

DOMO_CORE_AVAILABLE_IN_ALL
guint domo_mailbox_get_size (DomoMailbox *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_mailbox_get_capacity (DomoMailbox *self);

G_END_DECLS
