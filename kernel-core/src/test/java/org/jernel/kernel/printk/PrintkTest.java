package org.jernel.kernel.printk;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.SymbolTable;
import org.jernel.kernel.time.KernelClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jernel.kernel.printk.Printk.KERN_DEBUG;
import static org.jernel.kernel.printk.Printk.KERN_DEFAULT;
import static org.jernel.kernel.printk.Printk.KERN_EMERG;
import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;
import static org.jernel.kernel.printk.Printk.KERN_NOTICE;

/** Alone, because every kernel logs to the one console that it watches. */
@Isolated
class PrintkTest {

    private int pid = 7;
    private final StandingClock clock = new StandingClock();
    private final Printk printk =
            new Printk(clock, new Vsprintf(new SymbolTable(new Probes()).kallsyms(), 1, () -> true), () -> pid,
                    new Probes());
    private final Logger logger = (Logger) LoggerFactory.getLogger("jernel.printk");
    private final List<String> console = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            console.add(event.getLevel() + " " + event.getFormattedMessage() + " " + Thread.holdsLock(printk.ring()));
        }
    };

    @BeforeEach
    void watchTheConsole() {
        appender.start();
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @AfterEach
    void leaveTheConsole() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void aRecordHasLevelTimeAndTextWithoutItsNewline() {
        clock.now = 42;
        printk.printk(KERN_INFO + "pid %d\n", 7);
        clock.now = 43;
        printk.printk("plain");
        assertThat(printk.records())
                .extracting(PrintkRecord::sequence, PrintkRecord::level, PrintkRecord::monotonicNanos,
                        PrintkRecord::text, PrintkRecord::caller)
                .containsExactly(tuple(0L, 6, 42L, "pid 7", "T7"),
                        tuple(1L, Printk.MESSAGE_LOGLEVEL_DEFAULT, 43L, "plain", "T7"));
        pid = 0;
        printk.printk(KERN_DEFAULT + "softirq\n");
        assertThat(printk.records().getLast().caller()).isEqualTo("C0");
    }

    @Test
    void aMessageWithoutItsNewlineIsReadWhenTheNextComes() {
        printk.printk(KERN_INFO + "open");
        assertThat(printk.ring().read(0)).isNull();
        assertThat(printk.ring().nextSequence()).isZero();
        assertThat(console).isEmpty();
        printk.printk(KERN_INFO + "next\n");
        assertThat(printk.ring().read(0)).extracting(PrintkRecord::text).isEqualTo("open");
        assertThat(console).containsExactly("INFO open false", "INFO next false");
        printk.printk("last");
        printk.prFlush();
        assertThat(console).last().isEqualTo("WARN last false");
    }

    @Test
    void aLineIsContinuedByTheTaskThatBeganIt() {
        printk.prInfo("a");
        printk.prCont("b");
        printk.prCont("c\n");
        printk.prCont("d\n");
        printk.prInfo("e");
        pid = 8;
        printk.prCont("f\n");
        assertThat(printk.records())
                .extracting(PrintkRecord::text, PrintkRecord::level, PrintkRecord::continues)
                .containsExactly(tuple("abc", 6, false), tuple("d", 4, true), tuple("e", 6, false),
                        tuple("f", 4, true));
    }

    @Test
    void theFirstLevelCountsAndAllAreTakenOff() {
        printk.printk(KERN_ERR + KERN_DEBUG + "two\n");
        printk.prEmerg("0\n");
        printk.prAlert("1\n");
        printk.prCrit("2\n");
        printk.prErr("3\n");
        printk.prWarn("4\n");
        printk.prNotice("5\n");
        printk.prInfo("6\n");
        printk.prDebug("7\n");
        assertThat(printk.records()).extracting(PrintkRecord::toString).containsExactly(
                "<3>two", "<0>0", "<1>1", "<2>2", "<3>3", "<4>4", "<5>5", "<6>6", "<7>7");
        printk.setDefaultMessageLogLevel(6);
        printk.printk("default\n");
        assertThat(printk.records().getLast().level()).isEqualTo(6);
    }

    @Test
    void aMessageHasAnEndEvenIfItIsCut() {
        printk.printk("%s\n", "x".repeat(2000));
        printk.prCont("more\n");
        assertThat(printk.records()).extracting(record -> record.text().length()).containsExactly(1023, 4);
    }

    @Test
    void limitsCountByPlaceAndTellWhatTheySuppressed() {
        clock.now = 1;
        for (int i = 0; i < 13; i++) {
            printk.printkRatelimited("limited\n");
            printk.printkOnce("once\n");
        }
        printk.printkRatelimited("another place\n");
        assertThat(printk.records()).extracting(PrintkRecord::text)
                .containsOnlyOnce("once", "another place").filteredOn("limited"::equals).hasSize(10);
        RateLimit limit = printk.newRateLimit(false);
        limit.set(100, 1);
        assertThat(limit.ratelimit("probe")).isTrue();
        assertThat(limit.ratelimit("probe")).isFalse();
        clock.now = 101;
        assertThat(limit.ratelimit("probe")).isFalse();
        clock.now = 102;
        assertThat(limit.ratelimit("probe")).isTrue();
        assertThat(printk.records().getLast()).hasToString("<4>probe: 2 callbacks suppressed");
        limit.set(0, 0);
        assertThat(limit.ratelimit("probe")).isTrue();
    }

    @Test
    void theWholeKernelHasOneLimitMore() {
        for (int i = 0; i < 11; i++) {
            assertThat(printk.printkRatelimit()).isEqualTo(i < 10);
        }
        clock.now = RateLimit.DEFAULT_INTERVAL_NANOS + 1;
        assertThat(printk.printkRatelimit()).isTrue();
        assertThat(printk.records().getLast())
                .hasToString("<4>the_whole_kernel_has_one_limit_more: 1 callbacks suppressed");
    }

    @Test
    void theConsoleShowsAllIfItIsToIgnoreLevels() {
        printk.setConsoleLogLevel(1);
        printk.setIgnoresLogLevel(true);
        printk.prDebug("all\n");
        assertThat(console).containsExactly("DEBUG all false");
    }

    @Test
    void onlyTheLastNewlineIsCutAndAnEmptyMessageIsARecord() {
        printk.printk("a\nb\n\n");
        printk.printk("\n");
        printk.printk("");
        assertThat(printk.records()).extracting(PrintkRecord::text).containsExactly("a\nb\n", "", "");
    }

    @Test
    void levelsReachTheConsoleAsTheNearestOfSlf4jOutsideTheLock() {
        printk.printk(KERN_EMERG + "emerg {}\n");
        printk.printk(KERN_ERR + "err\n");
        printk.printk("warn\n");
        printk.printk(KERN_NOTICE + "notice\n");
        printk.printk(KERN_INFO + "info\n");
        printk.printk(KERN_DEBUG + "debug\n");
        assertThat(console).containsExactly("ERROR emerg {} false", "ERROR err false", "WARN warn false",
                "INFO notice false", "INFO info false", "DEBUG debug false");
    }

    @Test
    void theConsoleLevelKeepsMessagesFromTheConsoleAndNotFromTheRing() {
        printk.setConsoleLogLevel(4);
        printk.printk("warn\n");
        printk.printk(KERN_ERR + "err\n");
        assertThat(printk.consoleLogLevel()).isEqualTo(4);
        assertThat(console).containsExactly("ERROR err false");
        assertThat(printk.records()).hasSize(2);
    }

    @Test
    void theOldestRecordsAreOverwrittenAndCounted() {
        logger.setLevel(Level.OFF);
        for (int i = 0; i < PrintkRing.RECORDS + 3; i++) {
            printk.printk("message %d", i);
        }
        List<PrintkRecord> records = printk.records();
        assertThat(records).hasSize(PrintkRing.RECORDS);
        assertThat(records.getFirst().text()).isEqualTo("message 3");
        assertThat(records.getLast().sequence()).isEqualTo(PrintkRing.RECORDS + 2);
        assertThat(printk.lost()).isEqualTo(3);
    }

    @Test
    void clearingHidesWhatIsThereAndLosesNothing() {
        printk.printk("old\n");
        printk.clear();
        printk.printk("new");
        assertThat(printk.records()).extracting(PrintkRecord::text).containsExactly("new");
        assertThat(printk.records().getFirst().sequence()).isEqualTo(1);
        assertThat(printk.lost()).isZero();
    }

    /** Time stands where the test puts it. */
    private static final class StandingClock implements KernelClock {

        private long now;

        @Override
        public long monotonicNanos() {
            return now;
        }

        @Override
        public long realtimeNanos() {
            return now;
        }

        @Override
        public void parkUntil(long deadlineNanos) {
            throw new UnsupportedOperationException();
        }
    }
}
