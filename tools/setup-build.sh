#!/usr/bin/env bash
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes a build directory ready for ninja: installs what is missing, configures it the first time,
# and sets the options given.
#
#   tools/setup-build.sh DIRECTORY [-Doption=value ...]
#
# Writes to standard error only and reads nothing.

set -eu
exec </dev/null >&2

root=$(cd "$(dirname "$0")/.." && pwd)
builddir=${1:?"usage: tools/setup-build.sh DIRECTORY [-Doption=value ...]"}
shift

"$root/tools/install-deps.sh"
if [ ! -f "$builddir/build.ninja" ]; then
    meson setup "$builddir" "$root" "$@"
elif [ $# -gt 0 ]; then
    meson configure "$builddir" "$@"
fi
