package org.jernel.user.libc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.Ifreq;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.Sockios;
import org.jspecify.annotations.Nullable;

/** {@code sys/socket.h}. Each call marshals into the task's memory and goes through the one door. */
abstract class SocketCalls extends CredCalls {

    /** Offsets in {@code struct msghdr}. */
    private static final int MSG_NAMELEN = 8;

    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;

    /** Room for what comes beside a message, as much as ping gives. */
    private static final int CONTROL_SIZE = 4096;

    private static final int NANOS_PER_MICRO = 1_000;
    private static final int IFCONF_LENGTH = 16;
    private static final int IFCONF_BUFFER = 8;

    SocketCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    public final int socket(int family, int type, int protocol) {
        return (int) syscall(Unistd.SOCKET, family, type, protocol);
    }

    public final int bind(int fd, SockAddr address) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.BIND, fd, frame.allocate(address.bytes()), address.length());
        }
    }

    public final int listen(int fd, int backlog) {
        return (int) syscall(Unistd.LISTEN, fd, backlog);
    }

    /** Waits for a connection. {@code fd} of the result is -1 on an error. */
    public final Accepted accept(int fd) {
        return accept4(fd, 0);
    }

    /** As {@link #accept}; {@code flags} are SOCK_NONBLOCK and SOCK_CLOEXEC. */
    public final Accepted accept4(int fd, int flags) {
        try (StackFrame frame = frame()) {
            long address = frame.allocate(SockAddr.MAX_LENGTH);
            long length = frame.allocateInt(SockAddr.MAX_LENGTH);
            int accepted = (int) syscall(flags == 0 ? Unistd.ACCEPT : Unistd.ACCEPT4, fd, address, length, flags, 0);
            return new Accepted(accepted, accepted < 0 ? SockAddr.NONE : new SockAddr(load(address, loadInt(length))));
        }
    }

    public final int connect(int fd, SockAddr address) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.CONNECT, fd, frame.allocate(address.bytes()), address.length());
        }
    }

    /** Sends; returns the bytes taken or -1. */
    public final int send(int fd, byte[] bytes, int flags) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.SENDTO, fd, frame.allocate(bytes), bytes.length, flags, 0, 0);
        }
    }

    /** Sends to an address; returns the bytes taken or -1. */
    public final int sendto(int fd, byte[] bytes, int flags, SockAddr to) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(bytes);
            return (int) syscall(
                    Unistd.SENDTO, fd, buffer, bytes.length, flags, frame.allocate(to.bytes()), to.length());
        }
    }

    /** Receives into {@code to}; returns the bytes, 0 at the end, or -1. */
    public final int recv(int fd, byte[] to, int flags) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(to.length);
            int received = (int) syscall(Unistd.RECVFROM, fd, buffer, to.length, flags, 0, 0);
            if (received > 0) {
                load(buffer, to, Math.min(received, to.length));
            }
            return received;
        }
    }

    /** Receives into {@code to}, with the sender and what comes beside. {@code bytes} of the result is -1 on an error. */
    public final Received recvmsg(int fd, byte[] to, int flags) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(to.length);
            long iov = frame.allocate(words(buffer, to.length));
            long name = frame.allocate(SockAddr.MAX_LENGTH);
            long control = frame.allocate(CONTROL_SIZE);
            long msghdr = frame.allocate(words(name, SockAddr.MAX_LENGTH, iov, 1, control, CONTROL_SIZE, 0));
            int received = (int) syscall(Unistd.RECVMSG, fd, msghdr, flags);
            if (received < 0) {
                return new Received(received, SockAddr.NONE, new byte[0], 0);
            }
            load(buffer, to, Math.min(received, to.length));
            return new Received(
                    received,
                    new SockAddr(load(name, loadInt(msghdr + MSG_NAMELEN))),
                    load(control, (int) loadLong(msghdr + MSG_CONTROLLEN)),
                    loadInt(msghdr + MSG_FLAGS));
        }
    }

    private static byte[] words(long... words) {
        byte[] bytes = new byte[words.length * Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            System.arraycopy(littleEndian(words[i], Long.BYTES), 0, bytes, i * Long.BYTES, Long.BYTES);
        }
        return bytes;
    }

    /** A command whose argument is a struct, which the call may write; -1 on an error. {@code sys/ioctl.h}. */
    public final int ioctl(int fd, int command, byte[] argument) {
        try (StackFrame frame = frame()) {
            long address = frame.allocate(argument);
            int result = (int) syscall(Unistd.IOCTL, fd, command, address);
            load(address, argument, argument.length);
            return result;
        }
    }

    /** The interfaces that have addresses, an entry for each address; null on an error. {@code SIOCGIFCONF}. */
    public final @Nullable List<Ifreq> ifconf(int fd) {
        try (StackFrame frame = frame()) {
            long ifconf = frame.allocate(new byte[IFCONF_LENGTH]);
            if (syscall(Unistd.IOCTL, fd, Sockios.SIOCGIFCONF, ifconf) < 0) {
                return null;
            }
            long list = frame.allocate(loadInt(ifconf));
            storeLong(ifconf + IFCONF_BUFFER, list);
            if (syscall(Unistd.IOCTL, fd, Sockios.SIOCGIFCONF, ifconf) < 0) {
                return null;
            }
            List<Ifreq> found = new ArrayList<>();
            for (int at = 0; at < loadInt(ifconf); at += Ifreq.LENGTH) {
                found.add(new Ifreq(load(list + at, Ifreq.LENGTH)));
            }
            return found;
        }
    }

    /** Receives a datagram into {@code to}, and whose it is; null for an error. */
    public final @Nullable Datagram recvfrom(int fd, byte[] to, int flags) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(to.length);
            long address = frame.allocate(SockAddr.MAX_LENGTH);
            long length = frame.allocateInt(SockAddr.MAX_LENGTH);
            int received = (int) syscall(Unistd.RECVFROM, fd, buffer, to.length, flags, address, length);
            if (received < 0) {
                return null;
            }
            load(buffer, to, Math.min(received, to.length));
            return new Datagram(received, new SockAddr(load(address, loadInt(length))));
        }
    }

    public final int shutdown(int fd, int how) {
        return (int) syscall(Unistd.SHUTDOWN, fd, how);
    }

    /** The socket's own address; {@link SockAddr#NONE} on an error. */
    public final SockAddr getsockname(int fd) {
        return name(Unistd.GETSOCKNAME, fd);
    }

    /** The peer's address; {@link SockAddr#NONE} on an error. */
    public final SockAddr getpeername(int fd) {
        return name(Unistd.GETPEERNAME, fd);
    }

    private SockAddr name(long nr, int fd) {
        try (StackFrame frame = frame()) {
            long address = frame.allocate(SockAddr.MAX_LENGTH);
            long length = frame.allocateInt(SockAddr.MAX_LENGTH);
            return syscall(nr, fd, address, length) < 0
                    ? SockAddr.NONE
                    : new SockAddr(load(address, loadInt(length)));
        }
    }

    /** Sets an option whose value is an {@code int}. */
    public final int setsockopt(int fd, int level, int name, int value) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.SETSOCKOPT, fd, level, name, frame.allocateInt(value), Integer.BYTES);
        }
    }

    /** Sets an option whose value is a {@code struct timeval}. */
    public final int setsockopt(int fd, int level, int name, Duration value) {
        try (StackFrame frame = frame()) {
            byte[] timeval = words(value.toSeconds(), value.toNanosPart() / NANOS_PER_MICRO);
            return (int) syscall(Unistd.SETSOCKOPT, fd, level, name, frame.allocate(timeval), timeval.length);
        }
    }

    /** An option whose value is an {@code int}; -1 on an error, which only errno tells from a value of -1. */
    public final int getsockopt(int fd, int level, int name) {
        try (StackFrame frame = frame()) {
            long value = frame.allocateInt(0);
            long length = frame.allocateInt(Integer.BYTES);
            long result = syscall(Unistd.GETSOCKOPT, fd, level, name, value, length);
            return result < 0 ? -1 : loadInt(value);
        }
    }
}
