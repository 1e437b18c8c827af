package org.jernel.net.uapi;

import java.util.Locale;

/**
 * The layout of {@code struct sockaddr_in}: family in host order, port and address in network order, eight bytes of zero.
 *
 * <p>Ports and addresses are plain numbers here, the most significant byte first as people write them: 127.0.0.1 is
 * 0x7f000001. Only the bytes are in network order.
 */
public final class SockAddrIn {

    public static final int LENGTH = 16;

    public static final int INADDR_ANY = 0;
    public static final int INADDR_LOOPBACK = 0x7f000001;
    public static final int INADDR_BROADCAST = 0xffffffff;

    private SockAddrIn() {}

    /**
     * The address of {@code struct sockaddr_in}.
     *
     * @param address in host order: 127.0.0.1 is 0x7f000001
     * @param port in host order, 0 to 65535
     */
    public static SockAddr of(int address, int port) {
        checkPort(port);
        byte[] bytes = new byte[LENGTH];
        bytes[0] = AddressFamily.AF_INET;
        bytes[2] = (byte) (port >> 8);
        bytes[3] = (byte) port;
        bytes[4] = (byte) (address >> 24);
        bytes[5] = (byte) (address >> 16);
        bytes[6] = (byte) (address >> 8);
        bytes[7] = (byte) address;
        return new SockAddr(bytes);
    }

    static void checkPort(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** As {@link #of(int, int)} with the address in dots; names are not looked up. */
    public static SockAddr of(String dotted, int port) {
        return of(parse(dotted), port);
    }

    /** True if the bytes are a whole {@code sockaddr_in} of family AF_INET. */
    public static boolean isInet(SockAddr addr) {
        return addr.length() >= LENGTH && addr.family() == AddressFamily.AF_INET;
    }

    /** True for class D, the addresses of groups. {@code ipv4_is_multicast}. */
    public static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    public static int port(SockAddr addr) {
        byte[] bytes = addr.bytes();
        return (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    public static int address(SockAddr addr) {
        byte[] bytes = addr.bytes();
        return (bytes[4] & 0xff) << 24 | (bytes[5] & 0xff) << 16 | (bytes[6] & 0xff) << 8 | (bytes[7] & 0xff);
    }

    /** The number of an address in dots. */
    public static int parse(String dotted) {
        if (!dotted.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            throw new IllegalArgumentException("not an IPv4 address: " + dotted);
        }
        int address = 0;
        for (String part : dotted.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + dotted);
            }
            address = address << 8 | octet;
        }
        return address;
    }

    /** An address in dots. {@code inet_ntoa}. */
    public static String format(int address) {
        return String.format(
                Locale.ROOT,
                "%d.%d.%d.%d",
                address >>> 24,
                address >> 16 & 0xff,
                address >> 8 & 0xff,
                address & 0xff);
    }

    /** An address in dots, a colon and the port. */
    public static String format(int address, int port) {
        return format(address) + ":" + port;
    }
}
