package org.jernel.syscall.tbl;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Reads a table in the kernel's format, {@code <number> <abi> <name> [<entry point> [<compat entry point>
 * [noreturn]]]}, and finds all of its faults in one pass. Modelled on scripts/syscalltbl.sh.
 */
public final class SyscallTableParser {

    /** Far above the numbers of any kernel, and small enough for one slot for each. */
    static final int MAX_NUMBER = 65535;

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String NO_ENTRY_POINT = "-";
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern C_IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ENTRY_POINT = Pattern.compile("-|[A-Za-z_][A-Za-z0-9_]*(/[a-z]+)?");

    private final String fileName;
    private final List<SyscallTableRow> rows = new ArrayList<>();
    private final List<SyscallTableProblem> problems = new ArrayList<>();
    private final Map<Integer, List<SyscallTableRow>> byNumber = new HashMap<>();
    private final Map<String, List<SyscallTableRow>> byName = new HashMap<>();
    private int line;
    private boolean faulty;

    private SyscallTableParser(String fileName) {
        this.fileName = fileName;
    }

    /**
     * Reads a file.
     *
     * @throws SyscallTableException if the table has faults
     */
    public static SyscallTableFile parse(Path file) throws IOException {
        // A student's comments may be in any charset; only they can hold what is not ASCII.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return new SyscallTableParser(file.toString()).parse(text);
    }

    /**
     * Reads all of a text, and leaves it open.
     *
     * @param fileName what messages call it
     * @throws SyscallTableException if the table has faults
     */
    public static SyscallTableFile parse(String fileName, Reader reader) throws IOException {
        StringWriter text = new StringWriter();
        reader.transferTo(text);
        return new SyscallTableParser(fileName).parse(text.toString());
    }

    private SyscallTableFile parse(String text) {
        String body = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        for (String content : LINE_END.split(body, -1)) {
            line++;
            List<Token> tokens = Token.split(content);
            if (!tokens.isEmpty()) {
                parseRow(tokens);
            }
        }
        if (!problems.isEmpty()) {
            throw new SyscallTableException(problems);
        }
        return new SyscallTableFile(fileName, rows);
    }

    private void parseRow(List<Token> tokens) {
        faulty = false;
        int number = number(tokens.getFirst());
        Abi abi = tokens.size() > 1 ? abi(tokens.get(1)) : null;
        Token name = tokens.size() > 2 ? name(tokens.get(2)) : null;
        if (tokens.size() < 3) {
            String missing = tokens.size() == 1 ? "the abi and the name are missing" : "the name is missing";
            fault(tokens.getLast().endColumn(), missing);
        }
        String entryPoint = tokens.size() > 3 ? entryPoint(tokens.get(3)) : null;
        String compat = tokens.size() > 4 ? entryPoint(tokens.get(4)) : null;
        boolean noreturn = tokens.size() > 5 && noreturn(tokens.get(5));
        if (tokens.size() > 6) {
            fault(tokens.get(6), tokens.get(6).quoted() + " is one word too many");
        }
        if (!faulty && abi != null && name != null) {
            add(new SyscallTableRow(line, number, abi, name.text(), entryPoint, compat, noreturn), tokens.getFirst(),
                    name);
        }
    }

    private void add(SyscallTableRow row, Token number, Token name) {
        SyscallTableRow sameNumber = earlier(byNumber.get(row.number()), row.abi());
        if (sameNumber != null) {
            fault(number, "number " + row.number() + " is taken by " + sameNumber.name() + " in line "
                    + sameNumber.line());
        }
        SyscallTableRow sameName = earlier(byName.get(row.name()), row.abi());
        if (sameName != null) {
            fault(name, "name " + row.name() + " is taken by number " + sameName.number() + " in line "
                    + sameName.line());
        }
        rows.add(row);
        byNumber.computeIfAbsent(row.number(), key -> new ArrayList<>()).add(row);
        byName.computeIfAbsent(row.name(), key -> new ArrayList<>()).add(row);
    }

    private static @Nullable SyscallTableRow earlier(@Nullable List<SyscallTableRow> candidates, Abi abi) {
        if (candidates == null) {
            return null;
        }
        return candidates.stream().filter(row -> row.abi().overlaps(abi)).findFirst().orElse(null);
    }

    private int number(Token token) {
        if (!DIGITS.matcher(token.text()).matches()) {
            fault(token, token.quoted() + " is not a number");
            return 0;
        }
        String digits = token.text().replaceFirst("^0+(?=.)", "");
        if (digits.length() > 5 || Integer.parseInt(digits) > MAX_NUMBER) {
            fault(token, "number " + token.quoted() + " is above the limit of " + MAX_NUMBER);
            return 0;
        }
        return Integer.parseInt(digits);
    }

    private @Nullable Abi abi(Token token) {
        return Abi.of(token.text()).orElseGet(() -> {
            String known = Arrays.stream(Abi.values()).map(Abi::label).collect(Collectors.joining(", "));
            fault(token, token.quoted() + " is not an abi; it must be one of " + known);
            return null;
        });
    }

    private Token name(Token token) {
        if (!C_IDENTIFIER.matcher(token.text()).matches()) {
            fault(token, token.quoted() + " is not a name");
        }
        return token;
    }

    private @Nullable String entryPoint(Token token) {
        if (!ENTRY_POINT.matcher(token.text()).matches()) {
            fault(token, token.quoted() + " is not an entry point");
        }
        return token.text().equals(NO_ENTRY_POINT) ? null : token.text();
    }

    private boolean noreturn(Token token) {
        if (!token.text().equals("noreturn")) {
            fault(token, token.quoted() + " stands where only noreturn can");
        }
        return true;
    }

    private void fault(Token token, String message) {
        fault(token.column(), message);
    }

    private void fault(int column, String message) {
        faulty = true;
        problems.add(new SyscallTableProblem(fileName, line, column, message));
    }
}
