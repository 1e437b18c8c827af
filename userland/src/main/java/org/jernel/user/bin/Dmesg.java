package org.jernel.user.bin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import org.jernel.syscall.Errno;
import org.jernel.user.bin.DmesgOptions.Flag;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/**
 * Shows and controls the kernel's log as util-linux's {@code dmesg} does: {@code dmesg [-CcDErxTtkuSw] [-f LIST] [-l LIST]
 * [-n LEVEL]}.
 */
final class Dmesg implements Program {

    private static final Getopt OPTIONS = Getopt.of(
            "[-CcDErxTtkuSw] [-f FACILITY,...] [-l LEVEL,...] [-n LEVEL]", "");

    private static final int SYSLOG_ACTION_READ_ALL = 3;
    private static final int SYSLOG_ACTION_CLEAR = 5;
    private static final int SYSLOG_ACTION_CONSOLE_OFF = 6;
    private static final int SYSLOG_ACTION_CONSOLE_ON = 7;
    private static final int SYSLOG_ACTION_CONSOLE_LEVEL = 8;
    private static final int SYSLOG_ACTION_SIZE_BUFFER = 10;

    private static final String WRITING = "dmesg: write error";
    private static final int O_NONBLOCK = 04000;
    private static final int RECORD_MAX = 8192;
    private static final long SECOND = 1_000_000;
    private static final DateTimeFormatter CTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    public int main(Libc libc, List<String> argv) {
        if (OPTIONS.showsHelp(libc, argv)) {
            return 0;
        }
        DmesgOptions options;
        try {
            options = DmesgOptions.parse(argv);
        } catch (DmesgOptions.UsageException e) {
            libc.dprintf(Libc.STDERR_FILENO, "dmesg: %s\n", e.getMessage());
            return 1;
        }
        if (options.has(Flag.CLEAR)) {
            return control(libc, "clear kernel buffer failed", SYSLOG_ACTION_CLEAR, 0);
        }
        if (options.has(Flag.CONSOLE_OFF)) {
            return control(libc, "klogctl failed", SYSLOG_ACTION_CONSOLE_OFF, 0);
        }
        if (options.has(Flag.CONSOLE_ON)) {
            return control(libc, "klogctl failed", SYSLOG_ACTION_CONSOLE_ON, 0);
        }
        if (options.has(Flag.CONSOLE_LEVEL)) {
            return control(libc, "klogctl failed", SYSLOG_ACTION_CONSOLE_LEVEL, options.console());
        }
        return show(libc, options);
    }

    private static int control(Libc libc, String what, int action, int number) {
        return libc.klogctl(action, number) < 0 ? failed(libc, what) : 0;
    }

    private static int failed(Libc libc, String what) {
        libc.perror("dmesg: " + what);
        return 1;
    }

    private static int show(Libc libc, DmesgOptions options) {
        Long bootTime = options.has(Flag.CTIME) ? libc.bootTime() : null;
        if (!options.has(Flag.SYSLOG) && !options.has(Flag.READ_CLEAR)) {
            int fd = libc.open("/dev/kmsg", options.has(Flag.FOLLOW) ? Libc.O_RDONLY : O_NONBLOCK);
            if (fd >= 0) {
                return showKmsg(libc, options, bootTime, fd);
            }
        }
        return showSyslog(libc, options, bootTime);
    }

    /** Goes on behind records that were overwritten meanwhile, and to the end, which never comes for one who follows. */
    private static int showKmsg(Libc libc, DmesgOptions options, @Nullable Long bootTime, int fd) {
        long _ = libc.lseek(fd, 0, Libc.SEEK_DATA);
        byte[] buffer = new byte[RECORD_MAX];
        while (true) {
            int got = libc.read(fd, buffer);
            if (got > 0) {
                LogRecord record = LogRecord.ofKmsg(buffer, got);
                if (record != null) {
                    print(libc, options, bootTime, record);
                }
            } else if (got == 0 || libc.errno() == Errno.EAGAIN.number()) {
                return libc.close(fd);
            } else if (libc.errno() != Errno.EPIPE.number()) {
                return failed(libc, "read kernel buffer failed");
            }
        }
    }

    private static int showSyslog(Libc libc, DmesgOptions options, @Nullable Long bootTime) {
        int size = libc.klogctl(SYSLOG_ACTION_SIZE_BUFFER, 0);
        byte[] buffer = new byte[Math.max(0, size)];
        int got = size < 0 ? size : libc.klogctl(SYSLOG_ACTION_READ_ALL, buffer);
        if (got < 0) {
            return failed(libc, "read kernel buffer failed");
        }
        if (options.has(Flag.RAW)) {
            Output.write(libc, WRITING, buffer, got);
        } else {
            LogRecord.ofSyslog(buffer, got).forEach(record -> print(libc, options, bootTime, record));
        }
        return options.has(Flag.READ_CLEAR) ? control(libc, "clear kernel buffer failed", SYSLOG_ACTION_CLEAR, 0) : 0;
    }

    /** The lines behind the first stand below its text. */
    private static void print(Libc libc, DmesgOptions options, @Nullable Long bootTime, LogRecord record) {
        if (!options.shows(record)) {
            return;
        }
        String prefix = prefix(options, bootTime, record);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String before = prefix;
        for (byte[] line : record.lines()) {
            out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
            out.writeBytes(line);
            out.write('\n');
            before = " ".repeat(prefix.length());
        }
        Output.write(libc, WRITING, out.toByteArray(), out.size());
    }

    private static String prefix(DmesgOptions options, @Nullable Long bootTime, LogRecord record) {
        StringBuilder prefix = new StringBuilder();
        if (options.has(Flag.RAW)) {
            // util-linux joins the two with an or, where the kernel shifts the facility.
            prefix.append('<').append(record.facility() | record.level()).append('>');
        }
        if (options.has(Flag.DECODE)) {
            prefix.append(String.format(
                    Locale.ROOT,
                    "%-6s:%-6s: ",
                    name(LogRecord.FACILITIES, record.facility()),
                    name(LogRecord.LEVELS, record.level())));
        }
        if (bootTime != null) {
            Instant time = Instant.ofEpochSecond((bootTime + record.micros()) / SECOND);
            prefix.append('[').append(CTIME.format(time)).append("] ");
        } else if (!options.has(Flag.NOTIME)) {
            prefix.append(String.format(
                    Locale.ROOT, "[%5d.%06d] ", record.micros() / SECOND, record.micros() % SECOND));
        }
        return prefix.toString();
    }

    private static String name(List<String> names, int number) {
        return number < names.size() ? names.get(number) : "";
    }
}
