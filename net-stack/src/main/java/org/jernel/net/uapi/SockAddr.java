package org.jernel.net.uapi;

import java.util.Arrays;

/**
 * A socket address as its bytes, of whatever family and length the caller gave. {@code struct sockaddr_storage} and its
 * length. A value: the bytes are not to be changed once it is made.
 */
public final class SockAddr {

    /** The longest address a call takes. {@code sizeof(struct sockaddr_storage)}. */
    public static final int MAX_LENGTH = 128;

    /** No address at all. */
    public static final SockAddr NONE = new SockAddr(new byte[0]);

    private final byte[] bytes;

    /** Takes the array over. */
    public SockAddr(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The length that the caller gave. */
    public int length() {
        return bytes.length;
    }

    /** The family, AF_UNSPEC where the bytes are too few to say. */
    public int family() {
        return bytes.length < 2 ? AddressFamily.AF_UNSPEC : (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SockAddr that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        if (SockAddrIn.isInet(this)) {
            return SockAddrIn.format(SockAddrIn.address(this), SockAddrIn.port(this));
        }
        if (SockAddrIn6.isInet6(this)) {
            return SockAddrIn6.format(SockAddrIn6.address(this), SockAddrIn6.port(this));
        }
        return family() == AddressFamily.AF_UNIX
                ? "unix:" + SockAddrUn.format(this)
                : "family " + family() + ", " + bytes.length + " bytes";
    }
}
