/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "spy-interceptor.h"

/* An interceptor that is made of others, as docs/interceptors.md shows it. */

#define DEMO_TYPE_CHAIN (demo_chain_get_type ())
G_DECLARE_FINAL_TYPE (DemoChain, demo_chain, DEMO, CHAIN, DomoInterceptor)

struct _DemoChain
{
  DomoInterceptor parent_instance;

  GPtrArray *links;
};

G_DEFINE_FINAL_TYPE (DemoChain, demo_chain, DOMO_TYPE_INTERCEPTOR)

static void
demo_chain_before_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  DemoChain *self = DEMO_CHAIN (interceptor);

  for (guint i = 0; i < self->links->len; i++)
    domo_interceptor_before_delivery (self->links->pdata[i], delivery);
}

static void
demo_chain_after_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  DemoChain *self = DEMO_CHAIN (interceptor);

  for (guint i = self->links->len; i > 0; i--)
    domo_interceptor_after_delivery (self->links->pdata[i - 1], delivery);
}

static void
demo_chain_finalize (GObject *object)
{
  g_ptr_array_unref (DEMO_CHAIN (object)->links);

  G_OBJECT_CLASS (demo_chain_parent_class)->finalize (object);
}

static void
demo_chain_class_init (DemoChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = demo_chain_finalize;
  DOMO_INTERCEPTOR_CLASS (klass)->before_delivery = demo_chain_before_delivery;
  DOMO_INTERCEPTOR_CLASS (klass)->after_delivery = demo_chain_after_delivery;
}

static void
demo_chain_init (DemoChain *self)
{
  self->links = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
drop (DomoDelivery *delivery, gpointer data)
{
  domo_delivery_drop (delivery);
}

static void
test_each_sees_every_message (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DemoChain) chain = g_object_new (DEMO_TYPE_CHAIN, NULL);
  SpyInterceptor *first = spy_interceptor_new (stage->journal, "i");
  SpyInterceptor *second = spy_interceptor_new (stage->journal, "j");

  g_test_summary ("In order before, in the opposite order after, also when one drops it.");
  g_ptr_array_add (chain->links, first);
  g_ptr_array_add (chain->links, second);
  domo_stage_set_interceptor (stage->stage, DOMO_INTERCEPTOR (chain));
  test_subject_note (actor, "1");
  step_stage_run (stage);
  first->before = drop;
  test_subject_note (actor, "2");
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "i>note(\"1\") j>note(\"1\") a:1 j<note(\"1\")=answered i<note(\"1\")=answered "
                  "i>note(\"2\") j>note(\"2\") j<note(\"2\")=dropped i<note(\"2\")=dropped");
}

#define BARE_TYPE_INTERCEPTOR (bare_interceptor_get_type ())
G_DECLARE_FINAL_TYPE (BareInterceptor, bare_interceptor, BARE, INTERCEPTOR, DomoInterceptor)

struct _BareInterceptor
{
  DomoInterceptor parent_instance;
};

G_DEFINE_FINAL_TYPE (BareInterceptor, bare_interceptor, DOMO_TYPE_INTERCEPTOR)

static void
bare_interceptor_class_init (BareInterceptorClass *klass)
{
}

static void
bare_interceptor_init (BareInterceptor *self)
{
}

static void
test_one_that_implements_nothing_does_nothing (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (BareInterceptor) bare = g_object_new (BARE_TYPE_INTERCEPTOR, NULL);
  g_autoptr (DomoInterceptor) set = NULL;

  domo_stage_set_interceptor (stage->stage, DOMO_INTERCEPTOR (bare));
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
  set = domo_stage_dup_interceptor (stage->stage);
  g_assert_true (set == DOMO_INTERCEPTOR (bare));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/interceptor-chain/" name, test_##func)
  ADD ("each-sees-every-message", each_sees_every_message);
  ADD ("one-that-implements-nothing-does-nothing", one_that_implements_nothing_does_nothing);
#undef ADD

  return g_test_run ();
}
