package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** sendfile(2) from files that have no positions: to pipes only. */
final class SendfileTest {

    private static final int PAGE = 4096;
    private static final int SLOTS = 16;

    @ConformanceTest
    void sendsFromASocketToAPipe(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        Tcp.send(t, c.client(), "hello");
        Tcp.awaitQueued(t, c.server(), 5);
        t.gives(2, SENDFILE, p.writer(), c.server(), 0, 2);
        t.gives(3, SENDFILE, p.writer(), c.server(), 0, 100);
        p.hears("hello");
        t.gives(0, SENDFILE, p.writer(), c.server(), 0, 0);
        t.ok(SHUTDOWN, c.client(), SHUT_WR);
        t.gives(0, SENDFILE, p.writer(), c.server(), 0, 100);
    }

    @ConformanceTest
    void refusesOtherPairsOfFiles(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        var q = pipe(t);
        long eventFd = t.ok(EVENTFD2, 1, 0);
        p.say("x");
        t.fails(EINVAL, SENDFILE, c.client(), c.server(), 0, 1);
        t.fails(EINVAL, SENDFILE, c.client(), p.reader(), 0, 1);
        t.fails(EINVAL, SENDFILE, q.writer(), p.reader(), 0, 1);
        t.fails(EINVAL, SENDFILE, q.writer(), eventFd, 0, 1);
        t.fails(EINVAL, SENDFILE, c.client(), eventFd, 0, 1);
        t.fails(EINVAL, SENDFILE, eventFd, c.client(), 0, 1);
        t.fails(EINVAL, SENDFILE, c.client(), c.server(), 0, 0);
        t.fails(EINVAL, SENDFILE, c.client(), p.reader(), 0, 0);
        t.gives(0, SENDFILE, q.writer(), p.reader(), 0, 0);
    }

    @ConformanceTest
    void refusesDescriptorsInOrder(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        long socket = Tcp.socket(t);
        long offset = t.words(0);
        t.fails(EBADF, SENDFILE, p.writer(), 99, 0, 1);
        t.fails(EBADF, SENDFILE, 99, socket, 0, 1);
        t.fails(EBADF, SENDFILE, p.reader(), socket, 0, 1);
        t.fails(EBADF, SENDFILE, socket, p.writer(), 0, 1);
        t.fails(EBADF, SENDFILE, socket, p.writer(), offset, 1);
        t.fails(ESPIPE, SENDFILE, 99, socket, offset, 1);
        t.fails(ESPIPE, SENDFILE, p.writer(), socket, offset, 0);
        t.fails(ESPIPE, SENDFILE, p.writer(), p.reader(), offset, 1);
        t.fails(EFAULT, SENDFILE, 99, 99, t.unmapped(), 1);
        t.fails(EFAULT, SENDFILE, p.writer(), socket, t.readOnly(new byte[8]), 1);
        t.fails(EINVAL, SENDFILE, 99, socket, 0, -1);
        t.fails(ENOTCONN, SENDFILE, p.writer(), socket, 0, Long.MAX_VALUE);
    }

    @ConformanceTest
    void needsRoomAndAReader(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        t.ok(FCNTL, p.writer(), F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, SENDFILE, p.writer(), u.one(), 0, 1);
        p.write(SLOTS * PAGE);
        t.fails(EAGAIN, SENDFILE, p.writer(), u.one(), 0, 1);
        t.fails(EAGAIN, SENDFILE, p.writer(), u.one(), 0, 0);
        t.ok(CLOSE, p.reader());
        t.fails(EPIPE, SENDFILE, p.writer(), u.one(), 0, 1);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void waitsForBytesAndForRoom(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        var child = t.fork();
        var empty = child.blocks(SENDFILE, p.writer(), u.one(), 0, 100);
        Unix.send(t, u.other(), "hello");
        empty.returns(5);
        p.hears("hello");
        p.write(SLOTS * PAGE);
        Unix.send(t, u.other(), "hello");
        var full = child.blocks(SENDFILE, p.writer(), u.one(), 0, 100);
        p.read(PAGE);
        full.returns(5);
    }
}
