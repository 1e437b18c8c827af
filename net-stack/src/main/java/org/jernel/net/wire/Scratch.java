package org.jernel.net.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Memory for one transfer between a host descriptor and a user's buffers: direct for the host, an array for the iterator. */
final class Scratch {

    static final int SIZE = 64 * 1024;

    private final Arena arena = Arena.ofShared();
    private final byte[] array = new byte[SIZE];
    private final ByteBuffer direct;
    private final long address;

    Scratch() {
        MemorySegment memory = arena.allocate(SIZE);
        this.direct = memory.asByteBuffer();
        this.address = memory.address();
    }

    /** What iterators copy from and to. */
    byte[] array() {
        return array;
    }

    /** Brings what the host has written to the array. */
    void fromHost(int length) {
        direct.clear().get(0, array, 0, length);
    }

    /** Brings what an iterator has written to the host's side. */
    void toHost(int length) {
        direct.clear().put(0, array, 0, length);
    }

    /** The direct memory as native code names it. */
    long address() {
        return address;
    }

    /** The first bytes of the direct memory. */
    ByteBuffer direct(int length) {
        return direct.clear().limit(length);
    }

    void free() {
        arena.close();
    }
}
