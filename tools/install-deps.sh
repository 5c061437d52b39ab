#!/usr/bin/env bash
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs what building, running and testing need, and nothing that is there already.
#
#   tools/install-deps.sh         build, run, test
#   tools/install-deps.sh --ci    also the sanitizers, the reference, the style checks and other languages
#
# Where everything is present it asks no package manager at all. It never reads standard input and
# writes to standard error only, so that the commands that call it can be used in pipes.

# The checks in the tables below are called by name, which shellcheck cannot see.
# shellcheck disable=SC2317

set -u
exec </dev/null >&2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say () {
    printf 'install-deps: %s\n' "$*"
}

# --- What is needed: one test each, true when it is there ------------------------------------

at_least () {
    local have=$1 want=$2
    [ "$(printf '%s\n%s\n' "$want" "$have" | sort -V | head -n 1)" = "$want" ]
}

has_program () {
    command -v "$1" >/dev/null
}

has_module () {
    has_program pkg-config && pkg-config --exists "$1" 2>/dev/null
}

# A compiler alone is not enough: the C library's headers may be in a package of their own.
can_compile () {
    local compiler=$1
    shift
    has_program "$compiler" || return 1
    printf '#include <stdio.h>\nint main (void) { return puts ("") < 0; }\n' >"$scratch/try.c"
    "$compiler" "$@" -o "$scratch/try" "$scratch/try.c" 2>/dev/null
}

# The first word is the compiler's name where CC says "ccache gcc" or "gcc -m64".
has_c_compiler () {
    # shellcheck disable=SC2086  # CC may be several words
    if [ -n "${CC-}" ]; then
        can_compile $CC
    else
        can_compile cc || can_compile gcc || can_compile clang
    fi
}

has_cxx_compiler () {
    can_compile g++ -x c++
}

has_gcc_sanitizers () {
    can_compile gcc -fsanitize=address,undefined
}

has_clang_sanitizers () {
    can_compile clang -fsanitize=thread
}

has_meson () {
    has_program meson && at_least "$(meson --version 2>/dev/null)" 1.0
}

# Other versions of clang-format lay code out differently, so only this one can judge it.
has_clang_format () {
    local program
    for program in clang-format-14 clang-format; do
        "$program" --version 2>/dev/null | grep -q 'version 14\.' && return
    done
    return 1
}

has_introspection () {
    has_program g-ir-scanner && has_module gobject-introspection-1.0
}

has_valgrind () {
    has_program valgrind && has_module valgrind
}

# The switch of fibers is also tried for a machine that this one is not.
can_play_aarch64 () {
    [ "$(uname -m)" = aarch64 ] && return
    can_compile aarch64-linux-gnu-gcc -static && has_program qemu-aarch64 &&
        qemu-aarch64 "$scratch/try" >/dev/null
}

has_glib () { has_module 'gio-2.0 >= 2.74'; }
has_libedit () { has_module 'libedit >= 3.1'; }
has_libffi () { has_module 'libffi >= 3.4'; }
has_ninja () { has_program ninja; }
has_pkg_config () { has_program pkg-config; }
has_python () { has_program python3; }
has_git () { has_program git; }
has_gdb () { has_program gdb; }
has_patch () { has_program patch; }
has_llvm_symbolizer () { has_program llvm-symbolizer; }
has_gi_docgen () { has_program gi-docgen; }
has_spin () { has_program spin; }
has_gjs () { has_program gjs; }
has_vala () { has_program valac && has_program vapigen; }

# PyGObject belongs to one interpreter, which need not be the first one found.
has_pygobject () {
    python3 -c 'import gi' 2>/dev/null || /usr/bin/python3 -c 'import gi' 2>/dev/null
}
has_graphviz () { has_program dot; }

# test | what it is called in messages | Debian packages
base_needs='
has_c_compiler       | a C compiler                    | gcc libc6-dev
has_pkg_config       | pkg-config                      | pkg-config
has_python           | Python 3                        | python3
has_ninja            | ninja                           | ninja-build
has_meson            | meson 1.0 or newer              | meson
has_glib             | GLib 2.74 or newer, with headers | libglib2.0-dev
has_libffi           | libffi 3.4 or newer, with headers | libffi-dev
has_libedit          | libedit, with headers           | libedit-dev
has_introspection    | GObject introspection           | gobject-introspection libgirepository1.0-dev
'
ci_needs='
has_git              | git                             | git
has_patch            | patch                           | patch
has_cxx_compiler     | a C++ compiler                  | g++
has_gcc_sanitizers   | the address sanitizer of gcc    | gcc
has_clang_sanitizers | clang and its sanitizers        | clang libclang-rt-dev
has_llvm_symbolizer  | llvm-symbolizer                 | llvm
has_clang_format     | clang-format 14                 | clang-format-14
has_valgrind         | valgrind                        | valgrind
has_gdb              | gdb                             | gdb
can_play_aarch64     | a compiler for aarch64, and qemu | gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
has_gi_docgen        | gi-docgen                       | gi-docgen
has_spin             | spin, the model checker         | spin
has_pygobject        | PyGObject                       | python3-gi
has_gjs              | GJS                             | gjs
has_vala             | Vala                            | valac
has_graphviz         | Graphviz                        | graphviz
'

# Fills missing_names and missing_packages.
find_missing () {
    local check name packages
    missing_names=()
    missing_packages=()
    while IFS='|' read -r check name packages; do
        check=${check// /}
        if [ -n "$check" ] && ! "$check"; then
            name=${name#"${name%%[! ]*}"}
            missing_names+=("${name%"${name##*[! ]}"}")
            # shellcheck disable=SC2206  # the packages are words
            missing_packages+=($packages)
        fi
    done <<<"$needs"
}

# --- Getting it ------------------------------------------------------------------------------

as_root () {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

apt () {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@"
}

can_become_root () {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

install_with_apt () {
    # A stale list may still name everything, so a failing update is not the end yet.
    apt update || say "apt-get update failed; trying with the lists there are"
    apt install --no-install-recommends "${missing_packages[@]}"
}

explain_by_hand () {
    say "install these by hand, then try again:"
    printf '    %s\n' "${missing_names[@]}"
    say "on Debian and Ubuntu: apt-get install ${missing_packages[*]}"
    say "on Fedora: dnf install gcc pkgconf-pkg-config python3 ninja-build meson glib2-devel" \
        "libffi-devel libedit-devel gobject-introspection-devel"
    say "on Arch: pacman -S --needed gcc pkgconf python ninja meson glib2-devel libffi" \
        "libedit gobject-introspection"
    if [ "$level" = ci ]; then
        say "on Fedora also: git patch gcc-c++ libasan libubsan clang compiler-rt llvm valgrind-devel" \
            "gi-docgen gdb gcc-aarch64-linux-gnu qemu-user python3-gobject gjs vala libvala-devel" \
            "graphviz"
        say "on Arch also: git patch clang compiler-rt llvm valgrind gi-docgen gdb" \
            "aarch64-linux-gnu-gcc qemu-user python-gobject gjs vala graphviz"
        say "and on both spin, from https://spinroot.com"
    fi
}

# --- Main ------------------------------------------------------------------------------------

level=base
needs=$base_needs
case ${1-} in
    '') ;;
    --ci)
        level=ci
        needs=$base_needs$ci_needs
        ;;
    *)
        say "usage: tools/install-deps.sh [--ci]"
        exit 2
        ;;
esac

find_missing
[ ${#missing_names[@]} -gt 0 ] || exit 0

say "missing: $(printf '%s; ' "${missing_names[@]}")"
if ! has_program apt-get; then
    say "there is no apt-get here to get them with"
elif ! can_become_root; then
    say "getting them needs root"
else
    install_with_apt
    hash -r
    find_missing
    [ ${#missing_names[@]} -gt 0 ] || exit 0
    say "not all of it could be installed"
fi
explain_by_hand
exit 1
