package org.jernel.kernel.mm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongPredicate;

import org.jernel.kernel.probe.ErrorType;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own pages, and what it holds of its tasks'. Modelled on {@code mm/page_alloc.c} and {@code mm/gup.c}.
 *
 * <p>What has not been given back when the kernel closes is a leak.
 */
public final class PageAllocator {

    /** The largest order that can be had is one less. {@code MAX_ORDER} of 6.1. */
    public static final int MAX_ORDER = 11;

    public static final int GFP_KERNEL = 0xcc0;
    public static final int GFP_ATOMIC = 0xa20;

    /** The block's pages are counted as one. */
    public static final int GFP_COMP = 0x40000;

    /** Getting pages, and the question before it whether there shall be none. */
    public static final ProbePoint ALLOC_PAGES = ProbePoint.of("__alloc_pages", "gfp", "order").allChangeable();

    private static final ProbePoint ALLOC = ProbePoint.of("alloc_pages", "gfp", "order").allChangeable();
    private static final ProbePoint GET_ZEROED_PAGE = ProbePoint.of("get_zeroed_page", "gfp_mask").allChangeable();
    private static final ProbePoint FREE_PAGES = ProbePoint.of("free_pages", "addr", "order").allChangeable();
    private static final ProbePoint FREE_PAGES_OF = ProbePoint.of("__free_pages", "order").allChangeable();

    public static final ProbePoint GET_FREE_PAGES =
            ProbePoint.of("__get_free_pages", "gfp_mask", "order").allChangeable();

    public static final ProbePoint PUT_PAGE = ProbePoint.atomic("put_page");

    public static final ProbePoint SHOULD_FAIL_ALLOC_PAGE =
            ProbePoint.atomic("should_fail_alloc_page", "gfp_mask", "order").allowErrorInjection(ErrorType.TRUE);

    private final Probes probes;
    private final KernelMemory memory;
    private final long totalPages;
    private final AtomicLong allocated = new AtomicLong();

    private volatile LongPredicate fault = pages -> false;

    /** Each page of each block. */
    private final Map<Page, Block> blocks = new ConcurrentHashMap<>();

    /**
     * Pages of tasks that somebody holds. Their first reference is taken and their last one given back within one step on the
     * map, or a page that is pinned anew while it is given back would be forgotten.
     */
    private final Map<Page, Boolean> pinned = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // found by identity of its pages only
    private record Block(long address, int order, Page[] pages) {}

    public PageAllocator(KernelMemory memory, VmCommitted committed, Probes probes) {
        this.memory = memory;
        this.totalPages = committed.totalPages();
        this.probes = probes;
        probes.define(List.of(ALLOC, GET_ZEROED_PAGE, FREE_PAGES, FREE_PAGES_OF));
    }

    /** Has somebody asked before pages are had, whether there shall be none: the size in pages is what he is told. */
    public void setFault(LongPredicate wanted) {
        fault = wanted;
    }

    /**
     * Pages of zeros that lie one behind the other.
     *
     * @param gfpMask GFP_*
     * @param order the binary logarithm of how many
     * @return the address of the first, 0 if there are not as many
     */
    @ExportSymbol("__get_free_pages")
    public long getFreePages(int gfpMask, int order) {
        return probes.isOff()
                ? doGetFreePages(gfpMask, order)
                : probes.call(GET_FREE_PAGES, a -> doGetFreePages((int) a[0], (int) a[1]), gfpMask, order);
    }

    private long doGetFreePages(int gfpMask, int order) {
        Page page = allocPages(gfpMask, order);
        return page == null ? 0 : pageAddress(page);
    }

    /** One page of zeros: its address, or 0. */
    @ExportSymbol
    public long getZeroedPage(int gfpMask) {
        return probes.isOff()
                ? getFreePages(gfpMask, 0)
                : probes.call(GET_ZEROED_PAGE, a -> getFreePages((int) a[0], 0), gfpMask);
    }

    /** As {@link #getFreePages}: the first page, or null. */
    @ExportSymbol
    public @Nullable Page allocPages(int gfpMask, int order) {
        return probes.isOff()
                ? doAllocPages(gfpMask, order)
                : probed(ALLOC, a -> innerAllocPages((int) a[0], (int) a[1]), gfpMask, order);
    }

    private @Nullable Page innerAllocPages(int gfpMask, int order) {
        return probed(ALLOC_PAGES, a -> doAllocPages((int) a[0], (int) a[1]), gfpMask, order);
    }

    /** The result that a probe sees, and may replace by 0, is the address. */
    private @Nullable Page probed(
            ProbePoint point, Function<long[], @Nullable Page> body, int gfpMask, int order) {
        List<Page> made = new ArrayList<>(1);
        long[] args = {gfpMask, order};
        long address = probes.call(point, (long[] a) -> {
            Page page = body.apply(a);
            if (page != null) {
                made.add(page);
            }
            return page == null ? 0 : pageAddress(page);
        }, args);
        if (address == 0) {
            made.forEach(page -> doFreePages(page, (int) args[1]));
        }
        return address == 0 || made.isEmpty() ? null : made.getFirst();
    }

    private boolean shouldFail(int gfpMask, int order) {
        return probes.isOff()
                ? fault.test(1L << order)
                : probes.call(SHOULD_FAIL_ALLOC_PAGE, a -> fault.test(1L << a[1]) ? 1 : 0, gfpMask, order) != 0;
    }

    private @Nullable Page doAllocPages(int gfpMask, int order) {
        if (order < 0 || order >= MAX_ORDER || shouldFail(gfpMask, order) || !take(1 << order)) {
            return null;
        }
        Page[] pages = new Page[1 << order];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = new Page();
        }
        Block block = new Block(memory.addPages(pages), order, pages);
        for (Page page : pages) {
            blocks.put(page, block);
        }
        pages[0].getPage();
        return pages[0];
    }

    private boolean take(int pages) {
        if (allocated.addAndGet(pages) <= totalPages) {
            return true;
        }
        allocated.addAndGet(-pages);
        return false;
    }

    /** Gives pages back that {@link #getFreePages} has given; 0 is none. */
    @ExportSymbol
    public void freePages(long address, int order) {
        if (probes.isOff()) {
            freeAt(address, order);
        } else {
            probes.runVoid(FREE_PAGES, a -> freeAt(a[0], (int) a[1]), address, order);
        }
    }

    private void freeAt(long address, int order) {
        if (address != 0) {
            freePages(virtToPage(address), order);
        }
    }

    /** Gives pages back that {@link #allocPages} has given. */
    @ExportSymbol("__free_pages")
    public void freePages(Page page, int order) {
        if (probes.isOff()) {
            doFreePages(page, order);
        } else {
            probes.runVoid(FREE_PAGES_OF, a -> doFreePages(page, (int) a[0]), order);
        }
    }

    private void doFreePages(Page page, int order) {
        Block block = blocks.get(page);
        if (block == null || block.pages[0] != page || block.order != order) {
            throw new IllegalStateException("__free_pages of order " + order + ", which is not what was allocated");
        }
        putPage(page);
    }

    /** Takes one more reference; of a block, to all of it. */
    @ExportSymbol(inline = true)
    public void getPage(Page page) {
        head(page).getPage();
    }

    /** Gives a reference back; the last one frees the page, of a block all of it. */
    @ExportSymbol
    public void putPage(Page page) {
        if (probes.isOff()) {
            doPutPage(page);
        } else {
            probes.run(PUT_PAGE, () -> doPutPage(page));
        }
    }

    private void doPutPage(Page page) {
        Block block = blocks.get(page);
        if (block == null) {
            pinned.compute(page, (held, _) -> held.putTestZero() ? null : Boolean.TRUE);
            return;
        }
        if (!block.pages[0].putTestZero()) {
            return;
        }
        for (Page each : block.pages) {
            blocks.remove(each);
        }
        memory.removePages(block.address, block.pages.length);
        allocated.addAndGet(-block.pages.length);
    }

    private Page head(Page page) {
        Block block = blocks.get(page);
        return block == null ? page : block.pages[0];
    }

    /** Where the kernel sees one of its own pages. */
    @ExportSymbol(inline = true)
    public long pageAddress(Page page) {
        Block block = blocks.get(page);
        if (block != null) {
            for (int i = 0; i < block.pages.length; i++) {
                if (block.pages[i] == page) {
                    return block.address + (long) i * Page.SIZE;
                }
            }
        }
        throw new IllegalStateException("page_address of a page that is not the kernel's");
    }

    /** The page of the kernel's own at an address, anywhere within. */
    @ExportSymbol(inline = true)
    public Page virtToPage(long address) {
        Page page = memory.pageAt(address);
        if (page == null) {
            throw new IllegalStateException("virt_to_page of " + Long.toHexString(address) + ", where no page is");
        }
        return page;
    }

    /** Holds a page of a task, so that it stays as it is when it is unmapped. */
    void pin(Page page) {
        if (blocks.containsKey(page)) {
            getPage(page);
            return;
        }
        pinned.compute(page, (held, _) -> {
            held.getPage();
            return Boolean.TRUE;
        });
    }

    /** How many pages are out: those of a closed kernel are leaks. */
    public int outstanding() {
        return blocks.size() + pinned.size();
    }
}
