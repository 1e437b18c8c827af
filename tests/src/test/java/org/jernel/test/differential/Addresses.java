package org.jernel.test.differential;

import java.util.List;

import org.jernel.test.judge.Linux;
import org.jernel.test.judge.Struct;

/** The addresses of a family, good and bad. */
interface Addresses {

    Addresses INET = new InetAddresses();
    Addresses INET6 = new Inet6Addresses(
            List.of(Inet6Addresses.LOOPBACK, Inet6Addresses.LOOPBACK, 0L, Inet6Addresses.MAPPED_LOOPBACK,
                    Inet6Addresses.MAPPED_LOOPBACK_2, Inet6Addresses.MAPPED));
    Addresses INET6_ALONE = new Inet6Addresses(List.of(Inet6Addresses.LOOPBACK, 0L));
    Addresses INET6_MAPPED = new Inet6Addresses(
            List.of(Inet6Addresses.MAPPED_LOOPBACK, Inet6Addresses.MAPPED_LOOPBACK_2, Inet6Addresses.MAPPED));
    Addresses UNIX = new UnixAddresses();

    /** One that a socket can be given. */
    Address toBind(Dice dice);

    /** The one that a socket in that slot has been given. */
    Address of(Sketch.Slot slot, Dice dice);

    /** One at which nobody is. */
    Address nobodys();

    /** One that is wrong in some way. */
    Address wrong(Dice dice);

    /** None at all, which takes a datagram socket's peer away. */
    static Address none() {
        return new Address(Arg.bytes("{AF_UNSPEC}", new byte[2]), Arg.of(2));
    }

    /** AF_INET: the loopback only. */
    final class InetAddresses implements Addresses {

        private static final int TEST_NET_3 = 0xcb007101;
        private static final int LOOPBACK_2 = 0x7f000002;
        private static final int NO_FAMILY = 77;

        @Override
        public Address toBind(Dice dice) {
            return address(Linux.AF_INET, dice.of(Linux.INADDR_LOOPBACK, Linux.INADDR_LOOPBACK, Linux.INADDR_ANY), 0);
        }

        @Override
        public Address of(Sketch.Slot slot, Dice dice) {
            int host = dice.of(Linux.INADDR_LOOPBACK, Linux.INADDR_LOOPBACK, Linux.INADDR_ANY, LOOPBACK_2);
            String text = host(host) + ":port of " + Arg.slotName(slot.number());
            return new Address(
                    new Arg(text, run -> run.task().inet(host, run.program().port(slot.number()))),
                    Arg.of(Linux.SOCKADDR_IN));
        }

        @Override
        public Address nobodys() {
            return address(Linux.AF_INET, Linux.INADDR_LOOPBACK, 1);
        }

        @Override
        public Address wrong(Dice dice) {
            // Port 0, so that a bind that does take it takes no other program's port.
            var good = address(Linux.AF_INET, Linux.INADDR_LOOPBACK, 0);
            return dice.pick(List.of(
                    good,
                    address(Linux.AF_UNSPEC, Linux.INADDR_ANY, 0),
                    address(Linux.AF_UNSPEC, Linux.INADDR_LOOPBACK, 0),
                    address(Linux.AF_UNIX, Linux.INADDR_LOOPBACK, 0),
                    address(NO_FAMILY, Linux.INADDR_LOOPBACK, 0),
                    new Address(good.pointer(), Arg.of(dice.of(-1, 0, 1, 2, 15, 17, 28, 128, 129, 1 << 30))),
                    new Address(Arg.UNMAPPED, good.length()),
                    new Address(Arg.NULL, good.length())));
        }

        /** An address of no interface here, good for bind(2) only: the host arm sends nothing to it. */
        static Address ofNobody() {
            return address(Linux.AF_INET, TEST_NET_3, 0);
        }

        private static Address address(int family, int host, int port) {
            return new Address(
                    Arg.bytes("{" + family + ", " + host(host) + ":" + port + "}",
                            Struct.sockaddrIn(family, host, port)),
                    Arg.of(Linux.SOCKADDR_IN));
        }

        private static String host(int address) {
            return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "."
                    + (address & 0xff);
        }
    }

    /** AF_INET6: the loopback of both versions of IP, now and then by a name of AF_INET. */
    final class Inet6Addresses implements Addresses {

        private static final long MAPPED = 0xffffL << 32;
        private static final long LOOPBACK = 1;
        private static final long MAPPED_LOOPBACK = MAPPED | Linux.INADDR_LOOPBACK;
        private static final long MAPPED_LOOPBACK_2 = MAPPED | InetAddresses.LOOPBACK_2;
        private static final int RFC2133 = Linux.SIN6_LEN_RFC2133;

        /** Whom sockets connect and send to, the loopback first. */
        private final List<Long> peers;

        private Inet6Addresses(List<Long> peers) {
            this.peers = peers;
        }

        @Override
        public Address toBind(Dice dice) {
            return address(Linux.AF_INET6, dice.pick(List.of(LOOPBACK, LOOPBACK, 0L, 0L, MAPPED_LOOPBACK)), 0);
        }

        @Override
        public Address of(Sketch.Slot slot, Dice dice) {
            if (dice.oneIn(8)) {
                return INET.of(slot, dice);
            }
            long host = dice.pick(peers);
            return new Address(
                    new Arg(host(host) + ":port of " + Arg.slotName(slot.number()),
                            run -> run.task().inet6(0, host, run.program().port(slot.number()))),
                    Arg.of(dice.oneIn(12) ? RFC2133 : Linux.SOCKADDR_IN6));
        }

        @Override
        public Address nobodys() {
            return address(Linux.AF_INET6, peers.getFirst(), 1);
        }

        @Override
        public Address wrong(Dice dice) {
            var good = address(Linux.AF_INET6, peers.getFirst(), 0);
            return dice.pick(List.of(
                    good,
                    INET.toBind(dice),
                    address(Linux.AF_INET6, peers.getLast(), 0),
                    address(Linux.AF_INET, 0, 0),
                    address(Linux.AF_UNIX, LOOPBACK, 0),
                    address(InetAddresses.NO_FAMILY, LOOPBACK, 0),
                    new Address(good.pointer(), Arg.of(dice.of(-1, 0, 1, 2, 16, 23, 24, 27, 29, 128, 129, 1 << 30))),
                    new Address(Arg.UNMAPPED, good.length()),
                    new Address(Arg.NULL, good.length())));
        }

        private static Address address(int family, long host, int port) {
            return new Address(
                    Arg.bytes("{" + family + ", " + host(host) + ":" + port + "}",
                            Struct.sockaddrIn6(family, 0, host, port, 0)),
                    Arg.of(Linux.SOCKADDR_IN6));
        }

        private static String host(long low) {
            return (low >>> 32) == 0
                    ? "[::" + (low == 0 ? "" : low) + "]"
                    : "[::ffff:" + InetAddresses.host((int) low)
                            + "]";
        }
    }

    /** AF_UNIX: a handful of abstract names, and names that the kernel picks. */
    final class UnixAddresses implements Addresses {

        private static final List<String> NAMES = List.of("a", "b", "c");
        private static final String PREFIX = "jernel-" + ProcessHandle.current().pid() + "-differential-";
        private static final int LONGEST = 110;

        @Override
        public Address toBind(Dice dice) {
            return dice.oneIn(4) ? autobind() : abstractName(dice.pick(NAMES));
        }

        @Override
        public Address of(Sketch.Slot slot, Dice dice) {
            return abstractName(dice.pick(NAMES));
        }

        @Override
        public Address nobodys() {
            return abstractName("nobody");
        }

        @Override
        public Address wrong(Dice dice) {
            var good = abstractName("a");
            return dice.pick(List.of(
                    name("/none-such/x"),
                    name("/tmp"),
                    autobind(),
                    new Address(good.pointer(), Arg.of(dice.of(-1, 0, 1, 2, LONGEST + 1, 1 << 30))),
                    new Address(Arg.bytes("{AF_INET}", Struct.sockaddrIn(Linux.AF_INET, 0, 0)), Arg.of(16)),
                    new Address(Arg.UNMAPPED, good.length()),
                    new Address(Arg.NULL, good.length())));
        }

        private static Address autobind() {
            return name("");
        }

        private static Address abstractName(String name) {
            return name("\0" + PREFIX + name);
        }

        private static Address name(String name) {
            byte[] bytes = new Struct().int16(Linux.AF_UNIX).text(name).bytes();
            String shown = name.replace("\0" + PREFIX, "@");
            return new Address(Arg.bytes("{AF_UNIX \"" + shown + "\"}", bytes), Arg.of(bytes.length));
        }
    }
}
