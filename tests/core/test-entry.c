/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <float.h>
#include <math.h>
#include <string.h>

#include "step-stage.h"

/* Calls enter through compiled functions where signature and index allow it, and through libffi
 * elsewhere. Nobody can tell: for every signature there is a protocol whose methods all have it,
 * more of them than are compiled, and each method must take every value as it was sent. */

#define N_METHODS 40
/* Those with lower indices are compiled. */
#define N_COMPILED 32

/* The types: C type, GType and what is sent. `nothing` is the argument that is not there. */

typedef char Type_nothing;
typedef int Type_int;
typedef gint64 Type_int64;
typedef double Type_double;
typedef gpointer Type_pointer;
typedef gboolean Type_boolean;
typedef guint Type_uint;
typedef glong Type_long;
typedef gulong Type_ulong;
typedef guint64 Type_uint64;
typedef DomoStopReason Type_enum;
typedef DomoMethodFlags Type_flags;
typedef gint8 Type_char;
typedef guint8 Type_uchar;
typedef float Type_float;

#define GTYPE_nothing G_TYPE_NONE
#define GTYPE_int     G_TYPE_INT
#define GTYPE_int64   G_TYPE_INT64
#define GTYPE_double  G_TYPE_DOUBLE
#define GTYPE_pointer G_TYPE_POINTER
#define GTYPE_boolean G_TYPE_BOOLEAN
#define GTYPE_uint    G_TYPE_UINT
#define GTYPE_long    G_TYPE_LONG
#define GTYPE_ulong   G_TYPE_ULONG
#define GTYPE_uint64  G_TYPE_UINT64
#define GTYPE_enum    DOMO_TYPE_STOP_REASON
#define GTYPE_flags   DOMO_TYPE_METHOD_FLAGS
#define GTYPE_char    G_TYPE_CHAR
#define GTYPE_uchar   G_TYPE_UCHAR
#define GTYPE_float   G_TYPE_FLOAT

#define VALUES(type, ...) static const Type_##type values_##type[] = { __VA_ARGS__ };
VALUES (nothing, 0)
VALUES (int, G_MININT, -1, 0, 1, G_MAXINT)
VALUES (int64, G_MININT64, -1, 0, G_MAXUINT, G_MAXINT64)
VALUES (double,
        0,
        -0.0,
        -1.5,
        5e-324,
        DBL_MAX,
        -INFINITY,
        __builtin_nan ("0xdeadbeef"),
        -__builtin_nan ("0x1234"))
VALUES (pointer, NULL, (gpointer) values_int, (gpointer) G_MAXSIZE)
VALUES (boolean, FALSE, TRUE)
VALUES (uint, 0, 1u << 31, G_MAXUINT)
VALUES (long, G_MINLONG, -1, G_MAXLONG)
VALUES (ulong, 0, G_MAXULONG)
VALUES (uint64, 0, G_MAXUINT64)
VALUES (enum, DOMO_STOP_REASON_STOPPED, (DomoStopReason) 77, (DomoStopReason) G_MAXINT)
VALUES (flags, DOMO_METHOD_NONE, (DomoMethodFlags) G_MAXUINT)
VALUES (char, G_MININT8, -1, G_MAXINT8)
VALUES (uchar, 0, 128, G_MAXUINT8)
VALUES (float, -0.0f, FLT_MIN, -FLT_MAX, INFINITY, NAN)

/* Arguments in a declaration, a function's type and a call, by their number. */

#define PARAMETERS_0(a, b) gpointer self
#define PARAMETERS_1(a, b) gpointer self, Type_##a first
#define PARAMETERS_2(a, b) gpointer self, Type_##a first, Type_##b second

#define TAKE_0 ((void) 0)
#define TAKE_1 memcpy (&received.first, &first, sizeof first)
#define TAKE_2 (TAKE_1, memcpy (&received.second, &second, sizeof second))

#define PASS_0(proxy, first, second) (proxy)
#define PASS_1(proxy, first, second) (proxy, first)
#define PASS_2(proxy, first, second) (proxy, first, second)

/* The two kinds of method. */

#define RESULT_tell      void
#define RESULT_ask       DomoFuture *
#define ANSWER_tell(i)   ((void) 0)
#define ANSWER_ask(i)    return domo_future_new_int64 (i)
#define IS_ASK_tell      FALSE
#define IS_ASK_ask       TRUE
#define KEEP_RESULT_tell (void)
#define KEEP_RESULT_ask  future =

/* X (kind, number of arguments, first, second, how many are compiled): the signatures that are
 * compiled, what is passed like them, and what goes its own way. */

#define BOTH(X, n, a, b, compiled) X (tell, n, a, b, compiled) X (ask, n, a, b, compiled)
#define WITH(X, a)                    \
  BOTH (X, 1, a, nothing, N_COMPILED) \
  BOTH (X, 2, a, int, N_COMPILED)     \
  BOTH (X, 2, a, int64, N_COMPILED)   \
  BOTH (X, 2, a, double, N_COMPILED)  \
  BOTH (X, 2, a, pointer, N_COMPILED)
#define ALIKE(X, a)                \
  BOTH (X, 1, a, nothing, ANY_WAY) \
  BOTH (X, 2, a, double, ANY_WAY)  \
  BOTH (X, 2, int, a, ANY_WAY)
#define OWN_WAY(X, a)        \
  BOTH (X, 1, a, nothing, 0) \
  BOTH (X, 2, a, double, 0)  \
  BOTH (X, 2, int, a, 0)
#define SIGNATURES(X)                       \
  BOTH (X, 0, nothing, nothing, N_COMPILED) \
  WITH (X, int)                             \
  WITH (X, int64)                           \
  WITH (X, double)                          \
  WITH (X, pointer)                         \
  ALIKE (X, boolean)                        \
  ALIKE (X, uint)                           \
  ALIKE (X, long)                           \
  ALIKE (X, ulong)                          \
  ALIKE (X, uint64)                         \
  ALIKE (X, enum)                           \
  ALIKE (X, flags)                          \
  OWN_WAY (X, char)                         \
  OWN_WAY (X, uchar)                        \
  OWN_WAY (X, float)

/* It depends on the machine. */
#define ANY_WAY -1

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
  FOUR (X, 28, 29, 30, 31, __VA_ARGS__) \
  FOUR (X, 32, 33, 34, 35, __VA_ARGS__) \
  FOUR (X, 36, 37, 38, 39, __VA_ARGS__)

/* The actor's functions, one for each method of each signature. */

static struct
{
  guint n_calls;
  int index;
  guint64 first;
  guint64 second;
} received;

static void
note_call (int index)
{
  received.index = index;
  received.n_calls++;
}

#define DEFINE_HANDLER(i, kind, n, a, b)                                       \
  static RESULT_##kind handle_##kind##_##a##_##b##_##i (PARAMETERS_##n (a, b)) \
  {                                                                            \
    note_call (i);                                                             \
    TAKE_##n;                                                                  \
    ANSWER_##kind (i);                                                         \
  }
#define LIST_HANDLER(i, kind, n, a, b) G_CALLBACK (handle_##kind##_##a##_##b##_##i),
#define DEFINE_HANDLERS(kind, n, a, b, compiled) \
  INDICES (DEFINE_HANDLER, kind, n, a, b)        \
  static const GCallback handlers_##kind##_##a##_##b[] = { INDICES (LIST_HANDLER, kind, n, a, b) };

SIGNATURES (DEFINE_HANDLERS)

/* Protocols and actors of a signature. */

typedef struct
{
  GTypeInterface parent_iface;
  GCallback slots[N_METHODS];
} Slots;

/* A protocol with the methods from @first on, up to @end. */
typedef struct
{
  const char *name;
  gboolean is_ask;
  guint n_args;
  GType types[2];
  const GCallback *handlers;
  guint first;
  guint end;
} Plan;

static void
register_methods (gpointer iface, gpointer data)
{
  const Plan *plan = data;
  const gsize size = sizeof (GTypeInterface) + (plan->end - plan->first) * sizeof (GCallback);

  for (guint i = 0; i < plan->end - plan->first; i++)
    {
      const gsize offset = G_STRUCT_OFFSET (Slots, slots) + i * sizeof (GCallback);
      g_autofree char *name = g_strdup_printf ("m%u", plan->first + i);

      if (plan->is_ask)
        domo_protocol_add_ask_sized (iface, size, name, offset, G_TYPE_INT64, plan->n_args,
                                     plan->types[0], plan->types[1]);
      else
        domo_protocol_add_tell_sized (iface, size, name, offset, plan->n_args, plan->types[0],
                                      plan->types[1]);
    }
}

static GType
register_protocol (Plan *plan, GType first, GType second)
{
  const GTypeInfo info = {
    .class_size = sizeof (Slots),
    .class_init = register_methods,
    .class_data = plan,
  };
  g_autofree char *name = g_strdup_printf ("Protocol-%s-%u", plan->name, plan->first);
  GType type = g_type_register_static (G_TYPE_INTERFACE, name, &info, G_TYPE_FLAG_NONE);

  plan->types[0] = first;
  plan->types[1] = second;
  g_type_interface_add_prerequisite (type, DOMO_TYPE_PROTOCOL);
  return type;
}

static void
fill_slots (gpointer iface, gpointer data)
{
  const Plan *plan = data;
  Slots *slots = iface;

  for (guint i = plan->first; i < plan->end; i++)
    slots->slots[i - plan->first] = plan->handlers[i];
}

static GType
register_actor (const char *name)
{
  return g_type_register_static_simple (DOMO_TYPE_ACTOR, name, sizeof (DomoActorClass), NULL,
                                        sizeof (DomoActor), NULL, G_TYPE_FLAG_NONE);
}

static void
implement (GType actor_type, GType protocol, Plan *plan)
{
  const GInterfaceInfo info = { fill_slots, NULL, plan };

  g_type_add_interface_static (actor_type, protocol, &info);
}

static const Slots *
get_slots (gpointer proxy, GType protocol)
{
  return g_type_interface_peek (G_TYPE_INSTANCE_GET_CLASS (proxy, GTypeClass, GTypeClass),
                                protocol);
}

static gpointer
make_actor (StepStage *stage, const Plan *given, char suffix, GType protocol)
{
  /* Types keep what they are made from. */
  Plan *plan = g_memdup2 (given, sizeof *given);
  g_autofree char *name = g_strdup_printf ("Actor-%s-%c", plan->name, suffix);
  GType actor_type = register_actor (name);

  implement (actor_type, protocol, plan);
  return domo_stage_actor_for (stage->stage, actor_type, NULL);
}

/* Two classes of actors share what is compiled; the rest belongs to each. */
static void
check_sharing (const Slots *slots, const Slots *other, int n_compiled)
{
  for (int i = 0; i < N_METHODS && n_compiled != ANY_WAY; i++)
    g_assert_cmpint (slots->slots[i] == other->slots[i], ==, i < n_compiled);
}

static void
check_call (StepStage *stage,
            int index,
            DomoFuture *future,
            gconstpointer first,
            gsize first_size,
            gconstpointer second,
            gsize second_size)
{
  const guint n_calls = received.n_calls;

  step_stage_run (stage);
  g_assert_cmpuint (received.n_calls, ==, n_calls + 1);
  g_assert_cmpint (received.index, ==, index);
  g_assert_cmpmem (&received.first, first_size, first, first_size);
  g_assert_cmpmem (&received.second, second_size, second, second_size);
  if (future != NULL)
    g_assert_cmpint (domo_future_get_int64 (future, NULL), ==, index);
}

#define DEFINE_TEST(kind, n, a, b, compiled)                                                     \
  static void test_##kind##_##a##_##b (StepStage *stage)                                         \
  {                                                                                              \
    static Plan plan = {                                                                         \
      #kind "-" #a "-" #b, IS_ASK_##kind, n, { 0, 0 }, handlers_##kind##_##a##_##b, 0, N_METHODS \
    };                                                                                           \
    const GType protocol = register_protocol (&plan, GTYPE_##a, GTYPE_##b);                      \
    g_autoptr (DomoProxy) proxy = make_actor (stage, &plan, 'a', protocol);                      \
    g_autoptr (DomoProxy) other = make_actor (stage, &plan, 'b', protocol);                      \
    const Slots *slots = get_slots (proxy, protocol);                                            \
                                                                                                 \
    check_sharing (slots, get_slots (other, protocol), compiled);                                \
    for (int i = 0; i < N_METHODS; i++)                                                          \
      for (guint x = 0; x < G_N_ELEMENTS (values_##a); x++)                                      \
        for (guint y = 0; y < G_N_ELEMENTS (values_##b); y++)                                    \
          {                                                                                      \
            g_autoptr (DomoFuture) future = NULL;                                                \
            RESULT_##kind (*slot) (PARAMETERS_##n (a, b)) =                                      \
                (RESULT_##kind (*) (PARAMETERS_##n (a, b))) slots->slots[i];                     \
                                                                                                 \
            KEEP_RESULT_##kind slot PASS_##n (proxy, values_##a[x], values_##b[y]);              \
            check_call (stage, i, future, &values_##a[x], n > 0 ? sizeof (Type_##a) : 0,         \
                        &values_##b[y], n > 1 ? sizeof (Type_##b) : 0);                          \
          }                                                                                      \
  }

SIGNATURES (DEFINE_TEST)

static void
test_protocols_share_the_indices (StepStage *stage)
{
  static Plan one = { "one", FALSE, 1, { 0 }, handlers_tell_int_nothing, 0, N_METHODS };
  static Plan plans[2] = {
    { "two", FALSE, 1, { 0 }, handlers_tell_int_nothing, 0, 20 },
    { "two", FALSE, 1, { 0 }, handlers_tell_int_nothing, 20, N_METHODS },
  };
  const GType protocol = register_protocol (&one, G_TYPE_INT, G_TYPE_NONE);
  const GType actor_type = register_actor ("Actor-two");
  g_autoptr (DomoProxy) whole = make_actor (stage, &one, 'a', protocol);
  g_autoptr (DomoProxy) proxy = NULL;
  g_autoptr (GHashTable) compiled = g_hash_table_new (NULL, NULL);
  GType protocols[2];

  g_test_summary ("Methods are numbered across all protocols of a class.");
  for (guint i = 0; i < N_COMPILED; i++)
    g_hash_table_add (compiled, get_slots (whole, protocol)->slots[i]);
  g_assert_cmpuint (g_hash_table_size (compiled), ==, N_COMPILED);
  for (guint p = 0; p < 2; p++)
    {
      protocols[p] = register_protocol (&plans[p], G_TYPE_INT, G_TYPE_NONE);
      implement (actor_type, protocols[p], &plans[p]);
    }
  proxy = domo_stage_actor_for (stage->stage, actor_type, NULL);
  for (guint p = 0; p < 2; p++)
    {
      const Slots *slots = get_slots (proxy, protocols[p]);

      for (guint i = plans[p].first; i < plans[p].end; i++)
        {
          GCallback function = slots->slots[i - plans[p].first];
          int value = (int) (1000 + i);

          ((void (*) (gpointer, int)) function) (proxy, value);
          check_call (stage, (int) i, NULL, &value, sizeof value, NULL, 0);
          g_hash_table_remove (compiled, function);
        }
    }
  /* Each of them stood in one of the slots. */
  g_assert_cmpuint (g_hash_table_size (compiled), ==, 0);
}

static void
test_stopped_actor (StepStage *stage)
{
  static Plan plan = { "stopped", TRUE, 2, { 0 }, handlers_ask_int_double, 0, N_METHODS };
  const GType protocol = register_protocol (&plan, G_TYPE_INT, G_TYPE_DOUBLE);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoProxy) proxy = make_actor (stage, &plan, 'a', protocol);
  const Slots *slots = get_slots (proxy, protocol);

  g_test_summary ("What an actor that has stopped is asked becomes a dead letter either way.");
  domo_proxy_stop (proxy);
  step_stage_run (stage);
  for (guint i = N_COMPILED - 1; i <= N_COMPILED; i++)
    {
      DomoFuture *(*slot) (gpointer, int, double) =
          (DomoFuture * (*) (gpointer, int, double) ) slots->slots[i];
      g_autoptr (DomoFuture) future = slot (proxy, -5, 0.5);
      g_autofree char *expected = g_strdup_printf ("m%u(-5, 0.5)", i);
      DomoDeadLetter *letter;

      iterate_main_context ();
      step_stage_assert_rejected (stage, future, DOMO_ERROR_STOPPED, "*has stopped");
      g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, i - N_COMPILED + 2);
      letter =
          domo_dead_letters_recorder_get_nth (heard,
                                              domo_dead_letters_recorder_get_count (heard) - 1);
      g_assert_cmpstr (domo_dead_letter_get_message (letter), ==, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(kind, n, a, b, compiled) \
  step_stage_add_test ("/core/entry/" #kind "/" #a "/" #b, test_##kind##_##a##_##b);
  SIGNATURES (ADD)
  step_stage_add_test ("/core/entry/protocols-share-the-indices", test_protocols_share_the_indices);
  step_stage_add_test ("/core/entry/stopped-actor", test_stopped_actor);

  return g_test_run ();
}
