package org.jernel.kernel.mm;

/** One page frame: an object, so that it can be told from others with the same bytes. {@code struct page}. */
public final class Page {

    static final int SHIFT = 12;

    public static final int SIZE = 1 << SHIFT;

    static final int OFFSET_MASK = SIZE - 1;

    final byte[] bytes;

    /** Makes a page of zeros. */
    public Page() {
        this(new byte[SIZE]);
    }

    private Page(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Its bytes, which are the page's own. {@code page_address}. */
    public byte[] address() {
        return bytes;
    }

    Page copy() {
        return new Page(bytes.clone());
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
