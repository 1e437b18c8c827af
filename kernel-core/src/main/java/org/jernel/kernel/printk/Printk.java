package org.jernel.kernel.printk;

import org.jernel.kernel.time.KernelClock;
import org.jspecify.annotations.Nullable;

/** The kernel's log of one kernel. Modelled on {@code kernel/printk/printk.c}. */
public final class Printk {

    public static final String KERN_EMERG = "\0010";
    public static final String KERN_ALERT = "\0011";
    public static final String KERN_CRIT = "\0012";
    public static final String KERN_ERR = "\0013";
    public static final String KERN_WARNING = "\0014";
    public static final String KERN_NOTICE = "\0015";
    public static final String KERN_INFO = "\0016";
    public static final String KERN_DEBUG = "\0017";

    /** Makes an empty log whose records carry {@code clock}'s monotonic time. */
    public Printk(KernelClock clock) {}

    /**
     * Logs a message.
     *
     * @param format an optional KERN_ level, then a format as the kernel's {@code printf} knows it
     */
    public void printk(String format, @Nullable Object... arguments) {}
}
