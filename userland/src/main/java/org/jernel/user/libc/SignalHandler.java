package org.jernel.user.libc;

/** A function that a program wants run on a signal. */
@FunctionalInterface
public interface SignalHandler {

    /** Has a signal do nothing, in this program and in those that it executes. {@code SIG_IGN}. */
    SignalHandler IGNORE = signo -> {};

    void handle(int signo);
}
