package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Copies files: {@code cp [-rp] SOURCE... TARGET}. */
final class Cp implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-rp] SOURCE... TARGET", "rRpa")
            .with("recursive", 'r')
            .with("archive", 'a');

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        if (use.operands().isEmpty()) {
            use.refuse("missing file operand");
            return 1;
        }
        FileCopy copy = new FileCopy(libc, "cp", use.has('p') || use.has('a'));
        boolean recursive = use.has('r') || use.has('R') || use.has('a');
        return Operands.forEach(libc, "cp", use, (source, target) -> copy(libc, copy, recursive, source, target));
    }

    private static boolean copy(Libc libc, FileCopy copy, boolean recursive, String source, String target) {
        Stat stat = recursive ? libc.lstat(source) : libc.stat(source);
        if (stat == null) {
            libc.perror("cp: cannot stat '" + source + "'");
            return false;
        }
        if (stat.is(Stat.S_IFDIR) && !recursive) {
            libc.dprintf(Libc.STDERR_FILENO, "cp: -r not specified; omitting directory '%s'\n", source);
            return false;
        }
        if (Operands.isSame(libc, "cp", source, stat, target)) {
            return false;
        }
        if (stat.is(Stat.S_IFDIR) && (target + "/").startsWith(source + "/")) {
            libc.dprintf(
                    Libc.STDERR_FILENO, "cp: cannot copy a directory, '%s', into itself, '%s'\n", source, target);
            return false;
        }
        return recursive ? copy.copy(source, stat, target) : copy.copyContents(source, stat, target);
    }
}
