package org.jernel.kernel.mm;

/** The limit of addresses that a task's calls may name. {@code mm_segment_t}. */
public enum MmSegment {
    /** User addresses only. */
    USER_DS,
    /** Every address: kernel code hands kernel memory to a call, between two {@code set_fs}. */
    KERNEL_DS
}
