/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include <gio/gio.h>

#include "domo-version-macros.h"

G_BEGIN_DECLS

typedef struct _DomoActor DomoActor;
typedef struct _DomoActorSnapshot DomoActorSnapshot;
typedef struct _DomoAddress DomoAddress;
typedef struct _DomoBackOff DomoBackOff;
typedef struct _DomoClock DomoClock;
typedef struct _DomoDeadLetter DomoDeadLetter;
typedef struct _DomoDeadLetters DomoDeadLetters;
typedef struct _DomoDefinition DomoDefinition;
typedef struct _DomoDelivery DomoDelivery;
typedef struct _DomoDispatcher DomoDispatcher;
typedef struct _DomoExecutionContext DomoExecutionContext;
typedef struct _DomoFuture DomoFuture;
typedef struct _DomoObservable DomoObservable;
typedef struct _DomoObservableState DomoObservableState;
typedef struct _DomoMethodInfo DomoMethodInfo;
typedef struct _DomoMailbox DomoMailbox;
typedef struct _DomoMessage DomoMessage;
typedef struct _DomoInterceptor DomoInterceptor;
typedef struct _DomoPreparedCall DomoPreparedCall;
typedef struct _DomoPromise DomoPromise;
typedef struct _DomoProtocol DomoProtocol;
typedef struct _DomoProtocolBuilder DomoProtocolBuilder;
typedef struct _DomoProxy DomoProxy;
typedef struct _DomoStage DomoStage;
typedef struct _DomoSupervised DomoSupervised;
typedef struct _DomoSupervisor DomoSupervisor;
typedef struct _DomoTimer DomoTimer;
typedef struct _DomoTurn DomoTurn;

/**
 * DomoActorFunc:
 * @actor: the actor
 * @user_data: what was given with the function
 *
 * Called inside an actor, as one of its handlers.
 */
typedef void (*DomoActorFunc) (DomoActor *actor, gpointer user_data);

G_END_DECLS
