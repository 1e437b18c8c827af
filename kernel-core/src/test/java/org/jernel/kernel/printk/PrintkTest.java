package org.jernel.kernel.printk;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.jernel.kernel.time.KernelClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.kernel.printk.Printk.KERN_DEBUG;
import static org.jernel.kernel.printk.Printk.KERN_EMERG;
import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;
import static org.jernel.kernel.printk.Printk.KERN_NOTICE;

/** Alone, because every kernel logs to the one console that it watches. */
@Isolated
class PrintkTest {

    private final StandingClock clock = new StandingClock();
    private final Printk printk = new Printk(clock);
    private final Logger logger = (Logger) LoggerFactory.getLogger("jernel.printk");
    private final List<String> console = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            console.add(event.getLevel() + " " + event.getFormattedMessage() + " " + Thread.holdsLock(printk));
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
        assertThat(printk.records()).containsExactly(
                new PrintkRecord(0, 6, 42, "pid 7"),
                new PrintkRecord(1, Printk.MESSAGE_LOGLEVEL_DEFAULT, 43, "plain"));
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
        printk.printk(KERN_EMERG + "emerg {}");
        printk.printk(KERN_ERR + "err");
        printk.printk("warn");
        printk.printk(KERN_NOTICE + "notice");
        printk.printk(KERN_INFO + "info");
        printk.printk(KERN_DEBUG + "debug");
        assertThat(console).containsExactly("ERROR emerg {} false", "ERROR err false", "WARN warn false",
                "INFO notice false", "INFO info false", "DEBUG debug false");
    }

    @Test
    void theConsoleLevelKeepsMessagesFromTheConsoleAndNotFromTheRing() {
        printk.setConsoleLogLevel(4);
        printk.printk("warn");
        printk.printk(KERN_ERR + "err");
        assertThat(printk.consoleLogLevel()).isEqualTo(4);
        assertThat(console).containsExactly("ERROR err false");
        assertThat(printk.records()).hasSize(2);
    }

    @Test
    void theOldestRecordsAreOverwrittenAndCounted() {
        logger.setLevel(Level.OFF);
        for (int i = 0; i < Printk.LOG_BUF_RECORDS + 3; i++) {
            printk.printk("message %d", i);
        }
        List<PrintkRecord> records = printk.records();
        assertThat(records).hasSize(Printk.LOG_BUF_RECORDS);
        assertThat(records.getFirst().text()).isEqualTo("message 3");
        assertThat(records.getLast().sequence()).isEqualTo(Printk.LOG_BUF_RECORDS + 2);
        assertThat(printk.lost()).isEqualTo(3);
    }

    @Test
    void clearingHidesWhatIsThereAndLosesNothing() {
        printk.printk("old");
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
