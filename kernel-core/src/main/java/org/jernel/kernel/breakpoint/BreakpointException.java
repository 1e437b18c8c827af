package org.jernel.kernel.breakpoint;

/** A breakpoint, or a change to a stopped task, that is refused; the message is one line that names what and why. */
public final class BreakpointException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    BreakpointException(String message) {
        super(message);
    }
}
