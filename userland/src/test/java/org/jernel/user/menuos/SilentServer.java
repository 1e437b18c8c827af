package org.jernel.user.menuos;

import java.util.List;

import org.jernel.user.bin.Replyhi;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Takes a connection and never answers. */
final class SilentServer implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        int listener = Replyhi.open(libc);
        libc.printf("listening\n");
        int connection = libc.accept(listener).fd();
        return libc.accept(connection).fd() < 0 ? libc.accept(listener).fd() : 0;
    }
}
