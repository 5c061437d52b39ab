#!/usr/bin/env bash
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Runs a program that was built with a sanitizer the way the project's checks run it.
#
#   tools/with-sanitizer.sh asan|tsan|tsan-gio PROGRAM [arguments]
#
# tsan-gio is for programs that let GIO start threads of its own. GLib as distributions build it is
# not instrumented, so what it hands from thread to thread looks like a race; this kind leaves out
# what GLib itself does with memory, and with it the freeing of memory that GLib allocated for us.
# Where the project's own threads are at stake, tsan is the one to use.
#
# Also as `meson test --wrapper "tools/with-sanitizer.sh tsan"`.

set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
kind=${1:?"usage: tools/with-sanitizer.sh asan|tsan|tsan-gio PROGRAM [arguments]"}
shift

# GLib's own allocator would hide leaks and uses after free inside its pages.
export G_SLICE=always-malloc

case $kind in
    asan)
        export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1
        export LSAN_OPTIONS=suppressions=$root/tests/suppressions/lsan.supp:print_suppressions=0
        export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
        ;;
    tsan | tsan-gio)
        # All reports are wanted, not the first alone; the exit status still tells. The sanitizer
        # lingers at exit for stragglers, a second by default, which hundreds of programs feel.
        TSAN_OPTIONS=suppressions=$root/tests/suppressions/tsan.supp:halt_on_error=0:exitcode=66
        TSAN_OPTIONS=$TSAN_OPTIONS:atexit_sleep_ms=100
        [ "$kind" = tsan ] || TSAN_OPTIONS=$TSAN_OPTIONS:ignore_noninstrumented_modules=1
        export TSAN_OPTIONS
        ;;
    *)
        echo "with-sanitizer: unknown sanitizer $kind" >&2
        exit 2
        ;;
esac

# The sanitizers reserve fixed ranges of addresses. Kernels that randomize with many bits sometimes
# put a library into one of them, and the program ends before it begins.
if setarch --addr-no-randomize true 2>/dev/null; then
    set -- setarch --addr-no-randomize "$@"
fi
exec "$@"
