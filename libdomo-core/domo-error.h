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
 * DOMO_ERROR:
 *
 * The error domain of the Domo libraries.
 */
#define DOMO_ERROR (domo_error_quark ())

/**
 * DomoError:
 * @DOMO_ERROR_FAILED: something went wrong that has no code of its own
 * @DOMO_ERROR_STOPPED: the actor has stopped, or stopped before it answered
 * @DOMO_ERROR_MAILBOX_FULL: the mailbox had no room for the message
 * @DOMO_ERROR_TIMEOUT: the limit passed first
 * @DOMO_ERROR_CANCELLED: a cancellable was cancelled
 * @DOMO_ERROR_ABANDONED: the last reference to a promise went away before it was settled
 * @DOMO_ERROR_DEADLOCK: the wait would have closed a circle of actors waiting for each other
 * @DOMO_ERROR_CLOSED: the stage is closing or closed
 * @DOMO_ERROR_NOT_FOUND: nothing has that name
 * @DOMO_ERROR_INVALID_ADDRESS: the text is not an address
 * @DOMO_ERROR_INVALID_ARGUMENT: a value does not fit where it was given
 * @DOMO_ERROR_NAME_TAKEN: the name belongs to another actor
 *
 * Errors of the Domo libraries. Codes are only ever added.
 */
typedef enum
{
  DOMO_ERROR_FAILED,
  DOMO_ERROR_STOPPED,
  DOMO_ERROR_MAILBOX_FULL,
  DOMO_ERROR_TIMEOUT,
  DOMO_ERROR_CANCELLED,
  DOMO_ERROR_ABANDONED,
  DOMO_ERROR_DEADLOCK,
  DOMO_ERROR_CLOSED,
  DOMO_ERROR_NOT_FOUND,
  DOMO_ERROR_INVALID_ADDRESS,
  DOMO_ERROR_INVALID_ARGUMENT,
  DOMO_ERROR_NAME_TAKEN,
} DomoError;

DOMO_CORE_AVAILABLE_IN_ALL
GQuark domo_error_quark (void);

G_END_DECLS
