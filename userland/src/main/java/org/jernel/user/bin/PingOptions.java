package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;

/**
 * What ping is asked to do.
 *
 * @param count after how many replies it ends, 0 for never
 * @param size of the data behind the header
 * @param intervalMillis between two requests
 * @param lingerMillis how long it waits for replies after the last request, if there was none before; 0 for without end
 * @param ttl of the requests, 0 for the kernel's own
 * @param target as the user wrote it
 * @param family of the address that this is
 */
record PingOptions(
        long count, int size, int intervalMillis, int lingerMillis, int ttl, String target, EchoFamily family) {

    private static final Getopt OPTIONS =
            Getopt.of("[-46] [-c COUNT] [-i INTERVAL] [-s SIZE] [-t TTL] [-W TIMEOUT] DESTINATION", "46c:i:s:t:W:");

    private static final String DEFAULT_SIZE = "56";
    private static final String DEFAULT_LINGER = "10";
    private static final String DEFAULT_INTERVAL = "1";

    /** What fits an IP packet behind both headers. */
    private static final int MAX_SIZE = 65507;

    private static final double MAX_SECONDS = 2_000_000;
    private static final double LEAST_INTERVAL = 0.002;
    private static final int MAX_TTL = 255;

    /** A command line that says nothing that ping could do; the message is for the user. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        private final int exitCode;

        UsageException(String message) {
            this("ping: " + message, PingSession.FAILED);
        }

        UsageException(String message, int exitCode) {
            super(message, null, false, false);
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    static PingOptions parse(Libc libc, List<String> argv) throws UsageException {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            throw new UsageException("", use.exitCode(PingSession.FAILED));
        }
        long count = use.has('c') ? number(use.valueOr('c', ""), 1, Long.MAX_VALUE) : 0;
        int size = (int) number(use.valueOr('s', DEFAULT_SIZE), 0, MAX_SIZE);
        int ttl = use.has('t') ? (int) number(use.valueOr('t', ""), 1, MAX_TTL) : 0;
        double linger = seconds(use.valueOr('W', DEFAULT_LINGER), 0);
        double interval = seconds(use.valueOr('i', DEFAULT_INTERVAL), LEAST_INTERVAL);
        if (use.operands().isEmpty()) {
            throw new UsageException("usage error: Destination address required\n");
        }
        String target = use.operands().getLast();
        return new PingOptions(
                count, size, (int) (interval * 1000), (int) (linger * 1000), ttl, target, family(target, use));
    }

    private static long number(String text, long least, long most) throws UsageException {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException("invalid argument: '" + text + "'\n");
        }
        if (value < least || value > most) {
            throw new UsageException("invalid argument: '" + text + "': out of range: " + least + " <= value <= "
                    + most + "\n");
        }
        return value;
    }

    private static double seconds(String text, double least) throws UsageException {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UsageException("invalid argument: '" + text + "'\n");
        }
        if (!(value >= 0 && value <= MAX_SECONDS)) {
            throw new UsageException("bad timing interval: " + text + "\n");
        }
        if (value < least) {
            throw new UsageException(
                    "cannot flood, minimal interval for user must be >= 2 ms, use -i 0.002 (or higher)\n");
        }
        return value;
    }

    /** Names are nobody's here: there is no resolver. */
    private static EchoFamily family(String target, Getopt.Use use) throws UsageException {
        boolean inet = EchoFamily.INET.isAddress(target);
        if (!inet && !EchoFamily.INET6.isAddress(target)) {
            throw new UsageException(target + ": Name or service not known\n");
        }
        if (use.has(inet ? '6' : '4')) {
            throw new UsageException(target + ": Address family for hostname not supported\n");
        }
        return inet ? EchoFamily.INET : EchoFamily.INET6;
    }
}
