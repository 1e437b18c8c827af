package org.jernel.user.menuos;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.bin.LabService;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** Says something to the lab's service, once that listens, and waits for the answer. */
record SayingClient(String message) implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        while (libc.connect(fd, LabService.ADDRESS) < 0) {
            if (libc.errno() != Errno.ECONNREFUSED.number()) {
                return 1;
            }
        }
        libc.send(fd, message.getBytes(StandardCharsets.UTF_8), 0);
        boolean answered = libc.recv(fd, new byte[LabService.MAX_BUF_LEN], 0) > 0;
        libc.close(fd);
        return answered ? 0 : 1;
    }
}
