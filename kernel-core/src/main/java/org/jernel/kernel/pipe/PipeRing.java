package org.jernel.kernel.pipe;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The slots of a pipe, a power of two of them, between a tail that is read and a head that is written.
 *
 * <p>Guarded by the pipe's monitor but for the looks of those who wait, which is what the counters are volatile for.
 */
final class PipeRing {

    static final int PAGE_SIZE = 4096;

    /** Pages that were read empty and wait to be filled again. {@code tmp_page}. */
    private static final int SPARE_PAGES = 2;

    private PipeBuffer[] slots;
    private volatile int head;
    private volatile int tail;
    private volatile int size;

    private final Deque<byte[]> spares = new ArrayDeque<>(SPARE_PAGES);

    PipeRing(int size) {
        this.slots = slots(size);
        this.size = size;
    }

    private static PipeBuffer[] slots(int size) {
        PipeBuffer[] slots = new PipeBuffer[size];
        for (int i = 0; i < size; i++) {
            slots[i] = new PipeBuffer();
        }
        return slots;
    }

    boolean isEmpty() {
        return head == tail;
    }

    boolean isFull() {
        return head - tail >= size;
    }

    int size() {
        return size;
    }

    int used() {
        return head - tail;
    }

    PipeBuffer first() {
        return slot(tail);
    }

    PipeBuffer last() {
        return slot(head - 1);
    }

    private PipeBuffer slot(int index) {
        return slots[index & (size - 1)];
    }

    byte[] takePage() {
        byte[] page = spares.pollLast();
        return page == null ? new byte[PAGE_SIZE] : page;
    }

    void putPage(byte[] page) {
        if (spares.size() < SPARE_PAGES) {
            spares.addLast(page);
        }
    }

    void addLast(byte[] page, int length, boolean packet) {
        int at = head;
        PipeBuffer buffer = slot(at);
        buffer.page = page;
        buffer.offset = 0;
        buffer.length = length;
        buffer.packet = packet;
        head = at + 1;
    }

    void removeFirst() {
        int at = tail;
        putPage(slot(at).takePage());
        tail = at + 1;
    }

    /** The bytes that can be read. */
    int bytes() {
        int bytes = 0;
        for (int i = tail; i != head; i++) {
            bytes += slot(i).length;
        }
        return bytes;
    }

    /** Changes the number of slots, which must hold what is used. {@code pipe_resize_ring}. */
    void resize(int slotCount) {
        int used = used();
        PipeBuffer[] resized = slots(slotCount);
        for (int i = 0; i < used; i++) {
            resized[i] = slot(tail + i);
        }
        slots = resized;
        size = slotCount;
        tail = 0;
        head = used;
    }
}
