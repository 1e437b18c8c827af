package org.jernel.user.bin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A record of the kernel's log, as {@code /dev/kmsg} or {@code syslog} gives it.
 *
 * @param micros when it was logged, after the boot
 * @param text its bytes, one a character
 */
record LogRecord(int facility, int level, long micros, String text) {

    static final List<String> FACILITIES =
            List.of("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
                    "ftp");
    static final List<String> LEVELS = List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");

    private static final Pattern KMSG = Pattern.compile("(\\d+),\\d+,(\\d+),[^;]*;([^\n]*)\n.*", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("<(\\d+)>(?:\\[ *(\\d+)\\.(\\d{6})\\] )?(.*)", Pattern.DOTALL);

    private static final int FACILITY_SHIFT = 3;
    private static final int LEVEL_MASK = 7;
    private static final long SECOND = 1_000_000;
    private static final int HEX = 16;

    private static LogRecord of(int priority, long micros, String text) {
        return new LogRecord(priority >>> FACILITY_SHIFT, priority & LEVEL_MASK, micros, text);
    }

    /** What one read of {@code /dev/kmsg} gave; null for what is no record. */
    static @Nullable LogRecord ofKmsg(byte[] bytes, int length) {
        Matcher record = KMSG.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        return record.matches()
                ? of(Integer.parseInt(record.group(1)), Long.parseLong(record.group(2)), unescape(record.group(3)))
                : null;
    }

    /** The lines that {@code syslog} gave, each of which looks like a record. */
    static List<LogRecord> ofSyslog(byte[] bytes, int length) {
        List<LogRecord> records = new ArrayList<>();
        for (String text : new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\n")) {
            Matcher line = LINE.matcher(text);
            if (line.matches()) {
                long micros = line.group(2) == null
                        ? 0
                        : Long.parseLong(line.group(2)) * SECOND + Long.parseLong(line.group(3));
                records.add(of(Integer.parseInt(line.group(1)), micros, line.group(4)));
            }
        }
        return records;
    }

    /** Bytes that the kernel wrote as {@code \x0a}. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("\\x", at) && at + 4 <= text.length()) {
                plain.append((char) Integer.parseInt(text, at + 2, at + 4, HEX));
                at += 4;
            } else {
                plain.append(text.charAt(at++));
            }
        }
        return plain.toString();
    }

    /** The lines of the text as bytes to show: what is no character or cannot be printed in hexadecimal. */
    List<byte[]> lines() {
        List<byte[]> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(printable(line.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return lines;
    }

    private static byte[] printable(byte[] line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < line.length) {
            int length = sequenceLength(line, at);
            boolean whole = at + length <= line.length && length > 0;
            String character = new String(line, at, whole ? length : 1, StandardCharsets.UTF_8);
            int code = character.codePointAt(0);
            boolean shown = code != '\ufffd' && (!Character.isISOControl(code) || Character.isWhitespace(code));
            if (shown) {
                out.write(line, at, length);
                at += length;
            } else {
                out.writeBytes(String.format("\\x%02x", line[at] & 0xff).getBytes(StandardCharsets.US_ASCII));
                at++;
            }
        }
        return out.toByteArray();
    }

    /** How long a character of UTF-8 is that begins there, 0 for none. */
    private static int sequenceLength(byte[] line, int at) {
        int ones = Integer.numberOfLeadingZeros(~(line[at] << (Integer.SIZE - Byte.SIZE)));
        return ones == 0 ? 1 : ones >= 2 && ones <= 4 ? ones : 0;
    }
}
