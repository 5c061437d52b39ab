/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Protocols that inherit, whose slots have the same places, or that are empty. */

#define TEST_TYPE_NAMED (test_named_get_type ())
G_DECLARE_INTERFACE (TestNamed, test_named, TEST, NAMED, DomoProtocol)

struct _TestNamedInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*get_name) (TestNamed *self);
  DomoFuture *(*get_title) (TestNamed *self);
};

#define TEST_TYPE_SCORED (test_scored_get_type ())
G_DECLARE_INTERFACE (TestScored, test_scored, TEST, SCORED, TestNamed)

struct _TestScoredInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*score) (TestScored *self, int points);
  void (*reset) (TestScored *self);
};

#define TEST_TYPE_EMPTY (test_empty_get_type ())
G_DECLARE_INTERFACE (TestEmpty, test_empty, TEST, EMPTY, DomoProtocol)

struct _TestEmptyInterface
{
  GTypeInterface parent_iface;
};

G_DEFINE_INTERFACE (TestNamed, test_named, DOMO_TYPE_PROTOCOL)
G_DEFINE_INTERFACE (TestScored, test_scored, TEST_TYPE_NAMED)
G_DEFINE_INTERFACE (TestEmpty, test_empty, DOMO_TYPE_PROTOCOL)

static void
test_named_default_init (TestNamedInterface *iface)
{
  domo_protocol_add_ask (iface, "get_name", G_STRUCT_OFFSET (TestNamedInterface, get_name),
                         G_TYPE_STRING, 0);
  domo_protocol_add_ask (iface, "get_title", G_STRUCT_OFFSET (TestNamedInterface, get_title),
                         G_TYPE_STRING, 0);
}

static void
test_scored_default_init (TestScoredInterface *iface)
{
  domo_protocol_add_ask (iface, "score", G_STRUCT_OFFSET (TestScoredInterface, score), G_TYPE_INT,
                         1, G_TYPE_INT);
  domo_protocol_add_tell (iface, "reset", G_STRUCT_OFFSET (TestScoredInterface, reset), 0);
}

static void
test_empty_default_init (TestEmptyInterface *iface)
{
}

typedef struct
{
  DomoActor parent_instance;

  int points;
} Player;

typedef struct
{
  DomoActorClass parent_class;
} PlayerClass;

typedef Player Champion;
typedef PlayerClass ChampionClass;

static GType player_get_type (void);
static GType champion_get_type (void);
static void player_named_init (TestNamedInterface *iface);
static void player_scored_init (TestScoredInterface *iface);
static void champion_named_init (TestNamedInterface *iface);

G_DEFINE_TYPE_WITH_CODE (Player,
                         player,
                         DOMO_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (TEST_TYPE_NAMED, player_named_init)
                             G_IMPLEMENT_INTERFACE (TEST_TYPE_SCORED, player_scored_init)
                                 G_IMPLEMENT_INTERFACE (TEST_TYPE_EMPTY, NULL))

/* Re-implements one protocol, and of that one method only. */
G_DEFINE_TYPE_WITH_CODE (Champion,
                         champion,
                         player_get_type (),
                         G_IMPLEMENT_INTERFACE (TEST_TYPE_NAMED, champion_named_init))

static DomoFuture *
player_get_name (TestNamed *named)
{
  return domo_future_new_string ("player");
}

static DomoFuture *
player_get_title (TestNamed *named)
{
  return domo_future_new_string ("none");
}

static DomoFuture *
champion_get_title (TestNamed *named)
{
  return domo_future_new_string ("champion");
}

static DomoFuture *
player_score (TestScored *scored, int points)
{
  Player *self = (Player *) scored;

  self->points += points;
  return domo_future_new_int (self->points);
}

static void
player_reset (TestScored *scored)
{
  ((Player *) scored)->points = 0;
}

static void
player_named_init (TestNamedInterface *iface)
{
  iface->get_name = player_get_name;
  iface->get_title = player_get_title;
}

static void
player_scored_init (TestScoredInterface *iface)
{
  iface->score = player_score;
  iface->reset = player_reset;
}

static void
champion_named_init (TestNamedInterface *iface)
{
  iface->get_title = champion_get_title;
}

static void
player_class_init (PlayerClass *class)
{
}

static void
player_init (Player *self)
{
}

static void
champion_class_init (ChampionClass *class)
{
}

static void
champion_init (Champion *self)
{
}

/* What the actor answers to one of the two methods of TestNamed. */
static void
assert_answers (StepStage *stage, gpointer proxy, gboolean title, const char *expected)
{
  TestNamedInterface *iface = TEST_NAMED_GET_IFACE (proxy);
  g_autoptr (DomoFuture) future = title ? iface->get_title (proxy) : iface->get_name (proxy);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  step_stage_settle (stage, future);
  answer = domo_future_dup_string (future, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, expected);
}

static void
assert_scores (StepStage *stage, gpointer proxy, int points, int total)
{
  g_autoptr (DomoFuture) future = TEST_SCORED_GET_IFACE (proxy)->score (proxy, points);
  g_autoptr (GError) error = NULL;

  step_stage_settle (stage, future);
  g_assert_cmpint (domo_future_get_int (future, &error), ==, total);
  g_assert_no_error (error);
}

static void
test_proxy_has_every_protocol (StepStage *stage)
{
  g_autoptr (DomoProxy) player = domo_stage_actor_for (stage->stage, player_get_type (), NULL);
  g_autoptr (DomoProxy) champion = domo_stage_actor_for (stage->stage, champion_get_type (), NULL);
  gpointer proxies[] = { player, champion };

  for (guint i = 0; i < G_N_ELEMENTS (proxies); i++)
    {
      g_assert_true (DOMO_IS_PROXY (proxies[i]));
      g_assert_true (DOMO_IS_PROTOCOL (proxies[i]));
      g_assert_true (TEST_IS_NAMED (proxies[i]));
      g_assert_true (TEST_IS_SCORED (proxies[i]));
      g_assert_true (TEST_IS_EMPTY (proxies[i]));
      g_assert_false (TEST_IS_SUBJECT (proxies[i]));
    }
}

static void
test_slots_with_the_same_places (StepStage *stage)
{
  g_autoptr (DomoProxy) player = domo_stage_actor_for (stage->stage, player_get_type (), NULL);

  g_test_summary ("Two protocols of one actor use the same offsets for different methods.");
  g_assert_cmpuint (G_STRUCT_OFFSET (TestNamedInterface, get_name), ==,
                    G_STRUCT_OFFSET (TestScoredInterface, score));
  assert_answers (stage, player, FALSE, "player");
  assert_scores (stage, player, 3, 3);
  assert_answers (stage, player, TRUE, "none");
  TEST_SCORED_GET_IFACE (player)->reset (TEST_SCORED (player));
  assert_scores (stage, player, 1, 1);
}

static void
test_partly_overridden (StepStage *stage)
{
  g_autoptr (DomoProxy) champion = domo_stage_actor_for (stage->stage, champion_get_type (), NULL);

  g_test_summary ("A subclass that re-implements a protocol keeps its parent's other methods.");
  assert_answers (stage, champion, FALSE, "player");
  assert_answers (stage, champion, TRUE, "champion");
  assert_scores (stage, champion, 7, 7);
}

static void
test_parent_is_not_changed (StepStage *stage)
{
  g_autoptr (DomoProxy) champion = domo_stage_actor_for (stage->stage, champion_get_type (), NULL);
  g_autoptr (DomoProxy) player = domo_stage_actor_for (stage->stage, player_get_type (), NULL);

  assert_answers (stage, player, TRUE, "none");
  assert_answers (stage, champion, TRUE, "champion");
}

static void
test_actor_without_protocol (StepStage *stage)
{
  GType type =
      g_type_register_static_simple (DOMO_TYPE_ACTOR, "SilentActor", sizeof (DomoActorClass), NULL,
                                     sizeof (DomoActor), NULL, G_TYPE_FLAG_NONE);
  g_autoptr (DomoProxy) proxy = domo_stage_actor_for (stage->stage, type, NULL);

  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (proxy));
  g_assert_true (domo_proxy_get_actor_type (proxy) == type);
}

/* First use by many threads. */

#define N_THREADS 4
#define N_ROUNDS  50

typedef struct
{
  DomoStage *stage;
  GType type;
  int *n_ready; /* atomic */
  DomoProxy *proxy;
  DomoFuture *answer;
  GError *error;
} FirstUse;

static gpointer
first_use_thread (gpointer data)
{
  FirstUse *self = data;
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (self->type);

  g_atomic_int_inc (self->n_ready);
  while (g_atomic_int_get (self->n_ready) < N_THREADS)
    g_thread_yield ();
  self->proxy = domo_stage_actor_for_definition (self->stage, definition, &self->error);
  if (self->proxy != NULL)
    self->answer = TEST_NAMED_GET_IFACE (self->proxy)->get_name (TEST_NAMED (self->proxy));
  return NULL;
}

static void
use_first (StepStage *stage, GType type, FirstUse uses[N_THREADS])
{
  GThread *threads[N_THREADS];
  int n_ready = 0;

  for (guint i = 0; i < N_THREADS; i++)
    {
      uses[i] = (FirstUse){ .stage = stage->stage, .type = type, .n_ready = &n_ready };
      threads[i] = g_thread_new ("first use", first_use_thread, &uses[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_first_use_by_many_threads (StepStage *stage)
{
  g_test_summary ("The proxy class is made once, whoever comes first.");
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autofree char *name = g_strdup_printf ("Player%u", round);
      GType type = g_type_register_static_simple (player_get_type (), name, sizeof (PlayerClass),
                                                  NULL, sizeof (Player), NULL, G_TYPE_FLAG_NONE);
      FirstUse uses[N_THREADS];

      use_first (stage, type, uses);
      step_stage_run (stage);
      for (guint i = 0; i < N_THREADS; i++)
        {
          g_autofree char *answer = NULL;

          g_assert_no_error (uses[i].error);
          g_assert_true (G_OBJECT_TYPE (uses[i].proxy) == G_OBJECT_TYPE (uses[0].proxy));
          answer = domo_future_dup_string (uses[i].answer, &uses[i].error);
          g_assert_no_error (uses[i].error);
          g_assert_cmpstr (answer, ==, "player");
          domo_future_unref (uses[i].answer);
          g_object_unref (uses[i].proxy);
        }
    }
}

/* Methods past any place for which there may be something ready-made. */

#define N_METHODS 100

typedef struct
{
  GTypeInterface parent_iface;

  DomoFuture *(*methods[N_METHODS]) (gpointer self, gint64 number);
} ManyInterface;

#define TEN(X, tens) \
  X (tens##0)        \
  X (tens##1)        \
  X (tens##2) X (tens##3) X (tens##4) X (tens##5) X (tens##6) X (tens##7) X (tens##8) X (tens##9)
/* 1 in front, so that none is octal. */
#define HUNDRED(X) \
  TEN (X, 10)      \
  TEN (X, 11)      \
  TEN (X, 12) TEN (X, 13) TEN (X, 14) TEN (X, 15) TEN (X, 16) TEN (X, 17) TEN (X, 18) TEN (X, 19)

#define DEFINE(number)                                           \
  static DomoFuture *many_##number (gpointer self, gint64 added) \
  {                                                              \
    return domo_future_new_int64 (number + added);               \
  }
HUNDRED (DEFINE)
#undef DEFINE

static void
many_implement (gpointer iface, gpointer data)
{
  ManyInterface *many = iface;

#define FILL(number) many->methods[number - 100] = many_##number;
  HUNDRED (FILL)
#undef FILL
}

static void
many_default_init (gpointer iface, gpointer data)
{
  for (guint i = 0; i < N_METHODS; i++)
    {
      g_autofree char *name = g_strdup_printf ("method_%u", i);

      domo_protocol_add_ask ((ManyInterface *) iface, name,
                             G_STRUCT_OFFSET (ManyInterface, methods) + i * sizeof (gpointer),
                             G_TYPE_INT64, 1, G_TYPE_INT64);
    }
}

static void
test_many_methods (StepStage *stage)
{
  const GTypeInfo iface_info = { .class_size = sizeof (ManyInterface),
                                 .class_init = many_default_init };
  const GInterfaceInfo implement_info = { many_implement, NULL, NULL };
  GType protocol = g_type_register_static (G_TYPE_INTERFACE, "Many", &iface_info, 0);
  GType type = g_type_register_static_simple (DOMO_TYPE_ACTOR, "ManyActor", sizeof (DomoActorClass),
                                              NULL, sizeof (DomoActor), NULL, G_TYPE_FLAG_NONE);
  g_autoptr (DomoProxy) proxy = NULL;
  ManyInterface *many;

  g_test_summary ("A hundred methods of one signature are told apart.");
  g_type_interface_add_prerequisite (protocol, DOMO_TYPE_PROTOCOL);
  g_type_add_interface_static (type, protocol, &implement_info);
  proxy = domo_stage_actor_for (stage->stage, type, NULL);
  many = g_type_interface_peek (G_OBJECT_GET_CLASS (proxy), protocol);
  for (int i = 0; i < N_METHODS; i++)
    {
      g_autoptr (DomoFuture) future = many->methods[i](proxy, 1000 * i);

      step_stage_settle (stage, future);
      g_assert_cmpint (domo_future_get_int64 (future, NULL), ==, 100 + i + 1000 * i);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/core/protocol/" path, func)
  ADD ("proxy-has-every-protocol", test_proxy_has_every_protocol);
  ADD ("slots-with-the-same-places", test_slots_with_the_same_places);
  ADD ("partly-overridden", test_partly_overridden);
  ADD ("parent-is-not-changed", test_parent_is_not_changed);
  ADD ("actor-without-protocol", test_actor_without_protocol);
  ADD ("first-use-by-many-threads", test_first_use_by_many_threads);
  ADD ("many-methods", test_many_methods);

  return g_test_run ();
}
