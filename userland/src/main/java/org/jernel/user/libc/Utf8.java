package org.jernel.user.libc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The text that programs work with, and the bytes that the kernel has. A byte that is no UTF-8 is a lone surrogate in the text, which
 * becomes that byte again: every file can be named. What Python calls {@code surrogateescape}, PEP 383.
 */
public final class Utf8 {

    private static final char FIRST_ESCAPE = '\udc80';
    private static final char LAST_ESCAPE = '\udcff';
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeEscaping(ByteBuffer.wrap(bytes, offset, length));
    }

    private static String decodeEscaping(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (FIRST_ESCAPE | (bytes.get() & 0xff)));
            }
            result = decoder.decode(bytes, text, true);
        }
        return text.flip().toString();
    }

    public static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (isEscape(text, at)) {
                bytes.writeBytes(text.substring(start, at).getBytes(StandardCharsets.UTF_8));
                bytes.write(text.charAt(at));
                start = at + 1;
            }
        }
        byte[] rest = text.substring(start).getBytes(StandardCharsets.UTF_8);
        if (start == 0) {
            return rest;
        }
        bytes.writeBytes(rest);
        return bytes.toByteArray();
    }

    private static boolean isEscape(String text, int at) {
        char c = text.charAt(at);
        return c >= FIRST_ESCAPE && c <= LAST_ESCAPE && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
