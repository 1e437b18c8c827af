package org.jernel.net.uapi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jernel.kernel.mm.LittleEndian;

/**
 * A {@code struct ifreq} as it lies in memory: the name of an interface, and what is asked or told of it. What nobody writes
 * stays as it is.
 */
public final class Ifreq {

    /** {@code sizeof(struct ifreq)}. */
    public static final int LENGTH = 40;

    public static final int IFNAMSIZ = 16;
    private static final int ETH_ALEN = 6;
    private static final int VALUE = IFNAMSIZ;
    private static final int ADDRESS = VALUE + 4;

    private final byte[] bytes;

    /** The struct over its bytes, which it shares. */
    public Ifreq(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A struct of zeros for an interface of that name. */
    public static Ifreq of(String name) {
        Ifreq made = new Ifreq(new byte[LENGTH]);
        made.setName(name);
        return made;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Ends a name that fills its field. */
    public void terminateName() {
        bytes[IFNAMSIZ - 1] = 0;
    }

    /** The name up to its NUL, with the number of an alias if it has one. {@code ifr_name}. */
    public String name() {
        int length = 0;
        while (length < IFNAMSIZ && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Stores a name and its NUL. */
    public void setName(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, 0, text.length);
        bytes[text.length] = 0;
    }

    /** {@code ifr_flags}. */
    public int flags() {
        return (int) LittleEndian.get(bytes, VALUE, Short.BYTES);
    }

    public void setFlags(int flags) {
        LittleEndian.put(bytes, VALUE, flags, Short.BYTES);
    }

    /** {@code ifr_ifindex}, {@code ifr_mtu} and others of four bytes. */
    public int number() {
        return (int) LittleEndian.get(bytes, VALUE, Integer.BYTES);
    }

    public void setNumber(int number) {
        LittleEndian.put(bytes, VALUE, number, Integer.BYTES);
    }

    /** {@code sa_family} of the address. */
    public int family() {
        return (int) LittleEndian.get(bytes, VALUE, Short.BYTES);
    }

    /** The address of IPv4 that is there, in host order. {@code ifr_addr}. */
    public int address() {
        return ByteBuffer.wrap(bytes).getInt(ADDRESS);
    }

    /** Stores a whole {@code struct sockaddr_in} of port 0. */
    public void setAddress(int address) {
        byte[] sockaddr = SockAddrIn.of(address, 0).bytes();
        System.arraycopy(sockaddr, 0, bytes, VALUE, sockaddr.length);
    }

    /** A link-layer address of Ethernet's length. */
    public byte[] hardwareAddress() {
        return Arrays.copyOfRange(bytes, VALUE + Short.BYTES, VALUE + Short.BYTES + ETH_ALEN);
    }

    /** Stores a link-layer address, six bytes as a number, behind the number of its kind. {@code ifr_hwaddr}. */
    public void setHardwareAddress(int type, long address) {
        LittleEndian.put(bytes, VALUE, type, Short.BYTES);
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(address).array();
        System.arraycopy(number, Long.BYTES - ETH_ALEN, bytes, VALUE + Short.BYTES, ETH_ALEN);
    }
}
