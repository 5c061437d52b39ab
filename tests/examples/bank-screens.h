/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* What the bank shows more than once. */

#define WELCOME "The bank: choose a number, or type a command ('help' shows them).\n"

#define MENU                     \
  "  1  Open an account\n"       \
  "  2  Deposit\n"               \
  "  3  Withdraw\n"              \
  "  4  Transfer\n"              \
  "  5  Summary of an account\n" \
  "  6  History of an account\n" \
  "  7  List of accounts\n"      \
  "  8  Pending transfers\n"     \
  "  0  Exit\n"
