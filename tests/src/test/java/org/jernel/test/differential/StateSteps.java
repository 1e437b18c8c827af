package org.jernel.test.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jernel.test.differential.Sketch.Slot;
import org.jernel.test.differential.Sketch.State;
import org.jernel.test.judge.Call;
import org.jspecify.annotations.Nullable;

import static org.jernel.test.judge.Linux.*;

/** How programs ask for the state of sockets, and change it. */
final class StateSteps {

    private static final int[] EVENTS = {
        POLLIN, POLLOUT, POLLIN | POLLOUT | POLLRDHUP, POLLIN | POLLPRI | POLLOUT | 0x3c0 | POLLRDHUP, 0
    };
    private static final long LONG_SECONDS = 1000;

    /** An option and the values that it is set to. What the buffers grow to by themselves is the host's tuning. */
    private record Option(String name, int level, int number, List<Integer> values) {

        Option(String name, int level, int number, int... values) {
            this(name, level, number, Arrays.stream(values).boxed().toList());
        }
    }

    private static final List<Option> OPTIONS = List.of(
            new Option("SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR, 0, 1, -1),
            new Option("SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT, 0, 1),
            new Option("SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, 0, 1),
            new Option("SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE, 0, 1),
            new Option("SO_BROADCAST", SOL_SOCKET, SO_BROADCAST, 0, 1),
            new Option("SO_PRIORITY", SOL_SOCKET, 12, 0, 6, 7, -1),
            new Option("SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT, 0, 1, 4, -1),
            new Option("SO_SNDLOWAT", SOL_SOCKET, SO_SNDLOWAT, 1),
            new Option("SO_TYPE", SOL_SOCKET, SO_TYPE, 1),
            new Option("SO_ERROR", SOL_SOCKET, SO_ERROR, 1),
            new Option("SO_ERROR", SOL_SOCKET, SO_ERROR, 0),
            new Option("SO_ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN, 1),
            new Option("SO_PROTOCOL", SOL_SOCKET, SO_PROTOCOL, 1),
            new Option("SO_DOMAIN", SOL_SOCKET, SO_DOMAIN, 1),
            new Option("option 200", SOL_SOCKET, 200, 1),
            new Option("TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, 1),
            new Option("TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE, 10, 0, 32768, -1),
            new Option("TCP_KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL, 10, 0, 32768),
            new Option("TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT, 10, 0, 128),
            new Option("TCP option 200", IPPROTO_TCP, 200, 1),
            new Option("UDP_CORK", IPPROTO_UDP, UDP_CORK, 0, 0, 1),
            new Option("UDP option 200", IPPROTO_UDP, 200, 1),
            new Option("IP_TTL", IPPROTO_IP, IP_TTL, 7, 0, 255, 256, -1),
            new Option("IP_TOS", IPPROTO_IP, IP_TOS, 0, 0x10, 0xff),
            new Option("IP_PKTINFO", IPPROTO_IP, IP_PKTINFO, 0, 1),
            new Option("IP_RECVTTL", IPPROTO_IP, IP_RECVTTL, 0, 1),
            new Option("IP_RECVTOS", IPPROTO_IP, IP_RECVTOS, 0, 1),
            new Option("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY, 0, 1),
            new Option("IPV6_UNICAST_HOPS", IPPROTO_IPV6, IPV6_UNICAST_HOPS, 7, 0, 255, 256, -1),
            new Option("IPV6_MULTICAST_LOOP", IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0, 1, 2),
            new Option("IPV6_TCLASS", IPPROTO_IPV6, IPV6_TCLASS, 0, 0x10, 0xff, 256, -1),
            new Option("IPV6_RECVPKTINFO", IPPROTO_IPV6, IPV6_RECVPKTINFO, 0, 1),
            new Option("IPV6_RECVHOPLIMIT", IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 0, 1),
            new Option("IPV6_RECVTCLASS", IPPROTO_IPV6, IPV6_RECVTCLASS, 0, 1),
            new Option("IPV6 option 299", IPPROTO_IPV6, 299, 1),
            new Option("level 77", 77, 1, 1));

    private StateSteps() {}

    /** A call whose first argument is a descriptor. */
    static Step.Syscall on(Sketch sketch, Call call, @Nullable Slot slot, Arg... more) {
        List<Arg> args = new ArrayList<>();
        args.add(Sketch.fd(slot));
        args.addAll(List.of(more));
        return new Step.Syscall(sketch.task(), List.of(), call, args);
    }

    private static void add(Sketch sketch, Call call, @Nullable Slot slot, Arg... more) {
        sketch.add(on(sketch, call, slot, more));
    }

    static void name(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot slot = sketch.slot(each -> each.state() != State.EPOLL);
        Arg address = dice.oneIn(15) ? Arg.UNMAPPED : Arg.addressOut(128);
        add(sketch, dice.oneIn(2) ? Call.GETSOCKNAME : Call.GETPEERNAME, slot, address, LifeSteps.length(dice));
    }

    static void getsockopt(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot slot = sketch.slot(each -> each.state() != State.EPOLL);
        Option option = dice.pick(OPTIONS);
        Arg value = dice.oneIn(20) ? Arg.UNMAPPED : Arg.out(16);
        Arg length = dice.oneIn(20) ? Arg.UNMAPPED : Arg.ints(dice.of(4, 4, 4, 16, 1, 0, -1));
        if (dice.oneIn(6)) {
            option = timeout(dice);
        }
        add(sketch, Call.GETSOCKOPT, slot, Arg.of(option.level), Arg.named(option.name, option.number), value, length);
    }

    private static Option timeout(Dice dice) {
        return dice.pick(List.of(
                new Option("SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO),
                new Option("SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO),
                new Option("SO_LINGER", SOL_SOCKET, SO_LINGER)));
    }

    static void setsockopt(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot slot = sketch.slot(each -> each.state() != State.EPOLL);
        Option option = dice.pick(OPTIONS);
        Arg value = dice.oneIn(20) ? Arg.UNMAPPED : Arg.ints(dice.pick(option.values()));
        int length = dice.of(4, 4, 4, 4, 8, 3, 0, -1);
        if (dice.oneIn(5)) {
            option = timeout(dice);
            boolean linger = option.number == SO_LINGER;
            value = linger
                    ? Arg.ints(dice.of(0, 1), 0)
                    : Arg.words(dice.of(0, (int) LONG_SECONDS, -1), dice.of(0, 0, 1_000_000, -1));
            length = dice.oneIn(6) ? 4 : linger ? 8 : 16;
        } else if (length == 8) {
            value = Arg.ints(dice.pick(option.values()), 0);
        }
        add(
                sketch, Call.SETSOCKOPT, slot, Arg.of(option.level), Arg.named(option.name, option.number), value,
                Arg.of(length));
    }

    static void poll(Sketch sketch) {
        Dice dice = sketch.dice();
        List<Integer> slots = new ArrayList<>();
        for (int i = dice.between(1, 3); i > 0; i--) {
            Slot slot = sketch.slot(each -> true);
            slots.add(slot == null ? 0 : slot.number());
        }
        int timeout = sketch.hasSeveralTasks() && dice.oneIn(5) ? -1 : 0;
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.POLL, Arg.pollfds(slots, dice.of(EVENTS)), Arg.of(slots.size()), Arg.of(timeout)));
    }

    static void ioctl(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot slot = sketch.slot(each -> each.state() != State.EPOLL);
        Arg value = dice.oneIn(15) ? Arg.UNMAPPED : Arg.ints(-1);
        add(sketch, Call.IOCTL, slot, dice.oneIn(8) ? Arg.of(TCGETS) : Arg.named("FIONREAD", FIONREAD), value);
    }

    static void fcntl(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot slot = sketch.slot(each -> true);
        if (slot != null && slot.mayBlock() && dice.oneIn(2)) {
            add(sketch, Call.FCNTL, slot, Arg.named("F_SETFL", F_SETFL), Arg.of(O_NONBLOCK));
        } else {
            add(sketch, Call.FCNTL, slot, Arg.of(dice.of(F_GETFL, F_GETFD)), Arg.of(0));
        }
    }

    static void epollCreate(Sketch sketch) {
        // The kind of socket says nothing here.
        Slot slot = sketch.newSlot(SocketKind.ALL.getFirst(), State.EPOLL, false);
        sketch.add(Step.Syscall.making(sketch.task(), slot.number(), Call.EPOLL_CREATE1, Arg.of(0)));
    }

    static void epollCtl(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot epoll = sketch.slot(each -> each.state() == State.EPOLL);
        Slot target = sketch.slot(each -> each.state() != State.EPOLL);
        int events = dice.of(EVENTS) | dice.of(0, 0, EPOLLET, EPOLLONESHOT);
        Arg event = dice.oneIn(20) ? Arg.UNMAPPED : Arg.epollEvent(events, target == null ? 0 : target.number());
        int operation = dice.of(EPOLL_CTL_ADD, EPOLL_CTL_ADD, EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL, 9);
        add(sketch, Call.EPOLL_CTL, epoll, Arg.of(operation), Sketch.fd(target), event);
    }

    static void epollWait(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot epoll = sketch.slot(each -> each.state() == State.EPOLL);
        int most = dice.of(4, 4, 1, 0);
        int timeout = sketch.hasSeveralTasks() && dice.oneIn(5) ? -1 : 0;
        add(sketch, Call.EPOLL_WAIT, epoll, Arg.out(4 * EPOLL_EVENT), Arg.of(most), Arg.of(timeout));
    }
}
