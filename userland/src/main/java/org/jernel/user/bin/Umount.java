package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Takes mounts away: {@code umount [-fl] DIRECTORY...}. */
final class Umount implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-fl] DIRECTORY...", "fl").with("force", 'f').with("lazy", 'l');
    private static final int MNT_FORCE = 1;
    private static final int MNT_DETACH = 2;
    private static final int FAILED = 32;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        if (use.operands().isEmpty()) {
            libc.dprintf(Libc.STDERR_FILENO, "umount: bad usage\nTry 'umount --help' for more information.\n");
            return 1;
        }
        int flags = (use.has('f') ? MNT_FORCE : 0) | (use.has('l') ? MNT_DETACH : 0);
        int code = 0;
        for (String directory : use.operands()) {
            if (libc.umount2(directory, flags) < 0) {
                libc.dprintf(Libc.STDERR_FILENO, "umount: %s: %s\n", directory, reason(libc));
                code = FAILED;
            }
        }
        return code;
    }

    private static String reason(Libc libc) {
        Errno errno = Errno.of(libc.errno());
        return switch (errno) {
            case EBUSY -> "target is busy.";
            case EINVAL -> "not mounted.";
            case ENOENT -> "no mount point specified.";
            case EPERM -> "must be superuser to unmount.";
            case null, default -> libc.strerror(libc.errno()) + ".";
        };
    }
}
