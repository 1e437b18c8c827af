package org.jernel.kernel.printk;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.time.KernelClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one kernel: a ring of records, of which the oldest are overwritten, copied to SLF4J as its console.
 *
 * <p>Modelled on {@code kernel/printk/printk.c}. This object's monitor guards the ring and is a leaf; SLF4J is called
 * outside it, so two threads' messages may reach SLF4J in another order than the ring has.
 */
public final class Printk {

    public static final String KERN_EMERG = "\0010";
    public static final String KERN_ALERT = "\0011";
    public static final String KERN_CRIT = "\0012";
    public static final String KERN_ERR = "\0013";
    public static final String KERN_WARNING = "\0014";
    public static final String KERN_NOTICE = "\0015";
    public static final String KERN_INFO = "\0016";
    public static final String KERN_DEBUG = "\0017";

    /** The level of a message that names none. {@code MESSAGE_LOGLEVEL_DEFAULT}. */
    static final int MESSAGE_LOGLEVEL_DEFAULT = 4;

    /** {@code CONSOLE_LOGLEVEL_DEBUG}: everything goes to the console, because SLF4J has levels of its own. */
    static final int CONSOLE_LOGLEVEL_DEBUG = 10;

    /** About what fits into the 256 KiB that Linux reserves by default. */
    static final int LOG_BUF_RECORDS = 4096;

    private static final char KERN_SOH = 1;
    private static final Logger CONSOLE = LoggerFactory.getLogger("jernel.printk");

    private final KernelClock clock;
    private final @Nullable PrintkRecord[] ring = new @Nullable PrintkRecord[LOG_BUF_RECORDS];

    private long nextSequence;
    private long clearedBefore;
    private volatile int consoleLogLevel = CONSOLE_LOGLEVEL_DEBUG;

    /** Makes an empty log whose records carry {@code clock}'s monotonic time. */
    public Printk(KernelClock clock) {
        this.clock = clock;
    }

    /**
     * Logs a message.
     *
     * @param format an optional KERN_ level, then a format as the kernel's {@code printf} knows it
     */
    @ExportSymbol
    public void printk(String format, @Nullable Object... arguments) {
        String text = Vsprintf.format(format, arguments);
        int level = MESSAGE_LOGLEVEL_DEFAULT;
        int start = 0;
        while (hasLevel(text, start)) {
            level = text.charAt(start + 1) - '0';
            start += KERN_EMERG.length();
        }
        int end = text.length() > start && text.charAt(text.length() - 1) == '\n' ? text.length() - 1 : text.length();
        String message = text.substring(start, end);
        store(level, message);
        if (level < consoleLogLevel) {
            toConsole(level, message);
        }
    }

    private static boolean hasLevel(String text, int start) {
        return text.length() >= start + KERN_EMERG.length()
                && text.charAt(start) == KERN_SOH
                && text.charAt(start + 1) >= '0'
                && text.charAt(start + 1) <= '7';
    }

    private synchronized void store(int level, String text) {
        ring[(int) (nextSequence % ring.length)] =
                new PrintkRecord(nextSequence, level, clock.monotonicNanos(), text);
        nextSequence++;
    }

    private static void toConsole(int level, String text) {
        switch (level) {
            case 0, 1, 2, 3 -> CONSOLE.error(text);
            case 4 -> CONSOLE.warn(text);
            case 5, 6 -> CONSOLE.info(text);
            default -> CONSOLE.debug(text);
        }
    }

    /** What the ring holds, the oldest first, without what was there at the last {@link #clear}. */
    public synchronized List<PrintkRecord> records() {
        List<PrintkRecord> records = new ArrayList<>();
        for (long sequence = Math.max(oldest(), clearedBefore); sequence < nextSequence; sequence++) {
            PrintkRecord record = ring[(int) (sequence % ring.length)];
            if (record != null) {
                records.add(record);
            }
        }
        return records;
    }

    /** How many records were overwritten since boot. */
    public synchronized long lost() {
        return oldest();
    }

    private long oldest() {
        return Math.max(0, nextSequence - ring.length);
    }

    /** Hides what the ring holds now from {@link #records}. {@code SYSLOG_ACTION_CLEAR}. */
    public synchronized void clear() {
        clearedBefore = nextSequence;
    }

    /** Messages of a lower number reach the console. {@code console_loglevel}. */
    public int consoleLogLevel() {
        return consoleLogLevel;
    }

    public void setConsoleLogLevel(int level) {
        consoleLogLevel = level;
    }
}
