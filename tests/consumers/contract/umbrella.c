/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Compiled as strict C and as C++: the umbrella header brings all it needs and upsets neither. */

#include <domo-core.h>

#if !DOMO_CORE_CHECK_VERSION(0, 1, 0)
#error "The version macros do not tell the version."
#endif

int umbrella (void);

int
umbrella (void)
{
  return DOMO_ERROR_FAILED;
}
