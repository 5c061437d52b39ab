// Copyright (C) 2026 The Domo Authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Actors in JavaScript: with a protocol made at run time, and with one that C defines. Prints TAP.

imports.gi.versions.DomoCore = '0';
imports.gi.versions.Demo = '0';
const {Demo, DomoCore, GLib, GObject} = imports.gi;

const builder = DomoCore.ProtocolBuilder.new('JsLedger');
builder.add_tell('note', [GObject.TYPE_STRING]);
builder.add_ask('add', GObject.TYPE_INT64, [GObject.TYPE_INT64]);
builder.add_ask('notes', GObject.TYPE_STRING, []);
builder.add_ask('refuse', GObject.TYPE_NONE, [GObject.TYPE_STRING]);
const Ledger = builder.build();

const LedgerActor = GObject.registerClass({
    GTypeName: 'JsLedgerActor',
    Properties: {
        start: GObject.ParamSpec.int('start', null, null, GObject.ParamFlags.READWRITE, 0, 100, 0),
    },
}, class LedgerActor extends DomoCore.Actor {
    vfunc_before_start() {
        this.total = this.start;
        this.lines = [];
    }

    vfunc_receive(method, args) {
        // What is thrown here, JavaScript logs and forgets: an actor has to say so itself.
        try {
            return this[method](...args);
        } catch (error) {
            this.fail(new GLib.Error(DomoCore.error_quark(), DomoCore.Error.FAILED, `${error}`));
            return null;
        }
    }

    note(line) {
        this.lines.push(line);
        return null;
    }

    add(amount) {
        this.total += amount;
        return DomoCore.Future.new_int64(this.total);
    }

    notes() {
        return DomoCore.Future.new_string(this.lines.join(', '));
    }

    refuse(why) {
        throw new TypeError(why);
    }
});
LedgerActor.set_native_stack(true);
LedgerActor.add_protocol(Ledger);

const Counter = GObject.registerClass({
    GTypeName: 'JsCounter',
    Implements: [Demo.Counter],
}, class Counter extends DomoCore.Actor {
    vfunc_before_start() {
        this.count = 0;
    }

    vfunc_increment() {
        this.count++;
    }

    vfunc_add(amount) {
        this.count += amount;
        return DomoCore.Future.new_int64(this.count);
    }

    // The protocol's other methods, which have no function here.
    vfunc_receive(method, args) {
        return DomoCore.Future.new_boolean(args.length === 2 && args[0] === this.get_self());
    }
});

Counter.set_native_stack(true);

function actorFor(stage, actorClass, properties = {}) {
    const definition = DomoCore.Definition.new_for_type(actorClass.$gtype);
    for (const [name, value] of Object.entries(properties))
        definition.set_property(name, value);
    return stage.actor_for_definition(definition);
}

function settle(future) {
    const loop = new GLib.MainLoop(null, false);
    future.wait_async(null, () => loop.quit());
    loop.run();
    return future.get_value();
}

function assertEqual(actual, expected) {
    if (actual !== expected)
        throw new Error(`${actual} is not ${expected}`);
}

function assertThrows(code, words, func) {
    try {
        func();
    } catch (error) {
        if (error.matches(DomoCore.error_quark(), code) && error.message.includes(words))
            return;
        throw error;
    }
    throw new Error(`nothing was thrown, but ${words} was expected`);
}

const tests = {
    'told and asked'(stage) {
        const ledger = actorFor(stage, LedgerActor, {start: 5});
        assertEqual(ledger.send('note', ['one']), true);
        assertEqual(settle(ledger.request('note', ['two'])), null);
        assertEqual(settle(ledger.request('notes', [])), 'one, two');
        assertEqual(settle(ledger.request('add', [2])), 7);
        assertEqual(settle(ledger.request('add', [2 ** 40])), 7 + 2 ** 40);
        assertEqual(settle(ledger.request('note', [null])), null);
    },

    'what does not fit'(stage) {
        const ledger = actorFor(stage, LedgerActor);
        const {INVALID_ARGUMENT, NOT_FOUND} = DomoCore.Error;
        assertThrows(NOT_FOUND, 'JsLedger.note', () => ledger.send('nota', ['x']));
        assertThrows(INVALID_ARGUMENT, '1.5', () => ledger.send('add', [1.5]));
        assertThrows(INVALID_ARGUMENT, 'JsLedger.add', () => settle(ledger.request('add', ['x'])));
    },

    'what is thrown restarts'(stage) {
        const ledger = actorFor(stage, LedgerActor, {start: 5});
        assertEqual(settle(ledger.request('add', [1])), 6);
        assertThrows(DomoCore.Error.FAILED, 'TypeError',
            () => settle(ledger.request('refuse', ['broken'])));
        assertEqual(settle(ledger.request('add', [1])), 6);
    },

    'protocol of C'(stage) {
        const counter = actorFor(stage, Counter);
        counter.increment();
        assertEqual(settle(counter.add(2)), 3);
        assertEqual(settle(counter.request('DemoCounter.add', [2])), 5);
        assertEqual(settle(counter.knows_itself(counter, stage)), true);
    },

    'callbacks'(stage) {
        const ledger = actorFor(stage, LedgerActor);
        const doubled = ledger.request('add', [3])
            .then(future => DomoCore.Future.new_int64(2 * future.get_value()));
        assertEqual(settle(doubled), 6);
    },
};

print(`1..${Object.keys(tests).length}`);
let number = 0;
for (const [name, test] of Object.entries(tests)) {
    const stage = DomoCore.Stage.new();
    test(stage);
    assertEqual(stage.close(10 * 1000000), true);
    print(`ok ${++number} - ${name}`);
}
