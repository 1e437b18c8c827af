package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/**
 * Sends echo requests and tells what comes back, with the system calls and the lines of iputils' ping.
 *
 * <p>Ends after so many replies as {@code -c} says, or with SIGINT.
 */
final class Ping implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        PingOptions options;
        try {
            options = PingOptions.parse(libc, argv);
        } catch (PingOptions.UsageException e) {
            libc.dprintf(Libc.STDERR_FILENO, "%s", e.getMessage());
            return e.exitCode();
        }
        int fd = libc.socket(options.family().family(), SOCK_DGRAM, options.family().protocol());
        if (fd < 0) {
            libc.perror("ping: socket");
            return PingSession.FAILED;
        }
        try {
            return new PingSession(libc, fd, options).run();
        } finally {
            libc.close(fd);
        }
    }
}
