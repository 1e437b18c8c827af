package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.syscall.Errno;

/** The layout of ancillary data: {@code struct cmsghdr} and the CMSG_ macros of {@code include/linux/socket.h}. */
public final class Cmsg {

    /** {@code sizeof(struct cmsghdr)}: length, level, type. */
    public static final int HEADER_SIZE = 16;

    private static final int LEVEL = 8;
    private static final int TYPE = 12;

    private Cmsg() {}

    /** One message of the caller's: its data stand at {@code data} of {@code control}. */
    @FunctionalInterface
    public interface Visitor {

        /** Returns 0, or the -errno that ends the walk. */
        @CheckReturnValue
        long visit(int level, int type, byte[] control, int data, int length);
    }

    /** How long a message of so many bytes says that it is. {@code CMSG_LEN}. */
    public static int length(int dataLength) {
        return HEADER_SIZE + dataLength;
    }

    /** How much room a message of so many bytes takes. {@code CMSG_SPACE}. */
    public static int space(int dataLength) {
        return HEADER_SIZE + (int) align(dataLength);
    }

    /** {@code CMSG_ALIGN}: headers stand at multiples of eight. */
    private static long align(long length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }

    /**
     * Shows the caller's messages in turn; what is left behind the last is nobody's business. {@code for_each_cmsghdr}.
     *
     * @return 0, -EINVAL for a length that cannot be, or what the visitor ended the walk with
     */
    @CheckReturnValue
    public static long walk(byte[] control, Visitor visitor) {
        int at = 0;
        while (control.length - at >= HEADER_SIZE) {
            long length = LittleEndian.get(control, at, Long.BYTES);
            if (length < HEADER_SIZE || length > control.length - at) {
                return Errno.EINVAL.negated();
            }
            int level = (int) LittleEndian.get(control, at + LEVEL, Integer.BYTES);
            int type = (int) LittleEndian.get(control, at + TYPE, Integer.BYTES);
            long result = visitor.visit(level, type, control, at + HEADER_SIZE, (int) length - HEADER_SIZE);
            if (result < 0) {
                return result;
            }
            at += (int) align(length);
        }
        return 0;
    }

    /** The bytes of a header that is followed by so many bytes. */
    static byte[] header(int level, int type, int dataLength) {
        byte[] header = new byte[HEADER_SIZE];
        LittleEndian.put(header, 0, length(dataLength), Long.BYTES);
        LittleEndian.put(header, LEVEL, level, Integer.BYTES);
        LittleEndian.put(header, TYPE, type, Integer.BYTES);
        return header;
    }
}
