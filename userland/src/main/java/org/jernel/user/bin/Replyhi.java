package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Accepted;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.SignalHandler;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/**
 * The lab's server: answers whatever it is told with hi, one connection after the other.
 *
 * <p>Arguments: {@code replyhi [COUNT]} ends after so many connections. It takes over a socket that listens already, by the
 * protocol of {@code sd_listen_fds(3)}.
 */
public final class Replyhi implements Program {

    private static final Getopt OPTIONS = Getopt.of("[COUNT]", "");

    /** The first descriptor that is handed over. {@code SD_LISTEN_FDS_START}. */
    private static final int LISTEN_FDS_START = 3;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.allows(1)) {
            return use.exitCode(1);
        }
        String count = use.operands().isEmpty() ? null : use.operands().getFirst();
        if (count != null && !count.matches("[0-9]{1,9}")) {
            use.refuse("invalid number of connections: '%s'".formatted(count));
            return 1;
        }
        String meant = libc.getenv("LISTEN_PID");
        boolean handedOver = meant != null && meant.equals(Integer.toString(libc.getpid()));
        int listener = handedOver ? LISTEN_FDS_START : open(libc);
        if (listener < 0) {
            return 1;
        }
        return serve(libc, listener, count == null ? Long.MAX_VALUE : Long.parseLong(count));
    }

    /** Puts a listening socket where the program looks for it. Returns what its environment needs for that. */
    public static List<String> handOver(Libc libc, int listener) {
        if (listener != LISTEN_FDS_START) {
            libc.dup2(listener, LISTEN_FDS_START);
            libc.close(listener);
        }
        return List.of("LISTEN_PID=" + libc.getpid(), "LISTEN_FDS=1");
    }

    /** The lab's InitializeService: a listening socket, or -1 after saying why not. */
    public static int open(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0) {
            libc.perror("replyhi: socket");
            return -1;
        }
        if (libc.bind(fd, LabService.ADDRESS) < 0) {
            libc.perror("replyhi: bind to " + LabService.ADDRESS);
            libc.close(fd);
            return -1;
        }
        if (libc.listen(fd, LabService.MAX_CONNECT_QUEUE) < 0) {
            libc.perror("replyhi: listen on " + LabService.ADDRESS);
            libc.close(fd);
            return -1;
        }
        return fd;
    }

    /**
     * Serves connections until one cannot be accepted. SIGTERM ends a server for as many as come after the one that is being
     * served. Returns the exit code.
     */
    private static int serve(Libc libc, int listener, long connections) {
        Stop stop = new Stop(libc);
        if (connections == Long.MAX_VALUE) {
            libc.signal(Signal.SIGTERM.number(), stop);
        }
        for (long i = 0; i < connections && !stop.asked; i++) {
            if (!serveOne(libc, listener, stop)) {
                return 1;
            }
        }
        return 0;
    }

    /** Ends the server at once while it waits for a connection, and otherwise after the one that it serves. */
    private static final class Stop implements SignalHandler {

        private final Libc libc;
        private boolean serving;
        private boolean asked;

        Stop(Libc libc) {
            this.libc = libc;
        }

        @Override
        public void handle(int signo) {
            asked = true;
            if (!serving) {
                throw libc.exit(0);
            }
        }
    }

    private static boolean serveOne(Libc libc, int listener, Stop stop) {
        Accepted connection = libc.accept(listener);
        if (connection.fd() < 0) {
            libc.perror("replyhi: accept");
            // The client may have gone before it was served: accept(2) says to try again, as for the next one.
            return libc.errno() == Errno.ECONNABORTED.number();
        }
        stop.serving = true;
        byte[] buffer = new byte[LabService.MAX_BUF_LEN];
        int received = libc.recv(connection.fd(), buffer, 0);
        if (received > 0) {
            libc.printf("recv \"%s\" from %s\n", Message.text(buffer, received), connection.peer());
            if (libc.send(connection.fd(), "hi".getBytes(StandardCharsets.UTF_8), MsgFlags.MSG_NOSIGNAL) > 0) {
                libc.printf("send \"hi\" to %s\n", connection.peer());
            }
        }
        libc.close(connection.fd());
        stop.serving = false;
        return true;
    }
}
