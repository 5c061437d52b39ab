/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "domo-error.h"
#include "domo-fiber-slab-private.h"
#include "desktop-job.h"
#include "process-memory.h"

/* The stacks: many of them, what they cost, what is given back, and what happens at their ends. */

/* LeakSanitizer's; NULL without it. */
int __lsan_do_recoverable_leak_check (void) __attribute__ ((weak));

#define MIB ((gsize) 1024 * 1024)

static DomoFiberCounts
get_counts (void)
{
  DomoFiberCounts counts;

  domo_fiber_get_counts (&counts);
  return counts;
}

/* Acquires fibers until it has @n or there are no more, which has to be an error then. */
static GPtrArray *
acquire_many (guint n, gsize stack_size)
{
  GPtrArray *fibers = g_ptr_array_new ();

  while (fibers->len < n)
    {
      g_autoptr (GError) error = NULL;
      DomoFiber *fiber = domo_fiber_acquire (stack_size, &error);

      if (fiber == NULL)
        {
          g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
          g_test_message ("%u: %s", fibers->len, error->message);
          break;
        }
      g_ptr_array_add (fibers, fiber);
    }
  return fibers;
}

/* In any order. */
static void
release_all (GPtrArray *fibers)
{
  while (fibers->len > 0)
    domo_fiber_release (
        g_ptr_array_steal_index_fast (fibers,
                                      (guint) g_test_rand_int_range (0, (int) fibers->len)));
  g_ptr_array_unref (fibers);
}

/* Many. */

typedef struct
{
  DomoFiber *home;
  guint *n_passed;
  guint index;
} Parked;

/* What a handler does that waits once: its memory is held by nothing but its stack. */
static G_GNUC_NO_INLINE void
wait_once (const Parked *self)
{
  g_autofree char *text = g_strdup_printf ("%u: %.3f", self->index, self->index / 3.0);
  g_autofree char *again = NULL;

  domo_fiber_switch (self->home);
  again = g_strdup_printf ("%u: %.3f", self->index, self->index / 3.0);
  g_assert_cmpstr (text, ==, again);
  ++*self->n_passed;
}

static void
park (gpointer data)
{
  const Parked *self = data;

  wait_once (self);
  for (;;)
    domo_fiber_switch (self->home);
}

static guint
get_many (void)
{
  return process_memory_is_watched () ? 2000 : 10000;
}

static GPtrArray *
park_many (guint n, Parked *parked, guint *n_passed)
{
  GPtrArray *fibers = acquire_many (n, 0);

  g_assert_cmpuint (fibers->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      parked[i] = (Parked){ domo_fiber_get_current (), n_passed, i };
      domo_fiber_prepare (fibers->pdata[i], park, &parked[i]);
      domo_fiber_switch (fibers->pdata[i]);
    }
  return fibers;
}

static void
test_many (void)
{
  const guint n = get_many ();
  g_autofree Parked *parked = g_new0 (Parked, n);
  guint n_passed = 0;
  gsize mapped = process_memory_mapped (), resident, each;
  guint n_mappings = process_memory_count_mappings ();
  GPtrArray *fibers, *rest = g_ptr_array_new ();

  g_test_summary ("Thousands are parked at once, in about 5 KiB each, and all that comes back");
  resident = process_memory_resident ();
  fibers = park_many (n, parked, &n_passed);
  each = (process_memory_resident () - resident) / n;
  g_test_message ("%u fibers, %" G_GSIZE_FORMAT " bytes resident each, %u more mappings", n, each,
                  process_memory_count_mappings () - n_mappings);
  g_assert_cmpuint (get_counts ().n_parked, ==, n);
  g_assert_cmpuint (get_counts ().n_acquired, ==, n);
  g_assert_cmpuint (get_counts ().n_stacks, ==, n + 1);
  if (__lsan_do_recoverable_leak_check != NULL)
    g_assert_cmpint (__lsan_do_recoverable_leak_check (), ==, 0);

  while (fibers->len > 0)
    {
      guint i = (guint) g_test_rand_int_range (0, (int) fibers->len);
      DomoFiber *fiber = g_ptr_array_steal_index_fast (fibers, i);

      domo_fiber_switch (fiber);
      g_ptr_array_add (rest, fiber);
    }
  g_ptr_array_unref (fibers);
  g_assert_cmpuint (n_passed, ==, n);
  if (!process_memory_is_watched ())
    {
      g_assert_cmpuint (each, <, 6 * 1024);
      g_assert_cmpuint (process_memory_count_mappings (), <, n_mappings + n / 50);
    }

  release_all (rest);
  g_test_message ("%" G_GSIZE_FORMAT " KiB resident, %" G_GSIZE_FORMAT " MiB mapped, %u mappings "
                  "are left",
                  (process_memory_resident () - resident) / 1024,
                  (process_memory_mapped () - mapped) / MIB,
                  process_memory_count_mappings () - n_mappings);
  g_assert_cmpuint (get_counts ().n_acquired, ==, 0);
  g_assert_cmpuint (get_counts ().n_stacks, <=, 65);
  if (process_memory_is_watched ())
    return;
  g_assert_cmpuint (process_memory_resident (), <, resident + n * 4 * 1024 / 10);
  g_assert_cmpuint (process_memory_count_mappings (), <, n_mappings + 100);
}

static void
test_deep (void)
{
  const gsize stack_size = 4 * MIB;
  GPtrArray *fibers = acquire_many (200, stack_size);
  gsize resident = process_memory_resident ();

  g_test_summary ("What large stacks have used comes back, but for a few");
  g_assert_cmpuint (fibers->len, ==, 200);
  for (guint i = 100; i < fibers->len; i++)
    {
      DomoFiber *fiber = fibers->pdata[i];

      memset (fiber->stack, 1, fiber->stack_size);
      g_assert_cmpuint (domo_fiber_measure_stack (fiber), ==, stack_size);
    }
  g_assert_cmpuint (process_memory_resident (), >, resident + 100 * stack_size / 2);
  /* A few stay with the thread, for as long as it lasts. */
  release_all (fibers);
  if (!process_memory_is_watched ())
    g_assert_cmpuint (process_memory_resident (), <, resident + 6 * stack_size);
}

static void
test_slabs_are_unmapped (void)
{
  GPtrArray *fibers;
  guint n_slabs;

  g_test_summary ("Blocks of address space in which nothing is used go, but for one");
  fibers = acquire_many (1000, 32 * 1024);
  g_assert_cmpuint (fibers->len, ==, 1000);
  n_slabs = get_counts ().n_slabs;
  g_assert_cmpuint (n_slabs, >=, 1000 / 64);
  release_all (fibers);
  /* The spares of the thread are in one or two. */
  g_assert_cmpuint (get_counts ().n_slabs, <=, n_slabs - 1000 / 64 + 3);
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 1, 16 * 1024, 16 * 1024 + 1, 100 * 1000, 0, MIB, 64 * MIB };
  DomoFiber *fibers[G_N_ELEMENTS (sizes)];

  g_test_summary ("A stack is as large as was asked for, or a little larger");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;

      fibers[i] = domo_fiber_acquire (sizes[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (fibers[i]->stack_size, >=, sizes[i]);
      if (sizes[i] == 0)
        g_assert_cmpuint (fibers[i]->stack_size, ==, DOMO_FIBER_STACK_SIZE);
      else
        g_assert_cmpuint (fibers[i]->stack_size, <, sizes[i] + 16 * 1024);
      fibers[i]->stack[0] = 1;
      fibers[i]->stack[fibers[i]->stack_size - 1] = 1;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    domo_fiber_release (fibers[i]);
}

static void
test_absurd_size (void)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("A size that no system has is an error");
  g_assert_null (domo_fiber_acquire (G_MAXSIZE, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  process_memory_assert_opens_files ();
}

static void
use_stack (gpointer data)
{
  volatile char buffer[10000];

  for (guint i = 0; i < sizeof buffer; i++)
    buffer[i] = 1;
  for (;;)
    domo_fiber_switch (data);
}

static void
test_measure (void)
{
  DomoFiber *fiber = domo_fiber_acquire (0, NULL);
  gsize size;

  g_test_summary ("What a handler used of its stack can be told");
  domo_fiber_prepare (fiber, use_stack, domo_fiber_get_current ());
  g_assert_cmpuint (domo_fiber_measure_stack (fiber), <, 8192);
  domo_fiber_switch (fiber);
  size = domo_fiber_measure_stack (fiber);
  g_assert_cmpuint (size, >, 10000);
  g_assert_cmpuint (size, <, 30000);
  domo_fiber_release (fiber);
}

static void
run_desktop_job (gpointer data)
{
  do_desktop_job ();
  for (;;)
    domo_fiber_switch (data);
}

static void
test_desktop_job (void)
{
  DomoFiber *fiber = domo_fiber_acquire (0, NULL);
  gsize size;

  g_test_summary ("The work of a desktop program's handler leaves most of the usual stack unused");
  domo_fiber_prepare (fiber, run_desktop_job, domo_fiber_get_current ());
  domo_fiber_switch (fiber);
  size = domo_fiber_measure_stack (fiber);
  g_test_message ("it has used %" G_GSIZE_FORMAT " KiB of %" G_GSIZE_FORMAT, (size + 1023) / 1024,
                  DOMO_FIBER_STACK_SIZE / 1024);
  g_assert_cmpuint (size, >, 4096);
  /* Sanitizers make frames larger. */
  if (!process_memory_is_watched ())
    g_assert_cmpuint (size, <, DOMO_FIBER_STACK_SIZE / 4);
  domo_fiber_release (fiber);
}

/* Limits. */

static void
test_limit (void)
{
  DomoFiber *reserve;
  GPtrArray *fibers;
  GError *error = NULL;

  g_test_summary ("Past the limit it is an error, but the dispatch gets what is in reserve");
  domo_fiber_set_limit (100);
  g_assert_cmpuint (domo_fiber_get_limit (), ==, 100);
  fibers = acquire_many (1000, 0);
  g_assert_cmpuint (fibers->len, ==, 99);
  g_assert_null (domo_fiber_acquire (0, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "All 100 stacks for handlers that wait are in use");
  g_clear_error (&error);

  reserve = domo_fiber_acquire_reserve (0, &error);
  g_assert_no_error (error);
  g_assert_null (domo_fiber_acquire_reserve (0, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  g_clear_error (&error);

  /* The first one back is in reserve again. */
  domo_fiber_release (reserve);
  g_assert_null (domo_fiber_acquire (0, NULL));
  domo_fiber_release (g_ptr_array_steal_index_fast (fibers, 0));
  g_ptr_array_add (fibers, domo_fiber_acquire (0, &error));
  g_assert_no_error (error);
  release_all (fibers);
  domo_fiber_set_limit (0);
  g_assert_cmpuint (domo_fiber_get_limit (), ==, domo_fiber_memory_get_max_mappings ());
}

/* Takes what address space there is; in a process of its own. */
static void
test_address_space (void)
{
  g_test_summary ("Without address space it is an error, and the program can go on");
  if (g_test_subprocess ())
    {
      const rlim_t most = process_memory_mapped () + 512 * MIB;
      GPtrArray *fibers;

      g_assert_cmpint (setrlimit (RLIMIT_AS, &(struct rlimit){ most, most }), ==, 0);
      fibers = acquire_many (100000, 0);
      g_assert_cmpuint (fibers->len, >, 500);
      g_assert_cmpuint (fibers->len, <, 512 * 4);
      g_assert_null (domo_fiber_acquire (MIB, NULL));
      process_memory_assert_opens_files ();
      process_memory_assert_maps (8 * MIB);
      release_all (fibers);
      fibers = acquire_many (500, 0);
      g_assert_cmpuint (fibers->len, ==, 500);
      release_all (fibers);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_guards_that_are_mappings (void)
{
  const guint max = domo_fiber_memory_get_max_mappings ();
  guint before;
  GPtrArray *fibers;

  g_test_summary ("Where each guard is a mapping, most that a process may have are left to it");
  before = process_memory_count_mappings ();
  domo_fiber_slab_set_guard (DOMO_FIBER_GUARD_PROTECT, 0);
  fibers = acquire_many (max, 0);
  g_assert_cmpuint (fibers->len, >=, max / 10);
  g_assert_cmpuint (fibers->len, <=, max / 8);
  g_assert_cmpuint (get_counts ().n_mappings, <=, max / 4);
  /* The program and the tools that watch it have a few more themselves. */
  g_assert_cmpuint (process_memory_count_mappings () - before, <=, max / 4 + max / 50);
  g_assert_cmpuint (process_memory_count_mappings () - before, >=, fibers->len);
  process_memory_assert_opens_files ();
  process_memory_assert_maps (8 * MIB);
  release_all (fibers);
  g_assert_cmpuint (get_counts ().n_mappings, <, max / 20);
  g_assert_cmpuint (process_memory_count_mappings () - before, <, max / 10);
  domo_fiber_slab_set_guard (DOMO_FIBER_GUARD_UNKNOWN, 0);
}

/* Overflows: a child of its own dies of each. */

#define FRAME (100 * 1024)

/* Far deeper than the stack, but not without end: if nothing stopped it, it would come back. Each
 * hands its frame on, so that no compiler makes a loop of it. */
static G_GNUC_NO_INLINE guint
use_small_frames (gsize depth, volatile guint8 *above)
{
  volatile guint8 frame[1024];

  frame[0] = above[0] + 1;
  return depth == 0 ? 0 : use_small_frames (depth - 1, frame) + frame[0];
}

static G_GNUC_NO_INLINE guint
use_large_frames (gsize depth, volatile guint8 *above)
{
  volatile guint8 frame[FRAME];

  /* It touches one end only, the far one. */
  frame[0] = above[0] + 1;
  return depth == 0 ? 0 : use_large_frames (depth - 1, frame) + frame[0];
}

static void
overflow_in_small_steps (gpointer home)
{
  volatile guint8 first = 0;

  use_small_frames (400, &first);
  for (;;)
    domo_fiber_switch (home);
}

static void
overflow_in_large_steps (gpointer home)
{
  volatile guint8 first = 0;

  use_large_frames (3, &first);
  for (;;)
    domo_fiber_switch (home);
}

/* Between others, whose stacks it would run into. */
static void
run_in_the_middle (DomoFiberFunc func)
{
  DomoFiber *highest = NULL;

  for (guint i = 0; i < 32; i++)
    {
      DomoFiber *fiber = domo_fiber_acquire (0, NULL);

      if (highest == NULL || fiber->stack > highest->stack)
        highest = fiber;
    }
  domo_fiber_prepare (highest, func, domo_fiber_get_current ());
  domo_fiber_switch (highest);
}

typedef enum
{
  SMALL_STEPS,
  LARGE_STEPS,
  INTO_MAPPING,
} Overflow;

static const char *program;

/* What main() does when it is told to. No report of a sanitizer, which would end the program in its
 * own way, and no core. */
static int
overflow (Overflow kind)
{
  signal (SIGSEGV, SIG_DFL);
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 });
  if (kind == INTO_MAPPING)
    domo_fiber_slab_set_guard (DOMO_FIBER_GUARD_PROTECT, 0);
  run_in_the_middle (kind == LARGE_STEPS ? overflow_in_large_steps : overflow_in_small_steps);
  return 0;
}

static void
assert_overflow_dies (Overflow kind)
{
  g_autofree char *number = g_strdup_printf ("%d", kind);
  const char *argv[] = { program, "--overflow", number, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGSEGV);
}

static void
test_overflow (void)
{
  g_test_summary ("A stack that is used up ends the program");
  assert_overflow_dies (SMALL_STEPS);
}

static void
test_overflow_large_frame (void)
{
  g_test_summary ("Also if a frame is larger than the guard");
  assert_overflow_dies (LARGE_STEPS);
}

static void
test_overflow_into_mapping (void)
{
  g_test_summary ("Also if the guard is a mapping");
  assert_overflow_dies (INTO_MAPPING);
}

/* In a thread with no spares and no reserve. */
static gpointer
call (gpointer func)
{
  ((void (*) (void)) func) ();
  return NULL;
}

static void
run_in_thread (gconstpointer func)
{
  g_thread_join (g_thread_new ("fibers", call, (gpointer) func));
  g_assert_cmpuint (get_counts ().n_stacks, ==, 0);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--overflow"))
    return overflow ((Overflow) atoi (argv[2]));
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/fiber-stack/overflow", test_overflow, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/overflow-large-frame", test_overflow_large_frame,
                        run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/overflow-into-mapping", test_overflow_into_mapping,
                        run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/many", test_many, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/deep", test_deep, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/slabs-are-unmapped", test_slabs_are_unmapped,
                        run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/measure", test_measure, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/desktop-job", test_desktop_job, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/sizes", test_sizes, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/absurd-size", test_absurd_size, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/limit", test_limit, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/address-space", test_address_space, run_in_thread);
  g_test_add_data_func ("/core/fiber-stack/guards-that-are-mappings", test_guards_that_are_mappings,
                        run_in_thread);
  return g_test_run ();
}
