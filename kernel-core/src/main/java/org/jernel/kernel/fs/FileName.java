package org.jernel.kernel.fs;

import java.nio.charset.StandardCharsets;

/** Names of files: any bytes but NUL and the slash, kept as characters, so that none is lost. */
public final class FileName {

    /** The most bytes of a path with its NUL. */
    public static final int PATH_MAX = 4096;

    /** The most bytes between two slashes. */
    static final int NAME_MAX = 255;

    private FileName() {}

    /** The name that these bytes are. */
    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a name. */
    public static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The name of text that may have any characters. */
    public static String ofText(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text that a name is, for people and for the host. */
    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }
}
