package org.jernel.kernel.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One page frame: an object, so that it can be told from others with the same bytes. {@code struct page}.
 *
 * <p>References are counted where somebody must give the page back: of the kernel's own pages, and of a task's pages that are
 * pinned. Who maps a page or has it in a pipe needs no count: the host frees what nobody knows any more.
 */
public final class Page {

    static final int SHIFT = 12;

    public static final int SIZE = 1 << SHIFT;

    static final int OFFSET_MASK = SIZE - 1;

    private static final VarHandle REFERENCES;

    static {
        try {
            REFERENCES = MethodHandles.lookup().findVarHandle(Page.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final byte[] bytes;

    @SuppressWarnings("UnusedVariable") // by its VarHandle
    private volatile int references;

    /** Makes a page of zeros. */
    public Page() {
        this(new byte[SIZE]);
    }

    /** Makes a page of bytes that are its own from now on. */
    public Page(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Its bytes, which are the page's own. {@code kmap}. */
    public byte[] address() {
        return bytes;
    }

    Page copy() {
        return new Page(bytes.clone());
    }

    /** How many hold it. {@code page_count} without those who map it. */
    public int count() {
        return (int) REFERENCES.getVolatile(this);
    }

    boolean isPinned() {
        return count() > 0;
    }

    /** Takes one more reference. {@code get_page}. */
    public void getPage() {
        REFERENCES.getAndAdd(this, 1);
    }

    /** Gives a reference back. Returns whether it was the last. {@code put_page_testzero}. */
    boolean putTestZero() {
        int before = (int) REFERENCES.getAndAdd(this, -1);
        if (before <= 0) {
            throw new IllegalStateException("put_page of a page that nobody holds");
        }
        return before == 1;
    }

    /** Where the address lies within its page. {@code offset_in_page}. */
    static int offset(long address) {
        return (int) address & OFFSET_MASK;
    }

    /** The number of the address's page. */
    static long number(long address) {
        return address >>> SHIFT;
    }

    /** Rounds up to a page border; what is above the last one becomes 0, as with {@code PAGE_ALIGN}. */
    static long align(long address) {
        return (address + OFFSET_MASK) & ~(long) OFFSET_MASK;
    }
}
