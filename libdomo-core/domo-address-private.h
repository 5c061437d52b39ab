/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-address.h"

G_BEGIN_DECLS

/* 128 bits, most significant half first. A numeric address has @high zero; a UUID never has,
 * because its version lies there. So the kind needs no field of its own. */
struct _DomoAddress
{
  guint64 high;
  guint64 low;
};

void domo_address_init (DomoAddress *self, DomoAddressKind kind);

G_END_DECLS
