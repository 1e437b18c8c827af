package org.jernel.test.conformance;

import org.jernel.test.judge.Task;

import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** The steps that scenarios of pipes and of epoll share. */
final class Fds {

    static final int ALL = POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP;
    static final int READABLE = POLLIN | POLLRDNORM;
    static final int WRITABLE = POLLOUT | POLLWRNORM;

    private Fds() {}

    /** Both ends of a pipe. */
    record Pipe(Task task, long reader, long writer) {

        /** The same pipe, as a child with copies of the descriptors sees it. */
        Pipe of(Task child) {
            return new Pipe(child, reader, writer);
        }

        void write(int bytes) {
            task.gives(bytes, WRITE, writer, task.bytes(new byte[bytes]), bytes);
        }

        void read(int bytes) {
            task.gives(bytes, READ, reader, task.alloc(bytes), bytes);
        }

        void say(String text) {
            task.gives(text.length(), WRITE, writer, task.text(text), text.length());
        }

        /** Reads with room to spare: the pipe has nothing else, or ends a packet there. */
        void hears(String text) {
            long buffer = task.alloc(text.length() + 8);
            task.gives(text.length(), READ, reader, buffer, text.length() + 8);
            if (!task.textAt(buffer, text.length()).equals(text)) {
                throw new AssertionError("read " + task.textAt(buffer, text.length()) + ", expected " + text);
            }
        }
    }

    static Pipe pipe(Task t) {
        return pipe(t, 0);
    }

    static Pipe pipe(Task t, int flags) {
        long fds = t.ints(-1, -1);
        t.ok(PIPE2, fds, flags);
        return new Pipe(t, t.intAt(fds), t.intAt(fds + 4));
    }

    /** Adds to an eventfd. */
    static void add(Task t, long eventFd, long value) {
        t.gives(8, WRITE, eventFd, t.words(value), 8);
    }

    /** What a read of an eventfd or timerfd tells. */
    static long take(Task t, long fd) {
        long value = t.words(-1);
        t.gives(8, READ, fd, value, 8);
        return t.longAt(value);
    }

    static long epoll(Task t) {
        return t.ok(EPOLL_CREATE1, 0);
    }

    static long eventFd(Task t, int value) {
        return t.ok(EVENTFD2, value, O_NONBLOCK);
    }

    static void watch(Task t, long epoll, long fd, int events) {
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, t.epollEvent(events, fd));
    }

    static void rewatch(Task t, long epoll, long fd, int events) {
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, t.epollEvent(events, fd));
    }

    /** The one event that an epoll has, asked for without waiting. */
    static void hasOnly(Task t, long epoll, long fd, int mask) {
        long events = t.alloc(4 * EPOLL_EVENT);
        t.gives(1, EPOLL_WAIT, epoll, events, 4, 0);
        isEvent(t, events, fd, mask);
    }

    static void isEvent(Task t, long event, long fd, int mask) {
        if (t.intAt(event) != mask || t.longAt(event + 4) != fd) {
            throw new AssertionError("event 0x" + Integer.toHexString(t.intAt(event)) + " of " + t.longAt(event + 4)
                    + ", expected 0x" + Integer.toHexString(mask) + " of " + fd);
        }
    }

    static void hasNone(Task t, long epoll) {
        t.gives(0, EPOLL_WAIT, epoll, t.alloc(EPOLL_EVENT), 1, 0);
    }
}
