package org.jernel.user.bin;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jernel.kernel.task.Signal;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.EpollEvent;
import org.jernel.user.libc.Libc;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_NONBLOCK;

/**
 * Serves any number of connections in one task, as epoll tells which of them can go on; SIGTERM ends it.
 *
 * <p>Nothing is read from a client that does not take its answer, so a slow one costs no more than what one read can ask for.
 */
final class ServiceLoop {

    /** What a service does with the bytes of one connection. */
    interface Session {

        /** The answer to what has come, perhaps empty. */
        byte[] received(byte[] bytes);

        /** True when the connection is to end after the last answer. */
        boolean isOver();
    }

    private static final Getopt OPTIONS = Getopt.of("[PORT]", "").posix();
    private static final int LAST_PORT = 65535;
    private static final int BACKLOG = 128;
    private static final int EVENTS = 64;
    private static final int BUFFER = 16 * 1024;
    private static final byte[] NOTHING = {};

    /** One client. */
    private static final class Connection {

        private final Session session;
        private byte[] answer = NOTHING;
        private int sent;

        Connection(Session session) {
            this.session = session;
        }

        boolean isAnswering() {
            return sent < answer.length;
        }
    }

    private final Libc libc;
    private final String name;
    private final Map<Integer, Connection> connections = new HashMap<>();
    private final Map<Integer, Runnable> others = new HashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private final int epoll;
    private boolean accepting = true;
    private boolean stopped;

    ServiceLoop(Libc libc, String name) {
        this.libc = libc;
        this.name = name;
        this.epoll = libc.epollCreate1(0);
    }

    /** True after showing the usage if the command line asks for it. */
    static boolean showsHelp(Libc libc, List<String> argv) {
        return OPTIONS.showsHelp(libc, argv);
    }

    /** The port that the command line asks for, or else {@code usual}; -1 after saying that it is none. */
    int port(List<String> argv, int usual) {
        String word = argv.size() > 1 ? argv.get(1) : Integer.toString(usual);
        if (argv.size() <= 2 && word.matches("[0-9]{1,5}") && Integer.parseInt(word) <= LAST_PORT) {
            return Integer.parseInt(word);
        }
        libc.dprintf(Libc.STDERR_FILENO, "%s: usage: %s [PORT]\n", name, name);
        return -1;
    }

    /** A bound socket on 127.0.0.1, 0 for any port, or -1 after saying why there is none. */
    int open(int type, int port) {
        if (port < 0) {
            return -1;
        }
        int fd = libc.socket(AF_INET, type | SOCK_NONBLOCK, 0);
        SockAddr address = SockAddrIn.of(SockAddrIn.INADDR_LOOPBACK, port);
        boolean stream = type == SocketType.SOCK_STREAM;
        if (fd < 0 || libc.bind(fd, address) < 0 || (stream && libc.listen(fd, BACKLOG) < 0)) {
            libc.perror(name + ": " + address);
            return -1;
        }
        return fd;
    }

    /** Has {@code ready} run whenever the descriptor has something to be read. */
    void watch(int fd, Runnable ready) {
        others.put(fd, ready);
        libc.epollCtl(epoll, Libc.EPOLL_CTL_ADD, fd, Libc.EPOLLIN);
    }

    /** Serves what connects to {@code listener} until SIGTERM comes. Returns the exit code. */
    int serve(int listener, Supplier<Session> sessions) {
        libc.signal(Signal.SIGTERM.number(), signo -> stopped = true);
        watch(listener, () -> accept(listener, sessions));
        libc.printf("%s: serving at %s\n", name, libc.getsockname(listener));
        while (!stopped) {
            List<EpollEvent> events = libc.epollWait(epoll, EVENTS, -1);
            if (events.isEmpty() && libc.errno() != Errno.EINTR.number()) {
                libc.perror(name + ": epoll_wait");
                return 1;
            }
            for (EpollEvent event : events) {
                Connection connection = connections.get(event.fd());
                if (connection != null) {
                    goOn(event.fd(), connection, listener);
                } else {
                    others.getOrDefault(event.fd(), () -> {}).run();
                }
            }
        }
        return 0;
    }

    private void accept(int listener, Supplier<Session> sessions) {
        int fd = libc.accept4(listener, SOCK_NONBLOCK).fd();
        if (fd >= 0) {
            connections.put(fd, new Connection(sessions.get()));
            libc.epollCtl(epoll, Libc.EPOLL_CTL_ADD, fd, Libc.EPOLLIN);
        } else if (libc.errno() == Errno.EMFILE.number()) {
            // The connection waits for its turn: epoll would tell of it without end.
            accepting = false;
            libc.epollCtl(epoll, Libc.EPOLL_CTL_MOD, listener, 0);
        }
    }

    private void goOn(int fd, Connection connection, int listener) {
        boolean answering = connection.isAnswering();
        if (!answering && !receive(fd, connection)) {
            close(fd, listener);
            return;
        }
        if (!send(fd, connection) || (!connection.isAnswering() && connection.session.isOver())) {
            close(fd, listener);
            return;
        }
        if (connection.isAnswering() != answering) {
            libc.epollCtl(epoll, Libc.EPOLL_CTL_MOD, fd, answering ? Libc.EPOLLIN : Libc.EPOLLOUT);
        }
    }

    /** False at the end, be it by an error. */
    private boolean receive(int fd, Connection connection) {
        int got = libc.recv(fd, buffer, 0);
        if (got <= 0) {
            return got < 0 && isForLater();
        }
        connection.answer = connection.session.received(Arrays.copyOf(buffer, got));
        connection.sent = 0;
        return true;
    }

    /** Sends what the client takes now. False if it has gone. */
    private boolean send(int fd, Connection connection) {
        while (connection.isAnswering()) {
            byte[] rest = Arrays.copyOfRange(
                    connection.answer, connection.sent, Math.min(connection.answer.length, connection.sent + BUFFER));
            int taken = libc.send(fd, rest, MsgFlags.MSG_NOSIGNAL);
            if (taken < 0) {
                return isForLater();
            }
            connection.sent += taken;
        }
        return true;
    }

    private boolean isForLater() {
        return libc.errno() == Errno.EAGAIN.number() || libc.errno() == Errno.EINTR.number();
    }

    private void close(int fd, int listener) {
        connections.remove(fd);
        libc.close(fd);
        if (!accepting) {
            accepting = true;
            libc.epollCtl(epoll, Libc.EPOLL_CTL_MOD, listener, Libc.EPOLLIN);
        }
    }
}
