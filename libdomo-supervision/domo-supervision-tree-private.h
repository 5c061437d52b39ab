/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-supervision-strategy-private.h"
#include "domo-supervision-tree.h"

G_BEGIN_DECLS

/* One child. */
typedef struct
{
  char *name; /* or NULL */
  DomoDefinition *definition;
  DomoChildKind kind;
} DomoChildSpec;

DomoSupervisionStrategy *domo_supervision_tree_get_strategy (DomoSupervisionTree *self);
guint domo_supervision_tree_get_n_children (DomoSupervisionTree *self);
const DomoChildSpec *domo_supervision_tree_get_child (DomoSupervisionTree *self, guint n);

G_END_DECLS
