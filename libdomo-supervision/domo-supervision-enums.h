/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-supervision-version-macros.h"

G_BEGIN_DECLS

/**
 * DomoChildKind:
 * @DOMO_CHILD_KIND_PERMANENT: is always there: restarted when it fails, and made again when it has
 *   stopped
 * @DOMO_CHILD_KIND_TRANSIENT: has its work and then stops; restarted when it fails
 * @DOMO_CHILD_KIND_TEMPORARY: is not brought back: stops when it fails, whatever else the strategy
 *   says
 *
 * What is expected of a child in a [struct@DomoSupervision.SupervisionTree].
 */
typedef enum
{
  DOMO_CHILD_KIND_PERMANENT,
  DOMO_CHILD_KIND_TRANSIENT,
  DOMO_CHILD_KIND_TEMPORARY,
} DomoChildKind;

/**
 * DomoSupervisionDirective:
 * @DOMO_SUPERVISION_DIRECTIVE_NONE: gives none: whoever keeps a reference on the report does, or
 *   else the public root
 * @DOMO_SUPERVISION_DIRECTIVE_RESUME: the actor goes on as it is
 * @DOMO_SUPERVISION_DIRECTIVE_RESTART: a new instance takes the place of the one that failed
 * @DOMO_SUPERVISION_DIRECTIVE_STOP: the actor stops
 * @DOMO_SUPERVISION_DIRECTIVE_ESCALATE: the supervisor of the supervisor decides
 *
 * What a supervisor may decide about an actor that failed.
 */
typedef enum
{
  DOMO_SUPERVISION_DIRECTIVE_NONE,
  DOMO_SUPERVISION_DIRECTIVE_RESUME,
  DOMO_SUPERVISION_DIRECTIVE_RESTART,
  DOMO_SUPERVISION_DIRECTIVE_STOP,
  DOMO_SUPERVISION_DIRECTIVE_ESCALATE,
} DomoSupervisionDirective;

G_END_DECLS
