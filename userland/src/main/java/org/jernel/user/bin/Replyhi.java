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
 * <p>Arguments: {@code replyhi [COUNT]} ends after so many connections.
 */
public final class Replyhi implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        int connections = argv.size() > 1 ? Integer.parseInt(argv.get(1)) : Integer.MAX_VALUE;
        int listener = open(libc);
        if (listener < 0) {
            return 1;
        }
        Stop stop = new Stop(libc);
        for (int i = 0; i < connections; i++) {
            if (!serveOne(libc, listener, stop)) {
                return 1;
            }
        }
        return 0;
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
     * Serves connections until one cannot be accepted, or SIGTERM comes: then the one that is being served is finished first.
     * Returns the exit code.
     */
    public static int serve(Libc libc, int listener) {
        Stop stop = new Stop(libc);
        libc.signal(Signal.SIGTERM.number(), stop);
        while (!stop.asked && serveOne(libc, listener, stop)) {
            // the next one
        }
        return stop.asked ? 0 : 1;
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
