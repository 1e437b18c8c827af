package org.jernel.kernel.panic;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/** What one kernel is tainted by, which it stays until its end. {@code tainted_mask} of {@code kernel/panic.c}. */
public final class Taints {

    private final AtomicInteger mask = new AtomicInteger();

    /** Taints the kernel. Returns false if it was so already. {@code add_taint}. */
    public boolean add(Taint taint) {
        return (mask.getAndUpdate(bits -> bits | taint.mask()) & taint.mask()) == 0;
    }

    /** A bit for each. {@code get_taint}. */
    public int mask() {
        return mask.get();
    }

    /** As an oops tells it: {@code Tainted: P           O}, or {@code Not tainted}. {@code print_tainted}. */
    public String print() {
        int bits = mask();
        return bits == 0
                ? "Not tainted"
                : Stream.of(Taint.values())
                        .map(taint -> String.valueOf(taint.letter((bits & taint.mask()) != 0)))
                        .collect(Collectors.joining("", "Tainted: ", ""));
    }

    /** The row of {@code /proc/sys/kernel}: bits can be added by writing them. {@code proc_taint}. */
    public CtlTable sysctl() {
        return CtlTable.ofNumbers("tainted", () -> new int[] {mask()}, numbers -> write(numbers[0]));
    }

    private boolean write(int bits) {
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            throw Errno.EPERM.exception();
        }
        boolean good = bits >= 0;
        for (Taint taint : Taint.values()) {
            if (good && (bits & taint.mask()) != 0) {
                boolean _ = add(taint);
            }
        }
        return good;
    }
}
