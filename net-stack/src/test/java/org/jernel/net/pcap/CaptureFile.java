package org.jernel.net.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A pcapng file read by a reader of our own, which takes no block that is not whole. */
record CaptureFile(List<String> interfaces, List<Captured> packets) {

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int ETHERNET = 1;

    static CaptureFile read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> interfaces = new ArrayList<>();
        List<Integer> links = new ArrayList<>();
        List<Captured> packets = new ArrayList<>();
        assertThat(in.getInt(0)).isEqualTo(SECTION_HEADER);
        assertThat(in.getInt(8)).isEqualTo(0x1a2b3c4d);
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            assertThat(length % 4).isZero();
            assertThat(in.getInt(start + length - 4)).isEqualTo(length);
            if (type == INTERFACE) {
                links.add((int) in.getShort());
                interfaces.add(name(in, start + 16));
            } else if (type == PACKET) {
                int link = links.get(in.getInt());
                long nanos = ((long) in.getInt() << 32) | (in.getInt() & 0xffff_ffffL);
                byte[] frame = new byte[in.getInt()];
                assertThat(in.getInt()).isEqualTo(frame.length);
                in.get(frame);
                packets.add(Captured.of(nanos, frame, link == ETHERNET ? 14 : 0));
            }
            in.position(start + length);
        }
        return new CaptureFile(interfaces, packets);
    }

    /** The first option, which has to be if_name. */
    private static String name(ByteBuffer in, int at) {
        assertThat(in.getShort(at)).isEqualTo((short) 2);
        byte[] name = new byte[in.getShort(at + 2)];
        in.get(at + 4, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    /** What the packets say, in short. */
    List<String> lines() {
        return packets.stream().map(Captured::toString).toList();
    }

    /** The data that went to that port, as one. */
    byte[] dataTo(int port) {
        ByteBuffer all = ByteBuffer.allocate(packets.stream().mapToInt(p -> p.data().length).sum());
        packets.stream().filter(packet -> packet.dest() == port).forEach(packet -> all.put(packet.data()));
        byte[] data = new byte[all.position()];
        all.get(0, data);
        return data;
    }
}
