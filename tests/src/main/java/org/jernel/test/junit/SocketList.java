package org.jernel.test.junit;

import java.util.List;
import java.util.function.Supplier;

import org.jernel.kernel.Kernel;
import org.jernel.net.core.Net;
import org.jernel.net.core.Sock;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.ErrnoException;

/** The open sockets of a kernel, a line each. */
final class SocketList {

    private SocketList() {}

    static List<String> of(Kernel kernel) {
        return kernel.get(Net.class).sockets().stream().map(SocketList::line).sorted().toList();
    }

    private static String line(Socket socket) {
        Sock sk = socket.skOrNull();
        if (sk == null) {
            return "a socket that closes";
        }
        return "family %d type %d %s local %s peer %s"
                .formatted(
                        sk.family(),
                        sk.type(),
                        sk.state(),
                        name(() -> socket.ops().getname(socket, false)),
                        name(() -> socket.ops().getname(socket, true)));
    }

    private static String name(Supplier<SockAddr> getname) {
        try {
            SockAddr address = getname.get();
            return address.family() == AddressFamily.AF_INET
                    ? SockAddrIn.format(SockAddrIn.address(address), SockAddrIn.port(address))
                    : address.toString();
        } catch (ErrnoException | IllegalStateException none) {
            return "-";
        }
    }
}
