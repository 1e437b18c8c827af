package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** socketpair(2). */
final class SocketpairTest {

    @ConformanceTest
    void joinsTwoStreams(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Unix.send(t, p.one(), "there");
        Unix.receives(t, p.other(), "there");
        Unix.send(t, p.other(), "back");
        Unix.receives(t, p.one(), "back");
    }

    @ConformanceTest
    void joinsDatagramAndSeqpacketSocketsThatKeepMessagesApart(Scenario s) {
        var t = s.task();
        for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
            var p = Unix.pair(t, type);
            Unix.send(t, p.one(), "one");
            Unix.send(t, p.one(), "");
            Unix.send(t, p.one(), "three");
            Unix.receives(t, p.other(), "one");
            Unix.receives(t, p.other(), "");
            Unix.receives(t, p.other(), "three");
        }
    }

    @ConformanceTest
    void takesTheCreationFlags(Scenario s) {
        var t = s.task();
        long fds = t.alloc(8);
        t.ok(SOCKETPAIR, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds);
        for (int at = 0; at < 8; at += 4) {
            long fd = t.intAt(fds + at);
            t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL, 0);
            t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD, 0);
        }
        t.fails(EINVAL, SOCKETPAIR, AF_UNIX, SOCK_STREAM | 0x10000, 0, fds);
    }

    @ConformanceTest
    void refusesWhatSocketRefuses(Scenario s) {
        var t = s.task();
        long fds = t.alloc(8);
        t.fails(EAFNOSUPPORT, SOCKETPAIR, AF_MAX, SOCK_STREAM, 0, fds);
        t.fails(EAFNOSUPPORT, SOCKETPAIR, -1, SOCK_STREAM, 0, fds);
        t.fails(EPROTONOSUPPORT, SOCKETPAIR, AF_UNIX, SOCK_STREAM, 2, fds);
        t.fails(ESOCKTNOSUPPORT, SOCKETPAIR, AF_UNIX, SOCK_RDM, 0, fds);
        t.gives(3, SOCKET, AF_UNIX, SOCK_STREAM, AF_UNIX);
    }

    @ConformanceTest
    void isNotForTheInternet(Scenario s) {
        var t = s.task();
        t.fails(EOPNOTSUPP, SOCKETPAIR, AF_INET, SOCK_STREAM, 0, t.alloc(8));
        t.gives(3, SOCKET, AF_UNIX, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void leavesNoDescriptorBehindWhenItCannotTellThem(Scenario s) {
        var t = s.task();
        t.fails(EFAULT, SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, t.unmapped());
        t.fails(EFAULT, SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, t.edge(new byte[4]));
        t.fails(EFAULT, SOCKETPAIR, AF_INET, SOCK_STREAM, 0, t.unmapped());
        t.gives(3, SOCKET, AF_UNIX, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void needsTwoDescriptors(Scenario s) {
        var t = s.task();
        t.kernelTask().limitFiles(4);
        t.fails(EMFILE, SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, t.alloc(8));
        t.gives(3, SOCKET, AF_UNIX, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void makesEndsWithoutNames(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        long length = t.cell(110);
        long name = t.alloc(110);
        t.ok(GETSOCKNAME, p.one(), name, length);
        assertThat(t.intAt(length)).isEqualTo(2);
        t.ok(GETPEERNAME, p.one(), name, length);
        assertThat(t.intAt(length)).isEqualTo(2);
        assertThat(t.shortAt(name)).isEqualTo(AF_UNIX);
    }
}
