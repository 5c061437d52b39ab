#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Supervisors in Python, that look after actors in Python. Prints TAP."""

import gi

gi.require_version("DomoCore", "0")
gi.require_version("DomoSupervision", "0")
from gi.repository import DomoCore, DomoSupervision, GLib  # noqa: E402

SECOND = 1000000
Directive = DomoSupervision.SupervisionDirective


class Fragile(DomoCore.Actor):
    """Its start fails as often as said."""

    __gtype_name__ = "PyFragile"
    n_left = 0

    def do_before_start(self):
        if Fragile.n_left > 0:
            Fragile.n_left -= 1
            raise RuntimeError("not yet")


class Supervisor(DomoSupervision.DefaultSupervisor):
    """Decides as said, and says what it was asked."""

    __gtype_name__ = "PySupervisor"
    directive = Directive.RESTART
    asked = []

    def do_supervision_strategy(self):
        return DomoSupervision.SupervisionStrategy.new(2, 60 * SECOND, DomoCore.SupervisionScope.ONE)

    def do_decide_directive(self, supervised, strategy):
        Supervisor.asked.append((supervised.get_message(), strategy.get_intensity()))
        return Supervisor.directive


class Extended(Supervisor):
    """Extends what a report does."""

    __gtype_name__ = "PyExtended"
    n_informed = 0

    def do_handle_failure(self, supervised):
        Extended.n_informed += 1
        DomoSupervision.DefaultSupervisor.do_handle_failure(self, supervised)


def make_fragile(stage, supervisor_class, n_failures):
    Fragile.n_left = n_failures
    Supervisor.asked.clear()
    stage.register_supervisor("s", stage.actor_for(supervisor_class))
    definition = DomoCore.Definition.new_for_type(Fragile)
    definition.set_supervisor("s")
    return stage.actor_for_definition(definition)


def iterate_until(condition):
    while not condition():
        GLib.MainContext.default().iteration(True)


def watched_reason(actor):
    """Waits until the actor has stopped; answers why it has."""
    reasons = []
    DomoSupervision.watch(actor, lambda proxy, reason: reasons.append(reason))
    iterate_until(lambda: reasons)
    return reasons[0]


def test_a_class_decides(stage):
    Supervisor.directive = Directive.STOP
    assert watched_reason(make_fragile(stage, Supervisor, 1)) == DomoCore.StopReason.FAILED
    assert Supervisor.asked == [("before_start()", 2)]


def test_restarts_are_counted(stage):
    Supervisor.directive = Directive.RESTART
    assert watched_reason(make_fragile(stage, Supervisor, 3)) == DomoCore.StopReason.ESCALATED


def test_a_report_can_be_extended(stage):
    Supervisor.directive = Directive.RESTART
    actor = make_fragile(stage, Extended, 2)
    iterate_until(lambda: Extended.n_informed == 2)
    iterate_until(lambda: Fragile.n_left == 0)
    assert not actor.is_stopped()
    assert len(Supervisor.asked) == 2


def test_decisions_are_told(stage):
    told = []
    monitor = DomoSupervision.SupervisionMonitor.new(stage)
    monitor.connect("decided", lambda _, decision: told.append(decision))
    Supervisor.directive = Directive.RESTART
    actor = make_fragile(stage, Supervisor, 1)
    iterate_until(lambda: told)
    assert told[0].get_directive() == Directive.RESTART
    assert told[0].get_n_restarts() == 1
    assert told[0].get_supervised().get_proxy() == actor


def test_unwatched_means_unwatched(stage):
    reasons = []
    actor = make_fragile(stage, Supervisor, 0)
    watch = DomoSupervision.watch(actor, lambda proxy, reason: reasons.append(reason))
    assert DomoSupervision.unwatch(watch)
    actor.stop()
    assert watched_reason(actor) == DomoCore.StopReason.STOPPED
    assert reasons == []


def test_a_tree_is_declared(stage):
    Fragile.n_left = 0
    tree = DomoSupervision.SupervisionTree.new(None)
    definition = DomoCore.Definition.new_for_type(Fragile)
    tree.add_actor("fragile", definition, DomoSupervision.ChildKind.PERMANENT)
    supervisor = tree.start(stage)
    started = []
    supervisor.started().then(lambda settled: started.append(settled) or settled)
    iterate_until(lambda: started)
    assert stage.lookup_actor("fragile").dup_parent() == supervisor


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        stage = DomoCore.Stage.new()
        test(stage)
        assert stage.close(10 * SECOND)
        print(f"ok {number} - {name[5:].replace('_', ' ')}")


main()
