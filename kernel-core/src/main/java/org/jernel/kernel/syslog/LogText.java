package org.jernel.kernel.syslog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.printk.PrintkRecord;

/** A record as text: with {@code <6>[    0.000000] } before each line, or as {@code /dev/kmsg} gives it. */
final class LogText {

    /** The longest text of one record: lines that do not fit are left out. {@code PRINTK_MESSAGE_MAX}. */
    private static final int MESSAGE_MAX = 2048;

    private static final int FACILITY_SHIFT = 3;
    private static final int DELETE = 127;

    private LogText() {}

    private static byte[] prefix(PrintkRecord record) {
        long micros = TimeUnit.NANOSECONDS.toMicros(record.monotonicNanos());
        long second = TimeUnit.SECONDS.toMicros(1);
        String prefix = String.format(
                Locale.ROOT, "<%d>[%5d.%06d] ", priority(record), micros / second, micros % second);
        return prefix.getBytes(StandardCharsets.US_ASCII);
    }

    private static int priority(PrintkRecord record) {
        return (record.facility() << FACILITY_SHIFT) | record.level();
    }

    /** {@code record_print_text}. */
    static byte[] print(PrintkRecord record) {
        byte[] prefix = prefix(record);
        byte[] text = record.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int start = 0;
        while (start <= text.length) {
            int end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            if (out.size() + prefix.length + end - start + 2 > MESSAGE_MAX) {
                break;
            }
            out.writeBytes(prefix);
            out.write(text, start, end - start);
            out.write('\n');
            start = end + 1;
        }
        return out.toByteArray();
    }

    /** How long {@link #print} would be if there were no longest. {@code get_record_print_text_size}. */
    static int printSize(PrintkRecord record) {
        byte[] text = record.bytes();
        int lines = 1;
        for (byte b : text) {
            if (b == '\n') {
                lines++;
            }
        }
        return prefix(record).length * lines + text.length + 1;
    }

    /** What a read of {@code /dev/kmsg} gives. {@code info_print_ext_header} and {@code msg_print_ext_body}. */
    static byte[] printExtended(PrintkRecord record) {
        StringBuilder out = new StringBuilder();
        out.append(priority(record)).append(',').append(record.sequence()).append(',');
        out.append(TimeUnit.NANOSECONDS.toMicros(record.monotonicNanos())).append(',');
        out.append(record.continues() ? 'c' : '-').append(';');
        for (byte b : record.bytes()) {
            int c = b & 0xff;
            if (c < ' ' || c >= DELETE || c == '\\') {
                out.append(String.format(Locale.ROOT, "\\x%02x", c));
            } else {
                out.append((char) c);
            }
        }
        return out.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
