package org.jernel.user.sh;

import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;

/** Computes what stands in {@code $((...))}: the operators of C without assignments. POSIX, 2.6.4. */
final class Arithmetic {

    /** By how they bind, the weakest first; of operators that begin alike, the longer one first. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("||"), List.of("&&"), List.of("|"), List.of("^"), List.of("&"), List.of("==", "!="),
            List.of("<=", ">=", "<", ">"), List.of("<<", ">>"), List.of("+", "-"), List.of("*", "/", "%"));

    private static final List<String> NOT_CUT = List.of("||", "&&", "<<", ">>", "<=", ">=");

    private static final Map<String, LongBinaryOperator> OPERATORS = Map.ofEntries(
            Map.entry("||", (a, b) -> truth(a != 0 || b != 0)),
            Map.entry("&&", (a, b) -> truth(a != 0 && b != 0)),
            Map.entry("|", (a, b) -> a | b),
            Map.entry("^", (a, b) -> a ^ b),
            Map.entry("&", (a, b) -> a & b),
            Map.entry("==", (a, b) -> truth(a == b)),
            Map.entry("!=", (a, b) -> truth(a != b)),
            Map.entry("<=", (a, b) -> truth(a <= b)),
            Map.entry(">=", (a, b) -> truth(a >= b)),
            Map.entry("<", (a, b) -> truth(a < b)),
            Map.entry(">", (a, b) -> truth(a > b)),
            Map.entry("<<", (a, b) -> a << b),
            Map.entry(">>", (a, b) -> a >> b),
            Map.entry("+", Long::sum),
            Map.entry("-", (a, b) -> a - b),
            Map.entry("*", (a, b) -> a * b),
            Map.entry("/", (a, b) -> a / b),
            Map.entry("%", (a, b) -> a % b));

    private final String text;
    private final UnaryOperator<String> variables;
    private int at;

    /** How many operands lie in each other here. */
    private int depth;

    private Arithmetic(String text, UnaryOperator<String> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** Computes an expression; throws {@link ExpansionException} where it is none. */
    static long evaluate(String text, UnaryOperator<String> variables) {
        Arithmetic expression = new Arithmetic(text, variables);
        long value = expression.conditional();
        if (expression.peek() != '\0') {
            throw expression.error("expecting EOF");
        }
        return value;
    }

    private static long truth(boolean value) {
        return value ? 1 : 0;
    }

    private long conditional() {
        enter();
        long condition = binary(0);
        if (!skip("?")) {
            depth--;
            return condition;
        }
        long yes = conditional();
        if (!skip(":")) {
            throw error("expecting ':'");
        }
        long no = conditional();
        depth--;
        return condition != 0 ? yes : no;
    }

    private long binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        long value = binary(level + 1);
        for (String operator = operator(level); !operator.isEmpty(); operator = operator(level)) {
            long right = binary(level + 1);
            if (right == 0 && (operator.equals("/") || operator.equals("%"))) {
                throw error("division by zero");
            }
            value = OPERATORS.getOrDefault(operator, Long::sum).applyAsLong(value, right);
        }
        return value;
    }

    private String operator(int level) {
        return LEVELS.get(level).stream().filter(this::skip).findFirst().orElse("");
    }

    private void enter() {
        depth++;
        if (depth > Lexer.MOST_NESTED) {
            throw error(Lexer.TOO_DEEP);
        }
    }

    private long unary() {
        enter();
        long value = operand();
        depth--;
        return value;
    }

    private long operand() {
        if (skip("-")) {
            return -unary();
        }
        if (skip("+")) {
            return unary();
        }
        if (skip("~")) {
            return ~unary();
        }
        if (skip("!")) {
            return truth(unary() == 0);
        }
        if (skip("(")) {
            long value = conditional();
            if (!skip(")")) {
                throw error("expecting ')'");
            }
            return value;
        }
        return primary();
    }

    private long primary() {
        char _ = peek();
        int start = at;
        while (at < text.length() && Lexer.isNameCharacter(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.isEmpty()) {
            throw error("expecting primary");
        }
        if (!Variables.isName(word)) {
            return number(word);
        }
        String value = variables.apply(word);
        return value.isBlank() ? 0 : number(value.strip());
    }

    private long number(String word) {
        try {
            return Long.decode(word);
        } catch (NumberFormatException e) {
            throw new ExpansionException("Illegal number: " + word);
        }
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    /** An operator, unless it is but the beginning of a longer one. */
    private boolean skip(String operator) {
        char _ = peek();
        boolean longer = operator.length() == 1
                && NOT_CUT.stream().anyMatch(other -> other.startsWith(operator) && text.startsWith(other, at));
        boolean there = !longer && text.startsWith(operator, at)
                && !(operator.equals("!") && text.startsWith("!=", at));
        at += there ? operator.length() : 0;
        return there;
    }

    private ExpansionException error(String message) {
        return new ExpansionException("arithmetic expression: " + message + ": \"" + text + "\"");
    }
}
