package org.jernel.kernel.mm;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;
import static org.jernel.kernel.mm.VmArea.VM_SHARED;

/**
 * Finds the page behind a user address, and makes the one that is missing when it is first written to. Modelled on
 * {@code mm/memory.c} and {@code mm/gup.c}.
 */
final class PageFaults {

    private final Mappings mappings;

    PageFaults(Mappings mappings) {
        this.mappings = mappings;
    }

    /** The page to read at an address, from what is mapped there if the task has none; null is zeros, or with a backing nothing. */
    @Nullable
    Page pageToRead(VmArea area, long address) {
        Page page = mappings.pages().find(Page.number(address));
        VmBacking backing = area.backing();
        return page == null && backing != null ? backing.fault(area.pageOffset(address)) : page;
    }

    /** The page behind a user address to write to, made if it is missing; null where there is no right to write. */
    @Nullable
    Page writablePage(long address) {
        VmArea area = mappings.areas().find(address);
        if (area == null || !area.writable()) {
            return null;
        }
        Page page = mappings.pages().findOwn(Page.number(address));
        return page == null ? handleFault(address) : page;
    }

    /** Looks at the areas again under the lock, so that no page appears where another thread has just unmapped. */
    private @Nullable Page handleFault(long address) {
        synchronized (mappings) {
            VmArea area = mappings.areas().find(address);
            return area == null || !area.writable() ? null : pageToWrite(area, address);
        }
    }

    /** Under the lock: the page to write to, whatever the rights are. */
    private @Nullable Page pageToWrite(VmArea area, long address) {
        PageTable pages = mappings.pages();
        VmBacking backing = area.backing();
        if (backing == null) {
            return pages.own(Page.number(address), Page::new);
        }
        if (area.has(VM_SHARED)) {
            return backing.fault(area.pageOffset(address));
        }
        Page source = pages.find(Page.number(address)) == null ? backing.fault(area.pageOffset(address)) : null;
        return source == null && pages.find(Page.number(address)) == null
                ? null
                : pages.own(Page.number(address), () -> requireNonNull(source).copy());
    }

    /** As {@link AddressSpace#getUserPage}, of a user address. */
    @Nullable
    Page getUserPage(long address, boolean write, boolean force, @Nullable PageAllocator holder) {
        synchronized (mappings) {
            Page page = faultIn(address, write, force);
            if (page != null && holder != null) {
                holder.pin(page);
            }
            return page;
        }
    }

    private @Nullable Page faultIn(long address, boolean write, boolean force) {
        VmArea area = mappings.areas().find(address);
        if (area == null || !(area.readable() || force)) {
            return null;
        }
        if (write) {
            boolean copies = force && area.has(VmArea.VM_MAYWRITE) && !area.has(VM_SHARED);
            return area.writable() || copies ? pageToWrite(area, address) : null;
        }
        Page page = pageToRead(area, address);
        if (page == null && area.backing() != null) {
            return null;
        }
        // Where nothing was written yet Linux has one page of zeros for all; whoever holds that would miss what is written later.
        return page == null ? mappings.pages().own(Page.number(address), Page::new) : page;
    }
}
