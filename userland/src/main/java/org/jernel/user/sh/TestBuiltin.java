package org.jernel.user.sh;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** {@code test} and {@code [}. POSIX, as dash has it. */
final class TestBuiltin {

    private static final int WRONG_USE = 2;
    private static final int S_IFMT = 0170000;

    private static final Map<String, BiPredicate<String, String>> STRINGS = Map.of(
            "=", String::equals,
            "!=", (a, b) -> !a.equals(b),
            "<", (a, b) -> a.compareTo(b) < 0,
            ">", (a, b) -> a.compareTo(b) > 0);

    /** What is asked of the difference of two numbers. */
    private static final Map<String, LongPredicate> NUMBERS = Map.of(
            "-eq", d -> d == 0, "-ne", d -> d != 0, "-lt", d -> d < 0, "-le", d -> d <= 0, "-gt", d -> d > 0, "-ge",
            d -> d >= 0);

    /** Kinds of files. */
    private static final Map<String, Integer> KINDS = Map.of(
            "-f", 0100000, "-d", 0040000, "-p", 0010000, "-c", 0020000, "-b", 0060000, "-S", 0140000, "-h", 0120000,
            "-L",
            0120000);

    private static final Map<String, Integer> RIGHTS = Map.of("-r", 4, "-w", 2, "-x", 1);

    private final Libc libc;
    private final List<String> words;
    private int at;

    private TestBuiltin(Libc libc, List<String> words) {
        this.libc = libc;
        this.words = words;
    }

    /** The words are none of an expression. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static int test(Shell shell, List<String> argv) {
        try {
            boolean bracket = argv.getFirst().equals("[");
            if (bracket && !argv.getLast().equals("]")) {
                throw new UsageException("missing ]");
            }
            List<String> words = argv.subList(1, argv.size() - (bracket ? 1 : 0));
            if (words.isEmpty()) {
                return 1;
            }
            TestBuiltin test = new TestBuiltin(shell.libc(), words);
            boolean holds = test.or();
            if (test.at < words.size()) {
                throw new UsageException(words.get(test.at) + ": unexpected operator");
            }
            return holds ? 0 : 1;
        } catch (UsageException e) {
            shell.complain(argv.getFirst() + ": " + e.getMessage());
            return WRONG_USE;
        }
    }

    private @Nullable String peek(int ahead) {
        return at + ahead < words.size() ? words.get(at + ahead) : null;
    }

    private boolean skip(String word) {
        boolean there = word.equals(peek(0));
        at += there ? 1 : 0;
        return there;
    }

    private boolean or() throws UsageException {
        boolean value = and();
        while (skip("-o")) {
            value |= and();
        }
        return value;
    }

    private boolean and() throws UsageException {
        boolean value = not();
        while (skip("-a")) {
            value &= not();
        }
        return value;
    }

    private boolean not() throws UsageException {
        if (peek(1) != null && !isBinary(peek(1)) && skip("!")) {
            return !not();
        }
        return primary();
    }

    private static boolean isBinary(@Nullable String word) {
        return word != null && (STRINGS.containsKey(word) || NUMBERS.containsKey(word));
    }

    private boolean primary() throws UsageException {
        String word = peek(0);
        if (word == null) {
            throw new UsageException("argument expected");
        }
        String operator = peek(1);
        String right = peek(2);
        if (operator != null && right != null && isBinary(operator)) {
            at += 3;
            return binary(word, operator, right);
        }
        if (word.equals("(") && operator != null) {
            at++;
            boolean value = or();
            if (!skip(")")) {
                throw new UsageException("closing paren expected");
            }
            return value;
        }
        at++;
        if (operator == null) {
            return !word.isEmpty();
        }
        if (word.matches("-[nzesrwxfdpcbShL]")) {
            at++;
            return unary(word, operator);
        }
        if (!operator.equals("-a") && !operator.equals("-o") && !operator.equals(")")) {
            throw new UsageException(word + ": unexpected operator");
        }
        return !word.isEmpty();
    }

    private boolean binary(String left, String operator, String right) throws UsageException {
        BiPredicate<String, String> strings = STRINGS.get(operator);
        LongPredicate numbers = NUMBERS.get(operator);
        return numbers == null
                ? strings != null && strings.test(left, right)
                : numbers.test(Long.compare(number(left), number(right)));
    }

    private static long number(String word) throws UsageException {
        if (!word.strip().matches("[-+]?[0-9]{1,18}")) {
            throw new UsageException("Illegal number: " + word);
        }
        return Long.parseLong(word.strip());
    }

    private boolean unary(String operator, String operand) throws UsageException {
        switch (operator) {
            case "-n":
                return !operand.isEmpty();
            case "-z":
                return operand.isEmpty();
            default:
        }
        Integer right = RIGHTS.get(operator);
        if (right != null) {
            return libc.access(operand, right) == 0;
        }
        boolean link = operator.equals("-h") || operator.equals("-L");
        Stat stat = link ? libc.lstat(operand) : libc.stat(operand);
        if (stat == null) {
            return false;
        }
        return operator.equals("-s")
                ? stat.size() > 0
                : operator.equals("-e") || (stat.mode() & S_IFMT) == KINDS.getOrDefault(operator, 0);
    }
}
