package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Takes names away: {@code rm [-rf] FILE...}. It never asks, as where its input is no terminal. */
final class Rm implements Program {

    /** Two that have no letter of their own. */
    private static final char PRESERVE_ROOT = 'p';

    private static final char NO_PRESERVE_ROOT = 'n';

    private static final Getopt OPTIONS = Getopt.of("[-rf] FILE...", "rRfd")
            .with("recursive", 'r')
            .with("force", 'f')
            .with("dir", 'd')
            .with("preserve-root", PRESERVE_ROOT)
            .with("no-preserve-root", NO_PRESERVE_ROOT);

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver() || (!use.has('f') && !use.needs(1))) {
            return use.exitCode(1);
        }
        boolean all = true;
        for (String file : use.operands()) {
            all &= remove(libc, use, file);
        }
        return all ? 0 : 1;
    }

    private static boolean remove(Libc libc, Getopt.Use use, String file) {
        String last = file.replaceFirst("/+$", "").replaceFirst("^.*/", "");
        if (last.equals(".") || last.equals("..")) {
            libc.dprintf(
                    Libc.STDERR_FILENO, "rm: refusing to remove '.' or '..' directory: skipping '%s'\n", file);
            return false;
        }
        Stat stat = libc.lstat(file);
        if (stat == null) {
            return (use.has('f') && isMissing(libc)) || failed(libc, file);
        }
        if (!stat.is(Stat.S_IFDIR)) {
            return libc.unlink(file) == 0 || failed(libc, file);
        }
        if (use.has('r') || use.has('R')) {
            return !isRoot(libc, use, file, stat) && removeTree(libc, use, file);
        }
        if (use.has('d')) {
            return libc.rmdir(file) == 0 || failed(libc, file);
        }
        libc.dprintf(Libc.STDERR_FILENO, "rm: cannot remove '%s': Is a directory\n", file);
        return false;
    }

    /** True, after saying so, for the root by whatever name, unless even that is to go. */
    private static boolean isRoot(Libc libc, Getopt.Use use, String file, Stat stat) {
        Stat root = use.has(NO_PRESERVE_ROOT) ? null : libc.lstat("/");
        if (root == null || root.dev() != stat.dev() || root.ino() != stat.ino()) {
            return false;
        }
        libc.dprintf(
                Libc.STDERR_FILENO,
                """
                        rm: it is dangerous to operate recursively on %s
                        rm: use --no-preserve-root to override this failsafe
                        """,
                file.equals("/") ? "'/'" : "'" + file + "' (same as '/')");
        return true;
    }

    private static boolean isMissing(Libc libc) {
        return libc.errno() == Errno.ENOENT.number() || libc.errno() == Errno.ENOTDIR.number();
    }

    private static boolean removeTree(Libc libc, Getopt.Use use, String directory) {
        List<String> names = libc.readDirectory(directory);
        boolean all = names != null || failed(libc, directory);
        for (String name : names == null ? List.<String>of() : names) {
            all &= remove(libc, use, directory.replaceFirst("/+$", "") + "/" + name);
        }
        return all && (libc.rmdir(directory) == 0 || failed(libc, directory));
    }

    private static boolean failed(Libc libc, String file) {
        libc.perror("rm: cannot remove '" + file + "'");
        return false;
    }
}
