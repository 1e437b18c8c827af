package org.jernel.kernel.printk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.BytesText.option;

/**
 * Addresses of the network as text, from their bytes in network order. {@code ip_addr_string} and
 * {@code mac_address_string}.
 */
final class AddressText {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV4_SIZE = 4;
    private static final int IPV6_SIZE = 16;
    private static final int IPV6_WORDS = 8;
    private static final int MAC_SIZE = 6;
    private static final int PORT_AT = 2;
    private static final int SIN_ADDR_AT = 4;
    private static final int FLOWINFO_AT = 4;
    private static final int FLOWINFO_MASK = 0x0fff_ffff;
    private static final int SIN6_ADDR_AT = 8;
    private static final int SCOPE_AT = 24;
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;

    private AddressText() {}

    /** {@code %pM}, {@code %pMR}, {@code %pMF}, {@code %pm} and {@code %pmR}. */
    static @Nullable String mac(Object argument, String options, int width) {
        if (!(argument instanceof byte[] bytes) || bytes.length != MAC_SIZE) {
            return null;
        }
        byte[] inOrder = bytes.clone();
        if (option(options, 1) == 'R') {
            for (int i = 0; i < MAC_SIZE; i++) {
                inOrder[i] = bytes[MAC_SIZE - 1 - i];
            }
        }
        String separator = options.startsWith("m") ? "" : option(options, 1) == 'F' ? "-" : ":";
        return HexFormat.ofDelimiter(separator).formatHex(inOrder);
    }

    /** {@code %pI4}, {@code %pI6}, {@code %pI6c}, {@code %pIS} with their letters, and as {@code %pi} without points. */
    static @Nullable String ip(Object argument, String options, int width) {
        byte[] bytes = bytes(argument);
        if (bytes == null) {
            return null;
        }
        boolean contiguous = options.startsWith("i");
        return switch (option(options, 1)) {
            case '4' -> bytes.length == IPV4_SIZE ? ip4(bytes, 0, option(options, 2), contiguous) : null;
            case '6' -> bytes.length == IPV6_SIZE ? ip6(bytes, contiguous, option(options, 2) == 'c') : null;
            case 'S' -> sockaddr(bytes, options.substring(2), contiguous);
            default -> null;
        };
    }

    /** Four bytes can be given as the number that x86 loads from them. */
    private static byte @Nullable [] bytes(Object argument) {
        if (argument instanceof Integer number) {
            return ByteBuffer.allocate(IPV4_SIZE).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
        }
        return argument instanceof byte[] bytes ? bytes : null;
    }

    private static String ip4(byte[] from, int at, char order, boolean contiguous) {
        boolean little = order == 'h' || order == 'l';
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IPV4_SIZE; i++) {
            int octet = from[at + (little ? IPV4_SIZE - 1 - i : i)] & 0xff;
            text.append(i == 0 ? "" : ".").append(contiguous ? String.format(Locale.ROOT, "%03d", octet) : octet);
        }
        return text.toString();
    }

    private static String ip6(byte[] from, boolean contiguous, boolean compressed) {
        if (compressed && !contiguous) {
            return compressed(from);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IPV6_WORDS; i++) {
            text.append(i == 0 || contiguous ? "" : ":").append(String.format(Locale.ROOT, "%04x", word(from, i)));
        }
        return text.toString();
    }

    private static int word(byte[] from, int index) {
        return ((from[2 * index] & 0xff) << 8) | (from[2 * index + 1] & 0xff);
    }

    /** RFC 5952: the first of the longest runs of zeros is left out, and a mapped address ends as one of IPv4. */
    private static String compressed(byte[] from) {
        boolean mapped = isMapped(from) || isIsatap(from);
        int words = mapped ? IPV6_WORDS - 2 : IPV6_WORDS;
        int longest = 1;
        int gap = -1;
        for (int i = 0; i < words; i++) {
            int end = i;
            while (end < words && word(from, end) == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                gap = i;
            }
        }
        StringBuilder text = new StringBuilder();
        boolean needsColon = false;
        for (int i = 0; i < words; i++) {
            if (i == gap) {
                text.append(needsColon || i == 0 ? ":" : "");
                text.append(':');
                needsColon = false;
                i += longest - 1;
                continue;
            }
            text.append(needsColon ? ":" : "").append(Integer.toHexString(word(from, i)));
            needsColon = true;
        }
        if (mapped) {
            text.append(needsColon ? ":" : "").append(ip4(from, IPV6_SIZE - IPV4_SIZE, 'n', false));
        }
        return text.toString();
    }

    private static boolean isMapped(byte[] from) {
        for (int i = 0; i < 5; i++) {
            if (word(from, i) != 0) {
                return false;
            }
        }
        return word(from, 5) == 0xffff;
    }

    /** {@code ipv6_addr_is_isatap}. */
    private static boolean isIsatap(byte[] from) {
        return (word(from, 4) | 0x0200) == 0x0200 && word(from, 5) == 0x5efe;
    }

    /** A {@code struct sockaddr}: p adds the port, f the flow, s the scope, c compresses. */
    private static String sockaddr(byte[] from, String letters, boolean contiguous) {
        int family = from.length < PORT_AT ? 0 : (from[0] & 0xff) | ((from[1] & 0xff) << 8);
        boolean hasPort = letters.indexOf('p') >= 0;
        if (family == AF_INET && from.length >= SOCKADDR_IN) {
            char order = letters.indexOf('h') >= 0 || letters.indexOf('l') >= 0 ? 'h' : 'n';
            return ip4(from, SIN_ADDR_AT, order, contiguous) + (hasPort ? ":" + port(from) : "");
        }
        if (family != AF_INET6 || from.length < SOCKADDR_IN6) {
            return "(einval)";
        }
        byte[] address = new byte[IPV6_SIZE];
        System.arraycopy(from, SIN6_ADDR_AT, address, 0, IPV6_SIZE);
        boolean hasFlow = letters.indexOf('f') >= 0;
        boolean hasScope = letters.indexOf('s') >= 0;
        String text = ip6(address, contiguous, letters.indexOf('c') >= 0);
        return (hasPort || hasFlow || hasScope ? "[" + text + "]" : text)
                + (hasPort ? ":" + port(from) : "")
                + (hasFlow ? "/" + (ByteBuffer.wrap(from).getInt(FLOWINFO_AT) & FLOWINFO_MASK) : "")
                + (hasScope
                        ? "%" + Integer.toUnsignedString(Integer.reverseBytes(ByteBuffer.wrap(from).getInt(SCOPE_AT)))
                        : "");
    }

    private static int port(byte[] from) {
        return ((from[PORT_AT] & 0xff) << 8) | (from[PORT_AT + 1] & 0xff);
    }
}
