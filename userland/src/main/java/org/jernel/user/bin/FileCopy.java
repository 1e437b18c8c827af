package org.jernel.user.bin;

import java.util.Arrays;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;

/** Copying of files and trees, for {@code cp} and for {@code mv} from one file system to another. */
final class FileCopy {

    private static final int BUFFER = 64 * 1024;

    private final Libc libc;
    private final String program;
    private final boolean keeps;

    /**
     * Makes a copier.
     *
     * @param program what its messages begin with
     * @param keeps whether owner, times and all rights are copied too
     */
    FileCopy(Libc libc, String program, boolean keeps) {
        this.libc = libc;
        this.program = program;
        this.keeps = keeps;
    }

    /** Copies a file, or a directory with all in it. Returns false after saying what failed. */
    boolean copy(String source, Stat stat, String target) {
        boolean copied = switch (stat.mode() & Stat.S_IFMT) {
            case Stat.S_IFDIR -> copyTree(source, stat, target);
            case Stat.S_IFLNK -> copyLink(source, target);
            case Stat.S_IFREG -> copyBytes(source, stat, target);
            default -> makeNode(stat, target);
        };
        return copied && (!keeps || keep(stat, target));
    }

    private boolean keep(Stat stat, String target) {
        if (libc.lchown(target, stat.uid(), stat.gid()) < 0) {
            return failed("failed to preserve ownership for '" + target + "'");
        }
        if (!stat.is(Stat.S_IFLNK) && libc.chmod(target, stat.permissions()) < 0) {
            return failed("preserving permissions for '" + target + "'");
        }
        return libc.utimens(target, stat.atime(), stat.mtime(), Libc.AT_SYMLINK_NOFOLLOW) == 0
                || failed("preserving times for '" + target + "'");
    }

    private boolean copyTree(String source, Stat stat, String target) {
        Stat there = libc.lstat(target);
        if (there != null && !there.is(Stat.S_IFDIR)) {
            libc.dprintf(
                    Libc.STDERR_FILENO,
                    "%s: cannot overwrite non-directory '%s' with directory '%s'\n",
                    program,
                    target,
                    source);
            return false;
        }
        if (there == null && libc.mkdir(target, stat.permissions()) < 0) {
            return failed("cannot create directory '" + target + "'");
        }
        List<String> names = libc.readDirectory(source);
        if (names == null) {
            return failed("cannot access '" + source + "'");
        }
        boolean all = true;
        for (String name : names) {
            String path = source + "/" + name;
            Stat inside = libc.lstat(path);
            all &= inside == null
                    ? failed("cannot stat '" + path + "'")
                    : copy(path, inside, target + "/" + name);
        }
        return all;
    }

    private boolean copyLink(String source, String target) {
        String leadsTo = libc.readlink(source);
        if (leadsTo == null) {
            return failed("cannot read symbolic link '" + source + "'");
        }
        return libc.symlink(leadsTo, target) == 0 || failed("cannot create symbolic link '" + target + "'");
    }

    private boolean makeNode(Stat stat, String target) {
        return libc.mknod(target, stat.mode(), stat.rdev()) == 0
                || failed("cannot create special file '" + target + "'");
    }

    private boolean copyBytes(String source, Stat stat, String target) {
        int in = libc.open(source, Libc.O_RDONLY);
        if (in < 0) {
            return failed("cannot open '" + source + "' for reading");
        }
        int out = libc.open(target, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC, stat.permissions() & 0777);
        if (out < 0) {
            boolean refused = failed("cannot create regular file '" + target + "'");
            libc.close(in);
            return refused;
        }
        boolean copied = copyBytes(in, source, out, target);
        libc.close(in);
        libc.close(out);
        return copied;
    }

    /** Also what is no regular file, as cp does without -r. */
    boolean copyContents(String source, Stat stat, String target) {
        return copyBytes(source, stat, target);
    }

    private boolean copyBytes(int in, String source, int out, String target) {
        byte[] buffer = new byte[BUFFER];
        int got = libc.read(in, buffer);
        while (got > 0) {
            if (!libc.writeAll(out, Arrays.copyOf(buffer, got))) {
                return failed("error writing '" + target + "'");
            }
            got = libc.read(in, buffer);
        }
        return got == 0 || failed("error reading '" + source + "'");
    }

    private boolean failed(String what) {
        libc.perror(program + ": " + what);
        return false;
    }
}
