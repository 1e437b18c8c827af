package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Counts lines, words and bytes: {@code wc [-lwc] [FILE]...}. */
final class Wc implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-lwc] [FILE]...", "lwc")
            .with("lines", 'l')
            .with("words", 'w')
            .with("bytes", 'c');

    /** Where the size of what is counted is not known before. */
    private static final int UNKNOWN_WIDTH = 7;

    private static final int BUFFER = 64 * 1024;

    /** What was counted. */
    private static final class Counts {
        private final String name;
        private long lines;
        private long words;
        private long bytes;

        Counts(String name) {
            this.name = name;
        }
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        List<String> files = use.operands();
        int width = width(libc, use);
        Counts total = new Counts("total");
        boolean[] counted = {true};
        boolean all = Inputs.forEach(libc, files, "wc", "%s", (fd, name) -> {
            Counts counts = new Counts(files.isEmpty() ? "" : name);
            if (!count(libc, fd, counts)) {
                libc.perror("wc: " + name);
                counted[0] = false;
            }
            print(libc, use, width, counts);
            total.lines += counts.lines;
            total.words += counts.words;
            total.bytes += counts.bytes;
            return true;
        });
        if (files.size() > 1) {
            print(libc, use, width, total);
        }
        return all && counted[0] ? 0 : 1;
    }

    private static int width(Libc libc, Getopt.Use use) {
        long columns = "lwc".chars().filter(letter -> use.has((char) letter)).count();
        if (columns == 1 && use.operands().size() <= 1) {
            return 1;
        }
        long sizes = 0;
        boolean regular = true;
        for (String file : use.operands().isEmpty() ? List.of("-") : use.operands()) {
            Stat stat = file.equals("-") ? libc.fstat(Libc.STDIN_FILENO) : libc.stat(file);
            if (stat != null) {
                sizes += stat.size();
                regular &= stat.is(Stat.S_IFREG);
            }
        }
        int digits = Long.toString(sizes).length();
        return regular ? digits : Math.max(digits, UNKNOWN_WIDTH);
    }

    private static boolean count(Libc libc, int fd, Counts counts) {
        byte[] buffer = new byte[BUFFER];
        boolean inWord = false;
        int got = libc.read(fd, buffer);
        while (got > 0) {
            for (int i = 0; i < got; i++) {
                byte b = buffer[i];
                counts.lines += b == '\n' ? 1 : 0;
                boolean blank = b == ' ' || (b >= '\t' && b <= '\r');
                counts.words += !blank && !inWord ? 1 : 0;
                inWord = !blank;
            }
            counts.bytes += got;
            got = libc.read(fd, buffer);
        }
        return got == 0;
    }

    private static void print(Libc libc, Getopt.Use use, int width, Counts counts) {
        boolean every = !use.has('l') && !use.has('w') && !use.has('c');
        List<String> columns = new ArrayList<>();
        add(columns, every || use.has('l'), counts.lines, width);
        add(columns, every || use.has('w'), counts.words, width);
        add(columns, every || use.has('c'), counts.bytes, width);
        if (!counts.name.isEmpty()) {
            columns.add(counts.name);
        }
        libc.printf("%s\n", String.join(" ", columns));
    }

    private static void add(List<String> columns, boolean wanted, long count, int width) {
        if (wanted) {
            String digits = Long.toString(count);
            columns.add(" ".repeat(Math.max(0, width - digits.length())) + digits);
        }
    }
}
