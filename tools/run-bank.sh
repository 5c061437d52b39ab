#!/usr/bin/env bash
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Builds the bank example and runs it, from any directory and on a machine that has nothing yet.
#
#   tools/run-bank.sh [arguments of the bank]
#
# Standard input, standard output and the exit status are the bank's own; whatever the build has to
# say goes to standard error.

set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
builddir=$root/build
bank=examples/bank/bank

"$root/tools/setup-build.sh" "$builddir"
ninja -C "$builddir" "$bank" </dev/null >&2

exec "$builddir/$bank" "$@"
