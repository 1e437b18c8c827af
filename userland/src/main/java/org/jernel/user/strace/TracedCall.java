package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/** One call of a traced task as the printers see it: its registers, the task's memory and, once it has returned, its result. */
final class TracedCall {

    /** More is read of no call at once: lengths are the program's own. */
    private static final int MOST_BYTES = 1 << 20;

    private final long[] args;
    private final UserMemory memory;
    private final Style style;
    private long kept;
    private long result;

    /**
     * What the options say of how arguments are written.
     *
     * @param stringLimit {@code -s}
     * @param hex by how often {@code -x} is given, which strings are written in hexadecimal: none, those with a byte that is no
     *     text, or all
     * @param descriptors the files of the task: {@code -y}
     */
    record Style(int stringLimit, int hex, Descriptors descriptors) {}

    TracedCall(long[] args, UserMemory memory, Style style) {
        this.args = args.clone();
        this.memory = memory;
        this.style = style;
    }

    long arg(int i) {
        return args[i];
    }

    int intArg(int i) {
        return (int) args[i];
    }

    /** The same task's memory with other registers: what {@code socketcall} finds behind its pointer. */
    TracedCall with(long... other) {
        return new TracedCall(other, memory, style);
    }

    /** The most bytes of a string, and the most elements of an array, that are written. */
    int stringLimit() {
        return style.stringLimit;
    }

    /** A string literal, with {@code -x} perhaps in hexadecimal. {@code string_quote}. */
    String quote(byte[] bytes) {
        return style.hex == 0 || (style.hex == 1 && Printers.isText(bytes))
                ? Printers.quote(bytes)
                : Printers.quoteHex(bytes);
    }

    /** A descriptor, with {@code -y} and its file. {@code printfd}. */
    String descriptor(int fd) {
        return fd + nameOf(fd);
    }

    /** The file of a descriptor in angle brackets, or nothing. {@code printfd_pid}. */
    String nameOf(int fd) {
        return style.descriptors.name(fd);
    }

    /** What was noted on the way in, such as a length that the call changes. */
    long kept() {
        return kept;
    }

    void keep(long value) {
        kept = value;
    }

    long result() {
        return result;
    }

    void setResult(long value) {
        result = value;
    }

    /** True where a signal ended the call, which may be made again. {@code is_erestart}. */
    boolean isRestarted() {
        return result == -KernelErrno.ERESTARTSYS
                || result == -KernelErrno.ERESTARTNOINTR
                || result == -KernelErrno.ERESTARTNOHAND
                || result == -KernelErrno.ERESTART_RESTARTBLOCK;
    }

    boolean failed() {
        return Errno.isError(result);
    }

    /** The bytes at an address, or null where not all of them can be read, or are too many to be meant. */
    byte @Nullable [] bytes(long address, int length) {
        if (length < 0 || length > MOST_BYTES) {
            return null;
        }
        byte[] bytes = new byte[length];
        return address != 0 && memory.copyFromUser(bytes, 0, address, length) == length ? bytes : null;
    }

    /** A struct at an address, or null. {@code umove}. */
    @Nullable
    ByteBuffer struct(long address, int size) {
        byte[] bytes = bytes(address, size);
        return bytes == null ? null : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The {@code int} at an address, or null. */
    @Nullable
    Integer intAt(long address) {
        ByteBuffer value = struct(address, Integer.BYTES);
        return value == null ? null : value.getInt();
    }

    /**
     * The bytes of a string up to its NUL, at most {@code most}; null where memory ends before either. {@code umovestr}.
     */
    byte @Nullable [] string(long address, int most) {
        byte[] bytes = new byte[most];
        long length = address == 0 ? -1 : Uaccess.strncpyFromUser(bytes, memory, address, most);
        return length < 0 ? null : Arrays.copyOf(bytes, (int) length);
    }
}
