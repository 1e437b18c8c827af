package org.jernel.user.sh;

import java.util.Map;

import org.jernel.kernel.task.Signal;

/** How a shell tells of a signal that ended a command. {@code strsignal}. */
final class Signals {

    private static final Map<Signal, String> DESCRIPTIONS = Map.of(
            Signal.SIGHUP, "Hangup",
            Signal.SIGINT, "Interrupt",
            Signal.SIGQUIT, "Quit",
            Signal.SIGABRT, "Aborted",
            Signal.SIGKILL, "Killed",
            Signal.SIGSEGV, "Segmentation fault",
            Signal.SIGPIPE, "Broken pipe",
            Signal.SIGALRM, "Alarm clock",
            Signal.SIGTERM, "Terminated");

    private Signals() {}

    static String describe(int signo) {
        return DESCRIPTIONS.entrySet().stream()
                .filter(entry -> entry.getKey().number() == signo)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("Signal " + signo);
    }
}
