package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** send(2), sendto(2) and write(2). */
final class SendTest {

    @ConformanceTest
    void carriesBytesInOrder(Scenario s) {
        var p = Tcp.pair(s);
        Tcp.send(p.task(), p.client(), "one ");
        Tcp.send(p.task(), p.client(), "two ");
        Tcp.send(p.task(), p.client(), "three");
        Tcp.awaitQueued(p.task(), p.server(), 13);
        Tcp.receives(p.task(), p.server(), "one two three");
    }

    @ConformanceTest
    void goesBothWays(Scenario s) {
        var p = Tcp.pair(s);
        Tcp.send(p.task(), p.client(), "hello");
        Tcp.receives(p.task(), p.server(), "hello");
        Tcp.send(p.task(), p.server(), "hi");
        Tcp.receives(p.task(), p.client(), "hi");
    }

    @ConformanceTest
    void isWhatWriteDoes(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(5, WRITE, p.client(), t.readOnly("hello".getBytes(US_ASCII)), 5);
        long buffer = t.alloc(8);
        t.gives(5, READ, p.server(), buffer, 8);
        assertThat(t.textAt(buffer, 5)).isEqualTo("hello");
    }

    @ConformanceTest
    void sendsNothingForAnEmptyBuffer(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(0, SENDTO, p.client(), t.alloc(1), 0, 0, 0, 0);
        t.gives(0, SENDTO, p.client(), t.unmapped(), 0, 0, 0, 0);
        t.gives(0, WRITE, p.client(), t.alloc(1), 0);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void faultsOnABadBuffer(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EFAULT, SENDTO, p.client(), t.unmapped(), 5, 0, 0, 0);
        t.fails(EFAULT, SENDTO, p.client(), 0, 5, 0, 0, 0);
        t.fails(EFAULT, WRITE, p.client(), t.unmapped(), 5);
        t.fails(EFAULT, SENDTO, p.client(), -4096, 5, 0, 0, 0);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, SENDTO, -1, t.alloc(1), 1, 0, 0, 0);
        t.fails(EBADF, SENDTO, 99, t.alloc(1), 1, 0, 0, 0);
        t.fails(ENOTSOCK, SENDTO, 0, t.alloc(1), 1, 0, 0, 0);
        t.fails(EBADF, WRITE, 99, t.alloc(1), 1);
    }

    @ConformanceTest
    void needsAConnection(Scenario s) {
        var t = s.task();
        t.fails(EPIPE, SENDTO, Tcp.socket(t), t.alloc(1), 1, MSG_NOSIGNAL, 0, 0);
        t.fails(EPIPE, SENDTO, Tcp.bound(t), t.alloc(1), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void ignoresADestinationOnAConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(2, SENDTO, p.client(), t.text("to"), 2, 0, t.inet(INADDR_LOOPBACK, 9), SOCKADDR_IN);
        Tcp.receives(t, p.server(), "to");
    }

    @ConformanceTest
    void checksADestinationThatItIgnores(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EFAULT, SENDTO, p.client(), t.text("to"), 2, 0, t.unmapped(), SOCKADDR_IN);
        t.fails(EINVAL, SENDTO, p.client(), t.text("to"), 2, 0, t.inet(INADDR_LOOPBACK, 9), -1);
        t.fails(EINVAL, SENDTO, p.client(), t.text("to"), 2, 0, t.inet(INADDR_LOOPBACK, 9), 129);
    }

    @ConformanceTest
    void isAPipeErrorAfterShutdown(Scenario s) {
        var p = Tcp.pair(s);
        p.task().ok(SHUTDOWN, p.client(), SHUT_WR);
        p.task().fails(EPIPE, SENDTO, p.client(), p.task().alloc(1), 1, MSG_NOSIGNAL, 0, 0);
        p.task().gives(0, RECVFROM, p.server(), p.task().alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void raisesSigpipe(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.kernelTask().blockSignal(SIGPIPE);
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.fails(EPIPE, SENDTO, p.client(), t.alloc(1), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        t.fails(EPIPE, WRITE, p.client(), t.alloc(1), 1);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void raisesNoSignalIfAskedNotTo(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.kernelTask().blockSignal(SIGPIPE);
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.fails(EPIPE, SENDTO, p.client(), t.alloc(1), 1, MSG_NOSIGNAL, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
    }

    @ConformanceTest
    void holdsBackWhatMoreWillFollow(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(3, SENDTO, p.client(), t.text("one"), 3, MSG_MORE, 0, 0);
        t.gives(3, SENDTO, p.client(), t.text("two"), 3, 0, 0, 0);
        Tcp.awaitQueued(t, p.server(), 6);
        Tcp.receives(t, p.server(), "onetwo");
    }

    @ConformanceTest
    void reachesAPeerThatHasNotAcceptedYet(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        Tcp.send(t, client, "early");
        Tcp.receives(t, t.ok(ACCEPT, listener, 0, 0), "early");
    }

    @ConformanceTest
    void moreIsHeldBackUntilTheNext(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(3, SENDTO, p.client(), t.text("one"), 3, MSG_MORE, 0, 0);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
        Tcp.send(t, p.client(), "two");
        Tcp.receives(t, p.server(), "onetwo");
    }

    @ConformanceTest
    void moreIsNotHeldBackForEver(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(3, SENDTO, p.client(), t.text("one"), 3, MSG_MORE, 0, 0);
        Tcp.receives(t, p.server(), "one");
    }

    @ConformanceTest
    void moreIsSentWithTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(3, SENDTO, p.client(), t.text("one"), 3, MSG_MORE, 0, 0);
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        Tcp.receives(t, p.server(), "one");
        t.gives(0, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void moreDoesNotUncorkWhatTheUserCorked(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.set(t, p.client(), IPPROTO_TCP, TCP_CORK, 1);
        t.gives(3, SENDTO, p.client(), t.text("one"), 3, MSG_MORE, 0, 0);
        Tcp.send(t, p.client(), "two");
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
        Tcp.set(t, p.client(), IPPROTO_TCP, TCP_CORK, 0);
        Tcp.receives(t, p.server(), "onetwo");
    }
}
