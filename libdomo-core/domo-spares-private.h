/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for what comes and goes with each message. A thread keeps some of the blocks that it frees
 * and takes them again: the way through malloc() and back is longer than all the rest of a
 * message's way. Where a sanitizer watches, and where G_SLICE=always-malloc asks for real memory,
 * all blocks are malloc()'s alone. */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DOMO_SPARES_OFF
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DOMO_SPARES_OFF
#endif
#endif

/* What glibc's malloc() has for these sizes leaves no byte unused. */
#define DOMO_SPARES_SMALL 40
#define DOMO_SPARES_LARGE 56

/* How many blocks of one size a thread keeps at the most. */
#define DOMO_SPARES_MAX 1024

typedef struct _DomoSpare DomoSpare;

struct _DomoSpare
{
  DomoSpare *next;
};

typedef struct
{
  DomoSpare *first;
  guint room; /* for how many more; none before the first is freed */
} DomoSpares;

extern _Thread_local DomoSpares domo_spares_small;
extern _Thread_local DomoSpares domo_spares_large;

void domo_spares_keep_first (DomoSpares *self, gpointer block);

/* The spares of blocks with @size bytes, or NULL if there are none of that size. */
static inline DomoSpares *
domo_spares_of_size (gsize size)
{
#ifdef DOMO_SPARES_OFF
  return NULL;
#else
  if (size <= DOMO_SPARES_SMALL)
    return &domo_spares_small;
  return size <= DOMO_SPARES_LARGE ? &domo_spares_large : NULL;
#endif
}

/* A block of @size bytes, with anything in it. */
static inline gpointer
domo_spares_alloc (gsize size)
{
  DomoSpares *self = domo_spares_of_size (size);
  DomoSpare *block;

  if (self == NULL)
    return g_malloc (size);
  if (self->first == NULL)
    /* The whole size, because it may be a larger block's turn next. */
    return g_malloc (self == &domo_spares_small ? DOMO_SPARES_SMALL : DOMO_SPARES_LARGE);
  block = self->first;
  self->first = block->next;
  self->room++;
  return block;
}

/* Frees a block, which any thread may have made, of the size that it was made with. */
static inline void
domo_spares_free (gpointer block, gsize size)
{
  DomoSpares *self = domo_spares_of_size (size);

  if (self == NULL)
    {
      g_free (block);
      return;
    }
  if (G_UNLIKELY (self->room == 0))
    {
      domo_spares_keep_first (self, block);
      return;
    }
  ((DomoSpare *) block)->next = self->first;
  self->first = block;
  self->room--;
}

G_END_DECLS
