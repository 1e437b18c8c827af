package org.jernel.user.bin;

import java.util.stream.Stream;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** Where the file of a program is, for who has to know before executing it. */
final class ProgramPath {

    private static final String DEFAULT = "/bin";

    private ProgramPath() {}

    /** The file of that name, in the directories of PATH unless it has a slash; null if there is none. */
    static @Nullable String find(Libc libc, String name) {
        if (name.contains("/")) {
            return isThere(libc, name) ? name : null;
        }
        String directories = libc.getenv("PATH");
        return Stream.of((directories == null ? DEFAULT : directories).split(":"))
                .map(directory -> directory + "/" + name)
                .filter(path -> isThere(libc, path))
                .findFirst()
                .orElse(null);
    }

    private static boolean isThere(Libc libc, String path) {
        int fd = libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (fd >= 0) {
            libc.close(fd);
        }
        return fd >= 0 || libc.errno() != Errno.ENOENT.number();
    }
}
