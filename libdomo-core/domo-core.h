/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define DOMO_CORE_INSIDE
#include "domo-actor.h"
#include "domo-address.h"
#include "domo-await.h"
#include "domo-back-off.h"
#include "domo-bounded-mailbox.h"
#include "domo-clock.h"
#include "domo-counters.h"
#include "domo-dead-letter.h"
#include "domo-dead-letters.h"
#include "domo-definition.h"
#include "domo-delivery.h"
#include "domo-dispatcher.h"
#include "domo-enum-types.h"
#include "domo-enums.h"
#include "domo-error.h"
#include "domo-execution-context.h"
#include "domo-future.h"
#include "domo-interceptor.h"
#include "domo-mailbox.h"
#include "domo-main-dispatcher.h"
#include "domo-message.h"
#include "domo-method-info.h"
#include "domo-observable-state.h"
#include "domo-observable.h"
#include "domo-priority-mailbox.h"
#include "domo-promise.h"
#include "domo-protocol-builder.h"
#include "domo-protocol.h"
#include "domo-proxy.h"
#include "domo-stage.h"
#include "domo-supervised.h"
#include "domo-supervisor.h"
#include "domo-thread-dispatcher.h"
#include "domo-turn.h"
#include "domo-types.h"
#include "domo-version-macros.h"
#undef DOMO_CORE_INSIDE
