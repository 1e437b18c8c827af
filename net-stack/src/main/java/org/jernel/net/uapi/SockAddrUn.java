package org.jernel.net.uapi;

import java.nio.charset.StandardCharsets;

/** The layout of {@code struct sockaddr_un}: the family, then a path, or a NUL and an abstract name, or nothing. */
public final class SockAddrUn {

    /** {@code offsetof(struct sockaddr_un, sun_path)}. */
    public static final int PATH = 2;

    private SockAddrUn() {}

    /** The name as {@code /proc/net/unix} shows it: a path without its NUL, an abstract name with {@code @} for each of its own. */
    public static String format(SockAddr addr) {
        if (addr.length() <= PATH) {
            return "";
        }
        String name = new String(addr.bytes(), PATH, addr.length() - PATH, StandardCharsets.ISO_8859_1);
        boolean path = name.charAt(0) != 0;
        return (path && name.endsWith("\0") ? name.substring(0, name.length() - 1) : name).replace('\0', '@');
    }
}
