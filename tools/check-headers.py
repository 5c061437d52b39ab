#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks what no compiler does about headers, and the notice at the top of every file.

One TAP case for each rule and library. Runs from any directory and reads only the sources.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
COPYRIGHT = re.compile(r"Copyright \(C\) 20\d\d The Domo Authors")
LICENCE = "SPDX-License-Identifier: LGPL-2.1-or-later"

# The notice has to be among the first lines: after an interpreter line or a page's title, if any.
NOTICE_LINES = 6

# Files that cannot carry a notice: the licence itself, and data that is read as it is.
WITHOUT_NOTICE = re.compile(r"(^|/)(LICENSE$|.*\.(txt|expected|png|svg)$)")


class Library:
    """One libdomo-*/ folder and the names that follow from its own."""

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name.removeprefix("lib")
        self.umbrella = folder / f"{self.name}.h"
        self.macro = self.name.upper().replace("-", "_")
        self.headers = sorted(folder.glob("*.h"))
        self.public = [h for h in self.headers if not h.name.endswith("-private.h")]
        self.build = (folder / "meson.build").read_text(encoding="utf-8")

    def installed(self):
        """The names that meson.build installs as they are."""
        variable = self.name.replace("-", "_") + "_headers"
        block = re.search(variable + r"\s*=\s*files\((.*?)\)", self.build, re.DOTALL)
        return re.findall(r"'([^']+\.h)'", block.group(1)) if block else []

    def is_generated(self, header):
        """Whether it is made when the library is built: here, or as for all libraries on core."""
        for_all = [f"{self.name}-version-macros.h", f"{self.name}-enum-types.h"]
        if (self.folder / header).exists():
            return False
        return header in for_all or f"'{pathlib.Path(header).stem}" in self.build


def check_umbrella_is_complete(library):
    included = INCLUDE.findall(library.umbrella.read_text(encoding="utf-8"))
    for header in library.public:
        if header != library.umbrella and header.name not in included:
            yield f"{library.umbrella.name} does not include {header.name}"
    for header in included:
        if not (library.folder / header).exists() and not library.is_generated(header):
            yield f"{library.umbrella.name} includes {header}, which does not exist"


def check_umbrella_is_in_order(library):
    included = INCLUDE.findall(library.umbrella.read_text(encoding="utf-8"))
    for found, wanted in zip(included, sorted(included)):
        if found != wanted:
            yield f"{library.umbrella.name}: {wanted} belongs where {found} is"
            return


def check_public_headers_are_installed(library):
    installed = library.installed()
    present = [header.name for header in library.public]
    for header in sorted(set(present) - set(installed)):
        yield f"{header} is public but meson.build does not install it"
    for header in sorted(set(installed) - set(present)):
        yield f"meson.build installs {header}, which is private or does not exist"


def check_public_headers_refuse_direct_inclusion(library):
    guard = (
        f"#if !defined({library.macro}_INSIDE) && !defined({library.macro}_COMPILATION)\n"
        f'#error "Only <{library.umbrella.name}> can be included directly."\n'
        "#endif\n"
    )
    for header in library.public:
        text = header.read_text(encoding="utf-8").replace("defined (", "defined(")
        if header != library.umbrella and guard not in text:
            yield f"{header.name} lacks the guard:\n{guard}"


def check_private_headers_stay_private(library):
    for header in library.public:
        for name in INCLUDE.findall(header.read_text(encoding="utf-8")):
            if name.endswith("-private.h"):
                yield f"{header.name} is public but includes {name}"
    for source in sorted(library.folder.rglob("*.[ch]")):
        for name in INCLUDE.findall(source.read_text(encoding="utf-8")):
            if name.endswith("-private.h") and not (source.parent / name).exists():
                yield f"{source.name} includes {name}, which is no private header of this library"


def check_headers_are_read_once(library):
    for header in library.headers:
        if "\n#pragma once\n" not in header.read_text(encoding="utf-8"):
            yield f"{header.name} lacks #pragma once"


def list_files():
    """Known and new files, as git sees them; all but build directories where there is no git."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT)]
    command += ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        names = [name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        skipped = re.compile(r"(build.*|\.git|__pycache__|.*/__pycache__)(/|$)")
        names = [str(path) for path in paths if not skipped.match(str(path))]
    return sorted(name for name in set(names) if (ROOT / name).is_file())


def check_every_file_has_its_notice():
    for name in list_files():
        if WITHOUT_NOTICE.search(name):
            continue
        with open(ROOT / name, encoding="utf-8") as file:
            head = "".join(line for line, _ in zip(file, range(NOTICE_LINES)))
        if not COPYRIGHT.search(head) or LICENCE not in head:
            yield f"{name} does not begin with the copyright and licence lines"


def all_checks():
    for folder in sorted(ROOT.glob("libdomo-*/")):
        library = Library(folder)
        for check in (
            check_umbrella_is_complete,
            check_umbrella_is_in_order,
            check_public_headers_are_installed,
            check_public_headers_refuse_direct_inclusion,
            check_private_headers_stay_private,
            check_headers_are_read_once,
        ):
            yield f"{folder.name}: {title_of(check)}", check(library)
    yield title_of(check_every_file_has_its_notice), check_every_file_has_its_notice()


def title_of(check):
    return check.__name__.removeprefix("check_").replace("_", " ")


def main():
    checks = list(all_checks())
    print(f"1..{len(checks)}")
    failed = False
    for number, (title, found) in enumerate(checks, 1):
        problems = list(found)
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", title)
        for problem in problems:
            print("\n".join("# " + line for line in problem.splitlines()))
    return 1 if failed else 0


sys.exit(main())
