#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the C code of the README, or of another page, to the program it shows.

extract README            prints the one ```c block of the README
compare README PROGRAM    fails unless that block is the program without its licence header
"""

import difflib
import re
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def block_of(readme):
    blocks = re.findall(r"^```c\n(.*?)^```$", read(readme), re.MULTILINE | re.DOTALL)
    if len(blocks) != 1:
        sys.exit(f"{readme}: there must be exactly one ```c block, but there are {len(blocks)}")
    return blocks[0]


def body_of(program):
    header = re.match(r"/\* Copyright .*?\*/\n+", read(program), re.DOTALL)
    if header is None:
        sys.exit(f"{program}: does not start with a licence header")
    return read(program)[header.end():]


def compare(readme, program):
    difference = difflib.unified_diff(
        body_of(program).splitlines(keepends=True),
        block_of(readme).splitlines(keepends=True),
        program,
        readme,
    )
    text = "".join(difference)
    if text:
        sys.exit(f"The page's code differs from the program:\n{text}")


if sys.argv[1] == "extract":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(block_of(sys.argv[2]))
else:
    compare(sys.argv[2], sys.argv[3])
