package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What goes along with messages of AF_UNIX: open files (SCM_RIGHTS) and who sent them (SCM_CREDENTIALS). */
final class UnixControlTest {

    private static final int[] TYPES = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

    private static void sendFiles(Task t, long socket, long... fds) {
        int[] numbers = new int[fds.length];
        for (int i = 0; i < fds.length; i++) {
            numbers[i] = (int) fds[i];
        }
        t.gives(2, SENDMSG, socket, Unix.outgoing(t, "hi", Unix.control(SCM_RIGHTS, numbers)), 0);
    }

    private static Unix.Incoming receive(Task t, long socket, int room, int flags) {
        var incoming = Unix.incoming(t, room);
        t.ok(RECVMSG, socket, incoming.header(), flags | MSG_DONTWAIT);
        return incoming;
    }

    @ConformanceTest
    void filesArriveAsNewDescriptorsOfTheSameFiles(Scenario s) {
        var t = s.task();
        for (int type : TYPES) {
            var p = Unix.pair(t, type);
            var q = Unix.pair(t, SOCK_STREAM);
            sendFiles(t, p.one(), q.one(), q.other());
            var got = receive(t, p.other(), 64, 0);
            assertThat(got.controlLength()).isEqualTo(24);
            assertThat(got.flags()).isZero();
            assertThat(Unix.isSameFile(t, q.one(), got.data(0))).isTrue();
            assertThat(Unix.isSameFile(t, q.other(), got.data(4))).isTrue();
            t.ok(CLOSE, q.one());
            Unix.send(t, got.data(0), "alive");
            Unix.receives(t, q.other(), "alive");
        }
    }

    @ConformanceTest
    void filesCrossFromTaskToTask(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        var child = t.fork();
        var q = Unix.pair(t, SOCK_STREAM);
        sendFiles(t, p.one(), q.one());
        t.ok(CLOSE, q.one());
        var got = receive(child, p.other(), 64, 0);
        Unix.send(child, got.data(0), "from the child");
        Unix.receives(t, q.other(), "from the child");
    }

    @ConformanceTest
    void whatDoesNotFitIsClosedAndThatIsTold(Scenario s) {
        var t = s.task();
        for (int room : new int[] {0, 15, 16, 17, 19, 20, 24, 28, 32}) {
            var p = Unix.pair(t, SOCK_STREAM);
            sendFiles(t, p.one(), 0, 1);
            var got = receive(t, p.other(), room, 0);
            boolean whole = room >= 24;
            assertThat(got.flags()).isEqualTo(whole ? 0 : MSG_CTRUNC);
            assertThat(got.controlLength()).isEqualTo(whole ? 24 : room == 20 ? 20 : 0);
        }
    }

    @ConformanceTest
    void withoutRoomAtAllFilesAreClosed(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        var q = Unix.pair(t, SOCK_STREAM);
        sendFiles(t, p.one(), q.one());
        t.ok(CLOSE, q.one());
        Unix.receives(t, p.other(), "hi");
        t.gives(0, RECVFROM, q.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void filesAreClosedWithTheQueueTheyAreIn(Scenario s) {
        var t = s.task();
        for (int type : TYPES) {
            var p = Unix.pair(t, type);
            var q = Unix.pair(t, SOCK_STREAM);
            sendFiles(t, p.one(), q.one());
            t.ok(CLOSE, q.one());
            t.fails(EAGAIN, RECVFROM, q.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
            t.ok(CLOSE, p.other());
            t.gives(0, RECVFROM, q.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        }
    }

    @ConformanceTest
    void theReceiverMayAskForCloseOnExec(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        sendFiles(t, p.one(), 0);
        var got = receive(t, p.other(), 64, MSG_CMSG_CLOEXEC);
        assertThat(got.flags()).isEqualTo(MSG_CMSG_CLOEXEC);
        t.gives(FD_CLOEXEC, FCNTL, got.data(0), F_GETFD, 0);
        sendFiles(t, p.one(), 0);
        t.gives(0, FCNTL, receive(t, p.other(), 64, 0).data(0), F_GETFD, 0);
    }

    @ConformanceTest
    void whoPeeksGetsTheFilesToo(Scenario s) {
        var t = s.task();
        for (int type : TYPES) {
            var p = Unix.pair(t, type);
            sendFiles(t, p.one(), p.one());
            int peeked = receive(t, p.other(), 64, MSG_PEEK).data(0);
            int received = receive(t, p.other(), 64, 0).data(0);
            assertThat(peeked).isNotEqualTo(received);
            assertThat(Unix.isSameFile(t, peeked, received)).isTrue();
        }
    }

    @ConformanceTest
    void aFullTableTakesAsManyFilesAsItCan(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        sendFiles(t, p.one(), 0, 1, 2);
        t.kernelTask().limitFiles((int) p.other() + 3);
        var got = receive(t, p.other(), 64, 0);
        assertThat(got.flags()).isEqualTo(MSG_CTRUNC);
        assertThat(got.controlLength()).isEqualTo(24);
    }

    @ConformanceTest
    void aReadEndsWithTheFilesItGets(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        sendFiles(t, p.one(), 0);
        Unix.send(t, p.one(), "abc");
        sendFiles(t, p.one(), 0);
        Unix.send(t, p.one(), "def");
        var in = Unix.incoming(t, 64);
        t.gives(2, RECVMSG, p.other(), in.header(), MSG_DONTWAIT);
        t.gives(5, RECVMSG, p.other(), Unix.incoming(t, 64).header(), MSG_DONTWAIT | MSG_PEEK);
        t.gives(5, RECVMSG, p.other(), Unix.incoming(t, 64).header(), MSG_DONTWAIT);
        t.gives(3, RECVMSG, p.other(), Unix.incoming(t, 64).header(), MSG_DONTWAIT);
    }

    @ConformanceTest
    void filesNeedBytesToTravelWithOnAStream(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.gives(0, SENDMSG, p.one(), Unix.outgoing(t, "", Unix.control(SCM_RIGHTS, 0)), 0);
        t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        var q = Unix.pair(t, SOCK_DGRAM);
        t.gives(0, SENDMSG, q.one(), Unix.outgoing(t, "", Unix.control(SCM_RIGHTS, 0)), 0);
        assertThat(receive(t, q.other(), 64, 0).controlLength()).isEqualTo(24);
    }

    @ConformanceTest
    void badFilesAndBadMessagesSendNothing(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.fails(EBADF, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(SCM_RIGHTS, 0, 99)), 0);
        t.fails(EBADF, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(SCM_RIGHTS, -1)), 0);
        t.fails(EINVAL, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(99, 0)), 0);
        for (int length : new int[] {0, 15, 25, 100}) {
            byte[] control = new Struct().int64(length).int32(SOL_SOCKET).int32(SCM_RIGHTS).int64(0).bytes();
            t.fails(EINVAL, SENDMSG, p.one(), Unix.outgoing(t, "hi", control), 0);
        }
        t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void emptyAndForeignMessagesGoUnnoticed(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        byte[] foreign = new Struct().int64(20).int32(IPPROTO_TCP).int32(SCM_RIGHTS).int64(99).bytes();
        byte[] odd = new Struct().int64(17).int32(SOL_SOCKET).int32(SCM_RIGHTS).int64(99).bytes();
        for (byte[] control : new byte[][] {Unix.control(SCM_RIGHTS), foreign, odd, new byte[8]}) {
            t.gives(2, SENDMSG, p.one(), Unix.outgoing(t, "hi", control), 0);
            assertThat(receive(t, p.other(), 64, 0).controlLength()).isZero();
        }
    }

    @ConformanceTest
    void oneMessageCarriesAsManyFilesAsThereMayBe(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        byte[] control = new byte[1032];
        System.arraycopy(new Struct().int64(1032).int32(SOL_SOCKET).int32(SCM_RIGHTS).bytes(), 0, control, 0, 16);
        t.fails(EINVAL, SENDMSG, p.one(), Unix.outgoing(t, "hi", control), 0);
        System.arraycopy(new Struct().int64(1028).bytes(), 0, control, 0, 8);
        t.gives(2, SENDMSG, p.one(), Unix.outgoing(t, "hi", control), 0);
        assertThat(receive(t, p.other(), 1100, 0).controlLength()).isEqualTo(1032);
    }

    @ConformanceTest
    void credentialsComeToWhoAsksForThem(Scenario s) {
        var t = s.task();
        int pid = (int) t.unrecorded(GETPID);
        for (int type : TYPES) {
            var p = Unix.pair(t, type);
            assertThat(Tcp.option(t, p.other(), SOL_SOCKET, SO_PASSCRED)).isZero();
            Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
            Unix.send(t, p.one(), "hi");
            var got = Unix.incoming(t, 64);
            assertThat(t.unrecorded(RECVMSG, p.other(), got.header(), 0)).isEqualTo(2);
            assertThat(got.controlLength()).isEqualTo(32);
            assertThat(t.longAt(got.control())).isEqualTo(28);
            assertThat(t.intAt(got.control() + 12)).isEqualTo(SCM_CREDENTIALS);
            assertThat(got.data(0)).isEqualTo(pid);
        }
    }

    @ConformanceTest
    void credentialsAreCutLikeAnyMessage(Scenario s) {
        var t = s.task();
        for (int room : new int[] {0, 15, 16, 28, 30, 32}) {
            var p = Unix.pair(t, SOCK_DGRAM);
            Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
            Unix.send(t, p.one(), "hi");
            var got = Unix.incoming(t, room);
            t.unrecorded(RECVMSG, p.other(), got.header(), 0);
            assertThat(got.controlLength()).isEqualTo(room < 16 ? 0 : room);
            assertThat(got.flags()).isEqualTo(room < 28 ? MSG_CTRUNC : 0);
        }
        var p = Unix.pair(t, SOCK_STREAM);
        Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
        Unix.send(t, p.one(), "hi");
        long header = t.msghdr(t.iov(t.alloc(4), 4), 1);
        t.gives(2, RECVMSG, p.other(), header, 0);
        assertThat(t.intAt(header + 48)).isEqualTo(MSG_CTRUNC);
    }

    @ConformanceTest
    void whatWasSentBeforeAnybodyAskedIsFromNobody(Scenario s) {
        var t = s.task();
        for (int type : TYPES) {
            var p = Unix.pair(t, type);
            Unix.send(t, p.one(), "hi");
            Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
            var got = receive(t, p.other(), 64, 0);
            assertThat(got.data(0)).isZero();
            assertThat(got.data(4)).isEqualTo(65_534);
        }
    }

    @ConformanceTest
    void credentialsStandBeforeFiles(Scenario s) {
        var t = s.task();
        for (int room : new int[] {32, 50, 52, 56, 64}) {
            var p = Unix.pair(t, SOCK_STREAM);
            sendFiles(t, p.one(), 0, 1);
            Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
            var got = receive(t, p.other(), room, 0);
            assertThat(got.flags()).isEqualTo(room < 56 ? MSG_CTRUNC : 0);
            assertThat(got.controlLength()).isEqualTo(room < 52 ? 32 : Math.min(room, 56));
        }
    }

    @ConformanceTest
    void oneMayOnlySayToBeWhoOneIs(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
        t.fails(ESRCH, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(SCM_CREDENTIALS, 999_999_999, 0, 0)), 0);
        t.fails(EINVAL, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(SCM_CREDENTIALS, 1, -1, 0)), 0);
        t.fails(EINVAL, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(SCM_CREDENTIALS, 1, 0)), 0);
        t.fails(EINVAL, SENDMSG, p.one(), Unix.outgoing(t, "hi", Unix.control(SCM_CREDENTIALS, 1, 0, 0, 0)), 0);
        int pid = (int) t.unrecorded(GETPID);
        long other = Unix.outgoing(t, "hi", Unix.control(SCM_CREDENTIALS, pid, 5, 7));
        assertThat(t.unrecorded(SENDMSG, p.one(), other, 0)).isEqualTo(2);
        var got = Unix.incoming(t, 64);
        t.unrecorded(RECVMSG, p.other(), got.header(), 0);
        assertThat(got.data(4)).isEqualTo(5);
        assertThat(got.data(8)).isEqualTo(7);
        t.kernelTask().dropCapability(CAP_SETUID);
        t.fails(EPERM, SENDMSG, p.one(), other, 0);
    }

    @ConformanceTest
    void aReadThatFindsNothingTellsOfNobody(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Tcp.set(t, p.other(), SOL_SOCKET, SO_PASSCRED, 1);
        t.fails(EAGAIN, RECVMSG, p.other(), Unix.incoming(t, 64).header(), MSG_DONTWAIT);
    }

    @ConformanceTest
    void whoAsksForCredentialsGetsAName(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("autobind");
        Unix.listener(t, SOCK_STREAM, name, 1);
        long client = Unix.socket(t, SOCK_STREAM);
        Tcp.set(t, client, SOL_SOCKET, SO_PASSCRED, 1);
        t.ok(CONNECT, client, Unix.addr(t, name), Unix.length(name));
        long length = t.cell(16);
        t.unrecorded(GETSOCKNAME, client, t.alloc(16), length);
        assertThat(t.intAt(length)).isEqualTo(8);
    }

    @ConformanceTest
    void anAcceptedSocketAsksIfItsListenerDidWhenTheyConnected(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("inherit");
        long listener = Unix.listener(t, SOCK_STREAM, name, 5);
        Unix.connected(t, SOCK_STREAM, name);
        Tcp.set(t, listener, SOL_SOCKET, SO_PASSCRED, 1);
        Unix.connected(t, SOCK_STREAM, name);
        assertThat(Tcp.option(t, t.ok(ACCEPT, listener, 0, 0), SOL_SOCKET, SO_PASSCRED)).isZero();
        assertThat(Tcp.option(t, t.ok(ACCEPT, listener, 0, 0), SOL_SOCKET, SO_PASSCRED)).isOne();
    }

    @ConformanceTest
    void thePeersCredentialsAreThoseOfItsConnectAndListen(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("peercred");
        int pid = (int) t.unrecorded(GETPID);
        long listener = Unix.listener(t, SOCK_STREAM, name, 5);
        long client = Unix.connected(t, SOCK_STREAM, name);
        long server = t.ok(ACCEPT, listener, 0, 0);
        var p = Unix.pair(t, SOCK_DGRAM);
        for (long fd : new long[] {listener, client, server, p.one(), p.other()}) {
            long cred = t.alloc(12);
            long length = t.cell(16);
            assertThat(t.unrecorded(GETSOCKOPT, fd, SOL_SOCKET, SO_PEERCRED, cred, length)).isZero();
            assertThat(t.intAt(length)).isEqualTo(12);
            assertThat(t.intAt(cred)).isEqualTo(pid);
        }
        long none = t.alloc(12);
        t.ok(GETSOCKOPT, Unix.socket(t, SOCK_STREAM), SOL_SOCKET, SO_PEERCRED, none, t.cell(12));
        assertThat(t.intAt(none)).isZero();
        assertThat(t.intAt(none + 4)).isEqualTo(-1);
        t.fails(ENOPROTOOPT, SETSOCKOPT, client, SOL_SOCKET, SO_PEERCRED, none, 12);
    }

    @ConformanceTest
    void credentialsAreNotForTheInternet(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EOPNOTSUPP, SETSOCKOPT, fd, SOL_SOCKET, SO_PASSCRED, t.cell(1), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, fd, SOL_SOCKET, SO_PASSCRED, t.alloc(4), t.cell(4));
    }
}
