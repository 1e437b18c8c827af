package org.jernel.kernel.trace;

/** Where a call is traced. {@code include/trace/events/syscalls.h}. */
public enum TracePoint {
    /** On the way into the kernel: {@code sys_enter}. */
    ENTER("sys_enter"),
    /** On the way out, with the result: {@code sys_exit}. */
    EXIT("sys_exit");

    private final String eventName;

    TracePoint(String eventName) {
        this.eventName = eventName;
    }

    /** The event of all calls, and with a call's name behind it that of one. */
    public String eventName() {
        return eventName;
    }
}
