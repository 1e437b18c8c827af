package org.jernel.net.socket;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketSecurity;
import org.jernel.net.core.SolSocket;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Values of options across the border of user memory, with the rules of length that each level has. Modelled on
 * {@code do_sock_setsockopt} of {@code net/socket.c} and its callees.
 */
final class SocketOptionCalls {

    void set(Socket sock, int level, int name, UserMemory memory, long optval, int optlen) {
        if (optlen < 0) {
            throw Errno.EINVAL.exception();
        }
        sock.net().security()
                .mustAllow(SocketSecurity.class, "socket_setsockopt", m -> m.socketSetsockopt(sock, level, name));
        checkLevel(sock, level);
        SockOption option = find(sock, level, name);
        byte[] value = switch (level) {
            case IpProtocol.IPPROTO_IP -> readIp(sock, option, memory, optval, optlen);
            case IpProtocol.IPPROTO_IPV6 -> readIpv6(sock, option, memory, optval, optlen);
            default -> read(sock, level, option, memory, optval, optlen);
        };
        SockOption.Setter setter = option == null ? null : option.setter();
        if (setter == null) {
            throw Errno.ENOPROTOOPT.exception();
        }
        Sock sk = sock.sk();
        sk.lockSock();
        try {
            setter.set(sk, value);
            sk.proto().optionChanged(sk, level, name);
        } finally {
            sk.releaseSock();
        }
    }

    private static void checkLevel(Socket sock, int level) {
        if (level != SolSocket.SOL_SOCKET && !sock.ops().hasSockOptions()) {
            throw Errno.EOPNOTSUPP.exception();
        }
    }

    private static @Nullable SockOption find(Socket sock, int level, int name) {
        return level == SolSocket.SOL_SOCKET ? SolSocket.find(name) : sock.ops().sockOption(level, name);
    }

    private static boolean isInt(@Nullable SockOption option) {
        return option == null || option.largest() == Integer.BYTES;
    }

    /**
     * SOL_SOCKET and the protocol's own level read an int before they look which option it is for; other levels read only
     * what they know.
     */
    private static byte[] read(
            Socket sock, int level, @Nullable SockOption option, UserMemory memory, long optval, int optlen) {
        if (option == null && !isOwnLevel(sock, level)) {
            return new byte[0];
        }
        int size = option == null ? Integer.BYTES : option.size();
        if (optlen < size) {
            throw Errno.EINVAL.exception();
        }
        return copyFromUser(memory, optval, option == null ? size : Math.min(optlen, option.largest()));
    }

    private static boolean isOwnLevel(Socket sock, int level) {
        return level == SolSocket.SOL_SOCKET || level == sock.sk().optionLevel();
    }

    /** IPPROTO_IP takes one byte for an int, and nothing at all for 0. */
    private static byte[] readIp(
            Socket sock, @Nullable SockOption option, UserMemory memory, long optval, int optlen) {
        if (!isInt(option)) {
            return read(sock, IpProtocol.IPPROTO_IP, option, memory, optval, optlen);
        }
        byte[] value = new byte[Integer.BYTES];
        if (option != null && optlen > 0) {
            int size = optlen < Integer.BYTES ? 1 : Integer.BYTES;
            System.arraycopy(copyFromUser(memory, optval, size), 0, value, 0, size);
        }
        return value;
    }

    /**
     * IPPROTO_IPV6 reads an int before it looks which option it is for, and takes a missing one for 0; it is no level of other
     * families.
     */
    private static byte[] readIpv6(
            Socket sock, @Nullable SockOption option, UserMemory memory, long optval, int optlen) {
        if (sock.ops().family() != AddressFamily.AF_INET6) {
            return new byte[0];
        }
        boolean whole = optlen >= Integer.BYTES;
        byte[] value = whole && optval != 0 ? copyFromUser(memory, optval, Integer.BYTES) : new byte[Integer.BYTES];
        if (option != null && optlen < option.size()) {
            throw Errno.EINVAL.exception();
        }
        return option == null || isInt(option) ? value : copyFromUser(memory, optval, option.size());
    }

    private static byte[] copyFromUser(UserMemory memory, long address, int size) {
        byte[] value = new byte[size];
        if (memory.copyFromUser(value, 0, address, size) < size) {
            throw Errno.EFAULT.exception();
        }
        return value;
    }

    void get(Socket sock, int level, int name, UserMemory memory, long optval, long optlen) {
        sock.net().security()
                .mustAllow(SocketSecurity.class, "socket_getsockopt", m -> m.socketGetsockopt(sock, level, name));
        checkLevel(sock, level);
        SockOption option = find(sock, level, name);
        boolean isInet6 = sock.ops().family() == AddressFamily.AF_INET6;
        boolean isIpLevel = level == IpProtocol.IPPROTO_IP || (isInet6 && level == IpProtocol.IPPROTO_IPV6);
        if (option == null && !isIpLevel && !isOwnLevel(sock, level)) {
            throw (isInet6 ? Errno.ENOPROTOOPT : Errno.EOPNOTSUPP).exception();
        }
        int length = (int) memory.getUser(optlen, Integer.BYTES);
        if (length < 0) {
            if (level != IpProtocol.IPPROTO_IPV6) {
                throw Errno.EINVAL.exception();
            }
            // That level takes the length for an unsigned one.
            length = Integer.MAX_VALUE;
        }
        SockOption.Getter getter = option == null ? null : option.getter();
        if (getter == null) {
            throw Errno.ENOPROTOOPT.exception();
        }
        byte[] value = value(sock.sk(), getter, level, name, length);
        int told = Math.min(length, value.length);
        // A caller with room for one byte gets one byte, not a part of an int, wherever the value fits.
        boolean narrow = level == IpProtocol.IPPROTO_IP && isInt(option) && told > 0 && told < Integer.BYTES
                && fitsByte(value);
        if (narrow) {
            told = 1;
        }
        // The protocols write the length before the value, sk_getsockopt after it: it shows when the value faults.
        boolean lengthFirst = level != SolSocket.SOL_SOCKET;
        if (lengthFirst) {
            memory.putUser(optlen, told, Integer.BYTES);
        }
        if (memory.copyToUser(optval, value, 0, told) < told) {
            throw Errno.EFAULT.exception();
        }
        if (!lengthFirst) {
            memory.putUser(optlen, told, Integer.BYTES);
        }
    }

    private static byte[] value(Sock sk, SockOption.Getter getter, int level, int name, int room) {
        sk.lockSock();
        try {
            sk.proto().optionAsked(sk, level, name);
            return getter.get(sk, room);
        } finally {
            sk.releaseSock();
        }
    }

    private static boolean fitsByte(byte[] value) {
        return (SockOption.intValue(value) & ~0xff) == 0;
    }
}
