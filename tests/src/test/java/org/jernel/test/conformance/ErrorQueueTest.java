package org.jernel.test.conformance;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** IP_RECVERR and MSG_ERRQUEUE: what became of packets. */
final class ErrorQueueTest {

    private static final String NOT_ON_WIRE = "no transport reads the host's error queues: IP_RECVERR is ENOPROTOOPT";

    private static final int TO_NOBODY = 0x7f000002;

    /** Receives an error with so much room for the bytes that were sent and for what is told of it. */
    private static void receive(Task t, long fd, int expected, int bytes, int room) {
        long control = t.alloc(Math.max(room, 1));
        long iov = t.iov(t.alloc(Math.max(bytes, 1)), bytes);
        long header = t.msghdr(t.sockaddrOut(), SOCKADDR_IN, iov, 1, control, room, -1);
        t.gives(expected, RECVMSG, fd, header, MSG_ERRQUEUE);
        assertThat(t.intAt(header + 48) & MSG_ERRQUEUE).isEqualTo(MSG_ERRQUEUE);
    }

    private static void hasNone(Task t, long fd) {
        t.fails(EAGAIN, RECVMSG, fd, Udp.incoming(t, 64).header(), MSG_ERRQUEUE);
        assertThat(t.poll(fd, Udp.ALL) & POLLERR).isZero();
    }

    private static void pends(Task t, long fd, Errno errno) {
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isEqualTo(errno.number());
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void aRefusalIsQueuedWithTheBytesAndTheOffender(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int dead = Udp.deadPort(t);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_RECVERR)).isOne();
        hasNone(t, fd);
        Udp.sendTo(t, fd, "hello", TO_NOBODY, dead);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        receive(t, fd, 5, 16, 64);
        hasNone(t, fd);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void withoutTheOptionOnlyAConnectedSocketIsTold(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int dead = Udp.deadPort(t);
        Udp.sendTo(t, fd, "x", dead);
        hasNone(t, fd);
        Udp.connect(t, fd, dead);
        Udp.send(t, fd, "x");
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        t.fails(EAGAIN, RECVMSG, fd, Udp.incoming(t, 64).header(), MSG_ERRQUEUE);
        pends(t, fd, ECONNREFUSED);
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void errorsPendOneAfterTheOther(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int dead = Udp.deadPort(t);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        for (int i = 0; i < 3; i++) {
            Udp.sendTo(t, fd, "x" + i, dead);
            t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
            pends(t, fd, ECONNREFUSED);
            assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE | POLLERR);
        }
        receive(t, fd, 2, 2, 64);
        pends(t, fd, ECONNREFUSED);
        receive(t, fd, 1, 1, 64);
        t.fails(ECONNREFUSED, RECVFROM, fd, t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
        t.fails(EAGAIN, RECVFROM, fd, t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
        receive(t, fd, 0, 0, 20);
        hasNone(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void aPendingErrorFailsTheNextCall(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int dead = Udp.deadPort(t);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        Udp.sendTo(t, fd, "x", dead);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        t.fails(ECONNREFUSED, SENDTO, fd, t.text("y"), 1, 0, t.inet(INADDR_LOOPBACK, dead), SOCKADDR_IN);
        receive(t, fd, 1, 8, 64);
        hasNone(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void switchingItOffForgetsWhatIsQueued(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int dead = Udp.deadPort(t);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        Udp.sendTo(t, fd, "x", dead);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 0);
        t.fails(EAGAIN, RECVMSG, fd, Udp.incoming(t, 64).header(), MSG_ERRQUEUE);
        pends(t, fd, ECONNREFUSED);
        hasNone(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void theMessageOfIcmpIsDescribedToo(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int dead = Udp.deadPort(t);
        for (int option : new int[] {IP_RECVERR, IP_RECVTTL, IP_RECVTOS, IP_PKTINFO}) {
            Udp.set(t, fd, IPPROTO_IP, option, 1);
        }
        Udp.set(t, fd, IPPROTO_IP, IP_TTL, 9);
        Udp.sendTo(t, fd, "hello", TO_NOBODY, dead);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        receive(t, fd, 5, 16, 256);
    }

    @NotOn(arm = Arm.WIRE, reason = NOT_ON_WIRE)
    @ConformanceTest
    void whatIsTooLargeIsAnErrorOfThisHost(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int port = t.port(Udp.bound(t));
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        long bytes = t.bytes(new byte[0x10000]);
        long to = t.inet(INADDR_LOOPBACK, port);
        t.fails(EMSGSIZE, SENDTO, fd, bytes, 0x10000, 0, to, SOCKADDR_IN);
        hasNone(t, fd);
        t.fails(EMSGSIZE, SENDTO, fd, bytes, Udp.LARGEST + 1, 0, to, SOCKADDR_IN);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        receive(t, fd, 0, 16, 64);
        hasNone(t, fd);
        t.fails(EMSGSIZE, SENDTO, fd, bytes, Udp.LARGEST + 1, MSG_MORE, to, SOCKADDR_IN);
        Udp.connect(t, fd, port);
        t.fails(EMSGSIZE, WRITE, fd, bytes, Udp.LARGEST + 1);
        receive(t, fd, 0, 16, 64);
        receive(t, fd, 0, 16, 64);
        hasNone(t, fd);
    }

    /** A message of ICMP that quotes an echo request of {@link Ping#IDENT} to an address where nobody is. */
    private static byte[] unreachable(int type, int code, int rest) {
        byte[] quoted = new Struct().bigEndian(0x4500, 2).bigEndian(32, 2).bigEndian(0, 4).bigEndian(64, 1)
                .bigEndian(IPPROTO_ICMP, 1).bigEndian(0, 2).bigEndian(INADDR_LOOPBACK, 4).bigEndian(TO_NOBODY, 4)
                .bigEndian(Ping.ECHO << 8, 2).bigEndian(0, 2).bigEndian(Ping.IDENT, 2).bigEndian(5, 2).text("data")
                .bytes();
        byte[] message = new byte[8 + quoted.length];
        System.arraycopy(quoted, 0, message, 8, quoted.length);
        System.arraycopy(new Struct().bigEndian(type, 1).bigEndian(code, 1).bigEndian(0, 2).bigEndian(rest, 4).bytes(),
                0, message, 0, 8);
        int sum = 0;
        for (int i = 0; i < message.length; i += 2) {
            sum += (message[i] & 0xff) << 8 | (message[i + 1] & 0xff);
        }
        sum = ~((sum & 0xffff) + (sum >>> 16));
        message[2] = (byte) (sum >> 8);
        message[3] = (byte) sum;
        return message;
    }

    private static void raise(Task t, long raw, int type, int code, int rest) {
        byte[] message = unreachable(type, code, rest);
        t.gives(message.length, SENDTO, raw, t.bytes(message), message.length, 0, t.inet(INADDR_LOOPBACK, 0),
                SOCKADDR_IN);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aPingSocketHearsOfItsRequests(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        long raw = t.ok(SOCKET, AF_INET, SOCK_RAW, IPPROTO_ICMP);
        t.ok(BIND, raw, t.inet(0x7f000009, 0), SOCKADDR_IN);
        int[][] messages = {{3, 0, 0}, {3, 1, 0}, {3, 2, 0}, {3, 3, 0}, {3, 4, 1400}, {3, 13, 0}, {11, 0, 0},
            {12, 0, 0x07000000}};
        for (int[] each : messages) {
            raise(t, raw, each[0], each[1], each[2]);
            t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
            receive(t, fd, 12, 64, 64);
            hasNone(t, fd);
        }
        raise(t, raw, 3, 16, 0);
        raise(t, raw, 11, 1, 0);
        hasNone(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void withoutTheOptionOnlyWhatIsFatalIsToldToAConnectedOne(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        long raw = t.ok(SOCKET, AF_INET, SOCK_RAW, IPPROTO_ICMP);
        t.ok(BIND, raw, t.inet(0x7f000009, 0), SOCKADDR_IN);
        raise(t, raw, 3, 3, 0);
        hasNone(t, fd);
        t.ok(CONNECT, fd, t.inet(TO_NOBODY, 0), SOCKADDR_IN);
        raise(t, raw, 3, 1, 0);
        hasNone(t, fd);
        raise(t, raw, 3, 3, 0);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        pends(t, fd, ECONNREFUSED);
        raise(t, raw, 3, 4, 1400);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        pends(t, fd, EMSGSIZE);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void packetsOfPingAndRawSocketsHaveALimitToo(Scenario s) {
        var t = Ping.task(s);
        byte[] message = new byte[65516];
        message[0] = Ping.ECHO;
        long bytes = t.bytes(message);
        long raw = t.ok(SOCKET, AF_INET, SOCK_RAW, IPPROTO_ICMP);
        for (long fd : new long[] {Ping.bound(t), raw}) {
            Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
            t.fails(EMSGSIZE, SENDTO, fd, bytes, message.length, 0, t.inet(TO_NOBODY, 7), SOCKADDR_IN);
            receive(t, fd, 0, 16, 64);
            hasNone(t, fd);
        }
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aRawSocketIsToldThatNobodyHasItsProtocol(Scenario s) {
        var t = Ping.task(s);
        long fd = t.ok(SOCKET, AF_INET, SOCK_RAW, 253);
        t.ok(BIND, fd, t.inet(0x7f000009, 0), SOCKADDR_IN);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVERR, 1);
        t.gives(8, SENDTO, fd, t.text("the data"), 8, 0, t.inet(TO_NOBODY, 0), SOCKADDR_IN);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        receive(t, fd, 8, 64, 64);
        hasNone(t, fd);
    }
}
