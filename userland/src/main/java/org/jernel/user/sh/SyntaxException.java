package org.jernel.user.sh;

/** The input is no command of the shell; the message says what is wrong and in which line, in the words of dash. */
sealed class SyntaxException extends Exception permits IncompleteException {

    private static final long serialVersionUID = 1L;

    SyntaxException(int line, String message) {
        super(line + ": Syntax error: " + message);
    }
}
