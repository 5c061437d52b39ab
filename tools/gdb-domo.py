# Copyright (C) 2026 The Domo Authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shows in gdb what is set aside: the stacks of handlers that wait.

    (gdb) source tools/gdb-domo.py
    (gdb) domo fibers               what there is
    (gdb) domo backtrace            where all those that are set aside will go on
    (gdb) domo backtrace NUMBER     where one of them will

Works on a running process and on a core that the kernel wrote, where the library was built with its
own switch and debug information is at hand. Nothing in the process is changed. gdb's own gcore leaves
out what lies around guards.
"""

import re

import gdb
import gdb.unwinder

WORD = 8

# What the switch saves, from the lowest address on: see domo-fiber-frame-private.h.
SAVED = {
    "i386:x86-64": (["", "r15", "r14", "r13", "r12", "rbx", "rbp", "rip"], 8, "rsp", "rip"),
    "aarch64": (["", *(f"x{i}" for i in range(19, 30)), "pc"], 22, "sp", "pc"),
}


def read_word(address):
    memory = gdb.selected_inferior().read_memory(address, WORD)
    return int.from_bytes(memory.tobytes(), "little")


def variable(name):
    """A variable that is hidden in the library, whose name says that it is Domo's."""
    try:
        return gdb.parse_and_eval(name)
    except gdb.error as error:
        raise gdb.GdbError(f"there is no {name}: is libdomo-core loaded, with debug information?") from error


def items(queue, type_name):
    """What the links of a GQueue point to."""
    link = queue["head"]
    while link:
        yield link["data"].cast(gdb.lookup_type(type_name).pointer())
        link = link["next"]


class FrameId:
    """gdb has one of its own, but only since version 14."""

    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class Unwinder(gdb.unwinder.Unwinder):
    """Takes a stack that is set aside for the caller of the innermost frame."""

    def __init__(self):
        super().__init__("domo-fiber")
        self.saved = None

    def __call__(self, pending):
        if self.saved is None or pending.level() != 0:
            return None
        names, size, sp, pc = SAVED[pending.architecture().name()]
        frame_id = FrameId(pending.read_register(sp), pending.read_register(pc))
        unwound = pending.create_unwind_info(frame_id)
        for i, name in enumerate(names):
            if name:
                self.add(pending, unwound, name, read_word(self.saved + WORD * i))
        self.add(pending, unwound, sp, self.saved + WORD * size)
        return unwound

    @staticmethod
    def add(pending, unwound, name, value):
        kind = pending.read_register(name).type
        unwound.add_saved_register(name, gdb.Value(value.to_bytes(WORD, "little"), kind))

    def backtrace(self, saved):
        """The frames of the stack that is saved at this address, as gdb prints them."""
        self.saved = saved
        gdb.invalidate_cached_frames()
        try:
            text = gdb.execute("backtrace", to_string=True)
        finally:
            self.saved = None
            gdb.invalidate_cached_frames()
        # The first is where the process really is.
        return re.split(r"^(?=#1\s)", text, maxsplit=1, flags=re.MULTILINE)[-1]


class Fiber:
    def __init__(self, value):
        self.saved = int(value["saved"])
        self.address = int(value.address)
        self.thread = value["thread"]
        self.is_native = not value["slab"]
        self.is_acquired = self.is_native or bool(value["is_acquired"])
        self.stack = int(value["stack"])
        self.stack_size = int(value["stack_size"])

    @property
    def state(self):
        if self.saved:
            return "set aside" if self.is_acquired else "spare"
        if not self.is_acquired:
            return "spare"
        return "running" if int(self.thread["current"]) == self.address else "not begun"

    def describe(self):
        if self.is_native:
            return f"{self.state}, a thread's own stack"
        text = f"{self.state}, stack from {self.stack:#x} to {self.stack + self.stack_size:#x}"
        if self.saved:
            text += f", {self.stack + self.stack_size - self.saved} bytes in use"
        return text


def list_fibers():
    """Those of all threads, but for spares."""
    found = [Fiber(thread["native"]) for thread in items(variable("domo_fiber_threads"), "DomoFiberThread")]
    for slab in items(variable("domo_fiber_slabs"), "DomoFiberSlab"):
        found += (Fiber(slab["fibers"][i]) for i in range(int(slab["n_fibers"])))
    return [fiber for fiber in found if fiber.state != "spare"]


unwinder = Unwinder()
gdb.unwinder.register_unwinder(None, unwinder, replace=True)


class Prefix(gdb.Command):
    """Looks into a program that uses Domo."""

    def __init__(self):
        super().__init__("domo", gdb.COMMAND_STACK, prefix=True)


class Fibers(gdb.Command):
    """Lists the stacks on which handlers run or wait."""

    def __init__(self):
        super().__init__("domo fibers", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for number, fiber in enumerate(list_fibers(), 1):
            print(f"{number}: {fiber.describe()}")


class Backtrace(gdb.Command):
    """Shows where handlers that wait will go on: all, or the one with this number."""

    def __init__(self):
        super().__init__("domo backtrace", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if gdb.selected_frame().architecture().name() not in SAVED:
            raise gdb.GdbError("stacks that are set aside cannot be read on this machine")
        wanted = int(argument) if argument else None
        for number, fiber in enumerate(list_fibers(), 1):
            if not fiber.saved or wanted not in (None, number):
                continue
            print(f"{number}: {fiber.describe()}")
            print(unwinder.backtrace(fiber.saved))


Prefix()
Fibers()
Backtrace()
