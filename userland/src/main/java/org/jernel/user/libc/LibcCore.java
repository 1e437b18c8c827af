package org.jernel.user.libc;

import java.io.ByteArrayOutputStream;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/**
 * What every other part of the library stands on: the system call instruction, errno, the stack, and the loads and stores of
 * a processor.
 *
 * <p>Not thread-safe, as it belongs to one task.
 */
abstract class LibcCore {

    private static final long STACK_ALIGNMENT = 16;

    final Task task;
    final ProgramText text;
    private long stackPointer;
    private int errno;

    LibcCore(Task task, ProgramText text, long stackPointer) {
        this.task = task;
        this.text = text;
        this.stackPointer = stackPointer & -STACK_ALIGNMENT;
    }

    /** The call with six registers; -1 and {@link #errno()} for a result in [-4095, -1]. {@code syscall(3)}. */
    public final long syscall(long nr, long a0, long a1, long a2, long a3, long a4, long a5) {
        long result = task.syscall(nr, a0, a1, a2, a3, a4, a5);
        if (!Errno.isError(result)) {
            return result;
        }
        errno = (int) -result;
        return -1;
    }

    public final long syscall(long nr) {
        return syscall(nr, 0, 0, 0, 0, 0, 0);
    }

    public final long syscall(long nr, long a0) {
        return syscall(nr, a0, 0, 0, 0, 0, 0);
    }

    public final long syscall(long nr, long a0, long a1) {
        return syscall(nr, a0, a1, 0, 0, 0, 0);
    }

    public final long syscall(long nr, long a0, long a1, long a2) {
        return syscall(nr, a0, a1, a2, 0, 0, 0);
    }

    public final long syscall(long nr, long a0, long a1, long a2, long a3) {
        return syscall(nr, a0, a1, a2, a3, 0, 0);
    }

    public final long syscall(long nr, long a0, long a1, long a2, long a3, long a4) {
        return syscall(nr, a0, a1, a2, a3, a4, 0);
    }

    /** The number of the last call's error; what it was before, if that call succeeded. */
    public final int errno() {
        return errno;
    }

    /** glibc's text for an error number. */
    public final String strerror(int number) {
        Errno known = Errno.of(number);
        if (number == 0) {
            return "Success";
        }
        return known == null ? "Unknown error " + number : known.message();
    }

    /** Sets errno. Returns -1. */
    final int fail(Errno error) {
        errno = error.number();
        return -1;
    }

    /** Sets errno back to what it was before other calls. Returns false. */
    final boolean failWith(int number) {
        errno = number;
        return false;
    }

    /** Opens a stack frame: what is allocated in it is gone when it is closed. */
    public final StackFrame frame() {
        return new StackFrame(this, stackPointer);
    }

    final long push(long bytes) {
        stackPointer = (stackPointer - bytes) & -STACK_ALIGNMENT;
        return stackPointer;
    }

    final void popTo(long pointer) {
        stackPointer = pointer;
    }

    /** A mapping of zeros; without memory for it the task dies, as with a stack that overflows. */
    final long map(long bytes) {
        long address = task.syscall(
                Unistd.MMAP, 0, bytes, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
        if (Errno.isError(address)) {
            throw task.doExit(Signal.SIGSEGV.number());
        }
        return address;
    }

    /** Gives a {@link #map mapping} back; leaves errno as it is. */
    final void unmap(long address, long bytes) {
        long _ = task.syscall(Unistd.MUNMAP, address, bytes, 0, 0, 0, 0);
    }

    /** Stores bytes as the program's own instructions would; a bad address kills the task with SIGSEGV. */
    public final void store(long address, byte[] bytes) {
        if (task.mm().copyToUser(address, bytes, 0, bytes.length) != bytes.length) {
            throw task.doExit(Signal.SIGSEGV.number());
        }
    }

    /** Loads bytes; a bad address kills the task with SIGSEGV. */
    public final byte[] load(long address, int length) {
        byte[] bytes = new byte[length];
        load(address, bytes, length);
        return bytes;
    }

    final void load(long address, byte[] to, int length) {
        if (task.mm().copyFromUser(to, 0, address, length) != length) {
            throw task.doExit(Signal.SIGSEGV.number());
        }
    }

    public final void storeInt(long address, int value) {
        store(address, littleEndian(value, Integer.BYTES));
    }

    public final int loadInt(long address) {
        return (int) LittleEndian.get(load(address, Integer.BYTES), 0, Integer.BYTES);
    }

    public final void storeLong(long address, long value) {
        store(address, littleEndian(value, Long.BYTES));
    }

    public final long loadLong(long address) {
        return LittleEndian.get(load(address, Long.BYTES), 0, Long.BYTES);
    }

    /** Loads a string up to its NUL. */
    final String loadString(long address) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long at = address;; at++) {
            byte next = load(at, 1)[0];
            if (next == 0) {
                return Utf8.decode(bytes.toByteArray());
            }
            bytes.write(next);
        }
    }

    static byte[] littleEndian(long value, int size) {
        byte[] bytes = new byte[size];
        LittleEndian.put(bytes, 0, value, size);
        return bytes;
    }

    static byte[] cString(String text) {
        return Utf8.encode(text + "\0");
    }
}
