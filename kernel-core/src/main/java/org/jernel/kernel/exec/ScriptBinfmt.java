package org.jernel.kernel.exec;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Files that begin with {@code #!} and say who reads them. Modelled on {@code fs/binfmt_script.c}. */
final class ScriptBinfmt implements Binfmt {

    @Override
    public @Nullable Loaded loadBinary(Binprm bprm) {
        String text = new String(bprm.buf(), StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!")) {
            return null;
        }
        String line = interpreterLine(text);
        String words = line == null ? "" : strip(line);
        if (words.isEmpty()) {
            return null;
        }
        // A name that ends at once by a zero is the empty one, by which Linux opens the working directory, in vain.
        int end = terminator(words);
        String path = words.substring(0, end);
        // All behind the name is one argument, up to a zero, where C's string ends.
        String rest = end < words.length() && words.charAt(end) != 0 ? strip(words.substring(end)) : "";
        int zero = rest.indexOf(0);
        String argument = zero < 0 ? rest : rest.substring(0, zero);
        if (bprm.isPathInaccessible()) {
            throw Errno.ENOENT.exception();
        }
        bprm.interpretBy(rest.isEmpty() ? List.of(path) : List.of(path, argument));
        return new Interpreter(path);
    }

    /** The first line; without its end in sight the name at least must be whole, or it is no script. */
    private static @Nullable String interpreterLine(String text) {
        int newline = text.indexOf('\n');
        if (newline >= 0) {
            return text.substring(2, newline);
        }
        int start = 2;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return start + terminator(text.substring(start)) < text.length() ? text.substring(2, text.length() - 1) : null;
    }

    private static int terminator(String text) {
        int at = 0;
        while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != 0) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String strip(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }
}
