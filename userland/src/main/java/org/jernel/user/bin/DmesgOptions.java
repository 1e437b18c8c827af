package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What {@code dmesg} was asked for, in util-linux's spelling.
 *
 * @param console the level that {@code -n} sets, or 0
 * @param levels which are shown, empty for all
 * @param facilities which are shown, empty for all
 */
record DmesgOptions(Set<Flag> flags, int console, Set<Integer> levels, Set<Integer> facilities) {

    /** An option. */
    enum Flag {
        CLEAR('C', "clear"),
        CONSOLE_OFF('D', "console-off"),
        CONSOLE_ON('E', "console-on"),
        READ_CLEAR('c', "read-clear"),
        CONSOLE_LEVEL('n', "console-level"),
        RAW('r', "raw"),
        DECODE('x', "decode"),
        CTIME('T', "ctime"),
        NOTIME('t', "notime"),
        FACILITY('f', "facility"),
        KERNEL('k', "kernel"),
        USERSPACE('u', "userspace"),
        LEVEL('l', "level"),
        SYSLOG('S', "syslog"),
        FOLLOW('w', "follow");

        private final char letter;
        private final String longName;

        Flag(char letter, String longName) {
            this.letter = letter;
            this.longName = longName;
        }

        boolean hasArgument() {
            return this == CONSOLE_LEVEL || this == FACILITY || this == LEVEL;
        }
    }

    /** Of each of these only one can be given. */
    private static final List<List<Flag>> EXCLUSIVE = List.of(
            List.of(Flag.CLEAR, Flag.CONSOLE_OFF, Flag.CONSOLE_ON, Flag.READ_CLEAR, Flag.CONSOLE_LEVEL, Flag.RAW),
            List.of(Flag.RAW, Flag.DECODE),
            List.of(Flag.CTIME, Flag.RAW));

    private static final String TRY_HELP = "\nTry 'dmesg --help' for more information.";

    /** What is wrong with the command line. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    boolean shows(LogRecord record) {
        return (levels.isEmpty() || levels.contains(record.level()))
                && (facilities.isEmpty() || facilities.contains(record.facility()));
    }

    static DmesgOptions parse(List<String> argv) throws UsageException {
        Parser parser = new Parser(argv);
        parser.run();
        return new DmesgOptions(parser.flags, parser.console, parser.levels, parser.facilities);
    }

    private static final class Parser {

        private final List<String> argv;
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private final Set<Integer> levels = new LinkedHashSet<>();
        private final Set<Integer> facilities = new LinkedHashSet<>();
        private int console;
        private int at = 1;

        Parser(List<String> argv) {
            this.argv = argv;
        }

        void run() throws UsageException {
            while (at < argv.size()) {
                String word = argv.get(at++);
                if (word.startsWith("--")) {
                    longOption(word.substring(2));
                } else if (word.startsWith("-") && word.length() > 1) {
                    shortOptions(word);
                } else {
                    throw new UsageException("bad usage" + TRY_HELP);
                }
            }
        }

        private void longOption(String word) throws UsageException {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Flag flag = find(candidate -> candidate.longName.equals(name));
            if (flag == null) {
                throw new UsageException("unrecognized option '--" + name + "'" + TRY_HELP);
            }
            if (equals >= 0 && !flag.hasArgument()) {
                throw new UsageException("option '--" + name + "' doesn't allow an argument" + TRY_HELP);
            }
            take(flag, equals < 0
                    ? argument(flag, "option '--" + name + "' requires an argument")
                    : word.substring(equals + 1));
        }

        private void shortOptions(String word) throws UsageException {
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                Flag flag = find(candidate -> candidate.letter == letter);
                if (flag == null) {
                    throw new UsageException("invalid option -- '" + letter + "'" + TRY_HELP);
                }
                if (flag.hasArgument() && i + 1 < word.length()) {
                    take(flag, word.substring(i + 1));
                    return;
                }
                take(flag, argument(flag, "option requires an argument -- '" + letter + "'"));
            }
        }

        private static @Nullable Flag find(Predicate<Flag> wanted) {
            for (Flag flag : Flag.values()) {
                if (wanted.test(flag)) {
                    return flag;
                }
            }
            return null;
        }

        private String argument(Flag flag, String missing) throws UsageException {
            if (!flag.hasArgument()) {
                return "";
            }
            if (at == argv.size()) {
                throw new UsageException(missing + TRY_HELP);
            }
            return argv.get(at++);
        }

        private void take(Flag flag, String argument) throws UsageException {
            for (List<Flag> group : EXCLUSIVE) {
                boolean another = group.stream().anyMatch(other -> other != flag && flags.contains(other));
                if (another && group.contains(flag)) {
                    throw new UsageException("mutually exclusive arguments: "
                            + group.stream().map(each -> "--" + each.longName).collect(Collectors.joining(" ")));
                }
            }
            flags.add(flag);
            switch (flag) {
                case LEVEL -> levels.addAll(list(argument, "level", LogRecord.LEVELS));
                case FACILITY -> facilities.addAll(list(argument, "facility", LogRecord.FACILITIES));
                case KERNEL -> facilities.add(0);
                case USERSPACE -> {
                    for (int facility = 1; facility < LogRecord.FACILITIES.size(); facility++) {
                        facilities.add(facility);
                    }
                }
                case CONSOLE_LEVEL -> console = consoleLevel(argument);
                default -> {
                }
            }
        }

        private static List<Integer> list(String argument, String what, List<String> names) throws UsageException {
            List<Integer> numbers = new ArrayList<>();
            for (String name : argument.split(",", -1)) {
                int number = name.matches("\\d{1,2}") ? Integer.parseInt(name) : names.indexOf(name);
                if (number < 0 || number >= names.size()) {
                    throw new UsageException("unknown " + what + " '" + name + "'");
                }
                numbers.add(number);
            }
            return numbers;
        }

        /** Which messages reach the console: those below a number, or up to a name. */
        private static int consoleLevel(String argument) throws UsageException {
            int level = argument.matches("\\d")
                    ? Integer.parseInt(argument)
                    : LogRecord.LEVELS.indexOf(argument) + 1;
            if (level < 1 || level > LogRecord.LEVELS.size()) {
                throw new UsageException("unknown level '" + argument + "'");
            }
            return level;
        }
    }
}
