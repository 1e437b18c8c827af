package org.jernel.syscall.tbl;

import java.io.IOException;
import java.io.InputStream;
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

    private static final int MAX_FILE = 16 << 20;

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String NO_ENTRY_POINT = "-";
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern C_IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ENTRY_POINT = Pattern.compile("-|[A-Za-z_][A-Za-z0-9_]*(/[a-z]+)?");

    private final String fileName;
    private final List<SyscallTableRow> rows = new ArrayList<>();
    private final List<SyscallTableProblem> problems = new ArrayList<>();
    private final Map<Integer, List<Claim>> byNumber = new HashMap<>();
    private final Map<String, List<Claim>> byName = new HashMap<>();
    private int line;

    /** A row, perhaps with faults in other columns, that has taken a number or a name for its abi. */
    private record Claim(int line, Abi abi, String holder) {}

    private SyscallTableParser(String fileName) {
        this.fileName = fileName;
    }

    /**
     * Reads a file.
     *
     * @throws SyscallTableException if the table has faults
     * @throws IOException also for a file that is far larger than any table
     */
    public static SyscallTableFile parse(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE + 1);
        }
        if (bytes.length > MAX_FILE) {
            throw new IOException("larger than %d MiB, so it is no system call table".formatted(MAX_FILE >> 20));
        }
        // A student's comments may be in any charset; only they can hold what is not ASCII.
        String text = new String(bytes, StandardCharsets.UTF_8);
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
        Integer number = number(tokens.getFirst());
        Abi abi = tokens.size() > 1 ? abi(tokens.get(1)) : null;
        if (number != null && abi != null) {
            claim(byNumber, "number", number, tokens.getFirst(), new Claim(line, abi, nameForMessages(tokens)));
        }
        String name = tokens.size() > 2 ? name(tokens.get(2)) : null;
        if (name != null && abi != null) {
            String holder = number == null ? "a row without a valid number" : "number " + number;
            claim(byName, "name", name, tokens.get(2), new Claim(line, abi, holder));
        }
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
        if (number != null && abi != null && name != null) {
            rows.add(new SyscallTableRow(line, number, abi, name, entryPoint, compat, noreturn));
        }
    }

    private static String nameForMessages(List<Token> tokens) {
        if (tokens.size() < 3) {
            return "a row without a name";
        }
        Token name = tokens.get(2);
        return isName(name) ? name.text() : name.quoted();
    }

    private <K> void claim(Map<K, List<Claim>> claims, String kind, K key, Token token, Claim claim) {
        List<Claim> earlier = claims.computeIfAbsent(key, none -> new ArrayList<>());
        earlier.stream()
                .filter(other -> other.abi().overlaps(claim.abi()))
                .findFirst()
                .ifPresent(first -> fault(
                        token, kind + " " + key + " is taken by " + first.holder() + " in line " + first.line()));
        earlier.add(claim);
    }

    private @Nullable Integer number(Token token) {
        if (!DIGITS.matcher(token.text()).matches()) {
            fault(token, token.quoted() + " is not a number");
            return null;
        }
        String digits = token.text().replaceFirst("^0+(?=.)", "");
        if (digits.length() > 5 || Integer.parseInt(digits) > MAX_NUMBER) {
            fault(token, "number " + token.quoted() + " is above the limit of " + MAX_NUMBER);
            return null;
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

    private @Nullable String name(Token token) {
        if (!isName(token)) {
            fault(token, token.quoted() + " is not a name");
            return null;
        }
        return token.text();
    }

    private static boolean isName(Token token) {
        return C_IDENTIFIER.matcher(token.text()).matches();
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
        problems.add(new SyscallTableProblem(fileName, line, column, message));
    }
}
