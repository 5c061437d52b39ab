#!/usr/bin/env bash
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tells whether every C file of the project is laid out as .clang-format says. With --fix it lays
# them out instead. CLANG_FORMAT names the program.

set -eu
exec </dev/null

cd "$(dirname "$0")/.."

# New files count as well as known ones; ignored ones and files just deleted do not. A copy of the
# sources without their history has only the folders to go by.
list_files () {
    if git -c safe.directory='*' ls-files -z --cached --others --exclude-standard -- '*.c' '*.h' 2>/dev/null; then
        return
    fi
    find . -path './build*' -prune -o -name '*.[ch]' -print0
}

mapfile -d '' -t listed < <(list_files | sort -zu)
files=()
for file in "${listed[@]}"; do
    [ ! -f "$file" ] || files+=("$file")
done
if [ ${#files[@]} -eq 0 ]; then
    echo "check-format: found no C file to check" >&2
    exit 1
fi

if [ "${1-}" = --fix ]; then
    exec "${CLANG_FORMAT:-clang-format}" -i "${files[@]}"
fi
"${CLANG_FORMAT:-clang-format}" --dry-run -Werror "${files[@]}"
echo "${#files[@]} files are laid out well"
