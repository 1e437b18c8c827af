package org.jernel.user.libc;

import java.util.Arrays;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.uapi.SockAddr;
import org.jspecify.annotations.Nullable;

/**
 * What {@code recvmsg} gave.
 *
 * @param bytes how many, or -1 with errno
 * @param from who sent it
 * @param ancillary the control messages as the kernel laid them out
 * @param flags {@code msg_flags}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Received(int bytes, SockAddr from, byte[] ancillary, int flags) {

    private static final int HEADER_SIZE = 16;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;

    /** The data of the first control message of that level and type, or null. */
    public byte @Nullable [] control(int level, int type) {
        int at = 0;
        while (ancillary.length - at >= HEADER_SIZE) {
            int length = (int) LittleEndian.get(ancillary, at, Long.BYTES);
            if (length < HEADER_SIZE) {
                return null;
            }
            if (number(at + LEVEL) == level && number(at + TYPE) == type) {
                return Arrays.copyOfRange(ancillary, at + HEADER_SIZE, at + length);
            }
            at += (length + Long.BYTES - 1) & -Long.BYTES;
        }
        return null;
    }

    private int number(int at) {
        return (int) LittleEndian.get(ancillary, at, Integer.BYTES);
    }
}
