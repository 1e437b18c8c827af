package org.jernel.user.libc;

/** A function that a program wants run on a signal. */
@FunctionalInterface
public interface SignalHandler {

    void handle(int signo);
}
