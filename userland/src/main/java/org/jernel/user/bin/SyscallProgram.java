package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.StackFrame;
import org.jernel.user.libc.Utf8;

/**
 * Makes a system call as it is: {@code syscall NR [ARG]...}, the number or the name of one, and up to six numbers or strings,
 * which become addresses.
 */
final class SyscallProgram implements Program {

    private static final String USAGE = "NR [ARG]...; an ARG that is no number is a string";
    private static final Getopt OPTIONS = Getopt.of(USAGE, "").posix();
    private static final int MOST_ARGUMENTS = 6;

    private static final Pattern BEGINS_AS_NUMBER = Pattern.compile("[+-]?[0-9].*", Pattern.DOTALL);

    @Override
    public int main(Libc libc, List<String> argv) {
        if (OPTIONS.showsHelp(libc, argv)) {
            return 0;
        }
        if (argv.size() < 2 || argv.size() > 2 + MOST_ARGUMENTS) {
            libc.dprintf(Libc.STDERR_FILENO, "syscall: usage: syscall %s\n", USAGE);
            return 2;
        }
        for (String word : argv.subList(1, argv.size())) {
            if (BEGINS_AS_NUMBER.matcher(word).matches() && CNumber.parse(word) == null) {
                libc.dprintf(
                        Libc.STDERR_FILENO,
                        "syscall: %s: no number of 64 bits; a string that begins as one is '\"%s\"'\n",
                        word,
                        word);
                return 2;
            }
        }
        String call = argv.get(1);
        Long number = CNumber.parse(call);
        long nr = number == null ? libc.syscallNumber(call) : number;
        if (nr < 0 && number == null) {
            libc.dprintf(Libc.STDERR_FILENO, "syscall: %s: no such system call\n", call);
            return 2;
        }
        List<String> shown = new ArrayList<>();
        try (StackFrame frame = libc.frame()) {
            long[] arguments = new long[MOST_ARGUMENTS];
            for (int i = 2; i < argv.size(); i++) {
                Long value = CNumber.parse(argv.get(i));
                shown.add(value == null ? "\"" + unquoted(argv.get(i)) + "\"" : argv.get(i));
                arguments[i - 2] = value == null ? place(frame, unquoted(argv.get(i))) : value;
            }
            long result = libc.syscall(
                    nr, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
            String name = number == null ? call : libc.syscallName(nr);
            libc.printf("%s(%s) = %s\n", name, String.join(", ", shown), result(libc, result));
            return result == -1 ? 1 : 0;
        }
    }

    /** Quotes that the shell has left make a string of what would be a number. */
    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static long place(StackFrame frame, String text) {
        return frame.allocate(Utf8.encode(text + "\0"));
    }

    private static String result(Libc libc, long result) {
        if (result != -1) {
            return Long.toString(result);
        }
        Errno errno = Errno.of(libc.errno());
        String name = errno == null ? Integer.toString(libc.errno()) : errno.name();
        return "-1 %s (%s)".formatted(name, libc.strerror(libc.errno()));
    }
}
