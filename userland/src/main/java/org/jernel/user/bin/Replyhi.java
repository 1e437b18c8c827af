package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.net.uapi.MsgFlags;
import org.jernel.user.libc.Accepted;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

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
        for (int i = 0; i < connections; i++) {
            if (!serveOne(libc, listener)) {
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

    /** Serves connections until one cannot be accepted. Returns the exit code. */
    public static int serve(Libc libc, int listener) {
        while (serveOne(libc, listener)) {
            // the next one
        }
        return 1;
    }

    private static boolean serveOne(Libc libc, int listener) {
        Accepted connection = libc.accept(listener);
        if (connection.fd() < 0) {
            libc.perror("replyhi: accept");
            return false;
        }
        byte[] buffer = new byte[LabService.MAX_BUF_LEN];
        int received = libc.recv(connection.fd(), buffer, 0);
        if (received > 0) {
            libc.printf("recv \"%s\" from %s\n", Message.text(buffer, received), connection.peer());
            if (libc.send(connection.fd(), "hi".getBytes(StandardCharsets.UTF_8), MsgFlags.MSG_NOSIGNAL) > 0) {
                libc.printf("send \"hi\" to %s\n", connection.peer());
            }
        }
        libc.close(connection.fd());
        return true;
    }
}
