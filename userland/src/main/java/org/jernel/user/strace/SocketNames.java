package org.jernel.user.strace;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jernel.net.core.Sock;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.net.uapi.SockAddrUn;
import org.jernel.net.uapi.SocketType;
import org.jspecify.annotations.Nullable;

/** What {@code -yy} calls a socket: {@code TCP:[127.0.0.1:1->127.0.0.1:2]}. Modelled on strace's {@code socketutils.c}. */
final class SocketNames {

    private static final Map<Integer, String> INET = Map.of(
            IpProtocol.IPPROTO_TCP, "TCP", IpProtocol.IPPROTO_UDP, "UDP");

    private SocketNames() {}

    /** @param known what was said of sockets before: as the tool's cache, it is not looked up again */
    static String of(Socket socket, Map<Long, String> known) {
        String said = known.get(socket.ino());
        if (said != null) {
            return said;
        }
        Sock sk = socket.skOrNull();
        String details = sk == null ? null : details(sk, socket.ino());
        if (details != null) {
            known.put(socket.ino(), details);
            return details;
        }
        return (sk == null ? "socket" : protocol(sk)) + ":[" + socket.ino() + "]";
    }

    private static String protocol(Sock sk) {
        if (sk.family() == AddressFamily.AF_UNIX) {
            return sk.type() == SocketType.SOCK_STREAM ? "UNIX-STREAM" : "UNIX";
        }
        String name = sk.type() == SocketType.SOCK_RAW ? "RAW" : INET.getOrDefault(sk.protocol(), "PING");
        return sk.family() == AddressFamily.AF_INET6 ? name + "v6" : name;
    }

    /** Null for one that the kernel's table of sockets does not have: it has no port yet, or is of no table at all. */
    private static @Nullable String details(Sock sk, long ino) {
        String protocol = protocol(sk);
        if (sk.family() == AddressFamily.AF_UNIX) {
            String told = unixPeer(sk) + unixPath(sk.localAddress());
            return told.isEmpty() ? null : protocol + ":[" + ino + told + "]";
        }
        if (sk.type() == SocketType.SOCK_RAW || !INET.containsKey(sk.protocol()) || port(sk.localAddress()) == 0) {
            return null;
        }
        String local = address(sk.localAddress());
        boolean isConnected = port(sk.peerAddress()) != 0 && sk.state() != TcpState.LISTEN;
        return protocol + ":[" + (isConnected ? local + "->" + address(sk.peerAddress()) : local) + "]";
    }

    private static String unixPeer(Sock sk) {
        Socket peer = sk.peerSocket();
        return peer == null ? "" : "->" + peer.ino();
    }

    private static String unixPath(SockAddr name) {
        String path = SockAddrUn.format(name);
        if (path.isEmpty()) {
            return "";
        }
        boolean isAbstract = name.bytes()[SockAddrUn.PATH] == 0;
        byte[] bytes = (isAbstract ? path.substring(1) : path).getBytes(StandardCharsets.ISO_8859_1);
        return "," + (isAbstract ? "@" : "") + Printers.quote(bytes);
    }

    private static int port(SockAddr address) {
        return SockAddrIn6.isInet6(address) ? SockAddrIn6.port(address) : SockAddrIn.port(address);
    }

    private static String address(SockAddr address) {
        return SockAddrIn6.isInet6(address)
                ? SockAddrIn6.format(SockAddrIn6.address(address), SockAddrIn6.port(address))
                : SockAddrIn.format(SockAddrIn.address(address), SockAddrIn.port(address));
    }
}
