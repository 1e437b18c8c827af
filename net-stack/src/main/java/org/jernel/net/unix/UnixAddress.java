package org.jernel.net.unix;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrUn;
import org.jernel.syscall.Errno;

/** The three kinds of name in a {@code struct sockaddr_un}: a path, an abstract name behind a NUL, none. unix(7). */
final class UnixAddress {

    static final int PATH = SockAddrUn.PATH;

    /** {@code sizeof(struct sockaddr_un)}. */
    private static final int MAX_LENGTH = 110;

    /** What a socket without a name tells. */
    static final SockAddr UNNAMED = new SockAddr(new byte[] {AddressFamily.AF_UNIX, 0});

    private UnixAddress() {}

    /** Throws EINVAL for what is no name. {@code unix_validate_addr}. */
    static void validate(SockAddr addr) {
        if (addr.length() <= PATH || addr.length() > MAX_LENGTH || addr.family() != AddressFamily.AF_UNIX) {
            throw Errno.EINVAL.exception();
        }
    }

    /** True for an address that asks bind for a name of the kernel's choice. */
    static boolean isAutobind(SockAddr addr) {
        return addr.length() == PATH && addr.family() == AddressFamily.AF_UNIX;
    }

    static boolean isPath(SockAddr addr) {
        return addr.bytes()[PATH] != 0;
    }

    /** The path, which ends at a NUL or, without one, where the address does. {@code unix_mkname_bsd}. */
    static String path(SockAddr addr) {
        int end = PATH;
        while (end < addr.length() && addr.bytes()[end] != 0) {
            end++;
        }
        return new String(addr.bytes(), PATH, end - PATH, StandardCharsets.ISO_8859_1);
    }

    /** The address of a path as the kernel keeps it: with one NUL and nothing behind. */
    static SockAddr ofPath(String path) {
        byte[] bytes = new byte[PATH + path.length() + 1];
        bytes[0] = AddressFamily.AF_UNIX;
        byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, bytes, PATH, name.length);
        return new SockAddr(bytes);
    }

    /** The abstract name of five digits that autobind gives. */
    static SockAddr ofNumber(String digits) {
        byte[] name = digits.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = Arrays.copyOf(UNNAMED.bytes(), PATH + 1 + name.length);
        System.arraycopy(name, 0, bytes, PATH + 1, name.length);
        return new SockAddr(bytes);
    }
}
