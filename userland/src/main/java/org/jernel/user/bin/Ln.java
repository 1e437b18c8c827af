package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Makes links: {@code ln [-sf] TARGET [NAME]}, {@code ln [-sf] TARGET... DIRECTORY}. */
final class Ln implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-sf] TARGET... [NAME]", "sf")
            .with("symbolic", 's')
            .with("force", 'f');

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
        if (use.operands().size() == 1) {
            String target = use.operands().getFirst();
            return link(libc, use, target, Operands.inside(".", target)) ? 0 : 1;
        }
        return Operands.forEach(libc, "ln", use, (target, name) -> link(libc, use, target, name));
    }

    private static boolean link(Libc libc, Getopt.Use use, String target, String name) {
        Stat stat = use.has('s') ? null : libc.lstat(target);
        if (!use.has('s') && stat == null) {
            libc.perror("ln: failed to access '" + target + "'");
            return false;
        }
        if (stat != null && stat.is(Stat.S_IFDIR)) {
            libc.dprintf(Libc.STDERR_FILENO, "ln: %s: hard link not allowed for directory\n", target);
            return false;
        }
        boolean made = make(libc, use, target, name);
        if (!made && use.has('f') && libc.errno() == Errno.EEXIST.number()) {
            libc.unlink(name);
            made = make(libc, use, target, name);
        }
        if (!made) {
            boolean named = use.has('s') || libc.errno() == Errno.EEXIST.number();
            libc.perror("ln: failed to create " + (use.has('s') ? "symbolic" : "hard") + " link '" + name + "'"
                    + (named ? "" : " => '" + target + "'"));
        }
        return made;
    }

    private static boolean make(Libc libc, Getopt.Use use, String target, String name) {
        return (use.has('s') ? libc.symlink(target, name) : libc.link(target, name)) == 0;
    }
}
