// Copyright (C) 2026 The Domo Authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// An actor in Vala, with a protocol that C defines, waited for with yield. Prints TAP.

class ValaCounter : Domo.Actor, Demo.Counter {
    int64 count;

    public int64 start { private get; construct; default = 0; }

    public override void before_start () {
        count = start;
    }

    public void increment () {
        count++;
    }

    public Domo.Future add (int64 amount) {
        count += amount;
        return new Domo.Future.int64 (count);
    }

    public Domo.Future wait_for (void* promise) {
        unowned Domo.Promise given = (Domo.Promise) promise;
        return given.get_future ();
    }

    public Domo.Future refuse (string why) {
        fail (new Domo.Error.FAILED (why));
        return new Domo.Future.void ();
    }

    public Domo.Future branch (bool by_definition) {
        return new Domo.Future.void ();
    }

    public Domo.Future knows_itself (Object proxy, Object stage) {
        return new Domo.Future.boolean (proxy == get_self () && stage == get_stage ());
    }
}

int number = 0;

void check (bool holds, string title) {
    print ("%sok %d - %s\n", holds ? "" : "not ", ++number, title);
}

async void use_counter (Domo.Stage stage) throws Error {
    var definition = new Domo.Definition.for_type (typeof (ValaCounter));
    definition.set_property ("start", (int64) 5);
    var proxy = stage.actor_for_definition (definition);
    var counter = (Demo.Counter) proxy;

    counter.increment ();
    var sum = counter.add (2);
    yield sum.wait_async (null);
    check (sum.get_int64 () == 8, "told, asked, waited for with yield");

    var knows = counter.knows_itself (proxy, stage);
    yield knows.wait_async (null);
    check (knows.get_boolean (), "knows its proxy and stage");

    Value[] args = { (int) 2 };
    sum = proxy.request ("add", args);
    yield sum.wait_async (null);
    check (sum.get_int64 () == 10, "called by name");
    try {
        proxy.send ("add", null);
        check (false, "what does not fit is an error");
    } catch (Domo.Error.INVALID_ARGUMENT error) {
        check (true, "what does not fit is an error");
    }

    var refused = counter.refuse ("no more");
    try {
        yield refused.wait_async (null);
        check (false, "a failure reaches the asker");
    } catch (Domo.Error.FAILED error) {
        check (error.message == "no more", "a failure reaches the asker");
    }
    sum = counter.add (1);
    yield sum.wait_async (null);
    check (sum.get_int64 () == 6, "the failed actor has been restarted");

    var doubled = counter.add (1).then ((future) => {
        try {
            return new Domo.Future.int64 (2 * future.get_int64 ());
        } catch (Error error) {
            return new Domo.Future.error (error);
        }
    });
    yield doubled.wait_async (null);
    check (doubled.get_int64 () == 14, "goes on with a callback");
}

int main () {
    var loop = new MainLoop ();
    var stage = new Domo.Stage ();
    bool closed = false;

    print ("1..8\n");
    use_counter.begin (stage, (object, result) => {
        try {
            use_counter.end (result);
        } catch (Error error) {
            check (false, error.message);
        }
        loop.quit ();
    });
    loop.run ();
    try {
        closed = stage.close (10 * TimeSpan.SECOND);
    } catch (Error error) {
        printerr ("%s\n", error.message);
    }
    check (closed, "the stage closes");
    return closed ? 0 : 1;
}
