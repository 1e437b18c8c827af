package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.net.uapi.SockAddr;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The lab's client: says hello to the service and prints what comes back. */
public final class Hello implements Program {

    private static final Getopt OPTIONS = Getopt.of("", "");

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.allows(0)) {
            return use.exitCode(1);
        }
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0) {
            libc.perror("hello: socket");
            return 1;
        }
        int code = talk(libc, fd, LabService.ADDRESS);
        libc.close(fd);
        return code;
    }

    private static int talk(Libc libc, int fd, SockAddr service) {
        if (libc.connect(fd, service) < 0) {
            libc.perror("hello: connect to " + service);
            return 1;
        }
        if (libc.send(fd, "hello".getBytes(StandardCharsets.UTF_8), 0) < 0) {
            libc.perror("hello: send");
            return 1;
        }
        libc.printf("send \"hello\" to %s\n", service);
        byte[] buffer = new byte[LabService.MAX_BUF_LEN];
        int received = libc.recv(fd, buffer, 0);
        if (received < 0) {
            libc.perror("hello: recv");
            return 1;
        }
        if (received == 0) {
            libc.dprintf(Libc.STDERR_FILENO, "hello: %s closed the connection without an answer\n", service);
            return 1;
        }
        libc.printf("recv \"%s\" from %s\n", Message.text(buffer, received), service);
        return 0;
    }
}
