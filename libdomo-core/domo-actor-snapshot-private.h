/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>

#include "domo-actor-snapshot.h"

G_BEGIN_DECLS

/* Filled by the walk that makes it, never written again. */
struct _DomoActorSnapshot
{
  atomic_int ref_count;

  DomoProxy *proxy;
  char *name;
  DomoActorSnapshot *parent; /* NULL for the private root */
  guint position;            /* in the list it was made for */
  guint depth;
  guint n_children;
  guint queue_length;
  guint incarnation;
  DomoActorState state;
};

G_END_DECLS
