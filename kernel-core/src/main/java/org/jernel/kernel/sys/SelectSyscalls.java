package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

import org.jernel.kernel.file.FdSets;
import org.jernel.kernel.file.Select;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine5;
import org.jernel.syscall.SyscallDefine6;

/** Modelled on the select half of {@code fs/select.c}. */
public final class SelectSyscalls {

    private final KernelClock clock;

    public SelectSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine5("select")
    long select(
            int n,
            @CType("fd_set __user *") long inp,
            @CType("fd_set __user *") long outp,
            @CType("fd_set __user *") long exp,
            @CType("struct __kernel_old_timeval __user *") long tvp) {
        Task task = Task.current();
        MaskedWait wait = MaskedWait.begin(task, clock, tvp, Timespec::readTimeval, 0, 0);
        return wait.run(() -> coreSysSelect(task, n, inp, outp, exp, wait.deadline()), Timespec::writeTimeval);
    }

    @SyscallDefine6("pselect6")
    long pselect6(
            int n,
            @CType("fd_set __user *") long inp,
            @CType("fd_set __user *") long outp,
            @CType("fd_set __user *") long exp,
            @CType("struct __kernel_timespec __user *") long tsp,
            @CType("void __user *") long sig) {
        Task task = Task.current();
        // The sixth argument is a mask and its size behind one pointer: six registers are all there are.
        long sigmask = sig == 0 ? 0 : task.memory().getUser(sig, Long.BYTES);
        long sigsetsize = sig == 0 ? 0 : task.memory().getUser(sig + Long.BYTES, Long.BYTES);
        MaskedWait wait = MaskedWait.begin(task, clock, tsp, Timespec::read, sigmask, sigsetsize);
        return wait.run(() -> coreSysSelect(task, n, inp, outp, exp, wait.deadline()), Timespec::write);
    }

    private long coreSysSelect(Task task, int n, long inp, long outp, long exp, long deadline) {
        if (n < 0) {
            return Errno.EINVAL.negated();
        }
        // As in Linux: what lies beyond the table cannot be open, and is not looked at rather than refused.
        int bits = Math.min(n, task.files().capacity());
        UserMemory memory = task.memory();
        FdSets sets = new FdSets(read(memory, inp, bits), read(memory, outp, bits), read(memory, exp, bits));
        long result = Select.doSelect(task.files(), clock, sets, deadline);
        if (result >= 0) {
            write(memory, inp, bits, sets.in());
            write(memory, outp, bits, sets.out());
            write(memory, exp, bits, sets.ex());
        }
        return result;
    }

    /** {@code get_fd_set}: whole longs are copied, of which the first {@code bits} bits count. */
    private static BitSet read(UserMemory memory, long from, int bits) {
        if (from == 0) {
            return new BitSet();
        }
        BitSet set = BitSet.valueOf(Structs.copyFromUser(memory, from, size(bits)));
        set.clear(bits, Math.max(bits, set.length()));
        return set;
    }

    /** {@code set_fd_set}. */
    private static void write(UserMemory memory, long to, int bits, BitSet set) {
        if (to != 0) {
            Structs.copyToUser(memory, to, ByteBuffer.wrap(Arrays.copyOf(set.toByteArray(), size(bits))));
        }
    }

    private static int size(int bits) {
        return (bits + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }
}
