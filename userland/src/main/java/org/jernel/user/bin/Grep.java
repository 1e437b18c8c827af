package org.jernel.user.bin;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.LineReader;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Utf8;
import org.jspecify.annotations.Nullable;

/** Shows the lines that match a pattern: {@code grep [-FEivncq] PATTERN [FILE]...}. */
final class Grep implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-FEivncq] PATTERN [FILE]...", "FEivncq");
    private static final int TROUBLE = 2;
    private static final String SPECIAL_WHEN_ESCAPED = "+?(){}|";

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1)) {
            return use.exitCode(TROUBLE);
        }
        Pattern pattern = pattern(libc, use);
        if (pattern == null) {
            return TROUBLE;
        }
        List<String> files = use.operands().subList(1, use.operands().size());
        boolean[] found = {false};
        boolean all = Inputs.forEach(libc, files, "grep", "%s", (fd, name) -> {
            String prefix = files.size() > 1 ? name + ":" : "";
            LineReader lines = new LineReader(libc, fd);
            found[0] |= search(libc, use, pattern, lines, prefix);
            return !lines.failed();
        });
        if (!all) {
            return TROUBLE;
        }
        return found[0] ? 0 : 1;
    }

    private static @Nullable Pattern pattern(Libc libc, Getopt.Use use) {
        String text = use.operands().getFirst();
        int flags = (use.has('F') ? Pattern.LITERAL : 0) | (use.has('i') ? Pattern.CASE_INSENSITIVE : 0);
        try {
            return Pattern.compile(use.has('F') || use.has('E') ? text : extended(text), flags);
        } catch (PatternSyntaxException e) {
            libc.dprintf(Libc.STDERR_FILENO, "grep: %s\n", e.getDescription());
            return null;
        }
    }

    /** A basic regular expression as an extended one: what is special there needs a backslash here, and the other way. */
    private static String extended(String basic) {
        StringBuilder extended = new StringBuilder();
        for (int i = 0; i < basic.length(); i++) {
            char c = basic.charAt(i);
            boolean escaped = c == '\\' && i + 1 < basic.length();
            char meant = escaped ? basic.charAt(++i) : c;
            if (SPECIAL_WHEN_ESCAPED.indexOf(meant) >= 0 ? !escaped : escaped) {
                extended.append('\\');
            }
            extended.append(meant);
        }
        return extended.toString();
    }

    private static boolean search(Libc libc, Getopt.Use use, Pattern pattern, LineReader lines, String prefix) {
        long number = 0;
        long count = 0;
        for (byte[] bytes = lines.next(); bytes != null; bytes = lines.next()) {
            number++;
            String line = Utf8.decode(bytes).replaceFirst("\n$", "");
            if (pattern.matcher(line).find() == use.has('v')) {
                continue;
            }
            count++;
            if (use.has('q')) {
                return true;
            }
            if (!use.has('c')) {
                libc.printf("%s%s%s\n", prefix, use.has('n') ? number + ":" : "", line);
            }
        }
        if (use.has('c')) {
            libc.printf("%s%d\n", prefix, count);
        }
        return count > 0;
    }
}
