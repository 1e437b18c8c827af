package org.jernel.net.uapi;

import org.jernel.kernel.mm.LittleEndian;

/**
 * The layout of {@code struct sockaddr_in6}: family in host order, port, flow information and address in network order, the
 * index of an interface in host order.
 */
public final class SockAddrIn6 {

    public static final int LENGTH = 28;

    /** The length before there was {@code sin6_scope_id}, which calls take still. {@code SIN6_LEN_RFC2133}. */
    public static final int LENGTH_RFC2133 = 24;

    private static final int ADDRESS = 8;
    private static final int SCOPE_ID = 24;

    private SockAddrIn6() {}

    /** The address of {@code struct sockaddr_in6}, without flow or scope. */
    public static SockAddr of(In6Addr address, int port) {
        return of(address, port, 0);
    }

    /** As {@link #of(In6Addr, int)} with the index of an interface, for a link-local address. */
    public static SockAddr of(In6Addr address, int port, int scopeId) {
        SockAddrIn.checkPort(port);
        byte[] bytes = new byte[LENGTH];
        bytes[0] = AddressFamily.AF_INET6;
        bytes[2] = (byte) (port >> 8);
        bytes[3] = (byte) port;
        address.put(bytes, ADDRESS);
        LittleEndian.put(bytes, SCOPE_ID, scopeId, Integer.BYTES);
        return new SockAddr(bytes);
    }

    /** As {@link #of(In6Addr, int)} with the address as text, such as {@code ::1} or {@code ::ffff:127.0.0.1}. */
    public static SockAddr of(String address, int port) {
        return of(In6Addr.parse(address), port);
    }

    /** True if the bytes are a {@code sockaddr_in6} of family AF_INET6, be it without a scope. */
    public static boolean isInet6(SockAddr addr) {
        return addr.length() >= LENGTH_RFC2133 && addr.family() == AddressFamily.AF_INET6;
    }

    public static int port(SockAddr addr) {
        return SockAddrIn.port(addr);
    }

    public static In6Addr address(SockAddr addr) {
        return In6Addr.at(addr.bytes(), ADDRESS);
    }

    /** The index of the interface that a link-local address is of, 0 for none. */
    public static int scopeId(SockAddr addr) {
        return addr.length() < LENGTH ? 0 : (int) LittleEndian.get(addr.bytes(), SCOPE_ID, Integer.BYTES);
    }

    /** An address in brackets, a colon and the port. */
    public static String format(In6Addr address, int port) {
        return "[" + address + "]:" + port;
    }
}
