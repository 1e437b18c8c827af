package org.jernel.kernel.proc;

import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.PseudoLink;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A link of a task's directory that leads to a place, whatever its name leads to now. {@code proc_pid_link_inode_operations}.
 *
 * @param place where it leads
 */
record PidLink(ProcTask of, Place place) implements PseudoLink {

    /** Where a link of a task leads, or null for nowhere. */
    @FunctionalInterface
    interface Place {

        @Nullable
        Path of(Task task);
    }

    private Path path() {
        of.checkAccess(Errno.EACCES);
        Path path = of.isAlive() ? place.of(of.task()) : null;
        if (path == null) {
            throw Errno.ENOENT.exception();
        }
        return path;
    }

    @Override
    public String target() {
        return of.vfs().dPath(path());
    }

    @Override
    public Path getLink(Inode inode) {
        return path();
    }
}
