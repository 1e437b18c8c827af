package org.jernel.net.uapi;

import java.util.Locale;

/**
 * An internet address of either version, the most significant bits first. An IPv4 address is held as IPv6 maps it,
 * ::ffff:a.b.c.d, so that tables and protocols need to know one kind only. {@code struct in6_addr}; RFC 4291.
 */
public record In6Addr(long high, long low) {

    /** {@code ::}, which is also every IPv4 address unless IPV6_V6ONLY is set. */
    public static final In6Addr ANY = new In6Addr(0, 0);

    /** {@code ::1}. */
    public static final In6Addr LOOPBACK = new In6Addr(0, 1);

    /** 0.0.0.0 as mapped. */
    public static final In6Addr V4_ANY = mapped(SockAddrIn.INADDR_ANY);

    /** 127.0.0.1 as mapped. */
    public static final In6Addr V4_LOOPBACK = mapped(SockAddrIn.INADDR_LOOPBACK);

    /** The length of the longest prefix. */
    public static final int BITS = 128;

    private static final int SIZE = 16;
    private static final int GROUPS = 8;
    private static final long MAPPED_PREFIX = 0xffffL;
    private static final int MULTICAST_PREFIX = 0xff;
    private static final int LINK_LOCAL_PREFIX = 0xfe80 >> 6;
    private static final int INTERFACE_SCOPE = 1;
    private static final int LINK_SCOPE = 2;

    /** An IPv4 address as IPv6 maps it. {@code ipv6_addr_set_v4mapped}. */
    public static In6Addr mapped(int address) {
        return new In6Addr(0, mappedLow(address));
    }

    /** The low half of a mapped address, whose high half is 0: for who must not allocate. */
    public static long mappedLow(int address) {
        return MAPPED_PREFIX << Integer.SIZE | (address & 0xffff_ffffL);
    }

    /** The address of 16 bytes in network order. */
    public static In6Addr at(byte[] bytes, int offset) {
        return new In6Addr(getLong(bytes, offset), getLong(bytes, offset + Long.BYTES));
    }

    /** The address of 4 or 16 bytes, as the JDK keeps them. */
    public static In6Addr of(byte[] bytes) {
        if (bytes.length == SIZE) {
            return at(bytes, 0);
        }
        return mapped((int) getBytes(bytes, 0, bytes.length));
    }

    private static long getLong(byte[] bytes, int offset) {
        return getBytes(bytes, offset, Long.BYTES);
    }

    private static long getBytes(byte[] bytes, int offset, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << Byte.SIZE | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    /** Stores the 16 bytes in network order. */
    public void put(byte[] bytes, int offset) {
        for (int i = 0; i < Long.BYTES; i++) {
            int shift = Long.SIZE - Byte.SIZE * (i + 1);
            bytes[offset + i] = (byte) (high >> shift);
            bytes[offset + Long.BYTES + i] = (byte) (low >> shift);
        }
    }

    /** True for an IPv4 address. {@code ipv6_addr_v4mapped}. */
    public boolean isV4Mapped() {
        return isV4Mapped(high, low);
    }

    /** As {@link #isV4Mapped()}, for who must not allocate. */
    public static boolean isV4Mapped(long high, long low) {
        return high == 0 && low >>> Integer.SIZE == MAPPED_PREFIX;
    }

    /** The IPv4 address that is mapped here. */
    public int v4() {
        return (int) low;
    }

    /** True for {@code ::} alone. {@code ipv6_addr_any}. */
    public boolean isAny() {
        return high == 0 && low == 0;
    }

    /** True for {@code ::} and 0.0.0.0. */
    public boolean isWildcard() {
        return isAny() || equals(V4_ANY);
    }

    /** {@code ipv6_addr_is_multicast}: ff00::/8. */
    public boolean isMulticast() {
        return isMulticast(high);
    }

    /** As {@link #isMulticast()}, for who has the address in halves. */
    public static boolean isMulticast(long high) {
        return high >>> (Long.SIZE - Byte.SIZE) == MULTICAST_PREFIX;
    }

    /** True for fe80::/10, which means something together with an interface only. */
    public boolean isLinkLocal() {
        return high >>> (Long.SIZE - 10) == LINK_LOCAL_PREFIX;
    }

    /**
     * True for an address that says nothing without an interface: a link-local one, or a group of one link or interface.
     * {@code __ipv6_addr_needs_scope_id}; RFC 4291, 2.7.
     */
    public boolean needsScopeId() {
        int groupScope = (int) (high >>> (Long.SIZE - 2 * Byte.SIZE)) & 0xf;
        return isLinkLocal() || (isMulticast() && (groupScope == INTERFACE_SCOPE || groupScope == LINK_SCOPE));
    }

    /** True if {@code highHalf} and {@code lowHalf} are this address: for who must not allocate. */
    public boolean is(long highHalf, long lowHalf) {
        return high == highHalf && low == lowHalf;
    }

    /** The address that a text means: dots for IPv4, else the forms of RFC 4291, 2.2. */
    public static In6Addr parse(String text) {
        if (text.indexOf(':') < 0) {
            if (text.indexOf('.') < 0) {
                throw notAnAddress(text);
            }
            return mapped(SockAddrIn.parse(text));
        }
        String groups = withoutDots(text);
        int gap = groups.indexOf("::");
        int[] before = groups(gap < 0 ? groups : groups.substring(0, gap));
        int[] after = groups(gap < 0 ? "" : groups.substring(gap + 2));
        int known = before.length + after.length;
        if (gap < 0 ? known != GROUPS : known >= GROUPS) {
            throw notAnAddress(text);
        }
        byte[] bytes = new byte[SIZE];
        putGroups(bytes, 0, before);
        putGroups(bytes, GROUPS - after.length, after);
        return at(bytes, 0);
    }

    /** An IPv4 address at the end stands for two groups. */
    private static String withoutDots(String text) {
        int last = text.lastIndexOf(':') + 1;
        if (text.indexOf('.') < 0) {
            return text;
        }
        int address = SockAddrIn.parse(text.substring(last));
        return String.format(Locale.ROOT, "%s%x:%x", text.substring(0, last), address >>> 16, address & 0xffff);
    }

    private static int[] groups(String text) {
        String[] parts = text.isEmpty() ? new String[0] : text.split(":", -1);
        int[] groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].matches("[0-9a-fA-F]{1,4}")) {
                throw notAnAddress(text);
            }
            groups[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
        return groups;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("not an IPv6 address: " + text);
    }

    private static void putGroups(byte[] bytes, int first, int[] groups) {
        for (int i = 0; i < groups.length; i++) {
            bytes[2 * (first + i)] = (byte) (groups[i] >> 8);
            bytes[2 * (first + i) + 1] = (byte) groups[i];
        }
    }

    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >> (48 - 16 * (index % 4))) & 0xffff;
    }

    /** The text that RFC 5952 asks for: the longest run of zeroes as {@code ::}, and a mapped address with its dots. */
    @Override
    public String toString() {
        if (isV4Mapped()) {
            return "::ffff:" + SockAddrIn.format(v4());
        }
        int gap = 0;
        int gapLength = 0;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && group(to) == 0) {
                to++;
            }
            if (to - from > gapLength) {
                gap = from;
                gapLength = to - from;
            }
        }
        // One group alone is not shortened.
        return gapLength < 2 ? text(0, GROUPS) : text(0, gap) + "::" + text(gap + gapLength, GROUPS);
    }

    private String text(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }
}
