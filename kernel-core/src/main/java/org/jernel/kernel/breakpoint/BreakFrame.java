package org.jernel.kernel.breakpoint;

import java.util.List;

import org.jernel.kernel.stacktrace.KernelFrame;

/** The call that a breakpoint has met, at its beginning or, after {@code finish}, at its end. */
public interface BreakFrame {

    /** An argument and what it is called. */
    record Argument(String name, long value) {}

    /** The function's Linux name. */
    String function();

    List<Argument> args();

    /** Changes argument i; throws {@link BreakpointException} where it is too late, or where the call has none to change. */
    void setArg(int i, long value);

    /** True at the end of the call. */
    boolean hasReturned();

    /** What the call returns, once it has. */
    long result();

    /** What the caller gets; at the beginning the call itself is left out. Throws {@link BreakpointException} for an object. */
    void setResult(long value);

    /** The functions that the task is in, the one of this frame first. */
    List<KernelFrame> backtrace();
}
