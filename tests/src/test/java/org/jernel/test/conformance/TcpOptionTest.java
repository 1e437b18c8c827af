package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

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
}
