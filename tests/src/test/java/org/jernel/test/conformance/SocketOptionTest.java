package org.jernel.test.conformance;

import java.util.OptionalLong;

import org.jernel.test.judge.Call;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** setsockopt(2) and getsockopt(2) at SOL_SOCKET. */
final class SocketOptionTest {

    /** No level has an option of that number. */
    private static final int UNKNOWN = 299;

    @ConformanceTest
    void tellTheKindOfSocket(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_STREAM);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_DOMAIN)).isEqualTo(AF_INET);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_TCP);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ACCEPTCONN)).isZero();
    }

    @ConformanceTest
    void doNotSetWhatCanOnlyBeRead(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        for (int name : new int[] {SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ERROR, SO_ACCEPTCONN}) {
            t.fails(ENOPROTOOPT, SETSOCKOPT, fd, SOL_SOCKET, name, t.cell(1), 4);
        }
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, SOL_SOCKET, SO_SNDLOWAT, t.cell(1), 4);
    }

    @ConformanceTest
    void switchFlags(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        for (int name : new int[] {SO_REUSEADDR, SO_REUSEPORT, SO_KEEPALIVE, SO_OOBINLINE, SO_BROADCAST}) {
            assertThat(Tcp.option(t, fd, SOL_SOCKET, name)).isZero();
            Tcp.set(t, fd, SOL_SOCKET, name, 5);
            assertThat(Tcp.option(t, fd, SOL_SOCKET, name)).isOne();
            Tcp.set(t, fd, SOL_SOCKET, name, 0);
            assertThat(Tcp.option(t, fd, SOL_SOCKET, name)).isZero();
        }
    }

    @ConformanceTest
    void readNoMoreThanAnInt(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_KEEPALIVE, t.cell(1), 3);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_KEEPALIVE, t.cell(1), 0);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_KEEPALIVE, t.cell(1), -1);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_KEEPALIVE, t.ints(0, 1, 1, 1), 16);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_KEEPALIVE)).isZero();
    }

    @ConformanceTest
    void truncateAValueToTheCallersLength(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long value = t.alloc(4);
        long length = t.cell(1);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_DOMAIN, value, length);
        assertThat(t.intAt(length)).isOne();
        assertThat(t.bytesAt(value, 2)).containsExactly(AF_INET, 0xee);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_DOMAIN, value, t.cell(0));
    }

    @ConformanceTest
    void reportTheTrueLengthOfAValue(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long length = t.cell(100);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, t.alloc(100), length);
        assertThat(t.intAt(length)).isEqualTo(4);
    }

    @ConformanceTest
    void refuseANegativeLength(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EINVAL, GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, t.alloc(4), t.cell(-1));
        t.fails(EINVAL, GETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.alloc(4), t.cell(-1));
    }

    @ConformanceTest
    void faultOnBadPointers(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EFAULT, SETSOCKOPT, fd, SOL_SOCKET, SO_KEEPALIVE, t.unmapped(), 4);
        t.fails(EFAULT, SETSOCKOPT, fd, SOL_SOCKET, SO_KEEPALIVE, 0, 4);
        t.fails(EFAULT, SETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, t.edge(new byte[7]), 8);
        t.fails(EFAULT, GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, t.unmapped(), t.cell(4));
        t.fails(EFAULT, GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, t.alloc(4), t.unmapped());
        t.fails(EFAULT, GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, t.readOnly(new byte[4]), t.cell(4));
        t.fails(EFAULT, GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, t.unmapped(), t.cell(16));
        t.fails(EFAULT, GETSOCKOPT, fd, IPPROTO_TCP, TCP_KEEPCNT, t.unmapped(), t.cell(16));
        t.fails(EFAULT, GETSOCKOPT, fd, IPPROTO_IP, 1, t.unmapped(), t.cell(16));
    }

    @ConformanceTest
    void needASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, SETSOCKOPT, 99, SOL_SOCKET, SO_KEEPALIVE, t.cell(1), 4);
        t.fails(ENOTSOCK, SETSOCKOPT, 0, SOL_SOCKET, SO_KEEPALIVE, t.cell(1), 4);
        t.fails(EBADF, GETSOCKOPT, 99, SOL_SOCKET, SO_TYPE, t.alloc(4), t.cell(4));
        t.fails(ENOTSOCK, GETSOCKOPT, 0, SOL_SOCKET, SO_TYPE, t.alloc(4), t.cell(4));
    }

    @ConformanceTest
    void refuseWhatTheyDoNotKnow(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, SOL_SOCKET, 9999, t.cell(1), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, SOL_SOCKET, 9999, t.alloc(4), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, 9999, 1, t.cell(1), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, fd, 9999, 1, t.alloc(4), t.cell(4));
    }

    @ConformanceTest
    void doubleTheSizesOfBuffers(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        Tcp.set(t, fd, SOL_SOCKET, SO_SNDBUF, 20_000);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_SNDBUF)).isEqualTo(40_000);
        Tcp.set(t, fd, SOL_SOCKET, SO_RCVBUF, 30_000);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(60_000);
    }

    @ConformanceTest
    void keepBuffersAboveAMinimum(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        Tcp.set(t, fd, SOL_SOCKET, SO_SNDBUF, 1);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_SNDBUF)).isEqualTo(4608);
        Tcp.set(t, fd, SOL_SOCKET, SO_RCVBUF, 0);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(2304);
    }

    @ConformanceTest
    void keepBuffersBelowAMaximum(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long value = t.cell(Integer.MAX_VALUE);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_SNDBUF, value, 4);
        t.unrecorded(GETSOCKOPT, fd, SOL_SOCKET, SO_SNDBUF, value, t.cell(4));
        int most = t.intAt(value);
        t.putInt(value, -1);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_SNDBUF, value, 4);
        t.unrecorded(GETSOCKOPT, fd, SOL_SOCKET, SO_SNDBUF, value, t.cell(4));
        assertThat(t.intAt(value)).isEqualTo(most);
    }

    @ConformanceTest
    void holdLinger(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long linger = t.ints(9, 30);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, linger, 8);
        long length = t.cell(16);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, linger, length);
        assertThat(t.intAt(length)).isEqualTo(8);
        assertThat(t.intAt(linger)).isOne();
        assertThat(t.intAt(linger + 4)).isEqualTo(30);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, t.ints(0, 5), 8);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, linger, t.cell(8));
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, linger, 4);
    }

    @ConformanceTest
    void holdTimeouts(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        for (int name : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
            long time = t.words(7, 7);
            t.ok(GETSOCKOPT, fd, SOL_SOCKET, name, time, t.cell(16));
            assertThat(t.longAt(time)).isZero();
            t.ok(SETSOCKOPT, fd, SOL_SOCKET, name, t.words(2, 500_000), 16);
            long length = t.cell(32);
            t.ok(GETSOCKOPT, fd, SOL_SOCKET, name, time, length);
            assertThat(t.intAt(length)).isEqualTo(16);
            assertThat(t.longAt(time)).isEqualTo(2);
            assertThat(t.longAt(time + 8)).isEqualTo(500_000);
        }
    }

    @ConformanceTest
    void refuseBadTimeouts(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EDOM, SETSOCKOPT, fd, SOL_SOCKET, SO_RCVTIMEO, t.words(0, 1_000_000), 16);
        t.fails(EDOM, SETSOCKOPT, fd, SOL_SOCKET, SO_RCVTIMEO, t.words(0, -1), 16);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_RCVTIMEO, t.words(0, 0), 15);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_RCVTIMEO, t.words(-1, 0), 16);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_RCVTIMEO, t.alloc(16), t.cell(16));
    }

    @ConformanceTest
    void holdTheLowWaterMark(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVLOWAT)).isOne();
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_SNDLOWAT)).isOne();
        Tcp.set(t, fd, SOL_SOCKET, SO_RCVLOWAT, 100);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVLOWAT)).isEqualTo(100);
        Tcp.set(t, fd, SOL_SOCKET, SO_RCVLOWAT, 0);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVLOWAT)).isOne();
        Tcp.set(t, fd, SOL_SOCKET, SO_RCVLOWAT, -1);
    }

    @ConformanceTest
    void reportAnErrorOnce(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        Tcp.closeWithReset(t, t.ok(ACCEPT, listener, 0, 0));
        t.pollBecomes(POLLERR | POLLHUP, client, 0);
        assertThat(Tcp.option(t, client, SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNRESET.number());
        assertThat(Tcp.option(t, client, SOL_SOCKET, SO_ERROR)).isZero();
        t.gives(0, RECVFROM, client, t.alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void tellTheBuffersOfAFreshSocket(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_SNDBUF)).isPositive();
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVBUF)).isPositive();
    }

    @ConformanceTest
    void theLengthIsReadBeforeAnUnknownOptionIsLookedFor(Scenario s) {
        var t = s.task();
        for (int family : new int[] {AF_INET, AF_INET6}) {
            for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
                long fd = t.ok(SOCKET, family, type, 0);
                for (int level : new int[] {SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP}) {
                    tries(t, GETSOCKOPT, fd, level, UNKNOWN, t.alloc(4), t.unmapped());
                    tries(t, GETSOCKOPT, fd, level, UNKNOWN, t.alloc(4), t.cell(-1));
                    tries(t, GETSOCKOPT, fd, level, UNKNOWN, t.unmapped(), t.cell(4));
                    tries(t, SETSOCKOPT, fd, level, UNKNOWN, t.unmapped(), 4);
                    tries(t, SETSOCKOPT, fd, level, UNKNOWN, t.alloc(4), 3);
                }
            }
        }
        t.fails(EFAULT, GETSOCKOPT, Tcp.socket(t), IPPROTO_IP, UNKNOWN, t.alloc(4), t.unmapped());
    }

    private static void tries(Task t, Call call, long... args) {
        OptionalLong _ = t.attempts(call, args).settled();
    }

    @ConformanceTest
    void holdTheIncomingCpu(Scenario s) {
        var t = s.task();
        for (int family : new int[] {AF_INET, AF_INET6, AF_UNIX}) {
            for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
                long fd = t.ok(SOCKET, family, type, 0);
                assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_INCOMING_CPU)).isEqualTo(-1);
                for (int cpu : new int[] {0, 999, -7}) {
                    Tcp.set(t, fd, SOL_SOCKET, SO_INCOMING_CPU, cpu);
                    assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_INCOMING_CPU)).isEqualTo(cpu);
                }
                t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_INCOMING_CPU, t.cell(0), 3);
            }
        }
    }

    @ConformanceTest
    void tellTheCpuThatPacketsCameBy(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        assertThat(Tcp.option(t, listener, SOL_SOCKET, SO_INCOMING_CPU)).isEqualTo(-1);
        assertThat(incomingCpu(t, client)).isNotNegative();
        assertThat(incomingCpu(t, server)).isNotNegative();
        long receiver = Udp.bound(t);
        long sender = Udp.bound(t);
        Udp.connect(t, sender, t.port(receiver));
        Udp.send(t, sender, "one");
        Udp.receives(t, receiver, "one");
        assertThat(Tcp.option(t, receiver, SOL_SOCKET, SO_INCOMING_CPU)).isEqualTo(-1);
        Udp.connect(t, receiver, t.port(sender));
        Udp.send(t, sender, "two");
        Udp.receives(t, receiver, "two");
        assertThat(incomingCpu(t, receiver)).isNotNegative();
    }

    /** Which one it is differs from run to run on a host with several. */
    private static int incomingCpu(Task t, long fd) {
        long value = t.alloc(4);
        assertThat(t.unrecorded(GETSOCKOPT, fd, SOL_SOCKET, SO_INCOMING_CPU, value, t.cell(4))).isZero();
        return t.intAt(value);
    }
}
