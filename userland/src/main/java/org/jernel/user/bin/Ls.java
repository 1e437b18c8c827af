package org.jernel.user.bin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** Lists directories: {@code ls [-aAdilnrRSt1] [FILE]...}, with the lines of GNU's. */
final class Ls implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-aACdilnrRSt1] [FILE]...", "aACdilnrRSt1")
            .with("all", 'a')
            .with("almost-all", 'A')
            .with("directory", 'd')
            .with("inode", 'i')
            .with("numeric-uid-gid", 'n')
            .with("reverse", 'r')
            .with("recursive", 'R');

    private static final int MINOR_TROUBLE = 1;
    private static final int SERIOUS_TROUBLE = 2;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        return use.isOver() ? use.exitCode(SERIOUS_TROUBLE) : new Listing(libc, use).run();
    }

    /** One run. */
    private static final class Listing {

        private final Libc libc;
        private final Getopt.Use use;
        private final LsFormat format;
        private int code;
        private boolean printed;

        Listing(Libc libc, Getopt.Use use) {
            this.libc = libc;
            this.use = use;
            this.format = LsFormat.of(libc, use);
        }

        int run() {
            List<LsEntry> files = new ArrayList<>();
            List<LsEntry> directories = new ArrayList<>();
            List<String> operands = use.operands().isEmpty() ? List.of(".") : use.operands();
            for (String operand : operands) {
                Stat stat = stat(operand);
                if (stat != null) {
                    boolean opens = stat.is(Stat.S_IFDIR) && !use.has('d');
                    (opens ? directories : files).add(new LsEntry(operand, operand, stat));
                }
            }
            if (!files.isEmpty()) {
                format.print(sorted(files));
                printed = true;
            }
            for (LsEntry directory : sorted(directories)) {
                list(directory.path(), operands.size() > 1 || use.has('R'), SERIOUS_TROUBLE);
            }
            return code;
        }

        /** A link on the command line is what it leads to, unless it is to be described itself or leads nowhere. */
        private @Nullable Stat stat(String operand) {
            boolean itself = use.has('d') || use.has('l') || use.has('n');
            Stat stat = itself ? null : libc.stat(operand);
            if (stat == null) {
                stat = libc.lstat(operand);
            }
            if (stat == null) {
                trouble("cannot access '" + operand + "'", SERIOUS_TROUBLE);
            }
            return stat;
        }

        private void trouble(String what, int exit) {
            libc.perror("ls: " + what);
            code = Math.max(code, exit);
        }

        private void list(String directory, boolean titled, int trouble) {
            // Open until all is known of what it has: in /proc/self/fd it is one of its own names.
            int fd = libc.open(directory, Libc.O_DIRECTORY);
            List<String> names = fd < 0 ? null : libc.readDirectory(fd);
            if (names == null) {
                trouble(fd < 0 ? "cannot open directory '" + directory + "'" : "reading directory '" + directory + "'",
                        trouble);
                libc.close(fd);
                return;
            }
            if (titled) {
                libc.printf("%s%s:\n", printed ? "\n" : "", directory);
            }
            printed = true;
            List<LsEntry> entries = new ArrayList<>();
            Stream<String> dots = use.has('a') ? Stream.of(".", "..") : Stream.of();
            boolean hidden = use.has('a') || use.has('A');
            Stream.concat(dots, names.stream().filter(name -> hidden || !name.startsWith("."))).forEach(name -> {
                String path = directory.endsWith("/") ? directory + name : directory + "/" + name;
                Stat stat = libc.lstat(path);
                if (stat == null) {
                    trouble("cannot access '" + path + "'", MINOR_TROUBLE);
                } else {
                    entries.add(new LsEntry(name, path, stat));
                }
            });
            List<LsEntry> inOrder = sorted(entries);
            format.printDirectory(inOrder);
            libc.close(fd);
            if (use.has('R')) {
                inOrder.stream()
                        .filter(entry -> entry.stat().is(Stat.S_IFDIR))
                        .filter(entry -> !entry.name().equals(".") && !entry.name().equals(".."))
                        .forEach(entry -> list(entry.path(), true, MINOR_TROUBLE));
            }
        }

        private List<LsEntry> sorted(List<LsEntry> entries) {
            Comparator<LsEntry> order = Comparator.comparing(LsEntry::name);
            if (use.has('S')) {
                order = Comparator.<LsEntry>comparingLong(entry -> -entry.stat().size()).thenComparing(order);
            } else if (use.has('t')) {
                order = Comparator.<LsEntry, Instant>comparing(entry -> entry.stat().mtime()).reversed()
                        .thenComparing(order);
            }
            return entries.stream().sorted(use.has('r') ? order.reversed() : order).toList();
        }
    }
}
