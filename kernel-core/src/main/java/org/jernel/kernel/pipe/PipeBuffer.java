package org.jernel.kernel.pipe;

import java.util.Objects;

import org.jernel.kernel.mm.Page;
import org.jspecify.annotations.Nullable;

/** One slot of a pipe's ring: a page, and the part of it that is still to be read. {@code struct pipe_buffer}. */
final class PipeBuffer {

    /** Null when the slot is empty. */
    @Nullable Page page;

    int offset;
    int length;

    /** Written in packet mode: a read takes it alone, and what it leaves is lost. */
    boolean packet;

    /** A write may go behind what is here already. {@code PIPE_BUF_FLAG_CAN_MERGE}. */
    boolean canMerge;

    /** Another slot or a file has the page too, so that it is not to be filled anew. */
    boolean isShared;

    /** The page of a slot that is in use. */
    Page page() {
        return Objects.requireNonNull(page);
    }

    byte[] bytes() {
        return page().address();
    }

    /** True if so many bytes more fit behind what was written last. */
    boolean hasRoomFor(int bytes) {
        return canMerge && offset + length + bytes <= Page.SIZE;
    }

    /** Takes the place of another slot. */
    void moveFrom(PipeBuffer other) {
        copyFrom(other, other.length);
        canMerge = other.canMerge;
        isShared = other.isShared;
        other.page = null;
    }

    /** Refers to the first bytes of another slot, which keeps them. {@code pipe_buf_get}. */
    void shareFrom(PipeBuffer other, int bytes) {
        copyFrom(other, bytes);
        canMerge = false;
        isShared = true;
        other.isShared = true;
    }

    private void copyFrom(PipeBuffer other, int bytes) {
        page = other.page;
        offset = other.offset;
        length = bytes;
        packet = other.packet;
    }
}
