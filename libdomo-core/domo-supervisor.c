/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervisor.h"

#include "domo-supervised.h"

/**
 * DomoSupervisor:
 *
 * The protocol of an actor that decides what becomes of others when they fail.
 *
 * A supervisor is an ordinary actor. Register it with a name on its stage
 * ([method@DomoCore.Stage.register_supervisor]) and name it in the definitions of those it looks
 * after ([method@DomoCore.Definition.set_supervisor]). When one of them fails it is suspended, and
 * the supervisor is informed, ahead of its mailbox and never lost.
 *
 * An actor without a supervisor of its own is looked after by the public root, which restarts it,
 * and waits ever longer if it fails again and again. What is escalated to the public root goes on
 * to the private root, which stops the actor.
 */

G_DEFINE_INTERFACE (DomoSupervisor, domo_supervisor, DOMO_TYPE_PROTOCOL)

static void
domo_supervisor_default_init (DomoSupervisorInterface *iface)
{
  domo_protocol_add_tell (iface, "inform", G_STRUCT_OFFSET (DomoSupervisorInterface, inform), 1,
                          DOMO_TYPE_SUPERVISED);
}

/**
 * domo_supervisor_inform:
 * @self: a supervisor
 * @supervised: the failed actor, as its supervisor sees it
 *
 * Informs of a failure. The library calls the supervisor's own function; a program may call this to
 * pass a decision on to another supervisor.
 *
 * The supervisor gives its directive with the methods of @supervised, in this call or later, from
 * any thread; until then it keeps a reference. If the last reference goes away without one, because
 * the supervisor stopped, failed or forgot, the public root decides.
 *
 * Since: 0.1
 */
void
domo_supervisor_inform (DomoSupervisor *self, DomoSupervised *supervised)
{
  g_return_if_fail (DOMO_IS_SUPERVISOR (self));
  g_return_if_fail (supervised != NULL);

  DOMO_SUPERVISOR_GET_IFACE (self)->inform (self, supervised);
}
