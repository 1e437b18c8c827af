package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Urgent data of TCP: MSG_OOB, SO_OOBINLINE, SIOCATMARK, POLLPRI and SIGURG. */
final class UrgentTest {

    private static final String NOT_SENT = "neither transport sends urgent data: EOPNOTSUPP";

    /** Sends with MSG_OOB, which makes the last byte urgent, and waits until that is there. */
    private static void sendUrgent(Tcp.Pair p, String text) {
        p.task().gives(text.length(), SENDTO, p.client(), p.task().text(text), text.length(), MSG_OOB, 0, 0);
        p.task().pollBecomes(POLLPRI, p.server(), POLLPRI);
    }

    private static void takesUrgent(Tcp.Pair p, String text) {
        var t = p.task();
        long buffer = t.alloc(8);
        t.gives(text.length(), RECVFROM, p.server(), buffer, 8, MSG_OOB, 0, 0);
        assertThat(t.textAt(buffer, text.length())).isEqualTo(text);
    }

    private static void hasNothing(Tcp.Pair p) {
        p.task().fails(EAGAIN, RECVFROM, p.server(), p.task().alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    /** The mark, what FIONREAD counts, and the poll mask. */
    private static void shows(Tcp.Pair p, boolean mark, int queued, int mask) {
        var t = p.task();
        long cell = t.cell(7);
        t.ok(IOCTL, p.server(), SIOCATMARK, cell);
        assertThat(t.intAt(cell)).isEqualTo(mark ? 1 : 0);
        t.ok(IOCTL, p.server(), FIONREAD, cell);
        assertThat(t.intAt(cell)).isEqualTo(queued);
        assertThat(t.poll(p.server(), POLLIN | POLLPRI | POLLRDNORM | POLLRDBAND)).isEqualTo(mask);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void isTakenBesideTheStream(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        shows(p, false, 0, 0);
        sendUrgent(p, "abc");
        shows(p, false, 2, Fds.READABLE | POLLPRI);
        long buffer = t.alloc(8);
        t.gives(1, RECVFROM, p.server(), buffer, 8, MSG_OOB | MSG_PEEK, 0, 0);
        takesUrgent(p, "c");
        shows(p, false, 2, Fds.READABLE);
        t.fails(EINVAL, RECVFROM, p.server(), buffer, 8, MSG_OOB, 0, 0);
        Tcp.receives(t, p.server(), "ab");
        shows(p, true, 0, 0);
        hasNothing(p);
        shows(p, false, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void stopsAReaderAndIsPassedOver(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "ab");
        sendUrgent(p, "X");
        Tcp.send(t, p.client(), "cd");
        Tcp.receives(t, p.server(), "ab");
        t.pollBecomes(Fds.READABLE | POLLPRI, p.server(), Fds.READABLE | POLLPRI);
        shows(p, true, 0, Fds.READABLE | POLLPRI);
        long buffer = t.alloc(8);
        t.gives(2, RECVFROM, p.server(), buffer, 8, MSG_PEEK, 0, 0);
        assertThat(t.textAt(buffer, 2)).isEqualTo("cd");
        shows(p, true, 0, Fds.READABLE | POLLPRI);
        Tcp.receives(t, p.server(), "cd");
        shows(p, false, 0, 0);
        t.fails(EINVAL, RECVFROM, p.server(), buffer, 8, MSG_OOB, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void stopsAlsoWhoWaitsForAll(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "abX");
        Tcp.send(t, p.client(), "cd");
        t.gives(2, RECVFROM, p.server(), t.alloc(4), 4, MSG_WAITALL, 0, 0);
        Tcp.awaitQueued(t, p.server(), 0);
        t.pollBecomes(POLLIN, p.server(), POLLIN);
        t.gives(2, RECVFROM, p.server(), t.alloc(2), 2, MSG_WAITALL, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void isOnlyTheLastByteOfSeveral(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "aX");
        sendUrgent(p, "bY");
        Tcp.awaitQueued(t, p.server(), 3);
        Tcp.receives(t, p.server(), "aXb");
        shows(p, true, 0, POLLPRI);
        takesUrgent(p, "Y");
        hasNothing(p);
        shows(p, false, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void isLostToOneThatFollowsAtTheMark(Scenario s) {
        var p = Tcp.pair(s);
        sendUrgent(p, "X");
        shows(p, true, 0, POLLPRI);
        sendUrgent(p, "Y");
        hasNothing(p);
        shows(p, false, 0, 0);
        p.task().fails(EINVAL, RECVFROM, p.server(), p.task().alloc(1), 1, MSG_OOB, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void standsInTheStreamIfAsked(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.set(t, p.server(), SOL_SOCKET, SO_OOBINLINE, 1);
        sendUrgent(p, "abX");
        Tcp.send(t, p.client(), "cd");
        Tcp.awaitQueued(t, p.server(), 5);
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(8), 8, MSG_OOB, 0, 0);
        Tcp.receives(t, p.server(), "ab");
        shows(p, true, 3, Fds.READABLE | POLLPRI);
        Tcp.receives(t, p.server(), "Xcd");
        shows(p, false, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void mayBePutIntoTheStreamLater(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "aX");
        takesUrgent(p, "X");
        Tcp.set(t, p.server(), SOL_SOCKET, SO_OOBINLINE, 1);
        shows(p, false, 2, Fds.READABLE);
        Tcp.receives(t, p.server(), "a");
        Tcp.receives(t, p.server(), "X");
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void isCutByAnEmptyBuffer(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "abX");
        long message = t.msghdr(t.iov(t.alloc(1), 0), 1);
        t.gives(0, RECVMSG, p.server(), message, MSG_OOB | MSG_PEEK);
        assertThat(t.intAt(message + 48)).isEqualTo(MSG_OOB | MSG_TRUNC);
        t.fails(EFAULT, RECVFROM, p.server(), t.unmapped(), 1, MSG_OOB | MSG_PEEK, 0, 0);
        message = t.msghdr(t.iov(t.alloc(1), 1), 1);
        t.gives(1, RECVMSG, p.server(), message, MSG_OOB | MSG_TRUNC);
        assertThat(t.intAt(message + 48)).isEqualTo(MSG_OOB);
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(1), 1, MSG_OOB, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void outlivesTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "abX");
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.pollBecomes(POLLRDHUP, p.server(), POLLRDHUP);
        takesUrgent(p, "X");
        Tcp.receives(t, p.server(), "ab");
        t.gives(0, RECVFROM, p.server(), t.alloc(8), 8, 0, 0, 0);
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(1), 1, MSG_OOB, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void diesWithTheConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "abX");
        Tcp.closeWithReset(t, p.client());
        t.pollBecomes(POLLERR | POLLHUP, p.server(), 0);
        t.fails(ENOTCONN, RECVFROM, p.server(), t.alloc(1), 1, MSG_OOB, 0, 0);
        Tcp.receives(t, p.server(), "ab");
        t.fails(ECONNRESET, RECVFROM, p.server(), t.alloc(8), 8, 0, 0, 0);
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(1), 1, MSG_OOB, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void countsAsUnreadForWhoCloses(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        sendUrgent(p, "X");
        takesUrgent(p, "X");
        t.ok(CLOSE, p.server());
        t.fails(ECONNRESET, RECVFROM, p.client(), t.alloc(8), 8, 0, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void isNotHeldBackWithWhatFollows(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(2, SENDTO, p.client(), t.text("ab"), 2, MSG_OOB | MSG_MORE, 0, 0);
        t.pollBecomes(POLLPRI, p.server(), POLLPRI);
        Tcp.send(t, p.client(), "c");
        Tcp.receives(t, p.server(), "a");
        t.pollBecomes(POLLIN, p.server(), POLLIN);
        Tcp.receives(t, p.server(), "c");
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void doesNotCountForTheLowWaterMark(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.set(t, p.server(), SOL_SOCKET, SO_RCVLOWAT, 5);
        sendUrgent(p, "abX");
        shows(p, false, 2, POLLPRI);
        Tcp.send(t, p.client(), "de");
        t.pollBecomes(POLLIN, p.server(), POLLIN);
        shows(p, false, 2, Fds.READABLE | POLLPRI);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void wakesWhoPollsForIt(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        var poll = reader.blocks(POLL, reader.pollfd(p.server(), POLLPRI), 1, -1);
        p.task().gives(1, SENDTO, p.client(), p.task().text("X"), 1, MSG_OOB, 0, 0);
        poll.returns(1);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void isPartOfALongMessage(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        int length = 30_000;
        t.gives(length, SENDTO, p.client(), t.bytes(new byte[length]), length, MSG_OOB, 0, 0);
        t.pollBecomes(POLLPRI, p.server(), POLLPRI);
        Tcp.awaitQueued(t, p.server(), length - 1);
        t.gives(length - 1, RECVFROM, p.server(), t.alloc(length), length, MSG_WAITALL, 0, 0);
        shows(p, true, 0, POLLPRI);
    }

    @ConformanceTest
    void isNotThereBeforeItCame(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(4), 4, MSG_OOB, 0, 0);
        long fresh = Tcp.socket(t);
        t.fails(EINVAL, RECVFROM, fresh, t.alloc(4), 4, MSG_OOB, 0, 0);
        t.fails(ENOTCONN, RECVFROM, Tcp.listener(t), t.alloc(4), 4, MSG_OOB, 0, 0);
        t.ok(IOCTL, fresh, SIOCATMARK, t.cell(7));
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void needsAConnection(Scenario s) {
        var t = s.task();
        t.fails(EPIPE, SENDTO, Tcp.socket(t), t.text("x"), 1, MSG_OOB | MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = NOT_SENT)
    void raisesSigurgForTheOwner(Scenario s) {
        var p = Tcp.pair(s);
        var owner = p.task().fork();
        owner.kernelTask().blockSignal(SIGURG);
        int tid = (int) owner.unrecorded(GETTID);
        sendUrgent(p, "X");
        assertThat(owner.kernelTask().takePending(SIGURG)).isFalse();
        owner.kernelTask().blockSignal(SIGURG);
        owner.ok(FCNTL, p.server(), F_SETOWN_EX, owner.ints(F_OWNER_TID, tid));
        sendUrgent(p, "Y");
        assertThat(owner.kernelTask().takePending(SIGURG)).isTrue();
    }

    @ConformanceTest
    void raisesSigurgForTheOwnerOfALocalSocket(Scenario s) {
        var t = s.task();
        long fds = t.ints(-1, -1);
        t.ok(SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, fds);
        t.kernelTask().blockSignal(SIGURG);
        int tid = (int) t.unrecorded(GETTID);
        t.ok(FCNTL, t.intAt(fds), F_SETOWN_EX, t.ints(F_OWNER_TID, tid));
        t.gives(1, SENDTO, t.intAt(fds + 4), t.text("X"), 1, MSG_OOB, 0, 0);
        assertThat(t.kernelTask().takePending(SIGURG)).isTrue();
    }

    private static int who(Task t, long fd) {
        return (int) t.unrecorded(FCNTL, fd, F_GETOWN);
    }

    @ConformanceTest
    void hasAnOwnerToTell(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        int self = (int) t.unrecorded(GETPID);
        assertThat(who(t, fd)).isZero();
        assertThat(t.unrecorded(FCNTL, fd, F_SETOWN, self)).isZero();
        assertThat(who(t, fd)).isEqualTo(self);
        long owner = t.ints(7, 7);
        assertThat(t.unrecorded(FCNTL, fd, F_GETOWN_EX, owner)).isZero();
        assertThat(t.intAt(owner)).isEqualTo(F_OWNER_PID);
        assertThat(t.intAt(owner + 4)).isEqualTo(self);
        t.ok(FCNTL, fd, F_SETOWN, 0);
        assertThat(who(t, fd)).isZero();
        t.fails(ESRCH, FCNTL, fd, F_SETOWN, 3_999_999);
        t.fails(ESRCH, FCNTL, fd, F_SETOWN, -3_999_999);
        t.fails(EINVAL, FCNTL, fd, F_SETOWN, Integer.MIN_VALUE);
        t.fails(EINVAL, FCNTL, fd, F_SETOWN_EX, t.ints(3, 0));
        t.fails(ESRCH, FCNTL, fd, F_SETOWN_EX, t.ints(F_OWNER_TID, -1));
        t.fails(ESRCH, FCNTL, fd, F_SETOWN_EX, t.ints(F_OWNER_PGRP, 3_999_999));
        t.fails(EFAULT, FCNTL, fd, F_SETOWN_EX, t.unmapped());
        t.fails(EFAULT, FCNTL, fd, F_GETOWN_EX, t.unmapped());
    }

    @ConformanceTest
    void tellsItsOwnerByIoctlToo(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        int self = (int) t.unrecorded(GETPID);
        long cell = t.cell(self);
        t.ok(IOCTL, fd, FIOSETOWN, cell);
        t.putInt(cell, 0);
        assertThat(t.unrecorded(IOCTL, fd, FIOGETOWN, cell)).isZero();
        assertThat(t.intAt(cell)).isEqualTo(self);
        t.fails(ESRCH, IOCTL, fd, FIOSETOWN, t.cell(3_999_999));
        t.fails(EFAULT, IOCTL, fd, FIOSETOWN, t.unmapped());
        t.fails(EFAULT, IOCTL, fd, FIOGETOWN, t.unmapped());
    }
}
