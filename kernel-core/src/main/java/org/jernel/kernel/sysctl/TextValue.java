package org.jernel.kernel.sysctl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jernel.kernel.file.FilePosition;

/**
 * A row of text, up to a NUL or the end of a line. {@code proc_dostring}.
 *
 * @param longest the most characters that are kept; what is longer is cut in silence
 */
record TextValue(int longest, Supplier<String> value, Consumer<String> store) implements ProcHandler {

    @Override
    public byte[] read(int room, FilePosition position) {
        byte[] line = (value.get() + "\n").getBytes(StandardCharsets.ISO_8859_1);
        int from = (int) Math.min(position.get(), line.length);
        byte[] told = Arrays.copyOfRange(line, from, Math.min(line.length, from + room));
        position.set(from + told.length);
        return told;
    }

    /** A write goes on where the last one ended, if that is not behind the text that there is. */
    @Override
    public long write(byte[] bytes, FilePosition position) {
        String old = value.get();
        int kept = (int) Math.min(position.get(), Integer.MAX_VALUE);
        if (kept <= old.length()) {
            StringBuilder text = new StringBuilder(old.substring(0, kept));
            for (byte each : bytes) {
                if (each == 0 || each == '\n' || text.length() >= longest) {
                    break;
                }
                text.append((char) (each & 0xff));
            }
            store.accept(text.toString());
        }
        position.set(position.get() + bytes.length);
        return bytes.length;
    }
}
