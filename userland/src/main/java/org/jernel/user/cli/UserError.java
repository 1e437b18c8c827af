package org.jernel.user.cli;

/** What the user can mend; the message is one line, or one a fault. */
final class UserError extends Exception {

    private static final long serialVersionUID = 1L;

    UserError(String message) {
        super(message);
    }
}
