package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;

/** What the peer's options said, on its SYN and on its last segment. {@code struct tcp_options_received}. */
final class TcpReceivedOptions {

    static final int KIND_EOL = 0;
    static final int KIND_NOP = 1;
    static final int KIND_MSS = 2;
    static final int KIND_WINDOW = 3;
    static final int KIND_SACK_PERM = 4;
    static final int KIND_SACK = 5;
    static final int KIND_TIMESTAMP = 8;

    static final int LENGTH_MSS = 4;
    static final int LENGTH_WINDOW = 3;
    static final int LENGTH_SACK_PERM = 2;
    static final int LENGTH_TIMESTAMP = 10;

    /** RFC 7323 section 2.3. */
    private static final int MAX_WINDOW_SCALE = 14;

    /** The last segment had a timestamp. */
    boolean sawTstamp;

    int rcvTsval;
    int rcvTsecr;

    /** The timestamp to echo, and that older ones are measured by. */
    int tsRecent;

    /** The MSS that the peer's SYN asked for. */
    int mssClamp = TcpSock.MSS_DEFAULT;

    boolean tstampOk;
    boolean sackOk;
    boolean wscaleOk;

    /** What the peer's windows are shifted by. */
    int sndWscale;

    /** What our windows are shifted by. */
    int rcvWscale;

    /** Reads the options of a segment; those that only a SYN may bear are read only there. {@code tcp_parse_options}. */
    void parse(SkBuff skb, boolean syn) {
        byte[] bytes = skb.bytes();
        int at = skb.transportHeader() + TcpHeader.LENGTH;
        int end = skb.transportHeader() + TcpHeader.headerLength(skb);
        sawTstamp = false;
        while (at < end) {
            int kind = bytes[at];
            if (kind == KIND_NOP) {
                at++;
                continue;
            }
            if (kind == KIND_EOL || at + 1 >= end) {
                return;
            }
            int length = NetBytes.getByte(bytes, at + 1);
            if (length < 2 || at + length > end) {
                return;
            }
            parseOne(bytes, at, kind, length, syn);
            at += length;
        }
    }

    private void parseOne(byte[] bytes, int at, int kind, int length, boolean syn) {
        switch (kind) {
            case KIND_MSS -> {
                int mss = length == LENGTH_MSS && syn ? NetBytes.getShort(bytes, at + 2) : 0;
                if (mss != 0) {
                    mssClamp = mss;
                }
            }
            case KIND_WINDOW -> {
                if (length == LENGTH_WINDOW && syn) {
                    wscaleOk = true;
                    sndWscale = Math.min(NetBytes.getByte(bytes, at + 2), MAX_WINDOW_SCALE);
                }
            }
            case KIND_SACK_PERM -> sackOk |= length == LENGTH_SACK_PERM && syn;
            case KIND_TIMESTAMP -> {
                if (length == LENGTH_TIMESTAMP && (syn || tstampOk)) {
                    sawTstamp = true;
                    rcvTsval = NetBytes.getInt(bytes, at + 2);
                    rcvTsecr = NetBytes.getInt(bytes, at + 6);
                }
            }
            default -> {
                // SACK blocks are advice that a sender may leave unheard, and what is unknown is skipped (RFC 9293, 3.1)
            }
        }
    }
}
