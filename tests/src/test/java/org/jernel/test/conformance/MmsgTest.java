package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** sendmmsg(2) and recvmmsg(2), over datagrams of AF_UNIX and a connection. */
final class MmsgTest {

    private static final int MMSGHDR = 64;
    private static final int MSG_LEN = 56;
    private static final int ROOM = 4;

    private static long vector(Task t, long... iovs) {
        var entries = new Struct();
        for (long iov : iovs) {
            entries.int64(0).int64(0).int64(iov).int64(1).int64(0).int64(0).int64(0).int64(0);
        }
        return t.bytes(entries.bytes());
    }

    private static long texts(Task t, String... texts) {
        long[] iovs = new long[texts.length];
        for (int i = 0; i < texts.length; i++) {
            iovs[i] = t.iov(t.text(texts[i]), texts[i].length());
        }
        return vector(t, iovs);
    }

    private static long rooms(Task t, int count) {
        long[] iovs = new long[count];
        for (int i = 0; i < count; i++) {
            iovs[i] = t.iov(t.alloc(ROOM), ROOM);
        }
        return vector(t, iovs);
    }

    private static int lengthOf(Task t, long vector, int entry) {
        return t.intAt(vector + (long) entry * MMSGHDR + MSG_LEN);
    }

    @ConformanceTest
    void sendsAndReceivesSeveralAtOnce(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        long out = texts(t, "a", "", "bcd");
        t.gives(3, SENDMMSG, p.one(), out, 3, 0);
        assertThat(lengthOf(t, out, 2)).isEqualTo(3);
        long in = rooms(t, 4);
        t.gives(3, RECVMMSG, p.other(), in, 4, MSG_DONTWAIT, 0);
        assertThat(lengthOf(t, in, 0)).isOne();
        assertThat(lengthOf(t, in, 1)).isZero();
        assertThat(lengthOf(t, in, 2)).isEqualTo(3);
        t.fails(EAGAIN, RECVMMSG, p.other(), in, 4, MSG_DONTWAIT, 0);
        t.gives(0, GETSOCKOPT, p.other(), SOL_SOCKET, SO_ERROR, t.cell(-1), t.cell(4));
    }

    @ConformanceTest
    void nothingIsNothing(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        t.gives(0, SENDMMSG, p.one(), t.unmapped(), 0, 0);
        t.gives(0, RECVMMSG, p.other(), t.unmapped(), 0, 0, 0);
    }

    @ConformanceTest
    void waitsForOneAndTakesWhatIsThere(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        var reader = t.fork();
        var read = reader.blocks(RECVMMSG, p.other(), rooms(reader, 4), 4, MSG_WAITFORONE, 0);
        t.gives(1, SENDMMSG, p.one(), texts(t, "a"), 1, 0);
        read.returns(1);
    }

    @ConformanceTest
    void anErrorAfterTheFirstWaitsForTheNextCall(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        t.gives(2, SENDMMSG, p.one(), texts(t, "a", "b"), 2, 0);
        long in = vector(t, t.iov(t.alloc(ROOM), ROOM), t.iov(t.unmapped(), ROOM));
        t.gives(1, RECVMMSG, p.other(), in, 2, MSG_DONTWAIT, 0);
        t.fails(EFAULT, RECVMMSG, p.other(), in, 2, MSG_DONTWAIT, 0);
        t.fails(EAGAIN, RECVMMSG, p.other(), in, 2, MSG_DONTWAIT, 0);
    }

    @ConformanceTest
    void stopsSendingAtTheFirstError(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        long out = vector(t, t.iov(t.text("a"), 1), t.iov(t.unmapped(), 1), t.iov(t.text("b"), 1));
        t.gives(1, SENDMMSG, p.one(), out, 3, 0);
        t.fails(EFAULT, SENDMMSG, p.one(), out + MMSGHDR, 2, 0);
        t.gives(1, RECVMMSG, p.other(), rooms(t, 2), 2, MSG_DONTWAIT, 0);
    }

    @ConformanceTest
    void aTimeThatIsOverEndsItAfterTheFirst(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        t.gives(2, SENDMMSG, p.one(), texts(t, "a", "b"), 2, 0);
        t.gives(1, RECVMMSG, p.other(), rooms(t, 2), 2, 0, t.words(0, 0));
        t.gives(1, RECVMMSG, p.other(), rooms(t, 1), 1, 0, t.words(0, 0));
    }

    @ConformanceTest
    void checksItsArguments(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        long in = rooms(t, 1);
        t.fails(EINVAL, RECVMMSG, p.other(), in, 1, MSG_DONTWAIT, t.words(-1, 0));
        t.fails(EINVAL, RECVMMSG, p.other(), in, 1, MSG_DONTWAIT, t.words(0, 1_000_000_000));
        t.fails(EFAULT, RECVMMSG, p.other(), in, 1, MSG_DONTWAIT, t.unmapped());
        t.fails(EINVAL, RECVMMSG, p.other(), in, 1, MSG_CMSG_COMPAT, 0);
        t.fails(EINVAL, SENDMMSG, p.one(), in, 1, MSG_CMSG_COMPAT);
        t.fails(EINVAL, SENDMSG, p.one(), in, MSG_CMSG_COMPAT);
        t.fails(EINVAL, RECVMSG, p.one(), in, MSG_CMSG_COMPAT);
        t.fails(EFAULT, SENDMMSG, p.one(), t.unmapped(), 1, 0);
        t.fails(EFAULT, RECVMMSG, p.other(), t.unmapped(), 1, MSG_DONTWAIT, 0);
        t.fails(EBADF, SENDMMSG, 99, in, 1, 0);
        t.fails(EBADF, RECVMMSG, 99, in, 1, 0, 0);
        t.fails(ENOTSOCK, SENDMMSG, 0, in, 1, 0);
        t.fails(ENOTSOCK, RECVMMSG, 0, in, 1, 0, 0);
    }

    @ConformanceTest
    void aConnectionGivesItsBytesToTheFirst(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(2, SENDMMSG, p.client(), texts(t, "ab", "cd"), 2, 0);
        Tcp.awaitQueued(t, p.server(), 4);
        long in = rooms(t, 2);
        t.gives(1, RECVMMSG, p.server(), in, 2, MSG_DONTWAIT, 0);
        assertThat(lengthOf(t, in, 0)).isEqualTo(4);
    }

    @ConformanceTest
    void tellsThePendingErrorFirst(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.server());
        t.pollBecomes(POLLIN | POLLERR | POLLHUP, p.client(), POLLIN | POLLERR | POLLHUP);
        t.fails(ECONNRESET, RECVMMSG, p.client(), rooms(t, 1), 1, MSG_DONTWAIT, 0);
        t.gives(1, RECVMMSG, p.client(), rooms(t, 1), 1, MSG_DONTWAIT, 0);
    }
}
