#!/bin/sh
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Prints the instructions that each workload executes per operation, counted by callgrind, and their
# ratio to the plain FIFO's. Every workload runs twice, with N and with 2N operations; the difference
# of the two counts is N operations without start-up and shut-down.
#
#   benchmarks/instructions.sh [-b PROGRAM] [-n N] WORKLOAD...

set -eu

program=build/benchmarks/domo-bench
n=20000

usage ()
{
  echo "Usage: $0 [-b PROGRAM] [-n N] WORKLOAD..." >&2
  exit 2
}

while getopts b:n: option; do
  case $option in
    b) program=$OPTARG ;;
    n) n=$OPTARG ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
[ -x "$program" ] || { echo "$0: no program at $program; build it or name it with -b" >&2; exit 1; }

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
trap 'exit 1' HUP INT TERM

# Under valgrind GLib leaves out its slice allocator, which an ordinary run has; an empty G_SLICE
# keeps it.
export G_SLICE=

# count WORKLOAD OPERATIONS: the instructions of one whole process.
count ()
{
  if ! valgrind --tool=callgrind --callgrind-out-file="$directory/out" --log-file="$directory/log" \
       "$program" --once --messages "$2" "$1" >"$directory/stdout" 2>&1; then
    cat "$directory/stdout" "$directory/log" >&2
    return 1
  fi
  sed -n 's/^summary: \([0-9]*\).*/\1/p' "$directory/out"
}

# instructions WORKLOAD: the difference between 2N and N operations.
instructions ()
{
  once=$(count "$1" "$n")
  twice=$(count "$1" $((2 * n)))
  echo $((twice - once))
}

fifo=$(instructions fifo)
printf '%-15s %12s %8s\n' workload instructions 'x fifo'
for workload; do
  all=$(instructions "$workload")
  awk -v name="$workload" -v all="$all" -v fifo="$fifo" -v n="$n" \
    'BEGIN { printf "%-15s %12.1f %8.2f\n", name, all / n, all / fifo }'
done
