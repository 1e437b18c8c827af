package org.jernel.user.sh;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jernel.user.libc.Libc;

/** What descriptors were before a command of the shell's own was given others; closing puts them back. */
final class SavedDescriptors implements AutoCloseable, Redirection.Before {

    private static final int OUT_OF_THE_WAY = 10;

    private final Libc libc;

    /** By descriptor, its copy, or -1 for one that was not open. */
    private final Map<Integer, Integer> saved = new LinkedHashMap<>();

    SavedDescriptors(Libc libc) {
        this.libc = libc;
    }

    @Override
    public void about(int fd) {
        if (!saved.containsKey(fd)) {
            saved.put(fd, libc.dupAbove(fd, OUT_OF_THE_WAY));
        }
    }

    @Override
    public void close() {
        saved.forEach((fd, copy) -> {
            if (copy < 0) {
                libc.close(fd);
            } else {
                libc.dup2(copy, fd);
                libc.close(copy);
            }
        });
    }
}
