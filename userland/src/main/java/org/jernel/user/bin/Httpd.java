package org.jernel.user.bin;

import java.util.List;

import org.jernel.net.uapi.SocketType;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** A small HTTP/1.1 server of a few pages: {@code httpd [PORT]}, 0 for any. GET and HEAD, with connections that stay open. */
final class Httpd implements Program {

    private static final int PORT = 8080;

    @Override
    public int main(Libc libc, List<String> argv) {
        if (ServiceLoop.showsHelp(libc, argv)) {
            return 0;
        }
        ServiceLoop loop = new ServiceLoop(libc, "httpd");
        int listener = loop.open(SocketType.SOCK_STREAM, loop.port(argv, PORT));
        return listener < 0 ? 1 : loop.serve(listener, HttpSession::new);
    }
}
