/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-entry-private.h"

#include "domo-future-private.h"
#include "domo-proxy-private.h"

/* The common signatures, compiled: up to two arguments out of four C types, answering nothing or a
 * future. For each there are
 *
 *   - thunks, which stand in a proxy's slots: functions of the slot's very type. A slot is called
 *     with nothing but the proxy and the arguments, so the only thing that can tell the methods of
 *     one signature apart is which function was called. There is one for each index that a method
 *     can have among those of its proxy class; the proxy's class leads from the index to the entry.
 *   - one function that they all go on to, which makes the message;
 *   - one that delivers: it calls the actor's function with what is in the message.
 *
 * All of them are generated below. With all that the linker and the unwinder want to know of it, a
 * thunk takes about 90 bytes; a page of them that nobody uses is never loaded.
 */

/* The types: how one is declared, and where it stands in a slot of a message. `none` stands for an
 * argument that is not there. */

#define PARAMETER_none(name)
#define PARAMETER_int(name)     , int name
#define PARAMETER_int64(name)   , gint64 name
#define PARAMETER_double(name)  , double name
#define PARAMETER_pointer(name) , gpointer name

#define PARAMETERS(a, b) DomoProxy *proxy PARAMETER_##a (first) PARAMETER_##b (second)

#define PASS_none(name)
#define PASS_int(name)     , name
#define PASS_int64(name)   , name
#define PASS_double(name)  , name
#define PASS_pointer(name) , name

#define TYPE_none
#define TYPE_int     , int
#define TYPE_int64   , gint64
#define TYPE_double  , double
#define TYPE_pointer , gpointer

#define STORE_none(slot, value)    ((void) 0)
#define STORE_int(slot, value)     (slot).v_int = value
#define STORE_int64(slot, value)   (slot).v_int64 = value
#define STORE_double(slot, value)  (slot).v_double = value
#define STORE_pointer(slot, value) (slot).v_pointer = value

#define LOAD_none(slot)
#define LOAD_int(slot)     , (slot).v_int
#define LOAD_int64(slot)   , (slot).v_int64
#define LOAD_double(slot)  , (slot).v_double
#define LOAD_pointer(slot) , (slot).v_pointer

#define COUNT_none    0
#define COUNT_int     1
#define COUNT_int64   1
#define COUNT_double  1
#define COUNT_pointer 1

/* Whether the type may be one whose values are checked, copied and released. */
#define MAY_REFER_none    FALSE
#define MAY_REFER_int     FALSE
#define MAY_REFER_int64   FALSE
#define MAY_REFER_double  FALSE
#define MAY_REFER_pointer TRUE

/* The two kinds of method. */

#define RESULT_tell void
#define RESULT_ask  DomoFuture *
#define RETURN_tell
#define RETURN_ask  return
#define IS_ASK_tell FALSE
#define IS_ASK_ask  TRUE
/* What is answered after a call that answers nothing. */
#define OTHERWISE_tell return NULL
#define OTHERWISE_ask  ((void) 0)

/* All signatures, X (kind, first, second), and all indices, X (index, ...). */

#define SIGNATURE(X, first, second) X (tell, first, second) X (ask, first, second)
#define SIGNATURES_WITH(X, first) \
  SIGNATURE (X, first, none)      \
  SIGNATURE (X, first, int)       \
  SIGNATURE (X, first, int64)     \
  SIGNATURE (X, first, double)    \
  SIGNATURE (X, first, pointer)
#define SIGNATURES(X)         \
  SIGNATURE (X, none, none)   \
  SIGNATURES_WITH (X, int)    \
  SIGNATURES_WITH (X, int64)  \
  SIGNATURES_WITH (X, double) \
  SIGNATURES_WITH (X, pointer)

#define FOUR(X, a, b, c, d, ...) \
  X (a, __VA_ARGS__) X (b, __VA_ARGS__) X (c, __VA_ARGS__) X (d, __VA_ARGS__)
#define INDICES(X, ...)                 \
  FOUR (X, 0, 1, 2, 3, __VA_ARGS__)     \
  FOUR (X, 4, 5, 6, 7, __VA_ARGS__)     \
  FOUR (X, 8, 9, 10, 11, __VA_ARGS__)   \
  FOUR (X, 12, 13, 14, 15, __VA_ARGS__) \
  FOUR (X, 16, 17, 18, 19, __VA_ARGS__) \
  FOUR (X, 20, 21, 22, 23, __VA_ARGS__) \
  FOUR (X, 24, 25, 26, 27, __VA_ARGS__) \
  FOUR (X, 28, 29, 30, 31, __VA_ARGS__)
#define N_INDICES 32

/* Making the message. Numbers go straight into it. What may be a reference, and what an actor that
 * has stopped is sent, takes the way that every other signature takes, too.
 *
 * The entry comes last, so that a thunk finds every argument where it has to be already. */
#define DEFINE_ENTER(kind, a, b)                                                               \
  static G_NO_INLINE RESULT_##kind enter_##kind##_##a##_##b (PARAMETERS (a, b),                \
                                                             const DomoEntry *entry)           \
  {                                                                                            \
    if (MAY_REFER_##a || MAY_REFER_##b || G_UNLIKELY (domo_inbox_is_closed (&proxy->inbox)))   \
      {                                                                                        \
        DomoSlot slots[2];                                                                     \
        void *args[] = { &slots[0], &slots[1] };                                               \
                                                                                               \
        STORE_##a (slots[0], first);                                                           \
        STORE_##b (slots[1], second);                                                          \
        RETURN_##kind domo_proxy_call (proxy, entry, args);                                    \
      }                                                                                        \
    else                                                                                       \
      {                                                                                        \
        DomoCall *call = domo_call_new_unfilled (entry, COUNT_##a + COUNT_##b, IS_ASK_##kind); \
                                                                                               \
        STORE_##a (call->args[0], first);                                                      \
        STORE_##b (call->args[1], second);                                                     \
        RETURN_##kind domo_proxy_send_call (proxy, call);                                      \
      }                                                                                        \
  }

SIGNATURES (DEFINE_ENTER)

/* The thunks. */

static inline const DomoEntry *
get_entry (DomoProxy *proxy, guint index)
{
  return &((DomoProxyClass *) ((GTypeInstance *) proxy)->g_class)->entries[index];
}

#define DEFINE_THUNK(index, kind, a, b)                                               \
  static RESULT_##kind kind##_##a##_##b##_##index (PARAMETERS (a, b))                 \
  {                                                                                   \
    RETURN_##kind enter_##kind##_##a##_##b (proxy PASS_##a (first) PASS_##b (second), \
                                            get_entry (proxy, index));                \
  }
#define DEFINE_THUNKS(kind, a, b) INDICES (DEFINE_THUNK, kind, a, b)

SIGNATURES (DEFINE_THUNKS)

/* Delivering. */

#define DEFINE_DELIVER(kind, a, b)                                                            \
  static DomoFuture *deliver_##kind##_##a##_##b (const DomoEntry *entry, DomoActor *instance, \
                                                 DomoSlot *args)                              \
  {                                                                                           \
    RESULT_##kind (*function) (gpointer TYPE_##a TYPE_##b) =                                  \
        (RESULT_##kind (*) (gpointer TYPE_##a TYPE_##b)) entry->implementation;               \
                                                                                              \
    RETURN_##kind function (instance LOAD_##a (args[0]) LOAD_##b (args[1]));                  \
    OTHERWISE_##kind;                                                                         \
  }

SIGNATURES (DEFINE_DELIVER)

/* Finding them. */

enum
{
  TYPE_INDEX_none,
  TYPE_INDEX_int,
  TYPE_INDEX_int64,
  TYPE_INDEX_double,
  TYPE_INDEX_pointer,
  N_TYPES,
};

enum
{
  KIND_INDEX_tell,
  KIND_INDEX_ask,
  N_KINDS,
};

typedef struct
{
  GCallback thunks[N_INDICES];
  DomoDeliverFunc deliver;
} Signature;

#define LIST_THUNK(index, kind, a, b) G_CALLBACK (kind##_##a##_##b##_##index),
#define LIST_SIGNATURE(kind, a, b)                        \
  [KIND_INDEX_##kind][TYPE_INDEX_##a][TYPE_INDEX_##b] = { \
    .thunks = { INDICES (LIST_THUNK, kind, a, b) },       \
    .deliver = deliver_##kind##_##a##_##b,                \
  },

static const Signature signatures[N_KINDS][N_TYPES][N_TYPES] = { SIGNATURES (LIST_SIGNATURE) };

/* Whether a function that takes an int may stand for one that takes an unsigned int, and the other
 * way round. On the other machines the caller widens the one by its sign and the other by zeroes,
 * and what is called relies on it. */
#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__) || defined(__arm__) || \
    defined(__riscv)
#define UNSIGNED_IS_PASSED_AS_INT TRUE
#else
#define UNSIGNED_IS_PASSED_AS_INT FALSE
#endif

/* Integers of that size are as good as an int or a gint64; -1: neither. */
static int
find_integer (gsize size, gboolean is_signed)
{
  if (size == sizeof (gint64))
    return TYPE_INDEX_int64;
  if (size == sizeof (int) && (is_signed || UNSIGNED_IS_PASSED_AS_INT))
    return TYPE_INDEX_int;
  return -1;
}

/* Answers -1 for what is passed like none of the types. Characters and floats are among these: a
 * caller widens or places them in ways of their own. */
static int
find_type (const DomoArgument *argument)
{
  switch (argument->kind)
    {
    case DOMO_ARGUMENT_INT8:
    case DOMO_ARGUMENT_UINT8:
    case DOMO_ARGUMENT_FLOAT:
      return -1;
    case DOMO_ARGUMENT_BOOLEAN:
    case DOMO_ARGUMENT_INT:
    case DOMO_ARGUMENT_ENUM:
      return TYPE_INDEX_int;
    case DOMO_ARGUMENT_UINT:
    case DOMO_ARGUMENT_FLAGS:
      return find_integer (sizeof (guint), FALSE);
    case DOMO_ARGUMENT_LONG:
      return find_integer (sizeof (glong), TRUE);
    case DOMO_ARGUMENT_ULONG:
      return find_integer (sizeof (gulong), FALSE);
    case DOMO_ARGUMENT_INT64:
    case DOMO_ARGUMENT_UINT64:
      return TYPE_INDEX_int64;
    case DOMO_ARGUMENT_DOUBLE:
      return TYPE_INDEX_double;
    default:
      return TYPE_INDEX_pointer;
    }
}

static const Signature *
find_signature (const DomoMethod *method)
{
  int types[2] = { TYPE_INDEX_none, TYPE_INDEX_none };

  if (method->n_args > G_N_ELEMENTS (types))
    return NULL;
  for (guint i = 0; i < method->n_args; i++)
    {
      types[i] = find_type (&method->args[i]);
      if (types[i] < 0)
        return NULL;
    }
  return &signatures[method->is_ask ? KIND_INDEX_ask : KIND_INDEX_tell][types[0]][types[1]];
}

/* The thunk for @method, which has @index in its proxy class; NULL: there is none. */
GCallback
domo_entry_find_thunk (const DomoMethod *method, guint index)
{
  const Signature *signature = find_signature (method);

  return signature != NULL && index < N_INDICES ? signature->thunks[index] : NULL;
}

/* What delivers calls of @method; NULL: nothing that is compiled. */
DomoDeliverFunc
domo_entry_find_deliver (const DomoMethod *method)
{
  const Signature *signature = find_signature (method);

  return signature != NULL ? signature->deliver : NULL;
}
