/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-supervision-strategy.h"

G_BEGIN_DECLS

typedef struct _DomoSupervisionTree DomoSupervisionTree;

#define DOMO_TYPE_SUPERVISION_TREE (domo_supervision_tree_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
GType domo_supervision_tree_get_type (void);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionTree *domo_supervision_tree_new (DomoSupervisionStrategy *strategy)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionTree *domo_supervision_tree_ref (DomoSupervisionTree *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_tree_unref (DomoSupervisionTree *self);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_tree_add_actor (DomoSupervisionTree *self,
                                      const char *name,
                                      DomoDefinition *definition,
                                      DomoChildKind kind);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_tree_add_tree (DomoSupervisionTree *self, DomoSupervisionTree *subtree);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gpointer domo_supervision_tree_start (DomoSupervisionTree *self, DomoStage *stage)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoSupervisionTree, domo_supervision_tree_unref)

G_END_DECLS
