package org.jernel.user.strace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jernel.kernel.inject.InjectException;
import org.jernel.kernel.inject.Injection;
import org.jernel.syscall.SyscallSet;
import org.jspecify.annotations.Nullable;

/**
 * What strace was asked for, by its own options. Modelled on strace's {@code strace.c}.
 *
 * @param follow {@code -f}: children too
 * @param separate {@code -ff} with {@code -o}: a file for each task
 * @param pids {@code -p}: the tasks to attach to
 * @param calls {@code -e trace=}: the calls that are shown, by name
 * @param signals {@code -e signal=}: the signals that are shown, by name
 * @param injections {@code -e inject=} and {@code -e fault=}, the sign and what stands before it included
 * @param summary {@code -c}: a table at the end instead of lines; with {@code -w} the same, as there is no
 *     other time than the clock's
 * @param callTimes {@code -T}: how long each call took
 * @param stamp {@code -t}, {@code -tt}, {@code -ttt} or {@code -r}: the time before each line
 * @param stringLimit {@code -s}
 * @param hex how many {@code -x}
 * @param paths how many {@code -y}
 * @param quiet how many {@code -q}
 * @param output {@code -o}, or null for standard error
 * @param program the program and its arguments
 */
public record StraceOptions(
        boolean follow,
        boolean separate,
        List<Integer> pids,
        Predicate<String> calls,
        Predicate<String> signals,
        List<String> injections,
        boolean summary,
        boolean callTimes,
        Stamp stamp,
        int stringLimit,
        int hex,
        int paths,
        int quiet,
        @Nullable String output,
        List<String> program) {

    private static final int DEFAULT_STRING_LIMIT = 32;
    private static final String WITH_VALUE = "epso";
    private static final String HELP = """
            Usage: strace [-ffcwTtrqxy] [-e EXPR]... [-s STRSIZE] [-o FILE] [-p PID]... [PROG [ARGS]]
              -e trace=SET | signal=SET | inject=SET:error=ERRNO:when=EXPR | fault=SET
              -f  children too            -p PID  a task that runs already
              -ff -o FILE  each task in a file of its own, FILE.PID
              -c  a table of the calls    -o FILE  or '|COMMAND', in place of standard error
              -w  as the table has it without: times of the clock, for tasks have no time of their own in the kernel
              -T  how long each took      -t, -tt, -ttt, -r  when
              -s N  so much of strings    -x, -xx  strings in hexadecimal
              -y, -yy  what descriptors are   -q, -qq  no messages""";

    /** How time is shown. */
    enum Stamp {
        NONE,
        SECONDS,
        MICROS,
        EPOCH,
        RELATIVE
    }

    /** What the command line says wrong, in the tool's words. */
    public static final class UsageException extends Exception {

        private final boolean help;

        UsageException(String message) {
            this(message, false);
        }

        private UsageException(String message, boolean help) {
            super(message);
            this.help = help;
        }

        /** Nothing is wrong: the message is what was asked for. */
        public boolean isHelp() {
            return help;
        }
    }

    /** Everything, each task with its children: for a trace from Java. */
    public static StraceOptions all() {
        return new StraceOptions(
                true, false, List.of(), name -> true, name -> true, List.of(), false, false, Stamp.NONE,
                DEFAULT_STRING_LIMIT, 0, 0, 0, null, List.of());
    }

    /** Reads options that need no program, such as {@code -e trace=%network -T}: for a trace from Java. */
    public static StraceOptions of(Map<Integer, String> calls, String... options) {
        try {
            return new Parser(List.of(options), calls).parse();
        } catch (UsageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Reads a command line, without the tool's own name. */
    public static StraceOptions parse(List<String> words, Map<Integer, String> calls) throws UsageException {
        StraceOptions options = new Parser(words, calls).parse();
        if (options.program.isEmpty() && options.pids.isEmpty()) {
            throw usage("must have PROG [ARGS] or -p PID");
        }
        return options;
    }

    private static UsageException usage(String what) {
        return new UsageException("strace: " + what + "\nTry 'strace -h' for more information.");
    }

    /** getopt over the words: options may be joined, and end at the program's name. */
    private static final class Parser {

        /** By how often -t is given. */
        private static final List<Stamp> ABSOLUTE = List.of(Stamp.NONE, Stamp.SECONDS, Stamp.MICROS, Stamp.EPOCH);

        private final List<String> words;
        private final Map<Integer, String> names;
        private int follow;
        private final List<Integer> pids = new ArrayList<>();
        private Predicate<String> calls = name -> true;
        private Predicate<String> signals = name -> true;
        private final List<String> injections = new ArrayList<>();
        private boolean summary;
        private boolean wallClock;
        private boolean callTimes;
        private int stamps;
        private boolean relative;
        private int stringLimit = DEFAULT_STRING_LIMIT;
        private int hex;
        private int paths;
        private int quiet;
        private @Nullable String output;

        Parser(List<String> words, Map<Integer, String> names) {
            this.words = words;
            this.names = names;
        }

        StraceOptions parse() throws UsageException {
            int at = 0;
            while (at < words.size() && words.get(at).startsWith("-") && words.get(at).length() > 1) {
                String word = words.get(at++);
                if ("--".equals(word)) {
                    break;
                }
                if ("--help".equals(word)) {
                    throw new UsageException(HELP, true);
                }
                if (word.startsWith("--")) {
                    throw usage("unrecognized option '" + word + "'");
                }
                at = options(word, at);
            }
            check();
            Stamp stamp = relative ? Stamp.RELATIVE : ABSOLUTE.get(Math.min(stamps, ABSOLUTE.size() - 1));
            List<String> program = List.copyOf(words.subList(at, words.size()));
            // A program whose calls go to a file has its terminal for itself.
            int silence = output != null && !program.isEmpty() ? Math.max(1, quiet) : quiet;
            return new StraceOptions(
                    follow > 0, follow > 1 && output != null, List.copyOf(pids), calls, signals,
                    List.copyOf(injections), summary, callTimes, stamp, stringLimit, hex, paths, silence, output,
                    program);
        }

        /** What does not go together. */
        private void check() throws UsageException {
            if (follow > 1 && summary) {
                throw usage("(-c/--summary-only or -C/--summary) and -ff/--output-separately are mutually exclusive");
            }
            if (follow > 1 && output != null && (output.startsWith("|") || output.startsWith("!"))) {
                throw usage("piping the output and -ff/--output-separately are mutually exclusive");
            }
            if (wallClock && !summary) {
                throw usage("-w/--summary-wall-clock must be given with (-c/--summary-only or -C/--summary)");
            }
        }

        /** The letters of one word. Returns the index of the word after it and its value. */
        private int options(String word, int next) throws UsageException {
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (WITH_VALUE.indexOf(letter) < 0) {
                    flag(letter);
                } else if (i + 1 < word.length()) {
                    value(letter, word.substring(i + 1));
                    return next;
                } else if (next < words.size()) {
                    value(letter, words.get(next));
                    return next + 1;
                } else {
                    throw usage("option requires an argument -- '" + letter + "'");
                }
            }
            return next;
        }

        private void flag(char letter) throws UsageException {
            switch (letter) {
                case 'f' -> follow++;
                case 'c' -> summary = true;
                case 'w' -> wallClock = true;
                case 'T' -> callTimes = true;
                case 't' -> stamps++;
                case 'r' -> relative = true;
                case 'x' -> hex++;
                case 'y' -> paths++;
                case 'q' -> quiet++;
                case 'h' -> throw new UsageException(HELP, true);
                default -> throw usage("invalid option -- '" + letter + "'");
            }
        }

        private void value(char letter, String value) throws UsageException {
            switch (letter) {
                case 'e' -> expression(value);
                case 'p' -> processes(value);
                case 's' -> stringLimit = number(value, "s");
                case 'o' -> output = value;
                default -> throw usage("invalid option -- '" + letter + "'");
            }
        }

        private static int number(String text, String option) throws UsageException {
            if (!text.matches("\\d{1,9}")) {
                throw usage("invalid -" + option + " argument: '" + text + "'");
            }
            return Integer.parseInt(text);
        }

        private void processes(String list) throws UsageException {
            for (String pid : list.split("[, \t\n]+")) {
                if (!pid.matches("\\d{1,9}") || Integer.parseInt(pid) == 0) {
                    throw new UsageException("strace: Invalid process id: '" + pid + "'");
                }
                pids.add(Integer.valueOf(pid));
            }
        }

        private void expression(String expression) throws UsageException {
            int sign = expression.indexOf('=');
            String what = sign < 0 ? "trace" : expression.substring(0, sign);
            String set = expression.substring(sign + 1);
            switch (what) {
                case "trace", "t" -> calls = read(set, text -> SyscallSet.parse(text, names));
                case "inject", "fault" -> {
                    injections.add(expression);
                    checkInjection(what, set);
                }
                case "signal", "signals", "s" -> signals = read(set, Parser::signalSet);
                // Any other word before the sign is taken for a part of a call's name, as the tool does.
                default -> throw new UsageException("strace: invalid system call '" + expression + "'");
            }
        }

        /** In the tool's words, and then why, which it keeps to itself. */
        private void checkInjection(String what, String text) throws UsageException {
            Predicate<String> _ = read(text.split(":", -1)[0], set -> SyscallSet.parse(set, names));
            try {
                Injection.check(what + "=" + text);
            } catch (InjectException e) {
                throw new UsageException("strace: invalid " + what + " argument '" + text + "': " + e.getMessage());
            }
        }

        private static Predicate<String> read(String set, Function<String, Predicate<String>> parse)
                throws UsageException {
            try {
                return parse.apply(set);
            } catch (IllegalArgumentException e) {
                throw new UsageException("strace: " + e.getMessage());
            }
        }

        private static Predicate<String> signalSet(String text) {
            boolean others = text.startsWith("!");
            List<String> names = new ArrayList<>();
            for (String word : (others ? text.substring(1) : text).split(",")) {
                names.add(signalName(word));
            }
            Predicate<String> picked = name -> names.contains(name) || names.contains("SIGALL");
            return others ? picked.negate() : picked;
        }

        private static String signalName(String word) {
            String name = word.toUpperCase(Locale.ROOT);
            String full = word.matches("\\d{1,2}")
                    ? Signals.name(Integer.parseInt(word))
                    : name.startsWith("SIG") ? name : "SIG" + name;
            if (!"SIGALL".equals(full) && !"SIGNONE".equals(full) && !Signals.isName(full)) {
                throw new IllegalArgumentException("invalid signal '" + word + "'");
            }
            return full;
        }
    }
}
