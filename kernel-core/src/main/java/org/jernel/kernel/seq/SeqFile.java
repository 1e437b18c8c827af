package org.jernel.kernel.seq;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import org.jernel.kernel.printk.Vsprintf;
import org.jspecify.annotations.Nullable;

/**
 * The text of a pseudo file in the making: what a {@code show} function writes to. {@code struct seq_file}.
 *
 * <p>One character is one byte, as in the kernel's names and paths.
 */
public final class SeqFile {

    private static final int FIRST_SIZE = 256;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int count;
    private int padUntil;

    /** What {@code show} writes, in one piece. */
    public static String textOf(Consumer<SeqFile> show) {
        SeqFile text = new SeqFile();
        show.accept(text);
        return new String(text.bytes, 0, text.count, StandardCharsets.ISO_8859_1);
    }

    /** Adds formatted text. {@code seq_printf}. */
    public void printf(String format, @Nullable Object... arguments) {
        puts(Vsprintf.format(format, arguments));
    }

    /** {@code seq_puts}. */
    public void puts(String text) {
        byte[] added = text.getBytes(StandardCharsets.ISO_8859_1);
        write(added, added.length);
    }

    /** {@code seq_putc}. */
    public void putc(char character) {
        reserve(1);
        bytes[count++] = (byte) character;
    }

    /** Adds the first bytes of an array. {@code seq_write}. */
    public void write(byte[] added, int length) {
        reserve(length);
        System.arraycopy(added, 0, bytes, count, length);
        count += length;
    }

    /** Adds text with the special ones of its characters as {@code \ooo}. {@code seq_escape}. */
    public void escape(String text, String special) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (special.indexOf(each) >= 0) {
                printf("\\%03o", each & 0xff);
            } else {
                putc(each);
            }
        }
    }

    /** Says how wide what follows shall be at least, when {@link #pad} ends it. {@code seq_setwidth}. */
    public void setWidth(int width) {
        padUntil = count + width;
    }

    /** Fills up with blanks to the width that was set, then adds a character. {@code seq_pad}. */
    public void pad(char last) {
        while (count < padUntil) {
            putc(' ');
        }
        putc(last);
    }

    private void reserve(int more) {
        if (bytes.length - count < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, count + more));
        }
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Forgets what was written after the first {@code length} bytes. */
    void truncate(int length) {
        count = length;
    }
}
