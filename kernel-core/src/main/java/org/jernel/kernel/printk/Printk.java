package org.jernel.kernel.printk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.Export;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one kernel: formats messages, keeps them in a ring, and copies them to SLF4J as its console.
 *
 * <p>Modelled on {@code kernel/printk/printk.c}. A message without a newline at its end is seen when it is continued to one or
 * when the next comes. No lock is held while SLF4J is called: whoever finds nobody at it prints what all others have logged.
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

    /** No level: that of {@link #MESSAGE_LOGLEVEL_DEFAULT}. */
    public static final String KERN_DEFAULT = "";

    /** Continues the line that the same task has begun. */
    public static final String KERN_CONT = "\001c";

    /** The level of a message that names none. */
    public static final int MESSAGE_LOGLEVEL_DEFAULT = 4;

    /** The lowest that a program can set the console's level to: only emergencies pass. {@code CONSOLE_LOGLEVEL_MIN}. */
    public static final int CONSOLE_LOGLEVEL_MIN = 1;

    /** What a console of Linux has at boot. */
    public static final int CONSOLE_LOGLEVEL_DEFAULT = 7;

    /** The level at boot, as with {@code debug} on Linux's command line: SLF4J has levels of its own to choose by. */
    public static final int CONSOLE_LOGLEVEL_DEBUG = 10;

    private static final int LOGLEVEL_DEFAULT = -1;
    private static final int LEVEL_MASK = 7;
    private static final char KERN_SOH = 1;
    private static final int PREFIX = KERN_EMERG.length();
    private static final int PREFIXES_READ = 3;
    private static final Logger CONSOLE = LoggerFactory.getLogger("jernel.printk");

    private static final ProbePoint PRINTK = ProbePoint.of("printk");
    private static final ProbePoint PRINTK_RATELIMIT = ProbePoint.of("printk_ratelimit");

    private final KernelClock clock;
    private final Vsprintf formats;
    private final IntSupplier currentPid;
    private final Probes probes;
    private final PrintkRing ring = new PrintkRing();
    private final WaitQueueHead logWait;
    private final RateLimit printkRatelimit;
    private final Map<Place, RateLimit> limitedPlaces = new ConcurrentHashMap<>();
    private final Set<Place> oncePlaces = ConcurrentHashMap.newKeySet();

    private volatile long clearSequence;
    private volatile int consoleLogLevel = CONSOLE_LOGLEVEL_DEBUG;
    private volatile int defaultMessageLogLevel = MESSAGE_LOGLEVEL_DEFAULT;
    private volatile int minimumConsoleLogLevel = CONSOLE_LOGLEVEL_MIN;
    private volatile int defaultConsoleLogLevel = CONSOLE_LOGLEVEL_DEFAULT;
    private volatile boolean ignoreLogLevel;

    /** {@code console_sem}; its holder owns the sequence. */
    private final AtomicBoolean consoleLocked = new AtomicBoolean();

    private volatile long consoleSequence;

    /** Where a message is logged from: what a static variable of a C macro tells apart. */
    private record Place(String type, String method, int codeIndex) {

        static Place ofCaller() {
            return StackWalker.getInstance().walk(frames -> frames
                    .dropWhile(frame -> isOurs(frame.getClassName()))
                    .findFirst()
                    .map(frame -> new Place(frame.getClassName(), frame.getMethodName(), frame.getByteCodeIndex()))
                    .orElseThrow());
        }

        private static boolean isOurs(String type) {
            return type.equals(Printk.class.getName()) || type.equals(Place.class.getName());
        }
    }

    /**
     * Makes an empty log.
     *
     * @param clock gives the records their monotonic time
     * @param currentPid the number of the task that runs, or 0 where none does
     */
    public Printk(KernelClock clock, Vsprintf formats, IntSupplier currentPid, Probes probes) {
        this.clock = clock;
        this.formats = formats;
        this.currentPid = currentPid;
        this.probes = probes;
        probes.define(List.of(PRINTK, PRINTK_RATELIMIT));
        this.logWait = new WaitQueueHead(clock);
        this.printkRatelimit = newRateLimit(false);
    }

    /**
     * Logs a message.
     *
     * @param format an optional KERN_ level, then a format as {@link Vsprintf} knows it
     */
    @ExportSymbol
    public void printk(String format, @Nullable Object... arguments) {
        if (probes.isOff()) {
            long _ = vprintk(format, arguments);
        } else {
            long _ = probes.call(PRINTK, () -> vprintk(format, arguments));
        }
    }

    /** As {@link #printk}, for who holds locks or runs where nobody may wait: no task stops there. {@code printk_deferred}. */
    public void printkDeferred(String format, @Nullable Object... arguments) {
        long _ = vprintk(format, arguments);
    }

    /** Returns the length of the text. */
    private int vprintk(String format, @Nullable Object... arguments) {
        byte[] text = formats.vsprintf(format, arguments).getBytes(StandardCharsets.UTF_8);
        vprintkEmit(0, LOGLEVEL_DEFAULT, text);
        return text.length;
    }

    /** Logs at that level. {@code pr_emerg}. */
    public void prEmerg(String format, @Nullable Object... arguments) {
        printk(KERN_EMERG + format, arguments);
    }

    /** KERN_ALERT: action must be taken at once. */
    public void prAlert(String format, @Nullable Object... arguments) {
        printk(KERN_ALERT + format, arguments);
    }

    /** KERN_CRIT: critical conditions. */
    public void prCrit(String format, @Nullable Object... arguments) {
        printk(KERN_CRIT + format, arguments);
    }

    /** KERN_ERR: errors. */
    public void prErr(String format, @Nullable Object... arguments) {
        printk(KERN_ERR + format, arguments);
    }

    /** KERN_WARNING: warnings. */
    public void prWarn(String format, @Nullable Object... arguments) {
        printk(KERN_WARNING + format, arguments);
    }

    /** KERN_NOTICE: normal, but significant. */
    public void prNotice(String format, @Nullable Object... arguments) {
        printk(KERN_NOTICE + format, arguments);
    }

    /** KERN_INFO: information. */
    public void prInfo(String format, @Nullable Object... arguments) {
        printk(KERN_INFO + format, arguments);
    }

    /** KERN_DEBUG: for who debugs. */
    public void prDebug(String format, @Nullable Object... arguments) {
        printk(KERN_DEBUG + format, arguments);
    }

    /** Continues the line that this task has begun. {@code pr_cont}. */
    public void prCont(String format, @Nullable Object... arguments) {
        printk(KERN_CONT + format, arguments);
    }

    /** Logs the first time only that it is called from that place in the code. {@code printk_once}. */
    public void printkOnce(String format, @Nullable Object... arguments) {
        if (oncePlaces.add(Place.ofCaller())) {
            printk(format, arguments);
        }
    }

    /** Logs unless that place in the code has done so too often. {@code printk_ratelimited}. */
    public void printkRatelimited(String format, @Nullable Object... arguments) {
        Place place = Place.ofCaller();
        RateLimit limit = limitedPlaces.computeIfAbsent(place, fresh -> newRateLimit(false));
        if (limit.ratelimit(Export.snakeCase(place.method()))) {
            printk(format, arguments);
        }
    }

    /** True if a message may be logged that the whole kernel has one limit for. {@code printk_ratelimit}. */
    @ExportSymbol
    public boolean printkRatelimit() {
        return probes.isOff()
                ? ratelimit(Place.ofCaller())
                : askRatelimit(Place.ofCaller());
    }

    private boolean askRatelimit(Place caller) {
        return probes.call(PRINTK_RATELIMIT, () -> ratelimit(caller) ? 1 : 0) != 0;
    }

    /** As {@link #printkRatelimit}, for who calls {@link #printkDeferred}. */
    public boolean printkDeferredRatelimit() {
        return ratelimit(Place.ofCaller());
    }

    private boolean ratelimit(Place caller) {
        return printkRatelimit.ratelimit(Export.snakeCase(caller.method()));
    }

    /** The limit behind {@link #printkRatelimit()}. {@code printk_ratelimit_state}. */
    public RateLimit printkRatelimitState() {
        return printkRatelimit;
    }

    /**
     * A limit of one's own.
     *
     * @param tellsAtRelease leaves it to its owner to say how many were suppressed. {@code RATELIMIT_MSG_ON_RELEASE}
     */
    public RateLimit newRateLimit(boolean tellsAtRelease) {
        return new RateLimit(this, clock, tellsAtRelease);
    }

    /**
     * Logs a text as it is, except that levels are taken off the kernel's own. {@code vprintk_emit}.
     *
     * @param level -1 for the default
     */
    public void vprintkEmit(int facility, int level, byte[] whole) {
        byte[] text = whole.length < PrintkRing.RECORD_MAX ? whole : Arrays.copyOf(whole, PrintkRing.RECORD_MAX - 1);
        int end = text.length > 0 && text[text.length - 1] == '\n' ? text.length - 1 : text.length;
        int start = 0;
        int logLevel = level;
        boolean continues = false;
        while (facility == 0 && hasPrefix(text, start, end)) {
            boolean isRead = start < PREFIXES_READ * PREFIX;
            char prefix = (char) text[start + 1];
            continues |= isRead && prefix == 'c';
            logLevel = isRead && prefix != 'c' && logLevel == LOGLEVEL_DEFAULT ? prefix - '0' : logLevel;
            start += PREFIX;
        }
        logLevel = (logLevel == LOGLEVEL_DEFAULT ? defaultMessageLogLevel : logLevel) & LEVEL_MASK;
        int pid = currentPid.getAsInt();
        int caller = pid == 0 ? PrintkRecord.CALLER_IS_PROCESSOR : pid;
        byte[] stripped = Arrays.copyOfRange(text, start, end);
        PrintkRecord message =
                new PrintkRecord(0, facility, logLevel, continues, clock.monotonicNanos(), caller, stripped);
        ring.store(message, end < text.length);
        flushConsole();
        logWait.wakeUpAll(0);
    }

    private static boolean hasPrefix(byte[] text, int start, int end) {
        return end - start >= PREFIX
                && text[start] == KERN_SOH
                && ((text[start + 1] >= '0' && text[start + 1] <= '7') || text[start + 1] == 'c');
    }

    /** Ends a line that was left open, so that it is seen. {@code pr_flush}. */
    public void prFlush() {
        ring.finishLast();
        flushConsole();
        logWait.wakeUpAll(0);
    }

    /** Whoever cannot have the console leaves its message to him who has it. {@code console_unlock}. */
    private void flushConsole() {
        while (ring.read(consoleSequence) != null && consoleLocked.compareAndSet(false, true)) {
            try {
                PrintkRecord record = ring.read(consoleSequence);
                while (record != null) {
                    long dropped = record.sequence() - consoleSequence;
                    consoleSequence = record.sequence() + 1;
                    if (dropped > 0) {
                        CONSOLE.warn("** {} printk messages dropped **", dropped);
                    }
                    if (record.level() < consoleLogLevel || ignoreLogLevel) {
                        toConsole(record.level(), record.text());
                    }
                    record = ring.read(consoleSequence);
                }
            } finally {
                consoleLocked.set(false);
            }
        }
    }

    private static void toConsole(int level, String text) {
        switch (level) {
            case 0, 1, 2, 3 -> CONSOLE.error(text);
            case 4 -> CONSOLE.warn(text);
            case 5, 6 -> CONSOLE.info(text);
            default -> CONSOLE.debug(text);
        }
    }

    /** What the log holds, the oldest first, without what was there at the last {@link #clear}; an open line too. */
    public List<PrintkRecord> records() {
        return ring.readAll(clearSequence);
    }

    /** How many records were overwritten since boot. */
    public long lost() {
        return ring.firstSequence();
    }

    /** The records themselves, for those who read one after the other. */
    public PrintkRing ring() {
        return ring;
    }

    /** Woken when a record can be read that could not before. {@code log_wait}. */
    public WaitQueueHead logWait() {
        return logWait;
    }

    /** How messages are formatted. */
    public Vsprintf formats() {
        return formats;
    }

    /** Hides what the ring holds now from {@link #records} and from programs that ask for all. */
    public void clear() {
        clearBefore(ring.nextSequence());
    }

    /** Hides the records before that one. {@code clear_seq}. */
    public void clearBefore(long sequence) {
        clearSequence = sequence;
    }

    /** The first record that was not cleared. */
    public long clearSequence() {
        return clearSequence;
    }

    /** Messages of a lower number reach the console. {@code console_loglevel}. */
    public int consoleLogLevel() {
        return consoleLogLevel;
    }

    /** What is below that level goes to the console: of 0 nothing, of 8 all. {@code console_loglevel}. */
    public void setConsoleLogLevel(int level) {
        consoleLogLevel = level;
    }

    /** The level of a message that names none. {@code default_message_loglevel}. */
    public int defaultMessageLogLevel() {
        return defaultMessageLogLevel;
    }

    /** The level of messages that name none, of which the lowest three bits count. {@code default_message_loglevel}. */
    public void setDefaultMessageLogLevel(int level) {
        defaultMessageLogLevel = level;
    }

    /** What {@code syslog(2)} cannot set the console's level below. {@code minimum_console_loglevel}. */
    public int minimumConsoleLogLevel() {
        return minimumConsoleLogLevel;
    }

    /** {@code minimum_console_loglevel}. */
    public void setMinimumConsoleLogLevel(int level) {
        minimumConsoleLogLevel = level;
    }

    /** Shown and kept, and used for nothing, as in Linux. {@code default_console_loglevel}. */
    public int defaultConsoleLogLevel() {
        return defaultConsoleLogLevel;
    }

    /** {@code default_console_loglevel}. */
    public void setDefaultConsoleLogLevel(int level) {
        defaultConsoleLogLevel = level;
    }

    /** True if all messages reach the console, whatever its level. {@code ignore_loglevel}. */
    public boolean ignoresLogLevel() {
        return ignoreLogLevel;
    }

    /** Whether everything goes to the console. {@code ignore_loglevel}. */
    public void setIgnoresLogLevel(boolean ignores) {
        ignoreLogLevel = ignores;
    }
}
