package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** sendmsg(2) and recvmsg(2). */
final class MessageTest {

    @ConformanceTest
    void gathersAndScatters(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long out = t.iov(t.text("he"), 2, t.text("llo"), 3);
        t.gives(5, SENDMSG, p.client(), t.msghdr(out, 2), 0);
        Tcp.awaitQueued(t, p.server(), 5);
        long first = t.alloc(3);
        long second = t.alloc(8);
        t.gives(5, RECVMSG, p.server(), t.msghdr(t.iov(first, 3, second, 8), 2), 0);
        assertThat(t.textAt(first, 3)).isEqualTo("hel");
        assertThat(t.textAt(second, 2)).isEqualTo("lo");
    }

    @ConformanceTest
    void skipsEmptyVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long out = t.iov(0, 0, t.text("a"), 1, t.unmapped(), 0, t.text("b"), 1);
        t.gives(2, SENDMSG, p.client(), t.msghdr(out, 4), 0);
        Tcp.awaitQueued(t, p.server(), 2);
        t.gives(2, RECVMSG, p.server(), t.msghdr(t.iov(t.alloc(1), 1, 0, 0, t.alloc(1), 1), 3), 0);
    }

    @ConformanceTest
    void sendsNothingOfNoVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(0, SENDMSG, p.client(), t.msghdr(0, 0), 0);
        t.gives(0, SENDMSG, p.client(), t.msghdr(t.unmapped(), 0), 0);
        t.fails(EAGAIN, RECVMSG, p.server(), t.msghdr(t.iov(t.alloc(1), 1), 1), MSG_DONTWAIT);
    }

    @ConformanceTest
    void refusesTooManyVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EMSGSIZE, SENDMSG, p.client(), t.msghdr(t.iov(t.text("a"), 1), UIO_MAXIOV + 1), 0);
        t.fails(EMSGSIZE, RECVMSG, p.server(), t.msghdr(t.iov(t.alloc(1), 1), UIO_MAXIOV + 1), MSG_DONTWAIT);
        t.fails(EMSGSIZE, SENDMSG, p.client(), t.msghdr(t.iov(t.text("a"), 1), -1), 0);
    }

    @ConformanceTest
    void takesAsManyVectorsAsThereMayBe(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long iov = t.bytes(new byte[16 * UIO_MAXIOV]);
        t.write(iov + 16 * (UIO_MAXIOV - 1), new Struct().int64(t.text("z")).int64(1).bytes());
        t.gives(1, SENDMSG, p.client(), t.msghdr(iov, UIO_MAXIOV), 0);
        Tcp.receives(t, p.server(), "z");
    }

    @ConformanceTest
    void faultsOnABadHeaderOrBadVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EFAULT, SENDMSG, p.client(), t.unmapped(), 0);
        t.fails(EFAULT, SENDMSG, p.client(), t.edge(new byte[55]), 0);
        t.fails(EFAULT, SENDMSG, p.client(), t.msghdr(t.unmapped(), 1), 0);
        t.fails(EFAULT, RECVMSG, p.server(), t.unmapped(), MSG_DONTWAIT);
        t.fails(EFAULT, RECVMSG, p.server(), t.msghdr(t.unmapped(), 1), MSG_DONTWAIT);
        t.fails(EFAULT, SENDMSG, p.client(), t.msghdr(t.iov(t.unmapped(), 4), 1), 0);
    }

    @ConformanceTest
    void refusesANegativeVector(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, SENDMSG, p.client(), t.msghdr(t.iov(t.text("a"), -1), 1), 0);
        t.fails(EINVAL, RECVMSG, p.server(), t.msghdr(t.iov(t.alloc(1), -1), 1), MSG_DONTWAIT);
    }

    @ConformanceTest
    void writesBackWhatTcpHasNot(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "x");
        Tcp.awaitQueued(t, p.server(), 1);
        long header = t.msghdr(t.sockaddrOut(), 16, t.iov(t.alloc(1), 1), 1, t.alloc(64), 64, -1);
        t.gives(1, RECVMSG, p.server(), header, 0);
        assertThat(t.intAt(header + 8)).as("msg_namelen").isZero();
        assertThat(t.longAt(header + 40)).as("msg_controllen").isZero();
        assertThat(t.intAt(header + 48)).as("msg_flags").isZero();
    }

    @ConformanceTest
    void reportsNoTruncationOfAStream(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "xyz");
        Tcp.awaitQueued(t, p.server(), 3);
        long header = t.msghdr(t.iov(t.alloc(1), 1), 1);
        t.gives(1, RECVMSG, p.server(), header, MSG_PEEK);
        assertThat(t.intAt(header + 48)).isZero();
        Tcp.receives(t, p.server(), "xyz");
    }

    @ConformanceTest
    void keepsTheCloexecFlagInMsgFlags(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "x");
        Tcp.awaitQueued(t, p.server(), 1);
        long header = t.msghdr(t.iov(t.alloc(1), 1), 1);
        t.gives(1, RECVMSG, p.server(), header, MSG_CMSG_CLOEXEC);
        assertThat(t.intAt(header + 48)).isEqualTo(MSG_CMSG_CLOEXEC);
    }

    @ConformanceTest
    void stopsAtAnUnreadableVector(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long out = t.iov(t.text("good"), 4, t.unmapped(), 4);
        t.fails(EFAULT, SENDMSG, p.client(), t.msghdr(out, 2), 0);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, SENDMSG, 99, t.msghdr(0, 0), 0);
        t.fails(ENOTSOCK, SENDMSG, 0, t.msghdr(0, 0), 0);
        t.fails(EBADF, RECVMSG, 99, t.msghdr(0, 0), 0);
        t.fails(ENOTSOCK, RECVMSG, 0, t.msghdr(0, 0), 0);
        t.fails(EBADF, SENDMSG, 99, t.unmapped(), 0);
    }

    @ConformanceTest
    void needsAConnection(Scenario s) {
        var t = s.task();
        t.fails(EPIPE, SENDMSG, Tcp.socket(t), t.msghdr(t.iov(t.text("a"), 1), 1), MSG_NOSIGNAL);
        t.fails(ENOTCONN, RECVMSG, Tcp.socket(t), t.msghdr(t.iov(t.alloc(1), 1), 1), 0);
    }

    @ConformanceTest
    void checksTheLengthOfAName(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long iov = t.iov(t.text("a"), 1);
        t.fails(EINVAL, SENDMSG, p.client(), t.msghdr(t.inet(INADDR_LOOPBACK, 9), -1, iov, 1, 0, 0, 0), 0);
        t.fails(EFAULT, SENDMSG, p.client(), t.msghdr(t.unmapped(), 16, iov, 1, 0, 0, 0), 0);
        t.gives(1, SENDMSG, p.client(), t.msghdr(t.alloc(200), 200, iov, 1, 0, 0, 0), 0);
        t.gives(1, SENDMSG, p.client(), t.msghdr(0, 16, iov, 1, 0, 0, 0), 0);
    }

    @ConformanceTest
    void checksControlMessages(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long iov = t.iov(t.text("a"), 1);
        long tooShort = t.bytes(new Struct().int64(15).int32(SOL_SOCKET).int32(1).bytes());
        long unknown = t.bytes(new Struct().int64(16).int32(SOL_SOCKET).int32(9999).bytes());
        t.fails(ENOBUFS, SENDMSG, p.client(), t.msghdr(0, 0, iov, 1, tooShort, 1L << 40, 0), 0);
        t.fails(EFAULT, SENDMSG, p.client(), t.msghdr(0, 0, iov, 1, t.unmapped(), 16, 0), 0);
        t.fails(EINVAL, SENDMSG, p.client(), t.msghdr(0, 0, iov, 1, tooShort, 16, 0), 0);
        t.fails(EINVAL, SENDMSG, p.client(), t.msghdr(0, 0, iov, 1, unknown, 16, 0), 0);
        t.gives(1, SENDMSG, p.client(), t.msghdr(0, 0, iov, 1, tooShort, 15, 0), 0);
    }

    @ConformanceTest
    void ignoresTheFlagsOfTheHeader(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long header = t.msghdr(0, 0, t.iov(t.text("a"), 1), 1, 0, 0, MSG_DONTWAIT | MSG_OOB);
        t.gives(1, SENDMSG, p.client(), header, 0);
        Tcp.receives(t, p.server(), "a");
    }
}
