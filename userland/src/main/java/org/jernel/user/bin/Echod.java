package org.jernel.user.bin;

import java.util.Arrays;
import java.util.List;

import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.user.libc.Datagram;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Sends back what it gets, over TCP and UDP at one port: {@code echod [PORT]}, 0 for any. RFC 862. */
final class Echod implements Program {

    private static final int PORT = 7007;
    private static final int LONGEST = 65535;

    /** Every byte is its own answer. */
    private static final class Echo implements ServiceLoop.Session {

        @Override
        public byte[] received(byte[] bytes) {
            return bytes;
        }

        @Override
        public boolean isOver() {
            return false;
        }
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        if (ServiceLoop.showsHelp(libc, argv)) {
            return 0;
        }
        ServiceLoop loop = new ServiceLoop(libc, "echod");
        int listener = loop.open(SocketType.SOCK_STREAM, loop.port(argv, PORT));
        if (listener < 0) {
            return 1;
        }
        SockAddr address = libc.getsockname(listener);
        int datagrams = loop.open(SocketType.SOCK_DGRAM, SockAddrIn.port(address));
        if (datagrams < 0) {
            return 1;
        }
        byte[] buffer = new byte[LONGEST];
        loop.watch(datagrams, () -> {
            Datagram got = libc.recvfrom(datagrams, buffer, 0);
            if (got != null) {
                // One that is lost is lost, as with any network.
                libc.sendto(datagrams, Arrays.copyOf(buffer, got.length()), MsgFlags.MSG_DONTWAIT, got.from());
            }
        });
        return loop.serve(listener, Echo::new);
    }
}
