package org.jernel.syscall.tbl;

import java.util.ArrayList;
import java.util.List;

/** A word of a line and the column where it begins, from 1. */
record Token(String text, int column) {

    private static final int QUOTED_LENGTH = 40;

    /**
     * The words of a line up to a comment, which begins with a {@code #} at the beginning of a word. A table that was
     * copied from a web page has other blanks than tabs and spaces.
     */
    static List<Token> split(String line) {
        List<Token> tokens = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || isBlank(line.charAt(i));
            if (!blank && start < 0) {
                if (line.charAt(i) == '#') {
                    break;
                }
                start = i;
            } else if (blank && start >= 0) {
                tokens.add(new Token(line.substring(start, i), start + 1));
                start = -1;
            }
        }
        return tokens;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    int endColumn() {
        return column + text.length();
    }

    /** The word for a message: short, and nothing that a terminal would obey. */
    String quoted() {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), QUOTED_LENGTH); i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
        }
        return quoted.append(text.length() > QUOTED_LENGTH ? "..." : "").append('"').toString();
    }
}
