package org.jernel.kernel.proc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.file.File;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.PseudoLink;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A task's descriptors, each a link to its file: {@code /proc/PID/fd}. Modelled on {@code fs/proc/fd.c}. */
final class ProcFd extends PseudoDirectory {

    private final Vfs vfs;
    private final PseudoFileSystem files;
    private final Task task;

    ProcFd(Vfs vfs, PseudoFileSystem files, Task task) {
        this.vfs = vfs;
        this.files = files;
        this.task = task;
    }

    @Override
    public @Nullable Inode lookup(Inode directory, String name) {
        Integer fd = ProcFs.number(name);
        if (fd == null) {
            return null;
        }
        File file = task.files().fget(fd);
        if (file == null) {
            return null;
        }
        file.fput();
        return files.newLink(new Link(fd));
    }

    @Override
    protected List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        task.files().iterateFd((fd, file) -> entries.add(Entry.link(Integer.toString(fd))));
        return entries;
    }

    /** Leads to the open file itself, whatever its name leads to now. {@code proc_pid_link_inode_operations}. */
    private final class Link implements PseudoLink {

        private final int fd;

        Link(int fd) {
            this.fd = fd;
        }

        private File file() {
            File file = task.files().fget(fd);
            if (file == null) {
                throw Errno.ENOENT.exception();
            }
            return file;
        }

        @Override
        public String target() {
            File file = file();
            try {
                return vfs.dname(file);
            } finally {
                file.fput();
            }
        }

        /** Throws ENXIO for a file that has no name by which it could be opened again. */
        @Override
        public Path getLink(Inode inode) {
            File file = file();
            try {
                Path path = Path.ofOrNull(file);
                if (path == null) {
                    throw Errno.ENXIO.exception();
                }
                return path;
            } finally {
                file.fput();
            }
        }
    }
}
