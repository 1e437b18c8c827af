package org.jernel.user.sh;

/** A word cannot be expanded, which ends a shell that no user talks with. */
final class ExpansionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExpansionException(String message) {
        super(message, null, false, false);
    }
}
