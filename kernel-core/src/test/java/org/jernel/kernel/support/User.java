package org.jernel.kernel.support;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.support.TestKernel.Program;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/** A program's view: registers, and memory by address. */
public final class User {

    /** An address that is mapped nowhere. */
    public static final long BAD = 0x10;

    private static final int NR_RT_SIGACTION = 13;
    private static final int NR_CLONE = 56;
    private static final int SIGCHLD = 17;

    private final Task task;
    private final TestKernel.Lambdas code;

    User(Task task, TestKernel.Lambdas code) {
        this.task = task;
        this.code = code;
    }

    public Task task() {
        return task;
    }

    /** A system call; registers that are not given are 0. */
    public long syscall(long nr, long... args) {
        long[] a = new long[6];
        System.arraycopy(args, 0, a, 0, args.length);
        return task.syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
    }

    /** What a call answered: a number, or the name of its errno. */
    public String ask(long nr, long... args) {
        long result = syscall(nr, args);
        return Errno.isError(result) ? Errno.ofResult(result).name() : Long.toString(result);
    }

    /** Zeroed memory of its own pages. */
    public long alloc(int size) {
        long address = task.mm().mmap(0, size, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
        if (address < 0) {
            throw new AssertionError("mmap failed: " + address);
        }
        return address;
    }

    /** Memory that holds a text. */
    public long string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long address = alloc(bytes.length + 1);
        Uaccess.copyToUser(task.mm(), address, bytes);
        return address;
    }

    public String string(long address, long length) {
        return new String(Uaccess.copyFromUser(task.mm(), address, (int) length), StandardCharsets.UTF_8);
    }

    /** Memory that holds 64-bit values one after the other. */
    public long longs(long... values) {
        long address = alloc(values.length * Long.BYTES);
        for (int i = 0; i < values.length; i++) {
            putLong(address + (long) i * Long.BYTES, values[i]);
        }
        return address;
    }

    public long getLong(long address) {
        return Uaccess.getUser64(task.mm(), address);
    }

    public int getInt(long address) {
        return Uaccess.getUser32(task.mm(), address);
    }

    public int getShort(long address) {
        return Uaccess.getUser16(task.mm(), address);
    }

    public void putLong(long address, long value) {
        Uaccess.putUser64(task.mm(), address, value);
    }

    public void putInt(long address, int value) {
        Uaccess.putUser32(task.mm(), address, value);
    }

    public void putShort(long address, int value) {
        Uaccess.putUser16(task.mm(), address, (short) value);
    }

    /** Installs a handler; its return value means nothing. */
    public void onSignal(int signo, long flags, Program handler) {
        sigaction(signo, code.addressOf(handler), flags, 0);
    }

    public void sigaction(int signo, long handler, long flags, long mask) {
        long action = longs(handler, flags, 0, mask);
        long result = syscall(NR_RT_SIGACTION, signo, action, 0, 8);
        if (result != 0) {
            throw new AssertionError("rt_sigaction: " + result);
        }
    }

    /** Makes a child that runs {@code child}. Returns its number. */
    public long clone(Program child) {
        return syscall(NR_CLONE, SIGCHLD, code.addressOf(child));
    }

    /** Makes a child whose end sends {@code exitSignal}. */
    public long clone(int exitSignal, Program child) {
        return syscall(NR_CLONE, exitSignal, code.addressOf(child));
    }
}
