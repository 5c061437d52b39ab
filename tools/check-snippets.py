#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the C code on pages of the reference to programs that are compiled and run.

    tools/check-snippets.py PAGE PROGRAM...

Every ```c block of the page has to stand, word for word, in one of the programs. Prints TAP, one
case for each block.
"""

import pathlib
import re
import sys


def main():
    page, *programs = map(pathlib.Path, sys.argv[1:])
    blocks = re.findall(r"^```c\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    sources = [program.read_text(encoding="utf-8") for program in programs]
    n_failed = int(not blocks)
    print(f"1..{len(blocks)}")
    for number, block in enumerate(blocks, 1):
        found = any(block in source for source in sources)
        n_failed += not found
        name = next((line for line in block.splitlines() if "(" in line), block).strip()
        print(f"{'ok' if found else 'not ok'} {number} - {page.name}: {name}")
    return 1 if n_failed else 0


sys.exit(main())
