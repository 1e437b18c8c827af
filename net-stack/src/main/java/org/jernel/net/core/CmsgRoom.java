package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.UserMemory;

/**
 * Where a receiver wants ancillary data, and how much of the room is left. {@code msg_control} and {@code msg_controllen} on
 * the way in.
 */
public final class CmsgRoom {

    private final UserMemory memory;
    private final long start;
    private long address;
    private long left;

    /** Room for {@code length} bytes, unsigned, of the caller's memory. */
    public CmsgRoom(UserMemory memory, long address, long length) {
        this.memory = memory;
        this.start = address;
        this.address = address;
        this.left = length < 0 ? Long.MAX_VALUE : length;
    }

    /** The bytes that messages have taken, which {@code msg_controllen} tells. */
    public long used() {
        return address - start;
    }

    long left() {
        return left;
    }

    /** Stores bytes at an offset from where the next message begins; false for a fault. */
    @CheckReturnValue
    boolean store(int offset, byte[] bytes, int length) {
        return memory.copyToUser(address + offset, bytes, 0, length) == length;
    }

    /** The message is complete: the next one begins behind it, or nowhere. */
    void advance(int space) {
        long taken = Math.min(space, left);
        address += taken;
        left -= taken;
    }
}
