package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;

/** What a peer sent, made fit for a line on the terminal. */
final class Message {

    private Message() {}

    /** The bytes as text without the line end that {@code echo | nc} adds, and with nothing that could move a cursor. */
    static String text(byte[] buffer, int length) {
        return new String(buffer, 0, length, StandardCharsets.UTF_8).stripTrailing().replaceAll("\\p{Cntrl}", "?");
    }
}
