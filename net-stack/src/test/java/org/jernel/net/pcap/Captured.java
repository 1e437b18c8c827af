package org.jernel.net.pcap;

import java.nio.ByteBuffer;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A packet of TCP or UDP whose checksums were right.
 *
 * @param number the sequence number, 0 of UDP
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two packets
record Captured(long nanos, int source, int dest, boolean isTcp, int flags, int number, int ack, byte[] data) {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final String NAMES = "FSRPAU";

    static Captured of(long nanos, byte[] frame, int link) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        boolean isV4 = in.get(link) >> 4 == 4;
        if (link != 0) {
            assertThat(in.getShort(12) & 0xffff).isEqualTo(isV4 ? 0x0800 : 0x86dd);
        }
        int header = isV4 ? 20 : 40;
        int protocol = in.get(link + (isV4 ? 9 : 6));
        int transport = link + header;
        int length = frame.length - transport;
        assertThat(in.getShort(link + (isV4 ? 2 : 4)) & 0xffff).isEqualTo(isV4 ? header + length : length);
        if (isV4) {
            assertThat(sum(frame, link, header)).as("the sum of the IP header").isEqualTo(0xffff);
        }
        long pseudo = sum(frame, link + (isV4 ? 12 : 8), isV4 ? 8 : 32) + (long) protocol + length;
        assertThat(fold(pseudo + sum(frame, transport, length))).as("the sum with the pseudo header").isEqualTo(0xffff);
        int source = in.getShort(transport) & 0xffff;
        int dest = in.getShort(transport + 2) & 0xffff;
        if (protocol == UDP) {
            assertThat(in.getShort(transport + 4) & 0xffff).isEqualTo(length);
            return new Captured(nanos, source, dest, false, 0, 0, 0, rest(frame, transport + 8));
        }
        assertThat(protocol).isEqualTo(TCP);
        int data = transport + (in.get(transport + 12) >> 4 & 0xf) * 4;
        return new Captured(nanos, source, dest, true, in.get(transport + 13), in.getInt(transport + 4),
                in.getInt(transport + 8), rest(frame, data));
    }

    private static byte[] rest(byte[] frame, int from) {
        return Arrays.copyOfRange(frame, from, frame.length);
    }

    private static int sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (bytes[from + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return fold(sum);
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    boolean has(char flag) {
        return (flags & 1 << NAMES.indexOf(flag)) != 0;
    }

    /** The flags, or UDP, and how many bytes of data there are. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isTcp ? "" : "UDP");
        NAMES.chars().filter(flag -> isTcp && has((char) flag)).forEach(flag -> text.append((char) flag));
        return text.append(data.length == 0 ? "" : " " + data.length).toString();
    }
}
