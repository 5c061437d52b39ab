/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-test-message.h"

G_BEGIN_DECLS

/* What a probe and its actor share: what has come, and what is to be answered. Any thread. */
typedef struct _DomoProbeBook DomoProbeBook;

#define DOMO_TYPE_PROBE_BOOK (domo_probe_book_get_type ())

GType domo_probe_book_get_type (void);
DomoProbeBook *domo_probe_book_new (void);
DomoProbeBook *domo_probe_book_ref (DomoProbeBook *self);
void domo_probe_book_unref (DomoProbeBook *self);

/* What the actor understands (element-type DomoMethodInfo); takes it. Before anything is sent. */
void domo_probe_book_set_methods (DomoProbeBook *self, GPtrArray *methods);
/* The method of that name, or NULL. */
const DomoMethodInfo *domo_probe_book_find_method (DomoProbeBook *self, const char *name);
/* What messages of that method are called. */
const char *domo_probe_book_get_name (DomoProbeBook *self, const DomoMethodInfo *method);

/* For the actor: what receive() does. */
DomoFuture *domo_probe_book_receive (
    DomoProbeBook *self, DomoActor *actor, const char *method, const GValue *args, guint n_args);

/* The oldest message that nobody has taken yet, or NULL (transfer none: the book keeps it). */
DomoTestMessage *domo_probe_book_take (DomoProbeBook *self);
/* All so far (transfer full, as its elements are). */
GPtrArray *domo_probe_book_list (DomoProbeBook *self);
/* Messages of that method are not for taking. */
void domo_probe_book_ignore (DomoProbeBook *self, const DomoMethodInfo *method);

/* What becomes of messages of a method. The value and the error are taken; without either, an ask
 * is answered with nothing. */
typedef struct
{
  GValue value;
  GError *error;
  gboolean fails; /* the actor, with the error */
} DomoProbeStep;

/* Is for the ask that has waited longest, or for the next message. */
void domo_probe_book_add_step (DomoProbeBook *self,
                               const DomoMethodInfo *method,
                               DomoProbeStep *step);
/* Is for every ask for which there is no step. */
void domo_probe_book_set_usual_step (DomoProbeBook *self,
                                     const DomoMethodInfo *method,
                                     DomoProbeStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoProbeBook, domo_probe_book_unref)

G_END_DECLS
