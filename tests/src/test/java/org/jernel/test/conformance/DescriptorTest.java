package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** dup(2), dup2(2), dup3(2), close(2) and fcntl(2) on sockets. */
final class DescriptorTest {

    @ConformanceTest
    void dupTakesTheLowestNumberAndSharesTheSocket(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(3, DUP, p.client());
        t.ok(CLOSE, p.client());
        Tcp.send(t, 3, "through the copy");
        Tcp.receives(t, p.server(), "through the copy");
    }

    @ConformanceTest
    void copiesShareFileFlagsButNotDescriptorFlags(Scenario s) {
        var t = s.task();
        long fd = t.ok(SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        long copy = t.ok(DUP, fd);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        t.gives(0, FCNTL, copy, F_GETFD);
        t.ok(FCNTL, copy, F_SETFL, O_NONBLOCK);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
    }

    @ConformanceTest
    void copiesShareFileFlagsAcrossTasks(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        var child = t.fork();
        child.ok(FCNTL, fd, F_SETFL, O_NONBLOCK);
        child.ok(FCNTL, fd, F_SETFD, FD_CLOEXEC);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.gives(0, FCNTL, fd, F_GETFD);
    }

    @ConformanceTest
    void dupNeedsADescriptor(Scenario s) {
        var t = s.task();
        t.fails(EBADF, DUP, -1);
        t.fails(EBADF, DUP, 99);
        t.fails(EBADF, DUP2, 99, 5);
        t.fails(EBADF, DUP3, 99, 5, 0);
    }

    @ConformanceTest
    void dup2TakesTheNumberAsked(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.gives(40, DUP2, fd, 40);
        t.gives(0, FCNTL, 40, F_GETFD);
        t.gives(4, DUP, fd);
    }

    @ConformanceTest
    void dup2ClosesWhatWasThere(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long other = Tcp.socket(t);
        t.gives(p.client(), DUP2, other, p.client());
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void dup2OfANumberOnItselfDoesNothing(Scenario s) {
        var t = s.task();
        long fd = t.ok(SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        t.gives(fd, DUP2, fd, fd);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        t.fails(EBADF, DUP2, 99, 99);
    }

    @ConformanceTest
    void dup2RefusesNumbersOutOfRange(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EBADF, DUP2, fd, -1);
        t.fails(EBADF, DUP2, fd, Integer.MAX_VALUE);
    }

    @ConformanceTest
    void dup3SetsCloseOnExec(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.gives(9, DUP3, fd, 9, O_CLOEXEC);
        t.gives(FD_CLOEXEC, FCNTL, 9, F_GETFD);
        t.gives(9, DUP3, fd, 9, 0);
        t.gives(0, FCNTL, 9, F_GETFD);
    }

    @ConformanceTest
    void dup3RefusesTheSameNumberAndUnknownFlags(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EINVAL, DUP3, fd, fd, 0);
        t.fails(EINVAL, DUP3, fd, 9, O_NONBLOCK);
        t.fails(EINVAL, DUP3, 99, 99, 0);
        t.fails(EBADF, DUP3, fd, -1, 0);
    }

    @ConformanceTest
    void fcntlDuplicatesFromANumberUp(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.gives(10, FCNTL, fd, F_DUPFD, 10);
        t.gives(11, FCNTL, fd, F_DUPFD_CLOEXEC, 10);
        t.gives(0, FCNTL, 10, F_GETFD);
        t.gives(FD_CLOEXEC, FCNTL, 11, F_GETFD);
        t.fails(EINVAL, FCNTL, fd, F_DUPFD, -1);
        t.fails(EINVAL, FCNTL, fd, F_DUPFD, Integer.MAX_VALUE);
    }

    @ConformanceTest
    void fcntlSetsOnlyWhatMayBeSet(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(FCNTL, fd, F_SETFL, O_NONBLOCK | O_CLOEXEC | 1);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.ok(FCNTL, fd, F_SETFL, 0);
        t.gives(O_RDWR, FCNTL, fd, F_GETFL);
        t.ok(FCNTL, fd, F_SETFD, 0xff);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        t.ok(FCNTL, fd, F_SETFD, 2);
        t.gives(0, FCNTL, fd, F_GETFD);
    }

    @ConformanceTest
    void fcntlNeedsADescriptorAndACommand(Scenario s) {
        var t = s.task();
        t.fails(EBADF, FCNTL, 99, F_GETFL);
        t.fails(EBADF, FCNTL, -1, F_GETFD);
        t.fails(EINVAL, FCNTL, Tcp.socket(t), 9999);
    }

    @ConformanceTest
    void closeFreesTheNumber(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(CLOSE, fd);
        t.fails(EBADF, CLOSE, fd);
        t.fails(EBADF, CLOSE, -1);
        t.fails(EBADF, CLOSE, 99);
        t.gives(fd, SOCKET, AF_INET, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void closeOfOneCopyLeavesTheConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long copy = t.ok(DUP, p.client());
        t.ok(CLOSE, copy);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(4), 4, MSG_DONTWAIT, 0, 0);
        Tcp.send(t, p.client(), "open");
        Tcp.receives(t, p.server(), "open");
    }

    @ConformanceTest
    void exitClosesEverything(Scenario s) {
        var p = Tcp.pair(s);
        var child = p.task().fork();
        p.task().ok(CLOSE, p.client());
        child.exit();
        p.task().gives(0, RECVFROM, p.server(), p.task().alloc(4), 4, 0, 0, 0);
    }
}
