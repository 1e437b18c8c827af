package org.jernel.test.conformance;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What most scenarios of UDP begin with: sockets, datagrams, and the messages of sendmsg and recvmsg. */
final class Udp {

    static final int ALL = POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP;
    static final int READABLE = POLLIN | POLLRDNORM;
    static final int WRITABLE = POLLOUT | POLLWRNORM | POLLWRBAND;

    /** The largest datagram of IPv4. */
    static final int LARGEST = 65507;

    private Udp() {}

    static long socket(Task t) {
        return t.ok(SOCKET, AF_INET, SOCK_DGRAM, 0);
    }

    static long bound(Task t) {
        return bound(t, INADDR_LOOPBACK, 0);
    }

    static long bound(Task t, int address, int port) {
        long s = socket(t);
        t.ok(BIND, s, t.inet(address, port), SOCKADDR_IN);
        return s;
    }

    static long connected(Task t, int port) {
        long s = socket(t);
        connect(t, s, port);
        return s;
    }

    static void connect(Task t, long fd, int port) {
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
    }

    static void disconnect(Task t, long fd) {
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
    }

    /** A port of the loopback that nobody has. */
    static int deadPort(Task t) {
        long s = bound(t);
        int port = t.port(s);
        t.ok(CLOSE, s);
        return port;
    }

    static void send(Task t, long fd, String text) {
        send(t, fd, text, 0);
    }

    static void send(Task t, long fd, String text, int flags) {
        t.gives(text.length(), SENDTO, fd, t.text(text + "\0"), text.length(), flags, 0, 0);
    }

    static void sendTo(Task t, long fd, String text, int port) {
        sendTo(t, fd, text, INADDR_LOOPBACK, port);
    }

    static void sendTo(Task t, long fd, String text, int address, int port) {
        t.gives(text.length(), SENDTO, fd, t.text(text + "\0"), text.length(), 0, t.inet(address, port), SOCKADDR_IN);
    }

    /** Receives and compares what came. */
    static void receives(Task t, long fd, String text) {
        receives(t, fd, text, 0);
    }

    static void receives(Task t, long fd, String text, int flags) {
        long buffer = t.alloc(text.length() + 8);
        t.gives(text.length(), RECVFROM, fd, buffer, text.length() + 8, flags, 0, 0);
        assertThat(t.textAt(buffer, text.length())).isEqualTo(text);
    }

    static void hasNothing(Task t, long fd) {
        t.fails(Errno.EAGAIN, RECVFROM, fd, t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    static int queued(Task t, long fd) {
        long cell = t.cell(-1);
        t.ok(IOCTL, fd, FIONREAD, cell);
        return t.intAt(cell);
    }

    static void set(Task t, long fd, int level, int name, int value) {
        t.ok(SETSOCKOPT, fd, level, name, t.cell(value), 4);
    }

    static int option(Task t, long fd, int level, int name) {
        long value = t.alloc(4);
        t.ok(GETSOCKOPT, fd, level, name, value, t.cell(4));
        return t.intAt(value);
    }

    /** A struct ip_mreq of a group and the loopback device. */
    static long membership(Task t, int group) {
        return t.bytes(new Struct().bigEndian(group, 4).bigEndian(INADDR_LOOPBACK, 4).bytes());
    }

    /** Has packets to groups leave by the loopback device, which the host arm asks for. */
    static void multicastByLoopback(Task t, long fd) {
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF,
                t.bytes(new Struct().bigEndian(INADDR_LOOPBACK, 4).bytes()), 4);
    }

    /** One control message. */
    static byte[] control(int level, int type, byte... data) {
        var message = new Struct().int64(16L + data.length).int32(level).int32(type);
        for (byte each : data) {
            message.bigEndian(each & 0xff, 1);
        }
        for (int i = data.length; i % 8 != 0; i++) {
            message.bigEndian(0, 1);
        }
        return message.bytes();
    }

    static byte[] int32(int value) {
        return new Struct().int32(value).bytes();
    }

    /** A struct msghdr that sends to a port of the loopback with control messages. */
    static long outgoing(Task t, String text, int port, byte[] control) {
        return t.msghdr(t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN, t.iov(t.text(text), text.length()), 1,
                t.bytes(control), control.length, 0);
    }

    /** A struct msghdr that receives up to 16 bytes, with room for name and so much ancillary data. */
    static Incoming incoming(Task t, int room) {
        long control = t.alloc(Math.max(room, 1));
        long header = t.msghdr(t.sockaddrOut(), SOCKADDR_IN, t.iov(t.alloc(16), 16), 1, control, room, -1);
        return new Incoming(t, header, control);
    }

    /** A struct msghdr to receive with, and where its ancillary data goes. */
    record Incoming(Task task, long header, long control) {

        long controlLength() {
            return task.longAt(header + 40);
        }

        int flags() {
            return task.intAt(header + 48);
        }
    }
}
