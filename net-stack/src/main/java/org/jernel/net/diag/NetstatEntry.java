package org.jernel.net.diag;

import java.util.List;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrUn;
import org.jernel.net.uapi.SocketType;

/**
 * A socket as it was when somebody looked, or a connection that has no socket: one that nobody has accepted or that was closed,
 * a handshake in progress (SYN_RECV), the memory of a connection (TIME_WAIT, and FIN_WAIT2 after a while).
 *
 * @param family AF_INET, AF_INET6 or AF_UNIX
 * @param type SOCK_STREAM, SOCK_DGRAM or another
 * @param protocol IPPROTO_TCP and the like, 0 for AF_UNIX
 * @param state the state of TCP; other sockets are CLOSE, ESTABLISHED with a peer, or LISTEN
 * @param local what it is bound to; zeroes, or no name, before that
 * @param peer whom it is connected to, as {@code local}
 * @param recvQ bytes that nobody has read, the peer's FIN among them; of a listener the connections that wait for accept; of UDP
 *     the memory that datagrams take
 * @param sendQ bytes that the peer has not acknowledged; of a listener how many connections may wait
 * @param inode what tells the socket from every other of its kernel; 0 without one
 * @param owners the descriptors of the socket; none for a socket of kernel code
 */
public record NetstatEntry(
        int family,
        int type,
        int protocol,
        TcpState state,
        SockAddr local,
        SockAddr peer,
        long recvQ,
        long sendQ,
        long inode,
        List<SocketOwner> owners) {

    public NetstatEntry {
        owners = List.copyOf(owners);
    }

    /** True if there is a socket, and not only what one has left or nobody has accepted. */
    public boolean isOpen() {
        return inode != 0;
    }

    /** True for AF_UNIX. */
    public boolean isUnix() {
        return family == AddressFamily.AF_UNIX;
    }

    /** The name of an AF_UNIX socket: its path, {@code @} and an abstract name, or nothing. */
    public String path() {
        return isUnix() ? SockAddrUn.format(local) : "";
    }

    /** What netstat calls it: tcp, tcp6, udp, unix and so on. */
    public String proto() {
        if (isUnix()) {
            return "unix";
        }
        String name = switch (type) {
            case SocketType.SOCK_STREAM -> "tcp";
            case SocketType.SOCK_DGRAM -> protocol == IpProtocol.IPPROTO_UDP ? "udp" : "icmp";
            default -> "raw";
        };
        return family == AddressFamily.AF_INET6 ? name + "6" : name;
    }

    /** A line as netstat prints it, with one blank between the columns. */
    @Override
    public String toString() {
        String addresses = isUnix() ? "type " + type + " " + path() : local + " " + peer;
        return "%s %d %d %s %s %s".formatted(proto(), recvQ, sendQ, addresses, state, owners.isEmpty() ? "-" : owners);
    }
}
