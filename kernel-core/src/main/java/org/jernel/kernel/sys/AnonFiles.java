package org.jernel.kernel.sys;

import java.util.function.IntFunction;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.task.Task;

/** Descriptors of files that have no name. Modelled on {@code fs/anon_inodes.c}. */
final class AnonFiles {

    private AnonFiles() {}

    /**
     * Opens a file for the current task. {@code anon_inode_getfd}.
     *
     * @param flags O_CLOEXEC for the descriptor, O_NONBLOCK for the file
     * @param opener makes the file from its status flags
     * @return the descriptor, or -EMFILE
     */
    static long getFd(int flags, IntFunction<File> opener) {
        Task task = Task.current();
        long fd = task.files().getUnusedFd(0, task.rlimits().nofile(), (flags & Fcntl.O_CLOEXEC) != 0);
        if (fd >= 0) {
            task.files().fdInstall((int) fd, opener.apply(Fcntl.O_RDWR | (flags & Fcntl.O_NONBLOCK)));
        }
        return fd;
    }
}
