package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/**
 * What a program takes on its command line, and the taking apart of one with the messages of {@code getopt_long(3)}.
 *
 * @param usage what follows the program's name in its usage
 * @param letters its options, a colon behind one that has a value
 * @param longNames the letters that words behind two dashes stand for
 * @param last the operand behind which nothing is an option; GNU's programs let options stand behind any
 */
record Getopt(String usage, String letters, Map<String, Character> longNames, int last) {

    /** A program with options of one letter, anywhere on its command line. */
    static Getopt of(String usage, String letters) {
        return new Getopt(usage, letters, Map.of(), Integer.MAX_VALUE);
    }

    /** As this one, but a word stands for a letter too. */
    Getopt with(String longName, char letter) {
        Map<String, Character> names = new HashMap<>(longNames);
        names.put(longName, letter);
        return new Getopt(usage, letters, Map.copyOf(names), last);
    }

    /** As this one, but all behind the first operand are operands. */
    Getopt posix() {
        return upTo(1);
    }

    /** As this one, but all behind that operand, counted from 1, are operands. */
    Getopt upTo(int operand) {
        return new Getopt(usage, letters, longNames, operand);
    }

    /**
     * True after showing the usage if the command line asks for it: for a program whose other words are no options, or that takes
     * them apart by itself.
     */
    boolean showsHelp(Libc libc, List<String> argv) {
        int words = last == 1 ? Math.min(2, argv.size()) : argv.size();
        boolean asked = argv.subList(1, words).contains("--help");
        if (asked) {
            showUsage(libc, argv.getFirst());
        }
        return asked;
    }

    private void showUsage(Libc libc, String program) {
        libc.printf("%s\n", ("Usage: " + program + " " + usage).strip());
    }

    /** The options of a command line; what is wrong with it has been said, and so has the usage for {@code --help}. */
    Use parse(Libc libc, List<String> argv) {
        return new Use(this, libc, argv);
    }

    /** One command line. */
    static final class Use {

        private final Getopt getopt;
        private final Libc libc;
        private final String program;
        private final Map<Character, String> options = new HashMap<>();
        private final List<String> operands = new ArrayList<>();
        private @Nullable Boolean over;

        private Use(Getopt getopt, Libc libc, List<String> argv) {
            this.getopt = getopt;
            this.libc = libc;
            this.program = argv.getFirst();
            take(argv);
        }

        private void take(List<String> argv) {
            for (int at = 1; at < argv.size() && over == null; at++) {
                String word = argv.get(at);
                if (word.equals("--")) {
                    operands.addAll(argv.subList(at + 1, argv.size()));
                    return;
                }
                String next = at + 1 < argv.size() ? argv.get(at + 1) : null;
                if (word.startsWith("--")) {
                    at += takeLong(word.substring(2), next);
                } else if (word.length() > 1 && word.startsWith("-")) {
                    at += takeLetters(word, next);
                } else {
                    operands.add(word);
                    if (operands.size() == getopt.last) {
                        operands.addAll(argv.subList(at + 1, argv.size()));
                        return;
                    }
                }
            }
        }

        /** Returns how many words of the command line it took besides its own. */
        private int takeLong(String word, @Nullable String next) {
            if (word.equals("help")) {
                getopt.showUsage(libc, program);
                over = true;
                return 0;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Character letter = getopt.longNames.get(name);
            if (letter == null) {
                wrong("unrecognized option '--%s'".formatted(name));
            } else if (takesValue(letter) && equals < 0) {
                if (next != null) {
                    options.put(letter, next);
                    return 1;
                }
                wrong("option '--%s' requires an argument".formatted(name));
            } else if (!takesValue(letter) && equals >= 0) {
                wrong("option '--%s' doesn't allow an argument".formatted(name));
            } else {
                options.put(letter, word.substring(equals + 1));
            }
            return 0;
        }

        /** As {@link #takeLong}, for letters behind one dash. */
        private int takeLetters(String word, @Nullable String next) {
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (letter == ':' || getopt.letters.indexOf(letter) < 0) {
                    wrong("invalid option -- '%c'".formatted(letter));
                    return 0;
                }
                if (!takesValue(letter)) {
                    options.put(letter, "");
                } else if (i + 1 < word.length()) {
                    options.put(letter, word.substring(i + 1));
                    return 0;
                } else if (next != null) {
                    options.put(letter, next);
                    return 1;
                } else {
                    wrong("option requires an argument -- '%c'".formatted(letter));
                    return 0;
                }
            }
            return 0;
        }

        private boolean takesValue(char letter) {
            return getopt.letters.indexOf(letter + ":") >= 0;
        }

        private void wrong(String message) {
            over = false;
            libc.dprintf(
                    Libc.STDERR_FILENO,
                    "%s: %s\nTry '%s --help' for more information.\n",
                    program,
                    message,
                    program);
        }

        /** True if there is nothing left to do: after {@code --help} or a wrong option. */
        boolean isOver() {
            return over != null;
        }

        /** The exit code of a program that is {@linkplain #isOver over}. */
        int exitCode(int wrong) {
            return Boolean.TRUE.equals(over) ? 0 : wrong;
        }

        boolean has(char letter) {
            return options.containsKey(letter);
        }

        /** The value of an option, or null where it is not there. */
        @Nullable
        String value(char letter) {
            return options.get(letter);
        }

        /** The value of an option, or another where it is not there. */
        String valueOr(char letter, String other) {
            return options.getOrDefault(letter, other);
        }

        List<String> operands() {
            return operands;
        }

        /** Says so if there are too few operands, as the GNU programs do. */
        boolean needs(int least) {
            if (over == null && operands.size() < least) {
                wrong(operands.isEmpty()
                        ? "missing operand"
                        : "missing operand after '%s'".formatted(operands.getLast()));
            }
            return over == null;
        }

        /** Says so if there are too many operands. */
        boolean allows(int most) {
            if (over == null && operands.size() > most) {
                wrong("extra operand '%s'".formatted(operands.get(most)));
            }
            return over == null;
        }

        /** Says what is wrong with an operand, and where to find help. */
        void refuse(String message) {
            wrong(message);
        }
    }
}
