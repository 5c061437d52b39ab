#!/usr/bin/env bash
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Builds everything and runs the tests, on a machine that has nothing yet.
#
#   tools/test.sh [--builddir DIRECTORY] [--totals FILE] [-Doption=value ...] [arguments of meson test]
#
# For instance `tools/test.sh --suite core` or `tools/test.sh --builddir build-asan
# -Db_sanitize=address`. The last line tells how many cases passed and failed; --totals appends these
# two numbers to a file, for a sum over several builds. The exit status is 0 when none failed.

set -eu
exec </dev/null

root=$(cd "$(dirname "$0")/.." && pwd)
builddir=$root/build
totals=
options=()
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --builddir)
            builddir=${2:?"--builddir needs a directory"}
            shift
            ;;
        --builddir=*) builddir=${1#--builddir=} ;;
        --totals)
            totals=${2:?"--totals needs a file"}
            shift
            ;;
        -D) options+=("-D${2:?"-D needs an option"}") && shift ;;
        -D*) options+=("$1") ;;
        *) arguments+=("$1") ;;
    esac
    shift
done

"$root/tools/setup-build.sh" "$builddir" ${options+"${options[@]}"}
ninja -C "$builddir" >&2

# The log's name depends on the arguments, so whatever log appears now is the one.
rm -f "$builddir"/meson-logs/testlog*.json
status=0
meson test -C "$builddir" --no-rebuild --print-errorlogs ${arguments+"${arguments[@]}"} || status=$?

# Listing the tests, for one, runs none.
log=$(find "$builddir/meson-logs" -name 'testlog*.json')
if [ -n "$log" ]; then
    echo
    "$root/tools/count-tests.py" --allowed-skips "$root/.ci/allowed-skips" \
        ${totals:+--totals "$totals" --label "${builddir##*/}"} "$log" || status=1
fi
exit "$status"
