#!/usr/bin/env python3
# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Actors in Python: with a protocol made at run time, and with one that C defines. Prints TAP."""

import contextlib
import gc
import io
import threading
import weakref

import gi

gi.require_version("DomoCore", "0")
gi.require_version("Demo", "0")
from gi.repository import Demo, DomoCore, GLib, GObject  # noqa: E402

SECOND = 1000000


def build_ledger():
    builder = DomoCore.ProtocolBuilder.new("PyLedger")
    builder.add_tell("note", [str])
    builder.add_tell("show", [GObject.TYPE_STRV, GLib.Bytes, GObject.TYPE_UINT64, GObject.Object])
    builder.add_ask("add", GObject.TYPE_INT64, [GObject.TYPE_INT64])
    builder.add_ask("notes", str, [])
    builder.add_ask("nothing", GObject.TYPE_NONE, None)
    builder.add_ask("branch", GObject.Object, [GObject.TYPE_INT])
    builder.add_ask("divide", GObject.TYPE_DOUBLE, [GObject.TYPE_DOUBLE])
    builder.add_ask("wait_for", GObject.TYPE_INT64, [DomoCore.Proxy, bool])
    builder.add_ask("refuse", GObject.TYPE_NONE, [str])
    return builder.build()


Ledger = build_ledger()


class LedgerActor(DomoCore.Actor):
    __gtype_name__ = "PyLedgerActor"

    start = GObject.Property(type=int, default=0)
    instances = weakref.WeakSet()
    hooks = []
    threads = []

    def __init__(self):
        super().__init__()
        self.lines = []
        self.instances.add(self)

    def do_before_start(self):
        self.total = self.start
        self.threads.append(threading.get_ident())

    def do_before_restart(self, error):
        self.hooks.append(f"before_restart: {error.message}")

    def do_receive(self, method, args):
        return getattr(self, "on_" + method)(*args)

    def on_note(self, line):
        self.lines.append(line)

    def on_show(self, words, data, number, thing):
        self.lines.append(f"{words} {data and data.get_data()} {number} {thing}")

    def on_add(self, amount):
        self.total += amount
        return DomoCore.Future.new_int64(self.total)

    def on_notes(self):
        return DomoCore.Future.new_string(", ".join(map(str, self.lines)))

    def on_nothing(self):
        return DomoCore.Future.new_void()

    def on_branch(self, start):
        return DomoCore.Future.new_object(self.child_for(LedgerActor, start=start))

    def on_divide(self, by):
        return DomoCore.Future.new_double(self.total / by)

    def on_wait_for(self, other, by_waiting):
        answer = other.request("add", 1)
        if by_waiting:
            answer.wait_sync()
        return answer

    def on_refuse(self, why):
        self.fail(GLib.Error(why, "demo-quark", 7))


LedgerActor.add_protocol(Ledger)


class PyCounter(DomoCore.Actor, Demo.Counter):
    """Two methods have a function; the others arrive by name."""

    __gtype_name__ = "PyCounter"

    def __init__(self):
        super().__init__()
        self.count = 0

    def do_increment(self):
        self.count += 1

    def do_add(self, amount):
        if amount < 0:
            raise ValueError("negative")
        self.count += amount
        return DomoCore.Future.new_int64(self.count)

    def do_receive(self, method, args):
        if method == "knows_itself":
            return DomoCore.Future.new_boolean(
                args == [self.get_self(), self.get_stage()]
            )
        raise NotImplementedError(method)


class BadStart(DomoCore.Actor):
    __gtype_name__ = "PyBadStart"
    starts = 0

    def do_before_start(self):
        BadStart.starts += 1
        if BadStart.starts == 1:
            raise RuntimeError("not yet")

    def do_receive(self, method, args):
        return DomoCore.Future.new_int64(args[0])


BadStart.add_protocol(Ledger)


def settle(future):
    """Waits as a program with a main loop does."""
    loop = GLib.MainLoop()
    future.wait_async(None, lambda *_: loop.quit())
    loop.run()
    return future


def ask(proxy, method, *args):
    return settle(proxy.request(method, *args)).get_value()


def assert_raises(domain, code, words, function, *args):
    try:
        function(*args)
    except GLib.Error as error:
        assert error.matches(GLib.quark_from_string(domain), code), repr(error)
        assert words in error.message, error.message
    else:
        raise AssertionError(f"nothing was raised, but “{words}” was expected")


def assert_fails(code, words, function, *args):
    assert_raises("domo-error-quark", code, words, function, *args)


def quietly(function, *args):
    """What an actor raises is shown on stderr; here it is expected."""
    with contextlib.redirect_stderr(io.StringIO()) as shown:
        function(*args)
    assert "Traceback" in shown.getvalue()


def test_told_and_asked(stage):
    ledger = stage.actor_for(LedgerActor, start=5)
    assert ledger.send("note", "one") is True
    assert ask(ledger, "note", "two") is None
    assert ask(ledger, "notes") == "one, two"
    assert ask(ledger, "add", 2) == 7
    assert ask(ledger, "nothing") is None


def test_values(stage):
    ledger = stage.actor_for(LedgerActor)
    ledger.send("show", ["a", "b"], b"xyz", 2**64 - 1, ledger)
    ledger.send("show", None, None, 0, None)
    ledger.send("note", None)
    assert ask(ledger, "notes") == (
        f"['a', 'b'] b'xyz' {2**64 - 1} {ledger}, [] None 0 None, None"
    )
    assert ask(ledger, "add", 2**62) == 2**62
    assert ask(ledger, "add", -(2**63) + 5.0) == 2**62 - 2**63
    assert ask(ledger, "divide", 2**53) == (2**62 - 2**63) / 2**53


def test_what_does_not_fit(stage):
    ledger = stage.actor_for(LedgerActor)
    wrong, none = DomoCore.Error.INVALID_ARGUMENT, DomoCore.Error.NOT_FOUND
    assert_fails(none, "PyLedger.note (gchararray)", ledger.send, "nota", "x")
    assert_fails(wrong, "takes 1 arguments", ledger.send, "add")
    assert_fails(wrong, "PyLedger.add (gint64)", ledger.send, "add", "x")
    assert_fails(wrong, "1.5", ledger.send, "add", 1.5)
    assert_fails(wrong, "TRUE", ledger.send, "add", True)
    assert_fails(wrong, "NULL is not a gint64", ledger.send, "add", None)
    assert_fails(wrong, "no number", ledger.send, "add", 2**63)
    assert_fails(wrong, "no number", ledger.send, "add", 2**70)
    assert_fails(wrong, "takes 1 arguments", ask, ledger, "add")


def test_methods_are_listed(stage):
    ledger = stage.actor_for(LedgerActor)
    methods = {method.get_name(): method for method in ledger.list_methods()}
    assert str(methods["add"].to_string()) == "PyLedger.add (gint64) → gint64"
    assert methods["add"].is_ask() and not methods["note"].is_ask()
    assert methods["note"].get_argument_types() == [GObject.TYPE_STRING]
    assert methods["note"].get_protocol() == Ledger


def test_what_is_raised_restarts(stage):
    ledger = stage.actor_for(LedgerActor, start=5)
    address = ledger.get_address().to_string()
    LedgerActor.hooks.clear()
    assert ask(ledger, "add", 1) == 6
    quietly(
        assert_fails, DomoCore.Error.FAILED, "ZeroDivisionError", ask, ledger, "divide", 0
    )
    assert ask(ledger, "add", 1) == 6
    assert LedgerActor.hooks == ["before_restart: ZeroDivisionError: float division by zero"]
    assert ledger.get_address().to_string() == address


def test_failing_with_an_error(stage):
    ledger = stage.actor_for(LedgerActor, start=5)
    assert ask(ledger, "add", 1) == 6
    assert_raises("demo-quark", 7, "no more", ask, ledger, "refuse", "no more")
    assert ask(ledger, "add", 1) == 6


def test_start_that_raises(stage):
    actor = stage.actor_for(BadStart)
    quietly(
        assert_fails,
        DomoCore.Error.FAILED,
        "RuntimeError: not yet",
        lambda: settle(actor.started()).get_value(),
    )
    assert ask(actor, "add", 3) == 3
    assert BadStart.starts == 2


def test_protocol_of_c(stage):
    counter = stage.actor_for(PyCounter)
    assert isinstance(counter, Demo.Counter)
    counter.increment()
    assert settle(counter.add(2)).get_value() == 3
    assert ask(counter, "add", 2) == 5
    assert ask(counter, "DemoCounter.add", 1) == 6
    # A method without a function of its own arrives at do_receive.
    assert settle(counter.knows_itself(counter, stage)).get_value() is True
    quietly(
        assert_fails,
        DomoCore.Error.FAILED,
        "ValueError: negative",
        lambda: settle(counter.add(-1)).get_value(),
    )
    assert settle(counter.add(1)).get_value() == 1


def test_actor_of_c(stage):
    counter = stage.actor_for(Demo.Actor, start=2**40)
    counter.increment()
    assert settle(counter.add(1)).get_value() == 2**40 + 2
    assert ask(counter, "add", -1) == 2**40 + 1


def test_children(stage):
    ledger = stage.actor_for(LedgerActor)
    child = ask(ledger, "branch", 7)
    assert ask(child, "add", 1) == 8
    ledger.stop()
    settle(ledger.stopped())
    assert child.is_stopped()


def test_thread_of_its_own(stage):
    definition = DomoCore.Definition.new_for_type(LedgerActor)
    definition.set_dispatcher(DomoCore.ThreadDispatcher.new("ledger"))
    ledger = stage.actor_for_definition(definition)
    assert ask(ledger, "add", 3) == 3
    assert LedgerActor.threads[-1] != threading.get_ident()
    quietly(assert_fails, DomoCore.Error.FAILED, "Zero", ask, ledger, "divide", 0)
    assert ledger.request("add", 3).wait_sync() is True


def test_waiting_inside(stage):
    ledger, other = stage.actor_for(LedgerActor), stage.actor_for(LedgerActor)
    assert ask(ledger, "wait_for", other, False) == 1
    # Python's frames cannot be set aside, so this is refused, in words that say what to do.
    assert_fails(DomoCore.Error.FAILED, "then", ask, ledger, "wait_for", other, True)


def test_waiting_without_a_loop(stage):
    ledger = stage.actor_for(LedgerActor)
    future = ledger.request("add", 3)
    assert future.wait_sync() is True
    assert future.get_int64() == 3
    assert_fails(DomoCore.Error.NOT_FOUND, "nota", ledger.request("nota").wait_sync)


def test_callbacks(stage):
    ledger = stage.actor_for(LedgerActor)
    doubled = ledger.request("add", 3).then(
        lambda future: DomoCore.Future.new_int64(2 * future.get_value())
    )
    assert settle(doubled).get_value() == 6
    mended = ledger.request("nota").catch(lambda _: DomoCore.Future.new_int64(0))
    assert settle(mended).get_value() == 0
    passed_on = ledger.request("add", 3).finally_(lambda _: None)
    assert settle(passed_on).get_value() == 6

    def broken(future):
        raise KeyError("gone")

    rejected = ledger.request("add", 3).then(broken)
    quietly(assert_fails, DomoCore.Error.FAILED, "gone", lambda: settle(rejected).get_value())


def test_stopped(stage):
    ledger = stage.actor_for(LedgerActor)
    ledger.stop()
    assert settle(ledger.stopped()).get_value() == DomoCore.StopReason.STOPPED
    assert ledger.send("note", "late") is True
    assert_fails(DomoCore.Error.STOPPED, "add", ask, ledger, "add", 1)


def test_instances_go_away(stage):
    gc.collect()
    n_before = len(LedgerActor.instances)
    ledger = stage.actor_for(LedgerActor)
    ask(ledger, "add", 1)
    assert len(LedgerActor.instances) == n_before + 1
    assert_raises("demo-quark", 7, "no more", ask, ledger, "refuse", "no more")
    ask(ledger, "add", 1)
    gc.collect()
    assert len(LedgerActor.instances) == n_before + 1
    ledger.stop()
    settle(ledger.stopped())
    gc.collect()
    assert len(LedgerActor.instances) == n_before


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        stage = DomoCore.Stage.new()
        test(stage)
        assert stage.close(10 * SECOND)
        print(f"ok {number} - {name[5:].replace('_', ' ')}")


main()
