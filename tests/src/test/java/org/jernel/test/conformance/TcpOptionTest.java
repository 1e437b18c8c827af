package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Pending;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** setsockopt(2) and getsockopt(2) at IPPROTO_TCP and IPPROTO_IP. */
final class TcpOptionTest {

    @ConformanceTest
    void switchNagleAndCork(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        for (int name : new int[] {TCP_NODELAY, TCP_CORK}) {
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, name)).isZero();
            Tcp.set(t, fd, IPPROTO_TCP, name, 7);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, name)).isOne();
            Tcp.set(t, fd, IPPROTO_TCP, name, 0);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, name)).isZero();
        }
    }

    @ConformanceTest
    void holdTheMaximumSegment(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_MAXSEG)).isEqualTo(536);
        Tcp.set(t, fd, IPPROTO_TCP, TCP_MAXSEG, 1000);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_MAXSEG)).isEqualTo(1000);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_MAXSEG, t.cell(87), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_MAXSEG, t.cell(32768), 4);
        t.ok(SETSOCKOPT, fd, IPPROTO_TCP, TCP_MAXSEG, t.cell(0), 4);
    }

    @ConformanceTest
    void holdTheTimesOfKeepalive(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        for (int name : new int[] {TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT}) {
            Tcp.set(t, fd, IPPROTO_TCP, name, 11);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, name)).isEqualTo(11);
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, name, t.cell(0), 4);
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, name, t.cell(32768), 4);
        }
    }

    @ConformanceTest
    void refuseWhatTheyDoNotKnow(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_TCP, 9999, t.cell(1), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_TCP, 9999, t.alloc(4), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_IP, 9999, t.cell(1), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_IP, 9999, t.alloc(4), t.cell(4));
    }

    @ConformanceTest
    void readAWholeInt(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.cell(1), 3);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.cell(1), -1);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.unmapped(), 4);
        t.ok(SETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.words(1), 8);
    }

    @ConformanceTest
    void truncateAValue(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long length = t.cell(2);
        t.ok(GETSOCKOPT, fd, IPPROTO_TCP, TCP_MAXSEG, t.alloc(4), length);
        assertThat(t.intAt(length)).isEqualTo(2);
        t.ok(GETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.alloc(4), t.cell(0));
    }

    @ConformanceTest
    void needASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, SETSOCKOPT, 99, IPPROTO_TCP, TCP_NODELAY, t.cell(1), 4);
        t.fails(ENOTSOCK, GETSOCKOPT, 0, IPPROTO_TCP, TCP_NODELAY, t.alloc(4), t.cell(4));
    }

    @ConformanceTest
    void countTheTriesOfAHandshake(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_SYNCNT)).isEqualTo(6);
        for (int tries : new int[] {1, 127}) {
            Tcp.set(t, fd, IPPROTO_TCP, TCP_SYNCNT, tries);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_SYNCNT)).isEqualTo(tries);
        }
        for (int tries : new int[] {0, 128, -1}) {
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_SYNCNT, t.cell(tries), 4);
        }
    }

    @ConformanceTest
    void limitTheTimeOfFinWait2(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_LINGER2)).isEqualTo(60);
        int[][] setAndTold = {{1, 1}, {120, 120}, {121, 120}, {300, 120}, {-1, -1}, {-5, -1}, {0, 60}};
        for (int[] each : setAndTold) {
            Tcp.set(t, fd, IPPROTO_TCP, TCP_LINGER2, each[0]);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_LINGER2)).isEqualTo(each[1]);
        }
    }

    @ConformanceTest
    void mayLeaveNoFinWait2AtAll(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.set(t, p.client(), IPPROTO_TCP, TCP_LINGER2, -1);
        t.ok(CLOSE, p.client());
        t.pollBecomes(POLLERR | POLLHUP, p.server(), 0);
        t.gives(0, RECVFROM, p.server(), t.alloc(1), 1, 0, 0, 0);
        t.fails(EPIPE, SENDTO, p.server(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void roundTheTimeOfADeferredAccept(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_DEFER_ACCEPT)).isZero();
        int[][] setAndTold =
                {{1, 1}, {2, 3}, {3, 3}, {4, 7}, {15, 15}, {64, 127}, {200, 247}, {100_000, 29_887}, {-1, 0}};
        for (int[] each : setAndTold) {
            Tcp.set(t, fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, each[0]);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_DEFER_ACCEPT)).isEqualTo(each[1]);
        }
    }

    @ConformanceTest
    void deferAnAcceptUntilThereIsData(Scenario s) {
        var t = s.task();
        long listener = Tcp.nonBlocking(t);
        t.ok(BIND, listener, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        Tcp.set(t, listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, 30);
        t.ok(LISTEN, listener, 4);
        long client = Tcp.connect(t, listener);
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
        assertThat(t.poll(listener, POLLIN)).isZero();
        Tcp.send(t, client, "first");
        t.pollBecomes(POLLIN, listener, POLLIN);
        long server = t.ok(ACCEPT, listener, 0, 0);
        Tcp.receives(t, server, "first");
        assertThat(Tcp.option(t, server, IPPROTO_TCP, TCP_DEFER_ACCEPT)).isZero();
    }

    @ConformanceTest
    void deferTheEndToo(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        Tcp.set(t, listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, 30);
        t.ok(LISTEN, listener, 4);
        t.ok(CLOSE, Tcp.connect(t, listener));
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.gives(0, RECVFROM, server, t.alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void handTriesAndTimesToConnections(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        Tcp.set(t, listener, IPPROTO_TCP, TCP_SYNCNT, 3);
        Tcp.set(t, listener, IPPROTO_TCP, TCP_LINGER2, 17);
        Tcp.set(t, listener, IPPROTO_TCP, TCP_USER_TIMEOUT, 5000);
        t.ok(LISTEN, listener, 1);
        Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        assertThat(Tcp.option(t, server, IPPROTO_TCP, TCP_SYNCNT)).isEqualTo(3);
        assertThat(Tcp.option(t, server, IPPROTO_TCP, TCP_LINGER2)).isEqualTo(17);
        assertThat(Tcp.option(t, server, IPPROTO_TCP, TCP_USER_TIMEOUT)).isEqualTo(5000);
    }

    @ConformanceTest
    void holdTheUsersTimeout(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_USER_TIMEOUT)).isZero();
        Tcp.set(t, fd, IPPROTO_TCP, TCP_USER_TIMEOUT, Integer.MAX_VALUE);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_USER_TIMEOUT)).isEqualTo(Integer.MAX_VALUE);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_USER_TIMEOUT, t.cell(-1), 4);
    }

    @ConformanceTest
    void switchQuickAcknowledgements(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        int[][] setAndTold = {{0, 0}, {1, 1}, {2, 1}, {3, 1}};
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_QUICKACK)).isOne();
        for (int[] each : setAndTold) {
            Tcp.set(t, fd, IPPROTO_TCP, TCP_QUICKACK, each[0]);
            assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_QUICKACK)).isEqualTo(each[1]);
        }
    }

    @ConformanceTest
    void nameTheCongestionControl(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("reno"), 4);
        long name = t.alloc(20);
        long length = t.cell(20);
        t.ok(GETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, name, length);
        assertThat(t.intAt(length)).isEqualTo(16);
        assertThat(t.textAt(name, 16)).isEqualTo("reno" + "\0".repeat(12));
        t.ok(GETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.alloc(3), t.cell(3));
        t.ok(SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("reno\0more"), 9);
        t.fails(ENOENT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("reno"), 3);
        t.fails(ENOENT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("none-such"), 9);
        t.fails(ENOENT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("renorenorenorenoreno"), 20);
        t.fails(ENOENT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("\0"), 1);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.text("reno"), 0);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_CONGESTION, t.unmapped(), 4);
    }

    @ConformanceTest
    void refuseToBeginWithData(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT)).isZero();
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, t.cell(2), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, t.cell(-1), 4);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = "the host's time of a stream's bytes is not told by the transport: ENOPROTOOPT")
    void tellWhenBytesCame(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        Tcp.set(t, listener, SOL_SOCKET, SO_TIMESTAMP, 1);
        t.ok(LISTEN, listener, 1);
        long client = Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        assertThat(Tcp.option(t, server, SOL_SOCKET, SO_TIMESTAMP)).isOne();
        awaitTimestamps(t, client, server);
        Tcp.send(t, client, "abc");
        hasTimestamp(t, server, 2, MSG_PEEK, SO_TIMESTAMP);
        hasTimestamp(t, server, 2, 0, SO_TIMESTAMP);
        Tcp.set(t, server, SOL_SOCKET, SO_TIMESTAMPNS, 1);
        assertThat(Tcp.option(t, server, SOL_SOCKET, SO_TIMESTAMP)).isZero();
        hasTimestamp(t, server, 1, 0, SO_TIMESTAMPNS);
        Tcp.send(t, client, "d");
        Tcp.awaitQueued(t, server, 1);
        Tcp.set(t, server, SOL_SOCKET, SO_TIMESTAMPNS, 0);
        long message = t.msghdr(0, 0, t.iov(t.alloc(1), 1), 1, t.alloc(64), 64, 0);
        t.gives(1, RECVMSG, server, message, 0);
        assertThat(t.longAt(message + 40)).isZero();
        t.ok(SHUTDOWN, client, SHUT_WR);
        t.gives(0, RECVFROM, server, t.alloc(1), 1, 0, 0, 0);
    }

    /** Linux begins to take the time of packets a while after the first socket wants to know. */
    private static void awaitTimestamps(Task t, long client, long server) {
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        long text = t.text("x");
        long message = t.msghdr(0, 0, t.iov(t.alloc(1), 1), 1, t.alloc(64), 64, 0);
        do {
            t.putInt(message + 40, 64);
            t.unrecorded(SENDTO, client, text, 1, 0, 0, 0);
            t.unrecorded(RECVMSG, server, message, 0);
        } while (t.longAt(message + 40) == 0 && System.nanoTime() - deadline < 0);
    }

    private static void hasTimestamp(Task t, long fd, int bytes, int flags, int type) {
        long control = t.alloc(64);
        long message = t.msghdr(0, 0, t.iov(t.alloc(bytes), bytes), 1, control, 64, 0);
        assertThat(t.unrecorded(RECVMSG, fd, message, flags)).isEqualTo(bytes);
        assertThat(t.longAt(message + 40)).isEqualTo(32);
        assertThat(t.longAt(control)).isEqualTo(32);
        assertThat(t.intAt(control + 8)).isEqualTo(SOL_SOCKET);
        assertThat(t.intAt(control + 12)).isEqualTo(type);
        assertThat(t.longAt(control + 16)).isGreaterThan(1_700_000_000L);
    }

    @ConformanceTest
    void tellTheLargestPacketOfAConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        assertThat(Tcp.option(t, p.client(), IPPROTO_IP, IP_MTU)).isEqualTo(65535);
        t.fails(ENOTCONN, GETSOCKOPT, Tcp.socket(t), IPPROTO_IP, IP_MTU, t.alloc(4), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, p.client(), IPPROTO_IP, IP_MTU, t.cell(1), 4);
    }

    @ConformanceTest
    void holdTheServiceTheTimeAndThePathOfPackets(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        int[][] tos = {{0xff, 0xfc}, {0x1ff, 0xfc}, {-1, 0xfc}, {0x10, 0x10}, {0, 0}};
        for (int[] each : tos) {
            Tcp.set(t, fd, IPPROTO_IP, IP_TOS, each[0]);
            assertThat(Tcp.option(t, fd, IPPROTO_IP, IP_TOS)).isEqualTo(each[1]);
        }
        int[][] ttl = {{1, 1}, {255, 255}, {-1, 64}};
        for (int[] each : ttl) {
            Tcp.set(t, fd, IPPROTO_IP, IP_TTL, each[0]);
            assertThat(Tcp.option(t, fd, IPPROTO_IP, IP_TTL)).isEqualTo(each[1]);
        }
        for (int bad : new int[] {0, 256, -2}) {
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_TTL, t.cell(bad), 4);
        }
        assertThat(Tcp.option(t, fd, IPPROTO_IP, IP_MTU_DISCOVER)).isOne();
        for (int way = 0; way <= 5; way++) {
            Tcp.set(t, fd, IPPROTO_IP, IP_MTU_DISCOVER, way);
            assertThat(Tcp.option(t, fd, IPPROTO_IP, IP_MTU_DISCOVER)).isEqualTo(way);
        }
        for (int bad : new int[] {-1, 6}) {
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MTU_DISCOVER, t.cell(bad), 4);
        }
    }

    @ConformanceTest
    void knowCredentialsOnlyWhereTheyAreLocal(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long credentials = t.alloc(12);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_PEERCRED, credentials, t.cell(12));
        assertThat(t.intAt(credentials)).isZero();
        assertThat(t.intAt(credentials + 4)).isEqualTo(-1);
        t.fails(EOPNOTSUPP, GETSOCKOPT, fd, SOL_SOCKET, SO_PASSCRED, t.alloc(4), t.cell(4));
        t.fails(EOPNOTSUPP, SETSOCKOPT, fd, SOL_SOCKET, SO_PASSCRED, t.cell(1), 4);
    }

    @ConformanceTest
    void flushOnUncorking(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.set(t, p.client(), IPPROTO_TCP, TCP_CORK, 1);
        Tcp.send(t, p.client(), "one");
        Tcp.send(t, p.client(), "two");
        Tcp.set(t, p.client(), IPPROTO_TCP, TCP_CORK, 0);
        Tcp.awaitQueued(t, p.server(), 6);
        Tcp.receives(t, p.server(), "onetwo");
    }

    @ConformanceTest
    void tellTheSegmentOfAConnection(Scenario s) {
        var p = Tcp.pair(s);
        assertThat(Tcp.option(p.task(), p.client(), IPPROTO_TCP, TCP_MAXSEG)).isGreaterThan(536);
        assertThat(Tcp.option(p.task(), p.server(), IPPROTO_TCP, TCP_MAXSEG)).isGreaterThan(536);
    }

    @ConformanceTest
    void holdTheQueueOfFastOpen(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_FASTOPEN)).isZero();
        Tcp.set(t, fd, IPPROTO_TCP, TCP_FASTOPEN, 5);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_FASTOPEN)).isEqualTo(5);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_FASTOPEN, t.cell(-1), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_TCP, TCP_FASTOPEN, t.cell(1), 3);
        Tcp.set(t, fd, IPPROTO_TCP, TCP_FASTOPEN, 0x7fffffff);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_FASTOPEN)).isEqualTo(4096);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(LISTEN, fd, 8);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_FASTOPEN)).isEqualTo(4096);
        Tcp.set(t, fd, IPPROTO_TCP, TCP_FASTOPEN, 3);
        long client = Tcp.connect(t, fd);
        long server = t.ok(ACCEPT, fd, 0, 0);
        assertThat(Tcp.option(t, fd, IPPROTO_TCP, TCP_FASTOPEN)).isEqualTo(3);
        for (long end : new long[] {client, server}) {
            assertThat(Tcp.option(t, end, IPPROTO_TCP, TCP_FASTOPEN)).isZero();
            t.fails(EINVAL, SETSOCKOPT, end, IPPROTO_TCP, TCP_FASTOPEN, t.cell(1), 4);
        }
        Tcp.send(t, client, "after the handshake");
        Tcp.receives(t, server, "after the handshake");
    }
}
