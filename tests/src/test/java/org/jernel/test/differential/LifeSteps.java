package org.jernel.test.differential;

import java.util.List;

import org.jernel.test.differential.Sketch.Slot;
import org.jernel.test.differential.Sketch.State;
import org.jernel.test.judge.Call;
import org.jspecify.annotations.Nullable;

import static org.jernel.test.judge.Linux.*;

/** How sockets and tasks come, meet and go. */
final class LifeSteps {

    private static final int BACKLOG = 8;

    private LifeSteps() {}

    static void socket(Sketch sketch) {
        if (sketch.dice().oneIn(10)) {
            impossibleSocket(sketch);
        } else {
            newSocket(sketch, kind(sketch));
        }
    }

    private static SocketKind kind(Sketch sketch) {
        return sketch.dice().pick(SocketKind.ALL, SocketKind::weight);
    }

    private static void impossibleSocket(Sketch sketch) {
        Dice dice = sketch.dice();
        int family = dice.of(AF_INET, AF_INET6, AF_UNIX, AF_UNSPEC, AF_MAX, -1);
        int type = dice.of(0, SOCK_STREAM, SOCK_DGRAM, SOCK_RDM, SOCK_SEQPACKET, 7, 11, 12, -1, 0x100 | SOCK_STREAM);
        if ((family == AF_INET || family == AF_INET6) && type != SOCK_STREAM) {
            // What other types of these there are is for rows of SocketKind to say.
            type = SOCK_SEQPACKET;
        }
        int protocol = dice.of(1, -1, 256, IPPROTO_UDP, 1000);
        sketch.add(Step.Syscall.of(sketch.task(), Call.SOCKET, Arg.of(family), Arg.of(type), Arg.of(protocol)));
    }

    private static Slot newSocket(Sketch sketch, SocketKind kind) {
        boolean mayBlock = sketch.dice().oneIn(sketch.hasSeveralTasks() ? 3 : 20);
        Slot slot = sketch.newSlot(kind, State.FRESH, mayBlock);
        int flags = mayBlock ? 0 : SOCK_NONBLOCK;
        sketch.add(Step.Syscall.making(
                sketch.task(), slot.number(), Call.SOCKET, kind.familyArg(), kind.typeArg(flags), Arg.of(0)));
        if (kind.isTcp()) {
            // Nagle's algorithm would send when a delayed acknowledgement's timer says so.
            sketch.add(Step.Syscall.of(
                    sketch.task(), Call.SETSOCKOPT, Sketch.fd(slot), Arg.of(IPPROTO_TCP),
                    Arg.named("TCP_NODELAY", TCP_NODELAY), Arg.ints(1), Arg.of(4)));
        }
        return slot;
    }

    /** Two ends of a connection and how they come to be, or two sockets that know each other's name. */
    static void connection(Sketch sketch) {
        SocketKind kind = kind(sketch);
        Slot listener = newSocket(sketch, kind);
        bind(sketch, listener, kind.addresses().toBind(sketch.dice()));
        if (kind.oriented()) {
            listen(sketch, listener, BACKLOG);
        }
        Slot client = newSocket(sketch, kind);
        connect(sketch, client, kind.addresses().of(listener, sketch.dice()));
        client.become(State.CONNECTED);
        if (kind.oriented()) {
            accept(sketch, listener);
        }
    }

    static void socketpair(Sketch sketch) {
        Dice dice = sketch.dice();
        SocketKind kind = dice.pick(SocketKind.ALL);
        boolean mayBlock = dice.oneIn(sketch.hasSeveralTasks() ? 3 : 20);
        Slot one = sketch.newSlot(kind, State.CONNECTED, mayBlock);
        Slot other = sketch.newSlot(kind, State.CONNECTED, mayBlock);
        int flags = mayBlock ? 0 : SOCK_NONBLOCK;
        // PF_UNIX, and a protocol that no type of the others has.
        int protocol = kind.family() == AF_UNIX ? 1 : 2;
        Arg fds = dice.oneIn(15) ? Arg.UNMAPPED : Arg.out(8);
        sketch.add(new Step.Syscall(
                sketch.task(),
                List.of(one.number(), other.number()),
                Call.SOCKETPAIR,
                List.of(kind.familyArg(), kind.typeArg(flags), Arg.of(dice.oneIn(10) ? protocol : 0), fds)));
    }

    static void bind(Sketch sketch) {
        Slot slot = sketch.slot(each -> each.state() == State.FRESH);
        if (slot == null) {
            return;
        }
        Dice dice = sketch.dice();
        Addresses addresses = slot.kind().addresses();
        Slot taken = sketch.anybodys(each -> each.isLike(slot) && each.state() != State.FRESH);
        if (dice.oneIn(12)) {
            bind(sketch, slot, Addresses.InetAddresses.ofNobody());
        } else if (dice.oneIn(6)) {
            bind(sketch, slot, addresses.wrong(dice));
        } else if (taken != null && dice.oneIn(5)) {
            bind(sketch, slot, addresses.of(taken, dice));
        } else {
            bind(sketch, slot, addresses.toBind(dice));
        }
    }

    private static void bind(Sketch sketch, Slot slot, Address address) {
        call(sketch, Call.BIND, slot, address.pointer(), address.length());
        slot.become(State.BOUND);
    }

    static void listen(Sketch sketch) {
        Slot slot = sketch.slot(each -> each.state() == State.BOUND && each.kind().oriented());
        if (slot != null) {
            listen(sketch, slot, sketch.dice().of(BACKLOG, BACKLOG, 4, 100, -1));
        }
    }

    private static void listen(Sketch sketch, Slot slot, int backlog) {
        call(sketch, Call.LISTEN, slot, Arg.of(backlog));
        slot.become(State.LISTENING);
    }

    static void connect(Sketch sketch) {
        Slot slot = sketch.slot(each -> each.state() == State.FRESH || each.state() == State.BOUND
                || (each.state() == State.CONNECTED && !each.kind().oriented()));
        if (slot == null) {
            return;
        }
        Dice dice = sketch.dice();
        if (!slot.kind().oriented() && dice.oneIn(10)) {
            connect(sketch, slot, Addresses.none());
            return;
        }
        State wanted = slot.kind().oriented() ? State.LISTENING : State.BOUND;
        Slot peer = sketch.anybodys(each -> each.isLike(slot) && each.state() == wanted);
        if (peer == null || dice.oneIn(8)) {
            Addresses addresses = slot.kind().addresses();
            connect(sketch, slot, dice.oneIn(2) ? addresses.nobodys() : addresses.wrong(dice));
        } else {
            connect(sketch, slot, slot.kind().addresses().of(peer, dice));
            slot.become(State.CONNECTED);
        }
    }

    private static void connect(Sketch sketch, Slot slot, Address address) {
        call(sketch, Call.CONNECT, slot, address.pointer(), address.length());
    }

    static void accept(Sketch sketch) {
        Slot listener = sketch.slot(each -> each.state() == State.LISTENING);
        if (listener != null) {
            accept(sketch, listener);
        }
    }

    private static void accept(Sketch sketch, Slot listener) {
        Dice dice = sketch.dice();
        boolean mayBlock = listener.mayBlock() && dice.oneIn(2);
        Slot accepted = sketch.newSlot(listener.kind(), State.CONNECTED, mayBlock);
        boolean named = dice.oneIn(3);
        Arg name = named ? Arg.addressOut(128) : Arg.NULL;
        Arg length = named ? length(dice) : Arg.NULL;
        int flags = dice.oneIn(20) ? 1 : mayBlock ? 0 : SOCK_NONBLOCK;
        sketch.add(Step.Syscall.making(
                sketch.task(), accepted.number(), Call.ACCEPT4, Sketch.fd(listener), name, length, Arg.of(flags)));
    }

    /** A length to write back to. Three bytes would show half a port. */
    static Arg length(Dice dice) {
        return dice.oneIn(12) ? Arg.UNMAPPED : Arg.ints(dice.of(128, 128, 128, 16, 110, 8, 2, 1, 0, -1));
    }

    static void shutdown(Sketch sketch) {
        Slot slot = sketch.slot(each -> each.state() == State.CONNECTED);
        call(sketch, Call.SHUTDOWN, slot, Arg.of(sketch.dice().of(SHUT_RD, SHUT_WR, SHUT_WR, SHUT_RDWR, 3, -1)));
    }

    static void close(Sketch sketch) {
        Slot slot = sketch.slot(each -> true);
        call(sketch, Call.CLOSE, slot);
        if (slot != null) {
            slot.become(State.CLOSED);
        }
    }

    static void dup(Sketch sketch) {
        Slot slot = sketch.slot(each -> true);
        if (slot != null) {
            Slot copy = sketch.newSlot(slot.kind(), slot.state(), slot.mayBlock());
            sketch.add(Step.Syscall.making(sketch.task(), copy.number(), Call.DUP, Sketch.fd(slot)));
        }
    }

    static void fork(Sketch sketch) {
        int child = sketch.taskToFork();
        if (child >= 0) {
            sketch.add(new Step.Fork(sketch.task(), child));
            sketch.forked(child);
        }
    }

    static void interrupt(Sketch sketch) {
        if (sketch.hasSeveralTasks()) {
            sketch.add(new Step.Interrupt(sketch.otherTask(), sketch.dice().oneIn(2)));
        }
    }

    static void exit(Sketch sketch) {
        if (sketch.hasSeveralTasks()) {
            sketch.add(new Step.Exit(sketch.otherTask()));
        }
    }

    private static void call(Sketch sketch, Call call, @Nullable Slot slot, Arg... more) {
        sketch.add(StateSteps.on(sketch, call, slot, more));
    }
}
