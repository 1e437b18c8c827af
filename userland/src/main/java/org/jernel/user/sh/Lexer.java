package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;

/** Cuts input into words and operators. POSIX, Shell Command Language, 2.2 and 2.3. */
final class Lexer {

    private static final String OPERATOR_CHARACTERS = ";&|<>()\n";

    /** The longer ones first. */
    private static final List<String> OPERATORS = List.of("&&", "||", ";;", ";", "&", "|", "(", ")", "\n");

    private static final String SPECIAL_PARAMETERS = "?$!#@*0123456789";

    /** How deep commands may lie in others: a shell that runs out of its stack is no answer. */
    static final int MOST_NESTED = 200;

    static final String TOO_DEEP = "nested too deeply";

    private final String input;
    private final int firstLine;
    private final boolean isAll;
    private final List<Token> tokens = new ArrayList<>();

    /** The here-documents that begin after the line. */
    private final List<HereDocument> documents = new ArrayList<>();

    /** How many commands whose output is meant this text is in. */
    private final int depth;

    private int at;

    /**
     * A here-document whose lines are still to come.
     *
     * @param index of its token, which gets them
     */
    private record HereDocument(int index, String delimiter, boolean quoted, boolean stripsTabs) {}

    /**
     * Makes a lexer.
     *
     * @param firstLine the number of the first line
     * @param isAll whether nothing follows, so that the end also ends a here-document
     * @param depth how many commands whose output is meant this text is in
     */
    Lexer(String input, int firstLine, boolean isAll, int depth) {
        this.input = input;
        this.firstLine = firstLine;
        this.isAll = isAll;
        this.depth = depth;
    }

    /** All tokens, an {@link Token.End} last. */
    List<Token> tokens() throws SyntaxException {
        skipBlanks();
        while (at < input.length()) {
            Token token = token();
            tokens.add(token);
            if (token instanceof Token.Operator(String text, int _, int _) && text.equals("\n")) {
                readDocuments();
            }
            skipBlanks();
        }
        if (!documents.isEmpty()) {
            readDocuments();
        }
        tokens.add(new Token.End(at));
        return tokens;
    }

    private void readDocuments() throws SyntaxException {
        for (HereDocument document : documents) {
            StringBuilder text = new StringBuilder();
            boolean ended = false;
            while (!ended && at < input.length()) {
                int newline = input.indexOf('\n', at);
                int end = newline < 0 ? input.length() : newline + 1;
                String line = input.substring(at, end);
                line = document.stripsTabs() ? line.replaceFirst("^\t+", "") : line;
                at = end;
                ended = line.stripTrailing().equals(document.delimiter()) && line.startsWith(document.delimiter());
                text.append(ended ? "" : line);
            }
            if (!ended && !isAll) {
                throw incomplete("end of file unexpected");
            }
            Token.RedirectionOperator token = (Token.RedirectionOperator) tokens.get(document.index());
            Word lines = document.quoted()
                    ? new Word(List.of(new Word.Literal(text.toString(), true)))
                    : expandable(text.toString());
            tokens.set(
                    document.index(),
                    new Token.RedirectionOperator(token.fd(), token.kind(), lines, token.offset(), token.end()));
        }
        documents.clear();
    }

    /** Text in which only dollar signs, backquotes and backslashes mean something. */
    private Word expandable(String text) throws SyntaxException {
        List<Word.Part> parts = new ArrayList<>();
        new Lexer(text, firstLine, isAll, depth + 1).quotedParts(parts, '\0', "$`\\\n");
        return new Word(parts);
    }

    private void skipBlanks() throws SyntaxException {
        while (at < input.length()) {
            char next = input.charAt(at);
            if (next == '#') {
                while (at < input.length() && input.charAt(at) != '\n') {
                    at++;
                }
            } else if (input.startsWith("\\\n", at)) {
                at += 2;
                if (at == input.length() && !isAll) {
                    throw incomplete("end of file unexpected");
                }
            } else if (next == ' ' || next == '\t' || next == '\r') {
                at++;
            } else {
                return;
            }
        }
    }

    private Token token() throws SyntaxException {
        int start = at;
        int digits = at;
        while (digits < input.length() && isDigit(input.charAt(digits))) {
            digits++;
        }
        if (digits < input.length() && "<>".indexOf(input.charAt(digits)) >= 0 && digits - at <= 1) {
            String number = input.substring(at, digits);
            at = digits;
            return redirection(start, number);
        }
        for (String operator : OPERATORS) {
            if (input.startsWith(operator, at)) {
                at += operator.length();
                return new Token.Operator(operator, start, at);
            }
        }
        return new Token.WordToken(word(), start, at);
    }

    private Token redirection(int start, String number) throws SyntaxException {
        boolean in = input.charAt(at++) == '<';
        int fd = number.isEmpty() ? (in ? 0 : 1) : Integer.parseInt(number);
        char next = peek();
        Redirection.Kind kind;
        if (next == '&') {
            at++;
            kind = Redirection.Kind.DUPLICATE;
        } else if (in && next == '>') {
            at++;
            kind = Redirection.Kind.READ_WRITE;
        } else if (in && next == '<') {
            at++;
            return hereDocument(start, fd);
        } else if (!in && next == '>') {
            at++;
            kind = Redirection.Kind.APPEND;
        } else {
            at += !in && next == '|' ? 1 : 0;
            kind = in ? Redirection.Kind.READ : Redirection.Kind.WRITE;
        }
        return new Token.RedirectionOperator(fd, kind, null, start, at);
    }

    private Token hereDocument(int start, int fd) throws SyntaxException {
        boolean stripsTabs = peek() == '-';
        at += stripsTabs ? 1 : 0;
        skipBlanks();
        int beforeWord = at;
        Word delimiter = word();
        if (at == beforeWord) {
            throw at == input.length() ? incomplete("end of file unexpected") : error(at, "newline unexpected");
        }
        boolean quoted = delimiter.bare() == null;
        documents.add(new HereDocument(tokens.size(), delimiter.toString(), quoted, stripsTabs));
        return new Token.RedirectionOperator(fd, Redirection.Kind.DOCUMENT, null, start, at);
    }

    private char peek() {
        return at < input.length() ? input.charAt(at) : '\0';
    }

    private Word word() throws SyntaxException {
        List<Word.Part> parts = new ArrayList<>();
        StringBuilder bare = new StringBuilder();
        while (at < input.length()) {
            char next = input.charAt(at);
            if (next == ' ' || next == '\t' || next == '\r' || OPERATOR_CHARACTERS.indexOf(next) >= 0) {
                break;
            }
            switch (next) {
                case '\'' -> {
                    flush(parts, bare, false);
                    singleQuoted(parts);
                }
                case '"' -> {
                    flush(parts, bare, false);
                    doubleQuoted(parts);
                }
                case '\\' -> {
                    flush(parts, bare, false);
                    escaped(parts);
                }
                case '`' -> {
                    flush(parts, bare, false);
                    backquoted(parts, false);
                }
                case '$' -> dollar(parts, bare, false);
                default -> {
                    bare.append(next);
                    at++;
                }
            }
        }
        flush(parts, bare, false);
        return new Word(parts);
    }

    private static void flush(List<Word.Part> parts, StringBuilder text, boolean quoted) {
        if (!text.isEmpty()) {
            parts.add(new Word.Literal(text.toString(), quoted));
            text.setLength(0);
        }
    }

    private void singleQuoted(List<Word.Part> parts) throws SyntaxException {
        int end = input.indexOf('\'', at + 1);
        if (end < 0) {
            throw incomplete("Unterminated quoted string");
        }
        parts.add(new Word.Literal(input.substring(at + 1, end), true));
        at = end + 1;
    }

    /** A backslash at the very end stands for itself; before a newline it joins two lines. */
    private void escaped(List<Word.Part> parts) {
        at++;
        if (at == input.length()) {
            parts.add(new Word.Literal("\\", true));
        } else {
            char next = input.charAt(at++);
            if (next != '\n') {
                parts.add(new Word.Literal(String.valueOf(next), true));
            }
        }
    }

    private void doubleQuoted(List<Word.Part> parts) throws SyntaxException {
        at++;
        int before = parts.size();
        quotedParts(parts, '"', "$`\"\\\n");
        at++;
        if (parts.size() == before) {
            parts.add(new Word.Literal("", true));
        }
    }

    /**
     * Reads up to a character, or with 0 up to the end.
     *
     * @param escapable what a backslash takes the meaning of
     */
    private void quotedParts(List<Word.Part> parts, char close, String escapable) throws SyntaxException {
        StringBuilder text = new StringBuilder();
        while (at < input.length() || close != '\0') {
            if (at >= input.length()) {
                throw incomplete("Unterminated quoted string");
            }
            if (input.charAt(at) == close) {
                break;
            }
            char next = input.charAt(at);
            if (next == '$') {
                dollar(parts, text, true);
            } else if (next == '`') {
                flush(parts, text, true);
                backquoted(parts, true);
            } else if (next == '\\' && at + 1 < input.length() && escapable.indexOf(input.charAt(at + 1)) >= 0) {
                if (input.charAt(at + 1) != '\n') {
                    text.append(input.charAt(at + 1));
                }
                at += 2;
            } else {
                text.append(next);
                at++;
            }
        }
        flush(parts, text, true);
    }

    /** A parameter, or a dollar sign that stands for itself because no name follows. */
    private void dollar(List<Word.Part> parts, StringBuilder text, boolean quoted) throws SyntaxException {
        int start = at++;
        char next = peek();
        if (next == '(') {
            flush(parts, text, quoted);
            substitution(parts, start, quoted);
            return;
        }
        boolean braced = next == '{';
        at += braced ? 1 : 0;
        String name = parameterName();
        if (braced) {
            if (name.isEmpty() || peek() != '}') {
                throw at >= input.length() ? incomplete("Missing '}'") : error(start, "Bad substitution");
            }
            at++;
        }
        if (name.isEmpty()) {
            text.append('$');
            return;
        }
        flush(parts, text, quoted);
        parts.add(new Word.Parameter(name, quoted));
    }

    /** A command in parentheses, whose output is meant. */
    private void substitution(List<Word.Part> parts, int start, boolean quoted) throws SyntaxException {
        boolean arithmetic = input.startsWith("((", at);
        checkDepth(depth, start);
        int close = closing(at, 0);
        if (close < 0) {
            throw incomplete(arithmetic ? "Missing '))'" : "end of file unexpected (expecting \")\")");
        }
        String inner = input.substring(at + 1, close);
        if (arithmetic && inner.endsWith(")")) {
            parts.add(new Word.Arithmetic(expandable(inner.substring(1, inner.length() - 1)), quoted));
        } else {
            parts.add(
                    new Word.Substitution(Parser.parse(inner, line(input, firstLine, start), true, depth + 1), quoted));
        }
        at = close + 1;
    }

    /** The same in the old way, where a backslash takes the meaning of a backquote, a dollar sign and a backslash. */
    private void backquoted(List<Word.Part> parts, boolean quoted) throws SyntaxException {
        int start = at++;
        StringBuilder command = new StringBuilder();
        while (peek() != '`') {
            if (at >= input.length()) {
                throw incomplete("EOF in backquote substitution");
            }
            if (peek() == '\\' && at + 1 < input.length() && "$`\\".indexOf(input.charAt(at + 1)) >= 0) {
                at++;
            }
            command.append(input.charAt(at++));
        }
        at++;
        checkDepth(depth, start);
        Script script = Parser.parse(command.toString(), line(input, firstLine, start), true, depth + 1);
        parts.add(new Word.Substitution(script, quoted));
    }

    private void checkDepth(int nested, int offset) throws SyntaxException {
        if (nested > MOST_NESTED) {
            throw error(offset, TOO_DEEP);
        }
    }

    /** Where the parenthesis is that closes one, be there others or quotes between them; -1 for nowhere. */
    private int closing(int open, int inQuotes) throws SyntaxException {
        checkDepth(inQuotes, open);
        int opened = 0;
        boolean quoted = false;
        for (int i = open; i < input.length(); i++) {
            char c = input.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\'' && !quoted) {
                int end = input.indexOf('\'', i + 1);
                i = end < 0 ? input.length() : end;
            } else if (c == '$' && quoted && input.startsWith("$(", i)) {
                int inner = closing(i + 1, inQuotes + 1);
                i = inner < 0 ? input.length() : inner;
            } else if (c == '(' && !quoted) {
                opened++;
            } else if (c == ')' && !quoted && --opened == 0) {
                return i;
            }
        }
        return -1;
    }

    private String parameterName() {
        int start = at;
        if (at < input.length() && SPECIAL_PARAMETERS.indexOf(input.charAt(at)) >= 0) {
            at++;
        } else {
            while (at < input.length() && isNameCharacter(input.charAt(at))) {
                at++;
            }
        }
        return input.substring(start, at);
    }

    static boolean isNameCharacter(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private SyntaxException error(int offset, String message) {
        return new SyntaxException(line(input, firstLine, offset), message);
    }

    private IncompleteException incomplete(String message) {
        return new IncompleteException(line(input, firstLine, input.length()), message);
    }

    /** The number of the line in which an offset is. */
    static int line(String input, int firstLine, int offset) {
        return firstLine + (int) input.substring(0, offset).chars().filter(c -> c == '\n').count();
    }
}
