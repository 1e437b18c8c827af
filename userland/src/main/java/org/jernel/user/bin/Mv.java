package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Gives files another name: {@code mv SOURCE... TARGET}. */
final class Mv implements Program {

    private static final Getopt OPTIONS = Getopt.of("SOURCE... TARGET", "f").with("force", 'f');

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
        return Operands.forEach(libc, "mv", use, (source, target) -> move(libc, source, target));
    }

    private static boolean move(Libc libc, String source, String target) {
        Stat stat = libc.lstat(source);
        if (stat == null) {
            libc.perror("mv: cannot stat '" + source + "'");
            return false;
        }
        if (!stat.is(Stat.S_IFLNK) && Operands.isSame(libc, "mv", source, stat, target)) {
            return false;
        }
        if (libc.rename(source, target) == 0) {
            return true;
        }
        if (libc.errno() == Errno.EINVAL.number()) {
            libc.dprintf(
                    Libc.STDERR_FILENO,
                    "mv: cannot move '%s' to a subdirectory of itself, '%s'\n",
                    source,
                    target);
            return false;
        }
        if (libc.errno() != Errno.EXDEV.number()) {
            libc.perror("mv: cannot move '" + source + "' to '" + target + "'");
            return false;
        }
        return new FileCopy(libc, "mv", true).copy(source, stat, target) && remove(libc, source, stat);
    }

    /** What has been copied to another file system goes. */
    private static boolean remove(Libc libc, String file, Stat stat) {
        boolean all = true;
        if (stat.is(Stat.S_IFDIR)) {
            List<String> names = libc.readDirectory(file);
            for (String name : names == null ? List.<String>of() : names) {
                Stat inside = libc.lstat(file + "/" + name);
                all &= inside != null && remove(libc, file + "/" + name, inside);
            }
        }
        if ((stat.is(Stat.S_IFDIR) ? libc.rmdir(file) : libc.unlink(file)) < 0) {
            libc.perror("mv: cannot remove '" + file + "'");
            return false;
        }
        return all;
    }
}
