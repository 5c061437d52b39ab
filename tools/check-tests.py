#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sees to it that no test sleeps or waits for a time to be over.

A test that sleeps is slow where it is right and wrong where the machine is slow. Time is what a
DomoManualClock says, and what a test waits for makes itself known: docs/testing.md says how.

One TAP case for each rule. Runs from any directory and reads only the sources.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

CODE = {".c", ".h", ".py", ".js", ".vala", ".inc", ""}

RULES = {
    "no test sleeps": re.compile(
        r"\b(g_usleep|usleep|nanosleep|clock_nanosleep|thrd_sleep|time\.sleep|Thread\.usleep)\b"
        r"|(?<![\w.])sleep *\("
        r"|^\s*sleep +[0-9$]"
    ),
    "no test sets a timer of the main loop": re.compile(
        r"\b(g_timeout_add\w*|g_timeout_source_new\w*|timeout_add\w*|Timeout\.add\w*|alarm)\b *\("
    ),
}


def lines_of(path):
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


def check(rule):
    for path in sorted((ROOT / "tests").rglob("*")):
        if path.suffix not in CODE or not path.is_file():
            continue
        for number, line in enumerate(lines_of(path), 1):
            if rule.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def main():
    n_failed = 0
    print(f"1..{len(RULES)}")
    for number, (name, rule) in enumerate(RULES.items(), 1):
        found = list(check(rule))
        n_failed += bool(found)
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
        for line in found:
            print(f"# {line}")
    return 1 if n_failed else 0


sys.exit(main())
