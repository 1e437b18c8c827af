package org.jernel.kernel.inject;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallSet;
import org.jspecify.annotations.Nullable;

/**
 * An injection as it was asked for: {@code inject=SET[:error=ERRNO|:retval=VALUE][:signal=SIG][:delay_enter=TIME]
 * [:delay_exit=TIME][:syscall=NAME][:when=FIRST[..LAST][+[STEP]]]}, as strace has it, and beyond that {@code [:fail-nth=N]
 * [:probability=PERCENT%|:probability=FRACTION][:seed=NUMBER]}. {@code fault=} in front, or fail-nth with nothing to inject, stands
 * for {@code error=ENOSYS}.
 *
 * @param text what was written
 * @param set what it is injected into
 * @param result what is returned in place of the call's own, null for the call itself
 * @param signal 0 for none
 * @param delayEnterNanos negative for none
 * @param delayExitNanos negative for none
 * @param failNth the one hit of a task that is meant, whichever call it is; 0 for all
 * @param percent how many of a hundred hits are meant
 * @param seed of the choice; null for a fresh one
 */
record InjectSpec(
        String text,
        String set,
        @Nullable Long result,
        int signal,
        long delayEnterNanos,
        long delayExitNanos,
        @Nullable String syscall,
        When when,
        int failNth,
        double percent,
        @Nullable Long seed) {

    static final double ALWAYS = 100;

    /** What goes with {@code fault=}. */
    private static final Set<String> FAULT_OPTIONS = Set.of("error", "when", "fail-nth", "probability", "seed");

    /** What there must be one of; a delay of nothing is one, too. */
    private static final Set<String> INJECTED = Set.of("error", "signal", "delay_enter", "delay_exit");

    private static final Pattern TIME =
            Pattern.compile("\\+?(\\d+|(?:\\d+\\.\\d*|\\.\\d+|\\d+(?=[eE]))(?:[eE][+-]?\\d+)?)(s|ms|us|ns)?");
    /** The first of the real-time signals, as strace names them. */
    private static final int SIGRTMIN = 32;

    private static final long NO_DELAY = -1;
    private static final double NANOS_PER_MICRO = 1e3;

    /** Reads an injection. Throws {@link InjectException}, which names the place. */
    static InjectSpec parse(String text) {
        try {
            return parseBare(text);
        } catch (InjectException e) {
            throw new InjectException(text.replaceAll("\\p{Cntrl}", "?") + ": " + e.getMessage());
        }
    }

    /** As {@link #parse}, for who names the place himself. */
    static InjectSpec parseBare(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InjectException("an injection is one line of text");
        }
        return new Parser(text).parse();
    }

    boolean skips() {
        return result != null;
    }

    private static final class Parser {

        private final String text;
        private final boolean isFault;
        private final Set<String> seen = new HashSet<>();
        private @Nullable Long result;
        private int signal;
        private long delayEnter = NO_DELAY;
        private long delayExit = NO_DELAY;
        private @Nullable String syscall;
        private When when = When.ALWAYS;
        private int failNth;
        private double percent = ALWAYS;
        private @Nullable Long seed;

        Parser(String text) {
            this.text = text;
            this.isFault = text.startsWith("fault=");
        }

        InjectSpec parse() {
            String body = isFault || text.startsWith("inject=") ? text.substring(text.indexOf('=') + 1) : text;
            String[] parts = body.split(":", -1);
            // As strtok splits it: nothing between two colons, or after the last, is no option.
            Arrays.stream(parts).skip(1).filter(part -> !part.isEmpty()).forEach(this::option);
            boolean injectsNothing = Collections.disjoint(seen, INJECTED);
            if (isFault || (failNth > 0 && injectsNothing)) {
                result = result == null ? Long.valueOf(Errno.ENOSYS.negated()) : result;
            }
            if (injectsNothing && result == null) {
                throw new InjectException("one of error, retval, signal, delay_enter and delay_exit is needed");
            }
            if (syscall != null && result == null) {
                throw new InjectException("syscall needs error or retval beside it");
            }
            return new InjectSpec(
                    text, parts[0], result, signal, delayEnter, delayExit, syscall, when, failNth, percent, seed);
        }

        private void option(String option) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            if (value.isEmpty()) {
                throw new InjectException("'" + option + "' has no value");
            }
            if (!seen.add(name.equals("retval") ? "error" : name)) {
                throw new InjectException(
                        name.equals("error") || name.equals("retval")
                                ? "error and retval exclude each other, and each may be said once"
                                : name + " is said twice");
            }
            if (isFault && !FAULT_OPTIONS.contains(name)) {
                throw new InjectException("'" + name + "' goes with inject=, not with fault=");
            }
            switch (name) {
                case "error" -> result = error(value);
                case "retval" -> result = number(name, value, 0, Long.MAX_VALUE);
                case "signal" -> signal = signal(value);
                case "delay_enter" -> delayEnter = time(name, value);
                case "delay_exit" -> delayExit = time(name, value);
                case "syscall" -> syscall = pure(value);
                case "when" -> when = When.parse(value);
                case "fail-nth" -> failNth = (int) number(name, value, 1, Integer.MAX_VALUE);
                case "probability" -> percent = percent(value);
                case "seed" -> seed = seed(value);
                default -> throw new InjectException("'" + name + "' is nothing that can be injected");
            }
        }

        private static long error(String value) {
            for (Errno errno : Errno.values()) {
                if (errno.name().equalsIgnoreCase(value)) {
                    return errno.negated();
                }
            }
            if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < 1
                    || Integer.parseInt(value) > Errno.MAX_ERRNO) {
                throw new InjectException("'" + value + "' is no errno");
            }
            return -Long.parseLong(value);
        }

        private static long number(String name, String value, long least, long most) {
            try {
                long number = Long.decode(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new InjectException(name + "=" + value + " is no number that it could be");
        }

        private static long seed(String value) {
            try {
                return Long.decode(value);
            } catch (NumberFormatException e) {
                throw new InjectException("seed=" + value + " is no number");
            }
        }

        private static int signal(String value) {
            String upper = value.toUpperCase(Locale.ROOT);
            String name = upper.startsWith("SIG") ? upper : "SIG" + upper;
            if (name.equals("SIGRTMIN")) {
                return SIGRTMIN;
            }
            if (name.matches("SIGRT_[1-9]\\d?")) {
                int beyond = Integer.parseInt(name.substring("SIGRT_".length()));
                if (SIGRTMIN + beyond <= Signal.NSIG) {
                    return SIGRTMIN + beyond;
                }
            }
            for (Signal each : Signal.values()) {
                if (each.name().equals(name)) {
                    return each.number();
                }
            }
            if (!value.matches("\\d{1,2}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > Signal.NSIG) {
                throw new InjectException("'" + value + "' is no signal");
            }
            return Integer.parseInt(value);
        }

        private static long time(String name, String value) {
            Matcher parts = TIME.matcher(value);
            if (!parts.matches() || !isInRange(parts.group(1))) {
                throw new InjectException(name + "=" + value + " is no time: a number with s, ms, us or ns");
            }
            double unit = switch (parts.group(2)) {
                case "s" -> 1e9;
                case "ms" -> 1e6;
                case "ns" -> 1;
                case null, default -> NANOS_PER_MICRO;
            };
            return (long) (Double.parseDouble(parts.group(1)) * unit);
        }

        /** As strace reads it: {@code strtoll}'s range for a whole number, whatever its unit, and that of a double for others. */
        private static boolean isInRange(String number) {
            return number.matches("\\d+")
                    ? new BigInteger(number).bitLength() < Long.SIZE
                    : Double.isFinite(Double.parseDouble(number));
        }

        private static String pure(String value) {
            if (!SyscallSet.ofClass("%pure").test(value)) {
                throw new InjectException("syscall=" + value + " is no call without side effects");
            }
            return value;
        }

        /** A fraction has no sign of percent, so that {@code 1} and {@code 1%} are told apart. */
        private static double percent(String value) {
            boolean isPercent = value.endsWith("%");
            String digits = isPercent ? value.substring(0, value.length() - 1) : value;
            double most = isPercent ? ALWAYS : 1;
            if (!digits.matches("\\d{1,3}(\\.\\d+)?|\\.\\d+") || Double.parseDouble(digits) > most) {
                throw new InjectException(
                        "probability=" + value + " is neither a percentage from 0% to 100% nor a fraction from 0 to 1");
            }
            return Double.parseDouble(digits) / most * ALWAYS;
        }
    }
}
