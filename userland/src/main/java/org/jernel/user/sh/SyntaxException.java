package org.jernel.user.sh;

/** The input is no command of the shell; the message says what is wrong and where. */
final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    SyntaxException(int line, int column, String message) {
        super("syntax error at %scolumn %d: %s".formatted(line == 1 ? "" : "line " + line + ", ", column, message));
    }
}
