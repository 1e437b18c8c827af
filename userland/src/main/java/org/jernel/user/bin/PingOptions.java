package org.jernel.user.bin;

import java.util.List;

import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn;

/**
 * What ping is asked to do.
 *
 * @param count after how many replies it ends, 0 for never
 * @param size of the data behind the header
 * @param intervalMillis between two requests
 * @param lingerMillis how long it waits for replies after the last request, if there was none before; 0 for without end
 * @param ttl of the requests, 0 for the kernel's own
 * @param target as the user wrote it
 * @param address what that means
 */
record PingOptions(long count, int size, int intervalMillis, int lingerMillis, int ttl, String target, int address) {

    static final String USAGE = "Usage: ping [-c count] [-i interval] [-s size] [-t ttl] [-W timeout] destination\n";

    private static final int DEFAULT_SIZE = 56;

    /** What fits an IP packet behind both headers. */
    private static final int MAX_SIZE = 65507;

    private static final double MAX_SECONDS = 2_000_000;
    private static final double LEAST_INTERVAL = 0.002;
    private static final int MAX_TTL = 255;

    /** A command line that says nothing that ping could do; the message is for the user. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message, null, false, false);
        }
    }

    static PingOptions parse(List<String> argv) throws UsageException {
        long count = 0;
        int size = DEFAULT_SIZE;
        double interval = 1;
        double linger = 10;
        int ttl = 0;
        int at = 1;
        for (; at < argv.size() && argv.get(at).startsWith("-"); at++) {
            String option = argv.get(at);
            if (option.length() < 2 || "cisWt".indexOf(option.charAt(1)) < 0) {
                throw new UsageException("invalid option -- '" + option.substring(1) + "'\n\n" + USAGE);
            }
            boolean joined = option.length() > 2;
            if (!joined && ++at == argv.size()) {
                throw new UsageException("option requires an argument -- '" + option.charAt(1) + "'\n\n" + USAGE);
            }
            String value = joined ? option.substring(2) : argv.get(at);
            switch (option.charAt(1)) {
                case 'c' -> count = number(value, 1, Long.MAX_VALUE);
                case 's' -> size = (int) number(value, 0, MAX_SIZE);
                case 't' -> ttl = (int) number(value, 1, MAX_TTL);
                case 'W' -> linger = seconds(value, 0);
                default -> interval = seconds(value, LEAST_INTERVAL);
            }
        }
        if (at == argv.size()) {
            throw new UsageException("usage error: Destination address required\n");
        }
        String target = argv.get(at);
        return new PingOptions(
                count, size, (int) (interval * 1000), (int) (linger * 1000), ttl, target, address(target));
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
    private static int address(String target) throws UsageException {
        try {
            return SockAddrIn.parse(target);
        } catch (IllegalArgumentException e) {
            String why = isInet6(target) ? "Address family for hostname not supported" : "Name or service not known";
            throw new UsageException(target + ": " + why + "\n");
        }
    }

    private static boolean isInet6(String target) {
        try {
            In6Addr.parse(target);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
