package org.jernel.kernel.pipe;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a pipe, a power of two of them, between a tail that is read and a head that is written.
 *
 * <p>Guarded by the pipe's monitor but for the looks of those who wait, which is what the counters are volatile for.
 */
final class PipeRing {

    /** Pages that were read empty and wait to be filled again. {@code tmp_page}. */
    private static final int SPARE_PAGES = 2;

    private PipeBuffer[] slots;
    private volatile int head;
    private volatile int tail;
    private volatile int size;

    private final Deque<Page> spares = new ArrayDeque<>(SPARE_PAGES);

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

    Page takePage() {
        Page page = spares.pollLast();
        return page == null ? new Page() : page;
    }

    void putPage(@Nullable Page page) {
        if (page != null && spares.size() < SPARE_PAGES) {
            spares.addLast(page);
        }
    }

    /** Adds the first bytes of a page of the ring's own, which nobody else has. */
    void addLast(Page page, int length, boolean packet) {
        PipeBuffer buffer = fillNext(page, 0, length);
        buffer.packet = packet;
        buffer.canMerge = !packet;
        advanceHead();
    }

    /** Adds a part of a page that came from elsewhere: nothing is written behind it, or into it once it is read. */
    void addForeign(Page page, int offset, int length) {
        PipeBuffer buffer = fillNext(page, offset, length);
        buffer.packet = false;
        buffer.canMerge = false;
        buffer.isShared = true;
        advanceHead();
    }

    private PipeBuffer fillNext(Page page, int offset, int length) {
        PipeBuffer buffer = slot(head);
        buffer.page = page;
        buffer.offset = offset;
        buffer.length = length;
        buffer.isShared = false;
        return buffer;
    }

    /** Takes the first slot of another ring, whole. */
    void moveFirstOf(PipeRing other) {
        slot(head).moveFrom(other.first());
        advanceHead();
        other.advanceTail();
    }

    /** Adds the first bytes of a slot of another ring, which keeps them. */
    void shareFrom(PipeBuffer from, int bytes) {
        slot(head).shareFrom(from, bytes);
        advanceHead();
    }

    private void advanceHead() {
        int at = head;
        head = at + 1;
    }

    private void advanceTail() {
        int at = tail;
        tail = at + 1;
    }

    void removeFirst() {
        PipeBuffer buffer = first();
        if (!buffer.isShared) {
            putPage(buffer.page);
        }
        buffer.page = null;
        advanceTail();
    }

    /** The slot of that number, from the first. */
    PipeBuffer at(int index) {
        return slot(tail + index);
    }

    /** The bytes of the first slots, at most so many bytes, to be read in place. */
    IovIter peek(int slotCount, long bytes) {
        byte[][] buffers = new byte[slotCount][];
        long[] offsets = new long[slotCount];
        long[] lengths = new long[slotCount];
        long left = bytes;
        for (int i = 0; i < slotCount; i++) {
            PipeBuffer buffer = at(i);
            buffers[i] = buffer.bytes();
            offsets[i] = buffer.offset;
            lengths[i] = Math.min(buffer.length, left);
            left -= lengths[i];
        }
        return IovIter.kernel(buffers, offsets, lengths);
    }

    /** Drops bytes that were read in place. */
    void skip(long bytes) {
        long left = bytes;
        while (left > 0) {
            PipeBuffer buffer = first();
            int taken = (int) Math.min(buffer.length, left);
            buffer.offset += taken;
            buffer.length -= taken;
            left -= taken;
            if (buffer.length == 0) {
                removeFirst();
            }
        }
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
