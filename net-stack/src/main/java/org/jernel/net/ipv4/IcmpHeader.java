package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;

/** The fields of an ICMP header, RFC 792, at a packet's transport header. {@code struct icmphdr}. */
final class IcmpHeader {

    /** Type, code, checksum, and four bytes whose meaning the type says. */
    static final int LENGTH = 8;

    static final int ECHO_REPLY = 0;
    static final int DEST_UNREACH = 3;
    static final int ECHO = 8;
    static final int TIME_EXCEEDED = 11;
    static final int PARAMETERPROB = 12;

    /** RFC 8335. */
    static final int EXT_ECHO = 42;

    /** Codes of DEST_UNREACH. */
    static final int PROT_UNREACH = 2;

    static final int PORT_UNREACH = 3;
    static final int FRAG_NEEDED = 4;

    /** The code of TIME_EXCEEDED for a packet whose pieces did not all come in time. */
    static final int EXC_FRAGTIME = 1;

    private IcmpHeader() {}

    static int type(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.transportHeader());
    }

    static int code(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.transportHeader() + 1);
    }

    /** Which of many a reply is for, in a message of an echo's. */
    static int ident(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader() + 4);
    }

    static void setIdent(SkBuff skb, int ident) {
        NetBytes.putShort(skb.bytes(), skb.transportHeader() + 4, ident);
    }

    /** Writes type, code and the checksum over the whole message, the four bytes between being what they are. */
    static void write(SkBuff skb, int type, int code) {
        byte[] bytes = skb.bytes();
        int at = skb.transportHeader();
        bytes[at] = (byte) type;
        bytes[at + 1] = (byte) code;
        NetBytes.putShort(bytes, at + 2, 0);
        NetBytes.putShort(bytes, at + 2, Checksum.of(bytes, at, skb.len()));
    }

    static boolean isChecksumRight(SkBuff skb) {
        return Checksum.of(skb.bytes(), skb.data(), skb.len()) == 0;
    }
}
