package org.jernel.net.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.jernel.net.core.NetInterface;

/** The blocks of a pcapng file, each whole. Modelled on draft-ietf-opsawg-pcapng; no other of its blocks is needed. */
final class Pcapng {

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final short VERSION_MAJOR = 1;
    private static final short VERSION_MINOR = 0;
    private static final long SECTION_LENGTH_UNKNOWN = -1;
    private static final short SHB_USERAPPL = 4;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final short LINKTYPE_ETHERNET = 1;
    private static final short LINKTYPE_RAW = 101;
    private static final short IF_NAME = 2;
    private static final short IF_TSRESOL = 9;

    /** Longer than any packet; what {@code tcpdump} asks for by default. */
    private static final int SNAPLEN = 262144;

    /** Ten to the power of minus nine. */
    private static final byte NANOSECONDS = 9;

    private static final int ENHANCED_PACKET = 6;

    /** Type and length in front, length behind. */
    private static final int FRAME = 12;

    private static final int OPTION_HEADER = 4;

    private Pcapng() {}

    /** What a file begins with. */
    static byte[] sectionHeader() {
        byte[] application = "jernel".getBytes(StandardCharsets.UTF_8);
        ByteBuffer block = block(SECTION_HEADER, 16 + option(application) + OPTION_HEADER);
        block.putInt(BYTE_ORDER_MAGIC);
        block.putShort(VERSION_MAJOR);
        block.putShort(VERSION_MINOR);
        block.putLong(SECTION_LENGTH_UNKNOWN);
        putOption(block, SHB_USERAPPL, application);
        return finish(block.putInt(0));
    }

    /** Describes the next interface, which packets name by its number. */
    static byte[] interfaceDescription(String name, int type) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] resolution = {NANOSECONDS};
        ByteBuffer block =
                block(INTERFACE_DESCRIPTION, 8 + option(bytes) + option(resolution) + OPTION_HEADER);
        block.putShort(hasLinkHeader(type) ? LINKTYPE_ETHERNET : LINKTYPE_RAW);
        block.putShort((short) 0);
        block.putInt(SNAPLEN);
        putOption(block, IF_NAME, bytes);
        putOption(block, IF_TSRESOL, resolution);
        return finish(block.putInt(0));
    }

    /** Linux's {@code lo} has the header of Ethernet too. {@code map_arphrd_to_dlt} of libpcap. */
    static boolean hasLinkHeader(int type) {
        return type == NetInterface.ETHER || type == NetInterface.LOOPBACK;
    }

    /** A packet, link header and all, that an interface saw at that time since the epoch. */
    static byte[] enhancedPacket(int interfaceId, long nanos, byte[] packet) {
        ByteBuffer block = block(ENHANCED_PACKET, 20 + padded(packet.length));
        block.putInt(interfaceId);
        block.putInt((int) (nanos >>> Integer.SIZE));
        block.putInt((int) nanos);
        block.putInt(packet.length);
        block.putInt(packet.length);
        block.put(packet);
        return finish(block);
    }

    private static ByteBuffer block(int type, int body) {
        ByteBuffer block = ByteBuffer.allocate(FRAME + body).order(ByteOrder.LITTLE_ENDIAN);
        return block.putInt(type).putInt(FRAME + body);
    }

    @SuppressWarnings("ByteBufferBackingArray") // every block is allocated by block()
    private static byte[] finish(ByteBuffer block) {
        int length = block.capacity();
        block.putInt(length - Integer.BYTES, length);
        return block.array();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static int option(byte[] value) {
        return OPTION_HEADER + padded(value.length);
    }

    private static void putOption(ByteBuffer block, short code, byte[] value) {
        block.putShort(code).putShort((short) value.length);
        block.put(value).put(new byte[padded(value.length) - value.length]);
    }
}
