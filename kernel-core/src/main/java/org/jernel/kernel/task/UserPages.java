package org.jernel.kernel.task;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.PageAllocator;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The pages behind a task's addresses, held for kernel code. Modelled on {@code mm/gup.c}. */
public final class UserPages {

    /** The pages are to be written to. */
    public static final int FOLL_WRITE = 0x01;

    /** Also where the task's own rights are against it. */
    public static final int FOLL_FORCE = 0x10;

    private static final ProbePoint GET =
            ProbePoint.of("get_user_pages", "start", "nr_pages", "gup_flags").changeable("start", "gup_flags");

    private static final ProbePoint GET_REMOTE =
            ProbePoint.of("get_user_pages_remote", "start", "nr_pages", "gup_flags").changeable("start", "gup_flags");

    private final PageAllocator allocator;
    private final Probes probes;

    public UserPages(PageAllocator allocator, Probes probes) {
        this.allocator = allocator;
        this.probes = probes;
        probes.define(List.of(GET, GET_REMOTE));
    }

    /** As {@link #getUserPagesRemote} of the current task. */
    @ExportSymbol
    @CheckReturnValue
    public long getUserPages(long start, long count, int flags, @Nullable Page @Nullable [] pages) {
        return probes.call(
                GET, a -> hold(Task.current().mm(), a[0], count, (int) a[2], pages), start, count, flags);
    }

    /**
     * Holds the pages that lie behind user addresses, made if they are missing; what the task writes to them later is seen, and
     * they stay as they are when it unmaps them. Each must be given back with {@code put_page}.
     *
     * @param start an address in the first page
     * @param count how many pages
     * @param flags {@link #FOLL_WRITE}, {@link #FOLL_FORCE}
     * @param pages takes the pages, at least {@code count}; or null if they shall only be there
     * @return how many pages are held, which may be fewer than asked for; 0 if asked for none or a negative number; -errno if it
     *     is none: -EFAULT, or -EINTR for a task that is being killed
     */
    @ExportSymbol
    @CheckReturnValue
    public long getUserPagesRemote(
            AddressSpace mm, long start, long count, int flags, @Nullable Page @Nullable [] pages) {
        return probes.isOff()
                ? hold(mm, start, count, flags, pages)
                : probes.call(GET_REMOTE, a -> hold(mm, a[0], count, (int) a[2], pages), start, count, flags);
    }

    private long hold(AddressSpace mm, long start, long count, int flags, @Nullable Page @Nullable [] pages) {
        for (int i = 0; i < count; i++) {
            Task current = Task.currentOrNull();
            if (current != null && current.fatalSignalPending()) {
                return i == 0 ? Errno.EINTR.negated() : i;
            }
            Page page = mm.getUserPage(
                    (start & -Page.SIZE) + (long) i * Page.SIZE,
                    (flags & FOLL_WRITE) != 0,
                    (flags & FOLL_FORCE) != 0,
                    pages == null ? null : allocator);
            if (page == null) {
                return i == 0 ? Errno.EFAULT.negated() : i;
            }
            if (pages != null) {
                pages[i] = page;
            }
        }
        return Math.max(0, count);
    }
}
