package org.jernel.kernel.mm;

import java.util.concurrent.atomic.AtomicLong;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * How much memory the kernel has promised to its tasks and itself: never more than there is, so that a page fault always finds
 * a page. {@code __vm_enough_memory} where {@code vm.overcommit_memory} is 2, of {@code mm/util.c}.
 */
public final class VmCommitted {

    private final long limit;
    private final AtomicLong committed = new AtomicLong();

    /** A promise of at most so many bytes. */
    public VmCommitted(long limitBytes) {
        limit = limitBytes / Page.SIZE;
    }

    /** Promises pages if there are as many. {@code vm_acct_memory}. */
    @CheckReturnValue
    boolean take(long pages) {
        if (committed.addAndGet(pages) <= limit) {
            return true;
        }
        give(pages);
        return false;
    }

    /** Takes a promise back. {@code vm_unacct_memory}. */
    void give(long pages) {
        committed.addAndGet(-pages);
    }

    /** The pages promised. {@code Committed_AS}. */
    public long committed() {
        return committed.get();
    }

    /** The most pages that can be. {@code CommitLimit}. */
    public long limit() {
        return limit;
    }
}
