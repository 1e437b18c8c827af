package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** getsockname(2) and getpeername(2). */
final class NameTest {

    @ConformanceTest
    void tellNothingOfAFreshSocket(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long length = t.cell(100);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), length);
    }

    @ConformanceTest
    void tellBothEndsOfAConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        for (long fd : new long[] {p.client(), p.server()}) {
            t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(16));
            t.ok(GETPEERNAME, fd, t.sockaddrOut(), t.cell(16));
        }
    }

    @ConformanceTest
    void truncateToTheCallersLengthAndReportTheTrueOne(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        long addr = t.alloc(16);
        long length = t.cell(2);
        t.ok(GETSOCKNAME, fd, addr, length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        assertThat(t.bytesAt(addr, 3)).containsExactly(AF_INET, 0, 0xee);
    }

    @ConformanceTest
    void storeNothingAtLengthZero(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long length = t.cell(0);
        t.ok(GETPEERNAME, p.client(), t.unmapped(), length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        t.ok(GETSOCKNAME, p.client(), 0, t.cell(0));
    }

    @ConformanceTest
    void refuseANegativeLength(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, GETSOCKNAME, p.client(), t.sockaddrOut(), t.cell(-1));
        t.fails(EINVAL, GETPEERNAME, p.client(), t.sockaddrOut(), t.cell(Integer.MIN_VALUE));
    }

    @ConformanceTest
    void faultOnBadPointers(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EFAULT, GETSOCKNAME, p.client(), t.sockaddrOut(), t.unmapped());
        t.fails(EFAULT, GETSOCKNAME, p.client(), t.sockaddrOut(), 0);
        t.fails(EFAULT, GETSOCKNAME, p.client(), t.unmapped(), t.cell(16));
        t.fails(EFAULT, GETPEERNAME, p.client(), t.readOnly(new byte[16]), t.cell(16));
    }

    @ConformanceTest
    void needASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, GETSOCKNAME, 99, t.sockaddrOut(), t.cell(16));
        t.fails(ENOTSOCK, GETSOCKNAME, 0, t.sockaddrOut(), t.cell(16));
        t.fails(EBADF, GETPEERNAME, 99, t.sockaddrOut(), t.cell(16));
        t.fails(ENOTSOCK, GETPEERNAME, 0, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void tellThePeerUntilTheConnectionIsOver(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(CLOSE, p.client());
        t.pollBecomes(POLLIN, p.server(), POLLIN);
        t.ok(GETPEERNAME, p.server(), t.sockaddrOut(), t.cell(16));
        Tcp.send(t, p.server(), "x");
        t.pollBecomes(POLLERR | POLLHUP, p.server(), 0);
        t.fails(ENOTCONN, GETPEERNAME, p.server(), t.sockaddrOut(), t.cell(16));
        t.ok(GETSOCKNAME, p.server(), t.sockaddrOut(), t.cell(16));
    }
}
