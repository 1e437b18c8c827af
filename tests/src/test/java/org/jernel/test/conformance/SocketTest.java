package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** socket(2) and the descriptor that it returns. */
final class SocketTest {

    @ConformanceTest
    void returnsTheLowestFreeDescriptor(Scenario s) {
        var t = s.task();
        long first = Tcp.socket(t);
        long second = Tcp.socket(t);
        long third = Tcp.socket(t);
        assertThat(new long[] {first, second, third}).containsExactly(3, 4, 5);
        t.ok(CLOSE, second);
        t.gives(second, SOCKET, AF_INET, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void takesTcpByNumberAndByDefault(Scenario s) {
        var t = s.task();
        t.ok(SOCKET, AF_INET, SOCK_STREAM, 0);
        t.ok(SOCKET, AF_INET, SOCK_STREAM, IPPROTO_TCP);
    }

    @ConformanceTest
    void opensReadWriteBlockingAndKeptOverExec(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.gives(O_RDWR, FCNTL, fd, F_GETFL);
        t.gives(0, FCNTL, fd, F_GETFD);
    }

    @ConformanceTest
    void takesFlagsInTheType(Scenario s) {
        var t = s.task();
        long fd = t.ok(SOCKET, AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
    }

    @ConformanceTest
    void refusesUnknownFlagsInTheType(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, SOCKET, AF_INET, SOCK_STREAM | 0x10, 0);
        t.fails(EINVAL, SOCKET, AF_INET, SOCK_STREAM | 0x40000000, 0);
        t.fails(EINVAL, SOCKET, AF_INET, -1, 0);
    }

    @ConformanceTest
    void refusesUnknownFamilies(Scenario s) {
        var t = s.task();
        t.fails(EAFNOSUPPORT, SOCKET, AF_UNSPEC, SOCK_STREAM, 0);
        t.fails(EAFNOSUPPORT, SOCKET, AF_MAX, SOCK_STREAM, 0);
        t.fails(EAFNOSUPPORT, SOCKET, -1, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void looksAtTheFamilyBeforeTheType(Scenario s) {
        var t = s.task();
        t.fails(EAFNOSUPPORT, SOCKET, AF_MAX, 11, 0);
        t.fails(EINVAL, SOCKET, AF_INET, 11, 0);
    }

    @ConformanceTest
    void refusesATypeThatTheFamilyLacks(Scenario s) {
        var t = s.task();
        t.fails(ESOCKTNOSUPPORT, SOCKET, AF_INET, SOCK_SEQPACKET, 0);
        t.fails(ESOCKTNOSUPPORT, SOCKET, AF_INET, 0, 0);
    }

    @ConformanceTest
    void refusesAProtocolThatTheTypeLacks(Scenario s) {
        var t = s.task();
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET, SOCK_STREAM, IPPROTO_UDP);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET, SOCK_STREAM, 255);
        t.fails(EINVAL, SOCKET, AF_INET, SOCK_STREAM, -1);
        t.fails(EINVAL, SOCKET, AF_INET, SOCK_STREAM, 1000);
    }

    @ConformanceTest
    void failsWhenTheTableIsFull(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.kernelTask().limitFiles(6);
        t.gives(4, DUP, fd);
        t.gives(5, DUP, fd);
        t.fails(EMFILE, DUP, fd);
        t.fails(EMFILE, SOCKET, AF_INET, SOCK_STREAM, 0);
        t.ok(CLOSE, 4);
        t.gives(4, SOCKET, AF_INET, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void looksAtTheArgumentsBeforeTheTable(Scenario s) {
        var t = s.task();
        t.kernelTask().limitFiles(3);
        t.fails(EAFNOSUPPORT, SOCKET, AF_MAX, SOCK_STREAM, 0);
        t.fails(EMFILE, SOCKET, AF_INET, SOCK_STREAM, 0);
    }

    @ConformanceTest
    void isOneTasksOwn(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        s.task().fails(EBADF, FCNTL, fd, F_GETFL);
        t.fork().gives(O_RDWR, FCNTL, fd, F_GETFL);
    }
}
