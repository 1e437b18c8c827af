package org.jernel.kernel.exec;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * The arguments and the environment that a caller of execve has in its memory, within the limits that Linux has for them.
 * Modelled on {@code count}, {@code bprm_stack_limits} and {@code copy_strings} of {@code fs/exec.c}.
 */
public record UserStrings(List<byte[]> argv, List<byte[]> envp) {

    /** The longest single string with its NUL. {@code MAX_ARG_STRLEN}. */
    static final int MAX_ARG_STRLEN = 32 * 4096;

    private static final long ARG_MAX = 131072;
    private static final long STK_LIM = 8L << 20;

    /** Copies both vectors; throws EFAULT or E2BIG. {@code rlimStack} is the caller's limit of its stack. */
    public static UserStrings copyFrom(UserMemory memory, long argv, long envp, String filename, long rlimStack) {
        long most = Math.min(STK_LIM / 4 * 3, Long.divideUnsigned(rlimStack, 4));
        Budget budget = new Budget(Math.max(most, ARG_MAX));
        List<Long> arguments = pointers(memory, argv, budget.left);
        List<Long> environment = pointers(memory, envp, budget.left);
        budget.take((long) (Math.max(arguments.size(), 1) + environment.size()) * Long.BYTES);
        budget.take(filename.length() + 1L);
        List<byte[]> envpStrings = strings(memory, environment, budget);
        List<byte[]> argvStrings = strings(memory, arguments, budget);
        // A program that begins with its second argument would otherwise walk into its environment.
        return new UserStrings(argvStrings.isEmpty() ? List.of(new byte[0]) : argvStrings, envpStrings);
    }

    /** How many bytes may still come. */
    private static final class Budget {

        private long left;

        Budget(long bytes) {
            left = bytes;
        }

        void take(long bytes) {
            left -= bytes;
            if (left < 0) {
                throw Errno.E2BIG.exception();
            }
        }
    }

    private static List<Long> pointers(UserMemory memory, long vector, long most) {
        List<Long> pointers = new ArrayList<>();
        if (vector == 0) {
            return pointers;
        }
        long pointer = Uaccess.getUser64(memory, vector);
        while (pointer != 0) {
            pointers.add(pointer);
            if ((long) pointers.size() * Long.BYTES > most) {
                throw Errno.E2BIG.exception();
            }
            pointer = Uaccess.getUser64(memory, vector + (long) pointers.size() * Long.BYTES);
        }
        return pointers;
    }

    /** From the last to the first, as Linux does: which of two errors is told depends on it. */
    private static List<byte[]> strings(UserMemory memory, List<Long> pointers, Budget budget) {
        List<byte[]> strings = new ArrayList<>();
        byte[] buffer = new byte[MAX_ARG_STRLEN];
        for (long pointer : pointers.reversed()) {
            long length = Uaccess.strncpyFromUser(buffer, memory, pointer, MAX_ARG_STRLEN);
            if (length < 0) {
                throw ErrnoException.of(length);
            }
            if (length == MAX_ARG_STRLEN) {
                throw Errno.E2BIG.exception();
            }
            budget.take(length + 1);
            byte[] string = new byte[(int) length];
            System.arraycopy(buffer, 0, string, 0, string.length);
            strings.add(string);
        }
        return strings.reversed();
    }
}
