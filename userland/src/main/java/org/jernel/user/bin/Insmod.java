package org.jernel.user.bin;

import java.util.List;
import java.util.Map;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Loads a module from a jar, with the messages of kmod. */
final class Insmod implements Program {

    private static final Getopt OPTIONS = Getopt.of("FILE [NAME=VALUE]...", "").posix();

    /** {@code mod_strerror}: what these errors mean of a module. */
    private static final Map<Integer, String> MEANINGS = Map.of(
            Errno.ENOEXEC.number(), "Invalid module format",
            Errno.ENOENT.number(), "Unknown symbol in module",
            Errno.ESRCH.number(), "Module has wrong symbol version",
            Errno.EINVAL.number(), "Invalid parameters");

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        List<String> words = use.operands();
        if (words.isEmpty()) {
            libc.dprintf(2, "insmod: ERROR: missing filename.\n");
            return 1;
        }
        String file = words.getFirst();
        int fd = libc.open(file, Libc.O_RDONLY);
        if (fd < 0) {
            libc.dprintf(2, "insmod: ERROR: could not load module %s: %s\n", file, Errno.strerror(libc.errno()));
            return 1;
        }
        int result = libc.finitModule(fd, String.join(" ", words.subList(1, words.size())), 0);
        int errno = libc.errno();
        libc.close(fd);
        if (result < 0) {
            libc.dprintf(
                    2,
                    "insmod: ERROR: could not insert module %s: %s\n",
                    file,
                    MEANINGS.getOrDefault(errno, Errno.strerror(errno)));
            return 1;
        }
        return 0;
    }
}
