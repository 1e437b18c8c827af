package org.jernel.test.conformance;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What most scenarios of UDP over IPv6 begin with. */
final class Udp6 {

    /** {@code ff02::7:7}, a group of one link. */
    static final long LINK_GROUP = 0xff02L << 48;

    static final long GROUP_ID = 0x70007;

    /** The largest datagram of IPv6. */
    static final int LARGEST = 65527;

    private Udp6() {}

    static long socket(Task t) {
        return t.ok(SOCKET, AF_INET6, SOCK_DGRAM, 0);
    }

    static long v6only(Task t) {
        long s = socket(t);
        Udp.set(t, s, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        return s;
    }

    static long bound(Task t, long address) {
        long s = socket(t);
        t.ok(BIND, s, address, SOCKADDR_IN6);
        return s;
    }

    /** Bound to {@code ::1}. */
    static long bound(Task t) {
        return bound(t, Tcp6.loopback(t, 0));
    }

    /** Bound to {@code ::}, so that both versions reach it. */
    static long dual(Task t) {
        return bound(t, Tcp6.any(t, 0));
    }

    static long connected(Task t, int port) {
        long s = socket(t);
        Tcp6.connect(t, s, Tcp6.loopback(t, port));
        return s;
    }

    static void disconnect(Task t, long fd) {
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn6(AF_UNSPEC, 0, 0, 0, 0)), SOCKADDR_IN6);
    }

    /** A port of {@code ::1} that nobody has. */
    static int deadPort(Task t) {
        long s = dual(t);
        int port = t.port(s);
        t.ok(CLOSE, s);
        return port;
    }

    static void sendTo(Task t, long fd, String text, long address) {
        t.gives(text.length(), SENDTO, fd, t.text(text + "\0"), text.length(), 0, address, SOCKADDR_IN6);
    }

    static void fails(Task t, Errno expected, long fd, long address, int length) {
        t.fails(expected, SENDTO, fd, t.text("x"), 1, 0, address, length);
    }

    /** Receives, compares what came and has its sender's name recorded. */
    static void receives(Task t, long fd, String text) {
        long name = t.sockaddr6Out();
        t.gives(text.length(), RECVFROM, fd, t.alloc(32), 32, 0, name, t.cell(SOCKADDR_IN6));
    }

    /** A struct sockaddr_in6 with the number of an interface. */
    static long scoped(Task t, long high, long low, int port, int scopeId) {
        return t.bytes(Struct.sockaddrIn6(AF_INET6, high, low, port, scopeId));
    }

    /** A struct ipv6_mreq. */
    static long membership(Task t, long high, long low, int ifindex) {
        return t.bytes(new Struct().bigEndian(high, 8).bigEndian(low, 8).int32(ifindex).bytes());
    }

    /** A struct in6_pktinfo. */
    static byte[] pktinfo(long high, long low, int ifindex) {
        return new Struct().bigEndian(high, 8).bigEndian(low, 8).int32(ifindex).bytes();
    }

    /** A struct msghdr that sends "x" with one control message. */
    static long outgoing(Task t, long address, byte[] control) {
        return t.msghdr(address, SOCKADDR_IN6, t.iov(t.text("x"), 1), 1, t.bytes(control), control.length, 0);
    }

    /** As {@link Udp#incoming}, with room for a name of IPv6. */
    static Udp.Incoming incoming(Task t, int room) {
        long control = t.alloc(Math.max(room, 1));
        long header = t.msghdr(t.sockaddr6Out(), SOCKADDR_IN6, t.iov(t.alloc(16), 16), 1, control, room, -1);
        return new Udp.Incoming(t, header, control);
    }
}
