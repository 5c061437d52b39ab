/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a program did. */
typedef struct
{
  int status;
  char *out;
  char *err;
} ProgramRun;

/* Runs the program that the environment variable @variable names, with up to one argument, gives it
 * @length bytes of input (-1: up to the end of the string) and waits for its end.
 */
ProgramRun *program_run (const char *variable,
                         const char *argument,
                         const char *input,
                         gssize length) G_GNUC_WARN_UNUSED_RESULT;

/* The same with the arguments in an array, and with an open file as its standard input, which it
 * takes; -1 is no input.
 */
ProgramRun *program_run_full (const char *variable, const char *const *arguments, int stdin_fd)
    G_GNUC_WARN_UNUSED_RESULT;

void program_run_free (ProgramRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProgramRun, program_run_free)

G_END_DECLS
