package org.jernel.kernel;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.RateLimit;
import org.jernel.kernel.printk.Vsprintf;
import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.syslog.DevkmsgLog;
import org.jernel.kernel.syslog.Syslog;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/** The limits of the log below {@code /proc/sys/kernel}. Modelled on {@code kernel/printk/sysctl.c}. */
final class PrintkSysctls {

    private static final int DEVKMSG_LONGEST = 10;
    private static final int KPTR_RESTRICT_MAX = 2;

    private PrintkSysctls() {}

    static List<CtlTable> table(Printk printk, Syslog syslog) {
        RateLimit limit = printk.printkRatelimitState();
        Vsprintf formats = printk.formats();
        return List.of(
                CtlTable.ofNumbers("printk", () -> levels(printk), numbers -> setLevels(printk, numbers)),
                CtlTable.ofNumbers(
                        "printk_ratelimit",
                        () -> new int[] {(int) TimeUnit.NANOSECONDS.toSeconds(limit.intervalNanos())},
                        numbers -> set(limit, TimeUnit.SECONDS.toNanos(numbers[0]), limit.burst())),
                CtlTable.ofNumbers(
                        "printk_ratelimit_burst",
                        () -> new int[] {limit.burst()},
                        numbers -> set(limit, limit.intervalNanos(), numbers[0])),
                CtlTable.ofText(
                        "printk_devkmsg",
                        DEVKMSG_LONGEST,
                        () -> syslog.devkmsgLog().name().toLowerCase(Locale.ROOT),
                        text -> syslog.setDevkmsgLog(devkmsgLog(text))),
                CtlTable.ofNumbers(
                        "kptr_restrict",
                        () -> new int[] {formats.kptrRestrict()},
                        numbers -> restrict(formats, numbers[0])));
    }

    /** {@code console_printk}. */
    private static int[] levels(Printk printk) {
        return new int[] {
            printk.consoleLogLevel(),
            printk.defaultMessageLogLevel(),
            printk.minimumConsoleLogLevel(),
            printk.defaultConsoleLogLevel()
        };
    }

    /** As many as were written: any numbers, {@code proc_dointvec} knows no limits. */
    private static boolean setLevels(Printk printk, int[] numbers) {
        List<IntConsumer> levels = List.of(
                printk::setConsoleLogLevel,
                printk::setDefaultMessageLogLevel,
                printk::setMinimumConsoleLogLevel,
                printk::setDefaultConsoleLogLevel);
        for (int i = 0; i < numbers.length; i++) {
            levels.get(i).accept(numbers[i]);
        }
        return true;
    }

    private static boolean set(RateLimit limit, long intervalNanos, int burst) {
        boolean good = intervalNanos >= 0;
        if (good) {
            limit.set(intervalNanos, burst);
        }
        return good;
    }

    private static DevkmsgLog devkmsgLog(String text) {
        return Stream.of(DevkmsgLog.values())
                .filter(log -> log.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(Errno.EINVAL::exception);
    }

    /** {@code proc_dointvec_minmax_sysadmin}. */
    private static boolean restrict(Vsprintf formats, int number) {
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            throw Errno.EPERM.exception();
        }
        boolean good = number >= 0 && number <= KPTR_RESTRICT_MAX;
        if (good) {
            formats.setKptrRestrict(number);
        }
        return good;
    }
}
