package org.jernel.kernel.inject;

/** An injection that is refused; the message is one line that names what and why. */
public final class InjectException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** @param message one line */
    public InjectException(String message) {
        super(message);
    }
}
