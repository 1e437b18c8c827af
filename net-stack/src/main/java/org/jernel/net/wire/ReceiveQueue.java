package org.jernel.net.wire;

import org.jernel.kernel.mm.IovIter;

/**
 * Bytes that were read from the host and not yet by the user: for poll, MSG_PEEK, SO_RCVLOWAT, FIONREAD, and when a copy
 * faults. Empty, and without memory, where none of them happens.
 *
 * <p>Guarded by the sock's lock; {@link #size} alone may be read without.
 */
final class ReceiveQueue {

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int head;
    private volatile int size;

    int size() {
        return size;
    }

    /** Adds the first bytes of an array. */
    void append(byte[] from, int length) {
        int held = size;
        if (head + held + length > bytes.length) {
            byte[] room = held + length > bytes.length
                    ? new byte[Math.max(held + length, 2 * bytes.length)]
                    : bytes;
            System.arraycopy(bytes, head, room, 0, held);
            bytes = room;
            head = 0;
        }
        System.arraycopy(from, 0, bytes, head + held, length);
        size = held + length;
    }

    /** Copies out and keeps. Returns false if the iterator faulted, which is then where it was. */
    boolean copyTo(IovIter iter, int offset, int length) {
        int copied = iter.copyToIter(bytes, head + offset, length);
        if (copied < length) {
            iter.revert(copied);
            return false;
        }
        return true;
    }

    /** Drops the oldest bytes. */
    void consume(int length) {
        int left = size - length;
        size = left;
        head = left == 0 ? 0 : head + length;
        if (left == 0 && bytes.length > Scratch.SIZE) {
            bytes = NONE;
        }
    }

    void clear() {
        size = 0;
        head = 0;
        bytes = NONE;
    }
}
