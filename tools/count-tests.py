#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts test cases, not test programs, and says which of them failed.

Reads logs of `meson test` (testlog*.json, which hold the whole TAP output of each program) and
plain TAP output (any other name). Prints the failed cases and, last, `N passed, N failed`.

A case that was skipped counts as failed unless it is allowed to be, and so does one that never
reported: the program crashed, was cut off, or was found wanting after its last case, as by a leak
check. The exit status is 0 when at least one case was counted, or none was planned, and none
failed.
"""

import argparse
import json
import pathlib
import re
import sys

PLAN = re.compile(r"1\.\.(\d+)")
CASE = re.compile(r"(not )?ok\b\s*\d*\s*(?:- )?([^#]*)(?:#\s*((?i:skip|todo))\b\s*(.*))?")


class Counter:
    def __init__(self, allowed_skips):
        self.allowed_skips = allowed_skips
        self.passed = 0
        self.skipped = 0
        self.failed = 0
        self.failures = []

    def fail(self, program, case, why, count=1):
        self.failed += count
        self.failures.append(f"{program}: {case}: {why}")

    def add_case(self, program, match):
        refused, name, directive, reason = match.groups()
        name = name.strip()
        directive = (directive or "").upper()
        if directive == "SKIP" and name in self.allowed_skips:
            self.skipped += 1
        elif directive:
            self.fail(program, name, f"{directive.lower()}: {reason or 'no reason given'}")
        elif refused:
            self.fail(program, name, "not ok")
        else:
            self.passed += 1

    def add_tap(self, program, text, status):
        """Counts TAP output; status says how the program ended, None for well or unknown.

        Returns whether the text was TAP at all."""
        planned = None
        seen = 0
        failed_before = self.failed
        for line in text.splitlines():
            if plan := PLAN.match(line):
                planned = int(plan.group(1))
            elif case := CASE.match(line):
                seen += 1
                self.add_case(program, case)
        if planned is None and seen == 0:
            return False

        if planned is None:
            self.fail(program, "plan", "the program announced no plan")
        elif seen < planned:
            why = f"never reported ({status or 'cut off'})"
            self.fail(program, f"cases {seen + 1} to {planned}", why, planned - seen)
        if status and self.failed == failed_before:
            self.fail(program, "after its last case", status)
        return True

    def add_meson_log(self, lines):
        for line in lines:
            test = json.loads(line)
            name, result = test["name"], test["result"]
            status = None if result in ("OK", "SKIP") else f"{result}, exit status {test['returncode']}"
            if self.add_tap(name, test.get("stdout") or "", status):
                continue
            # Not TAP: the whole program is one case.
            if result == "OK":
                self.passed += 1
            elif result == "SKIP" and name in self.allowed_skips:
                self.skipped += 1
            else:
                self.fail(name, "the whole program", status or "skip")


def read_allowed_skips(path):
    if path is None:
        return set()
    with open(path, encoding="utf-8") as file:
        lines = (line.split("#")[0].strip() for line in file)
        return {line for line in lines if line}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--allowed-skips", metavar="FILE", help="names of cases that may be skipped")
    parser.add_argument("--label", default="", help="say in the last line what was counted")
    parser.add_argument("--totals", metavar="FILE", help="also append 'PASSED FAILED' to this file")
    parser.add_argument("logs", nargs="+", metavar="LOG")
    options = parser.parse_args()

    counter = Counter(read_allowed_skips(options.allowed_skips))
    for log in options.logs:
        program = pathlib.Path(log).stem
        with open(log, encoding="utf-8", errors="replace") as file:
            if log.endswith(".json"):
                counter.add_meson_log(file)
                if not counter.passed and not counter.failed:
                    counter.fail(program, "the whole log", "no test ran")
            elif not counter.add_tap(program, file.read(), None):
                counter.fail(program, "the whole log", "no test ran")

    for failure in counter.failures:
        print(f"FAILED  {failure}")
    if counter.skipped:
        print(f"{counter.skipped} skipped, as allowed")
    label = f"{options.label}: " if options.label else ""
    print(f"{label}{counter.passed} passed, {counter.failed} failed")
    if options.totals:
        with open(options.totals, "a", encoding="utf-8") as file:
            print(counter.passed, counter.failed, file=file)
    return 1 if counter.failed else 0


sys.exit(main())
