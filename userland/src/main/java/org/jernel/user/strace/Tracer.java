package org.jernel.user.strace;

/** Whom a trace is for: gets its text and says how long a traced task waits for that. */
@FunctionalInterface
interface Tracer {

    /** A piece of a line. Called with the writer's lock. */
    void add(String text);

    /** A line of strace about itself, which is for its standard error wherever the others go. Called with the writer's lock. */
    default void tell(String message) {
        add(message);
    }

    /** A traced task has come to a stop, and goes on when this returns. */
    default void stop() {}

    /** No traced task is left. */
    default void allEnded() {}
}
