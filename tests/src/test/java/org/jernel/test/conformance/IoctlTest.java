package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** ioctl(2) on stream sockets. */
final class IoctlTest {

    @ConformanceTest
    void fionreadCountsWhatIsQueued(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long count = t.cell(-1);
        t.ok(IOCTL, p.server(), FIONREAD, count);
        assertThat(t.intAt(count)).isZero();
        Tcp.send(t, p.client(), "12345");
        Tcp.awaitQueued(t, p.server(), 5);
        t.gives(2, READ, p.server(), t.alloc(2), 2);
        t.ok(IOCTL, p.server(), FIONREAD, count);
        assertThat(t.intAt(count)).isEqualTo(3);
    }

    @ConformanceTest
    void fionreadDoesNotCountTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "12");
        t.ok(CLOSE, p.client());
        t.pollBecomes(POLLRDHUP, p.server(), POLLRDHUP);
        long count = t.cell(-1);
        t.ok(IOCTL, p.server(), FIONREAD, count);
        assertThat(t.intAt(count)).isEqualTo(2);
    }

    @ConformanceTest
    void fionreadIsNotForListeners(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, IOCTL, Tcp.listener(t), FIONREAD, t.cell(0));
        t.ok(IOCTL, Tcp.socket(t), FIONREAD, t.cell(-1));
    }

    @ConformanceTest
    void tiocoutqCountsWhatIsNotAcknowledged(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long count = t.cell(-1);
        t.ok(IOCTL, p.client(), TIOCOUTQ, count);
        assertThat(t.intAt(count)).isZero();
    }

    @ConformanceTest
    void fionbioSetsNonBlocking(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(IOCTL, fd, FIONBIO, t.cell(1));
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.ok(IOCTL, fd, FIONBIO, t.cell(0));
        t.gives(O_RDWR, FCNTL, fd, F_GETFL);
    }

    @ConformanceTest
    void fioclexSetsCloseOnExec(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(IOCTL, fd, FIOCLEX, 0);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        t.ok(IOCTL, fd, FIONCLEX, 0);
        t.gives(0, FCNTL, fd, F_GETFD);
    }

    @ConformanceTest
    void faultsOnBadPointers(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EFAULT, IOCTL, fd, FIONREAD, t.unmapped());
        t.fails(EFAULT, IOCTL, fd, FIONBIO, t.unmapped());
        t.fails(EFAULT, IOCTL, fd, FIONREAD, t.readOnly(new byte[4]));
    }

    @ConformanceTest
    void refusesWhatItDoesNotKnow(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(ENOTTY, IOCTL, fd, TCGETS, t.alloc(64));
        t.fails(ENOTTY, IOCTL, fd, 0x1234, 0);
        t.fails(EBADF, IOCTL, 99, FIONREAD, t.cell(0));
    }

    @ConformanceTest
    void siocoutqnsdCountsWhatIsNotSent(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long count = t.cell(-1);
        t.ok(IOCTL, p.client(), SIOCOUTQNSD, count);
        assertThat(t.intAt(count)).isZero();
        Tcp.set(t, p.client(), IPPROTO_TCP, TCP_CORK, 1);
        Tcp.send(t, p.client(), "corked");
        t.ok(IOCTL, p.client(), SIOCOUTQNSD, count);
        assertThat(t.intAt(count)).isEqualTo(6);
        t.ok(IOCTL, p.client(), TIOCOUTQ, count);
        assertThat(t.intAt(count)).isEqualTo(6);
    }

    @ConformanceTest
    void queuesAreNotForListeners(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        t.fails(EINVAL, IOCTL, listener, TIOCOUTQ, t.cell(0));
        t.fails(EINVAL, IOCTL, listener, SIOCOUTQNSD, t.cell(0));
    }
}
