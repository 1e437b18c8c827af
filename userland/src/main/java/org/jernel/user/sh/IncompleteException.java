package org.jernel.user.sh;

/** The input is no command yet: another line may make it one. */
final class IncompleteException extends SyntaxException {

    private static final long serialVersionUID = 1L;

    IncompleteException(int line, String message) {
        super(line, message);
    }
}
