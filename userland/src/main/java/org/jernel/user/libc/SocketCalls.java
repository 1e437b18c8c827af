package org.jernel.user.libc;

import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.SockAddr;

/** {@code sys/socket.h}. Each call marshals into the task's memory and goes through the one door. */
abstract class SocketCalls extends ProcessCalls {

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
        try (StackFrame frame = frame()) {
            long address = frame.allocate(SockAddr.MAX_LENGTH);
            long length = frame.allocateInt(SockAddr.MAX_LENGTH);
            int accepted = (int) syscall(Unistd.ACCEPT, fd, address, length);
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
