package org.jernel.kernel.printk;

/**
 * A message of the kernel's log. {@code struct printk_info}.
 *
 * @param sequence its number since boot, from 0
 * @param level 0 (emergency) to 7 (debug)
 * @param monotonicNanos when it was logged
 * @param text without the level and the last newline
 */
public record PrintkRecord(long sequence, int level, long monotonicNanos, String text) {}
