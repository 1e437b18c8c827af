package org.jernel.kernel.pipe;

/** One slot of a pipe's ring: a page, and the part of it that is still to be read. {@code struct pipe_buffer}. */
final class PipeBuffer {

    private static final byte[] NO_PAGE = {};

    byte[] page = NO_PAGE;
    int offset;
    int length;

    /** Written in packet mode: a read takes it alone, and what it leaves is lost. */
    boolean packet;

    /** Gives up the page. */
    byte[] takePage() {
        byte[] taken = page;
        page = NO_PAGE;
        return taken;
    }

    /** True if so many bytes more fit behind what was written last, which must not be a packet. */
    boolean canMerge(int bytes) {
        return !packet && offset + length + bytes <= PipeRing.PAGE_SIZE;
    }
}
