# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What makes DomoCore feel at home in Python; PyGObject loads it with the namespace.

- What an actor's code raises becomes a failure of the actor.
- Methods are called by name with plain values: proxy.request("add", 2).
- Actors are made with keyword arguments: stage.actor_for(Counter, start=5).
"""

import functools
import traceback

from gi.module import get_introspection_module
from gi.overrides import override
from gi.repository import GLib, GObject

DomoCore = get_introspection_module("DomoCore")

__all__ = []

_INT_LIMIT = 1 << 31
_INT64_LIMIT = 1 << 63

# These are asked by GObject, not by the actor's life.
_NO_HANDLERS = {"do_get_property", "do_set_property"}


def _to_error(exception):
    """A GLib.Error stays what it is. Anything else is shown, as Python does, and wrapped."""
    if isinstance(exception, GLib.Error):
        return exception
    traceback.print_exception(type(exception), exception, exception.__traceback__)
    text = "".join(traceback.format_exception_only(type(exception), exception)).strip()
    return GLib.Error.new_literal(
        GLib.quark_from_string("domo-error-quark"), text, int(DomoCore.Error.FAILED)
    )


def _failing(function):
    """What @function raises becomes a failure of the actor."""

    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        try:
            return function(self, *args, **kwargs)
        except Exception as exception:
            self.fail(_to_error(exception))
            return None

    return wrapper


def _receiving(function):
    """As _failing(), and without the length of the list, which PyGObject passes on."""
    failing = _failing(function)

    @functools.wraps(function)
    def wrapper(self, method, args, *_length):
        return failing(self, method, args)

    return wrapper


def _to_value(value):
    """A GValue where PyGObject would find none, or too small a one."""
    if value is None:
        return GObject.Value(GObject.TYPE_POINTER, None)
    if type(value) is int and not -_INT_LIMIT <= value < _INT_LIMIT:
        if -_INT64_LIMIT <= value < _INT64_LIMIT:
            return GObject.Value(GObject.TYPE_INT64, value)
        if 0 <= value < 2 * _INT64_LIMIT:
            return GObject.Value(GObject.TYPE_UINT64, value)
        # No integer type holds it; as a number it is refused in words that say so.
        return GObject.Value(GObject.TYPE_DOUBLE, float(value))
    if isinstance(value, bytes):
        return GLib.Bytes.new(value)
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return GObject.Value(GObject.TYPE_STRV, list(value))
    return value


def _to_values(args):
    return [_to_value(arg) for arg in args]


def _define(actor_class, properties):
    definition = DomoCore.Definition.new_for_type(actor_class)
    for name, value in properties.items():
        name = name.replace("_", "-")
        pspec = actor_class.find_property(name)
        if pspec is not None:
            value = GObject.Value(pspec.value_type, value)
        definition.set_property(name, value)
    return definition


class _ActorMeta(type(DomoCore.Actor)):
    """Python keeps one stack of frames per thread, so its code must not be set aside half-way."""

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        if cls.__gtype__ != DomoCore.Actor.__gtype__:
            cls.set_native_stack(True)


class Actor(DomoCore.Actor, metaclass=_ActorMeta):
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, member in list(vars(cls).items()):
            if not callable(member) or name in _NO_HANDLERS:
                continue
            if name == "do_receive":
                setattr(cls, name, _receiving(member))
            elif name.startswith("do_") or name == "__init__":
                setattr(cls, name, _failing(member))

    def child_for(self, actor_class, **properties):
        """Makes an actor of that class, with those properties, as a child of this one."""
        return self.child_for_definition(_define(actor_class, properties))


class Proxy(DomoCore.Proxy):
    def send(self, method, *args):
        """Calls a method by its name and lets its answer go."""
        return super().send(method, _to_values(args))

    def request(self, method, *args):
        """Calls a method by its name and answers its future."""
        return super().request(method, _to_values(args))


class Stage(DomoCore.Stage):
    def actor_for(self, actor_class, **properties):
        """Makes an actor of that class, with those properties."""
        return self.actor_for_definition(_define(actor_class, properties))


def _rejecting(function):
    """What @function raises rejects the future that it was to answer."""

    @functools.wraps(function)
    def wrapper(*args):
        try:
            return function(*args)
        except Exception as exception:
            return DomoCore.Future.new_error(_to_error(exception))

    return wrapper


class Future(DomoCore.Future):
    def then(self, function, *data):
        return super().then(_rejecting(function), *data)

    def catch(self, function, *data):
        return super().catch(_rejecting(function), *data)

    def finally_(self, function, *data):
        return super().finally_(_rejecting(function), *data)


for _class in (Actor, Proxy, Stage, Future):
    globals()[_class.__name__] = override(_class)
    __all__.append(_class.__name__)
