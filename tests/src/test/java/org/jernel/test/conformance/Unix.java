package org.jernel.test.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/**
 * What most scenarios of AF_UNIX begin with: names, pairs and listeners. Names hold the number of this process, since those of
 * the host are all processes' at once.
 */
final class Unix {

    static final int ALL = POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP;
    static final int READABLE = POLLIN | POLLRDNORM;
    static final int WRITABLE = POLLOUT | POLLWRNORM | POLLWRBAND;

    private static final String PREFIX = "jernel-" + ProcessHandle.current().pid() + "-";
    private static final int HEADER = 16;

    private Unix() {}

    /** A path that no other process uses. */
    static String path(String name) {
        return "/tmp/" + PREFIX + name;
    }

    /** An abstract name that no other process uses, with the NUL that makes it one. */
    static String abstractName(String name) {
        return "\0" + PREFIX + name;
    }

    /** Removes what a scenario left of a path on the host. */
    static void deleteHostFile(String name) {
        try {
            Files.deleteIfExists(Path.of(path(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A struct sockaddr_un of exactly this path or name. */
    static long addr(Task t, String name) {
        return t.bytes(new Struct().int16(AF_UNIX).text(name).bytes());
    }

    static int length(String name) {
        return 2 + name.length();
    }

    static long socket(Task t, int type) {
        return t.ok(SOCKET, AF_UNIX, type, 0);
    }

    static long bound(Task t, int type, String name) {
        long s = socket(t, type);
        t.ok(BIND, s, addr(t, name), length(name));
        return s;
    }

    static long listener(Task t, int type, String name, int backlog) {
        long s = bound(t, type, name);
        t.ok(LISTEN, s, backlog);
        return s;
    }

    static long connected(Task t, int type, String name) {
        long s = socket(t, type);
        t.ok(CONNECT, s, addr(t, name), length(name));
        return s;
    }

    static Pair pair(Task t, int type) {
        long fds = t.alloc(8);
        t.ok(SOCKETPAIR, AF_UNIX, type, 0, fds);
        return new Pair(t.intAt(fds), t.intAt(fds + 4));
    }

    static void send(Task t, long fd, String text) {
        t.gives(text.length(), SENDTO, fd, t.text(text + "\0"), text.length(), MSG_NOSIGNAL, 0, 0);
    }

    /** Receives without waiting and compares what came. */
    static void receives(Task t, long fd, String text) {
        receives(t, fd, text, 0);
    }

    static void receives(Task t, long fd, String text, int flags) {
        long buffer = t.alloc(text.length() + 8);
        t.gives(text.length(), RECVFROM, fd, buffer, text.length() + 8, MSG_DONTWAIT | flags, 0, 0);
        assertThat(t.textAt(buffer, text.length())).isEqualTo(text);
    }

    static int queued(Task t, long fd) {
        long cell = t.cell(-1);
        t.ok(IOCTL, fd, FIONREAD, cell);
        return t.intAt(cell);
    }

    static int unread(Task t, long fd) {
        long cell = t.cell(-1);
        t.ok(IOCTL, fd, TIOCOUTQ, cell);
        return t.intAt(cell);
    }

    /** Ancillary data of one message of level SOL_SOCKET that holds ints. */
    static byte[] control(int type, int... data) {
        var message = new Struct().int64(HEADER + 4L * data.length).int32(SOL_SOCKET).int32(type);
        for (int each : data) {
            message.int32(each);
        }
        return data.length % 2 == 0 ? message.bytes() : message.int32(0).bytes();
    }

    /** A struct msghdr that sends one byte sequence with ancillary data. */
    static long outgoing(Task t, String text, byte[] control) {
        return t.msghdr(0, 0, t.iov(t.text(text + "\0"), text.length()), 1, t.bytes(control), control.length, 0);
    }

    /** A struct msghdr that receives up to 16 bytes, with room for so much ancillary data. */
    static Incoming incoming(Task t, int room) {
        long control = t.alloc(Math.max(room, 1));
        long header = t.msghdr(0, 0, t.iov(t.alloc(16), 16), 1, control, room, -1);
        return new Incoming(t, header, control);
    }

    /** Whether two descriptors are of one open file: a flag of the file that one sets is seen in the other. */
    static boolean isSameFile(Task t, long one, long other) {
        t.ok(FCNTL, one, F_SETFL, O_NONBLOCK);
        boolean set = (t.ok(FCNTL, other, F_GETFL, 0) & O_NONBLOCK) != 0;
        t.ok(FCNTL, one, F_SETFL, 0);
        return set && (t.ok(FCNTL, other, F_GETFL, 0) & O_NONBLOCK) == 0;
    }

    record Pair(long one, long other) {}

    /** A struct msghdr to receive with, and where its ancillary data goes. */
    record Incoming(Task task, long header, long control) {

        long controlLength() {
            return task.longAt(header + 40);
        }

        int flags() {
            return task.intAt(header + 48);
        }

        /** The 32-bit field of the first message at this offset behind its header. */
        int data(int offset) {
            return task.intAt(control + HEADER + offset);
        }
    }
}
