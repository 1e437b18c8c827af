package org.jernel.test.conformance;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What scenarios of ping and raw sockets begin with: a network that allows them, and messages of ICMP. */
final class Ping {

    static final String NOT_ON_WIRE =
            "no transport hands ICMP through: EPROTONOSUPPORT, or ESOCKTNOSUPPORT for raw sockets";

    static final int ECHO_REPLY = 0;
    static final int ECHO = 8;

    /** The port of most scenarios: as numbers of the kernel's choice do not show in messages, all their bytes compare. */
    static final int IDENT = 0x1234;

    private Ping() {}

    static Task task(Scenario s) {
        Task t = s.task();
        t.kernelTask().enterNetwork();
        return t;
    }

    static long socket(Task t) {
        return t.ok(SOCKET, AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    }

    static long bound(Task t) {
        return bound(t, INADDR_ANY);
    }

    static long bound(Task t, int address) {
        long fd = socket(t);
        t.ok(BIND, fd, t.inet(address, IDENT), SOCKADDR_IN);
        return fd;
    }

    /** A message whose identifier and checksum are the kernel's to write. */
    static byte[] message(int type, int sequence, String data) {
        return new Struct().bigEndian(type, 1).bigEndian(0, 1).bigEndian(0xdead, 2).bigEndian(0xbeef, 2)
                .bigEndian(sequence, 2).text(data).bytes();
    }

    static void send(Task t, long fd, int sequence, String data) {
        send(t, fd, sequence, data, INADDR_LOOPBACK);
    }

    static void send(Task t, long fd, int sequence, String data, int address) {
        byte[] message = message(ECHO, sequence, data);
        t.gives(message.length, SENDTO, fd, t.bytes(message), message.length, 0, t.inet(address, 0), SOCKADDR_IN);
    }

    /** Receives a reply whole. */
    static void receives(Task t, long fd, int sequence, String data) {
        long buffer = t.alloc(64);
        t.gives(8 + data.length(), RECVFROM, fd, buffer, 64, 0, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        byte[] bytes = t.bytesAt(buffer, 8);
        assertThat(bytes[0]).isEqualTo((byte) ECHO_REPLY);
        assertThat(bytes[7]).isEqualTo((byte) sequence);
        assertThat(t.textAt(buffer + 8, data.length())).isEqualTo(data);
    }

    static void hasNothing(Task t, long fd) {
        t.fails(Errno.EAGAIN, RECVFROM, fd, t.alloc(64), 64, MSG_DONTWAIT, 0, 0);
    }
}
