package org.jernel.kernel.mm;

import java.util.concurrent.atomic.AtomicLong;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * What memory there is, and how much of it the kernel has promised to its tasks. {@code __vm_enough_memory} of
 * {@code mm/util.c}; what Linux keeps back for an administrator's shell is not kept back, since none has to end tasks here.
 */
public final class VmCommitted {

    /** Refuses only what cannot be: more in one piece than there is. */
    public static final int OVERCOMMIT_GUESS = 0;

    /** Refuses nothing. */
    public static final int OVERCOMMIT_ALWAYS = 1;

    /** Never promises more than {@link #commitLimit()}. */
    public static final int OVERCOMMIT_NEVER = 2;

    private static final int DEFAULT_RATIO = 50;
    private static final int PERCENT = 100;
    private static final int KB_SHIFT = Page.SHIFT - 10;

    private final long totalPages;
    private final AtomicLong committed = new AtomicLong();
    private volatile int policy = OVERCOMMIT_GUESS;
    private volatile int ratio = DEFAULT_RATIO;
    private volatile int kilobytes;

    /** The promises of a machine that has so many bytes. */
    public VmCommitted(long totalBytes) {
        totalPages = totalBytes / Page.SIZE;
    }

    /** Promises pages if {@code vm.overcommit_memory} allows it. {@code security_vm_enough_memory_mm}. */
    @CheckReturnValue
    boolean take(long pages) {
        long all = committed.addAndGet(pages);
        boolean enough = switch (policy) {
            case OVERCOMMIT_ALWAYS -> true;
            case OVERCOMMIT_NEVER -> all < commitLimit();
            default -> pages <= totalPages;
        };
        if (!enough) {
            give(pages);
        }
        return enough;
    }

    /** Takes a promise back. {@code vm_unacct_memory}. */
    void give(long pages) {
        committed.addAndGet(-pages);
    }

    /** Whether MAP_NORESERVE has a meaning. */
    boolean mayReserveNothing() {
        return policy != OVERCOMMIT_NEVER;
    }

    /** The pages promised. {@code Committed_AS}. */
    public long committed() {
        return committed.get();
    }

    /** The most pages that are promised where nothing is overcommitted. {@code vm_commit_limit}. */
    public long commitLimit() {
        int fixed = kilobytes;
        return fixed == 0 ? totalPages * ratio / PERCENT : fixed >> KB_SHIFT;
    }

    /** The pages of the machine. {@code totalram_pages}. */
    public long totalPages() {
        return totalPages;
    }

    /** One of the OVERCOMMIT constants. */
    public int policy() {
        return policy;
    }

    public void setPolicy(int next) {
        policy = next;
    }

    /** {@code vm.overcommit_ratio}; 0 where {@link #kilobytes()} counts. */
    public int ratio() {
        return kilobytes == 0 ? ratio : 0;
    }

    public void setRatio(int percent) {
        ratio = percent;
        kilobytes = 0;
    }

    /** {@code vm.overcommit_kbytes}; 0 where {@link #ratio()} counts. */
    public int kilobytes() {
        return kilobytes;
    }

    public void setKilobytes(int most) {
        kilobytes = most;
    }
}
