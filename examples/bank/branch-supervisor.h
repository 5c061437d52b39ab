/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-supervision.h>

G_BEGIN_DECLS

/* What the supervisors of the bank have in common: each explains a failure to the customer, from
 * what the message that failed carries of the request, and then decides.
 *
 * What a customer can get wrong, and an account that will not, is resumed. What is broken is
 * restarted, with what it kept. What breaks again and again is passed on, to the bank supervisor,
 * which has it wait before the next restart. Nothing is ever stopped: there is money in it.
 */
#define BRANCH_TYPE_SUPERVISOR (branch_supervisor_get_type ())
G_DECLARE_DERIVABLE_TYPE (
    BranchSupervisor, branch_supervisor, BRANCH, SUPERVISOR, DomoDefaultSupervisor)

/* @subject: what it looks after, "An account" say; @kept: what a restart of that carries over;
 * @decides_at_last: whether there is no other supervisor to pass on to
 */
struct _BranchSupervisorClass
{
  DomoDefaultSupervisorClass parent_class;

  const char *subject;
  const char *kept;
  gboolean decides_at_last;
};

/* How many failures of one actor within how long are taken for an accident. */
#define BRANCH_MAX_FAILURES   3
#define BRANCH_FAILURE_PERIOD (10 * G_USEC_PER_SEC)

/* How long what was passed on waits for its restart. */
#define BRANCH_PAUSE (5 * G_USEC_PER_SEC)

G_END_DECLS
