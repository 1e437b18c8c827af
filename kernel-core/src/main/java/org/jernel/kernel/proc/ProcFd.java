package org.jernel.kernel.proc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Permission;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoLink;
import org.jernel.kernel.fs.Stat;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A task's descriptors: each a link to its file in {@code /proc/PID/fd}, and a text about it in {@code fdinfo}. Modelled on {@code
 * fs/proc/fd.c}.
 */
final class ProcFd extends PseudoDirectory {

    private static final int OWNER_READS = 0500;
    private static final int OWNER_WRITES = 0300;
    private static final int INFO_MODE = 0400;

    private final ProcTask of;
    private final boolean links;

    private ProcFd(ProcTask of, boolean links) {
        this.of = of;
        this.links = links;
    }

    /** {@code fd}. */
    static PseudoDirectory links(ProcTask of) {
        return new ProcFd(of, true);
    }

    /** {@code fdinfo}. */
    static PseudoDirectory infos(ProcTask of) {
        return new ProcFd(of, false);
    }

    /** The task itself always may, whatever it has become since. {@code proc_fd_permission}. */
    @Override
    public void permission(Inode inode, int mask) {
        if (Task.currentOrNull() != of.task()) {
            Permission.generic(inode, mask);
        }
    }

    @Override
    public @Nullable Inode lookup(Inode directory, String name) {
        Integer fd = ProcFs.number(name);
        File file = fd == null ? null : of.task().files().fget(fd);
        if (fd == null || file == null) {
            throw Errno.ENOENT.exception();
        }
        try {
            return of.owned(links ? newLink(fd, file) : newInfo(fd));
        } finally {
            file.fput();
        }
    }

    /** Its rights are those that the file was opened with. {@code tid_fd_update_inode}. */
    private Inode newLink(int fd, File file) {
        Inode inode = of.proc().files().newLink(new Link(fd));
        int rights = (file.isReadable() ? OWNER_READS : 0) | (file.isWritable() ? OWNER_WRITES : 0);
        inode.setMode(FileMode.S_IFLNK | rights);
        return inode;
    }

    private Inode newInfo(int fd) {
        return of.proc().files().newFile(
                INFO_MODE, new PidSeqFile(of, task -> SeqOperations.single(text -> showInfo(fd, text))));
    }

    @Override
    protected List<Entry> entries() {
        if (!of.isAlive()) {
            throw Errno.ENOENT.exception();
        }
        List<Entry> entries = new ArrayList<>();
        of.task().files().iterateFd((fd, file) -> {
            String name = Integer.toString(fd);
            entries.add(links ? Entry.link(name) : Entry.file(name));
        });
        return entries;
    }

    private File file(int fd) {
        File file = of.task().files().fget(fd);
        if (file == null) {
            throw Errno.ENOENT.exception();
        }
        return file;
    }

    /** {@code seq_show} of {@code fs/proc/fd.c}. */
    private void showInfo(int fd, SeqFile text) {
        File file = file(fd);
        try {
            int cloexec = of.task().files().isCloseOnExec(fd) ? Fcntl.O_CLOEXEC : 0;
            Stat stat = Stat.of(file);
            text.printf(
                    "pos:\t%lld\nflags:\t0%o\nmnt_id:\t%d\nino:\t%lu\n",
                    file.position(),
                    file.flags() | cloexec,
                    stat.mountId(),
                    stat.inode());
        } finally {
            file.fput();
        }
    }

    /** Leads to the open file itself, whatever its name leads to now. {@code proc_pid_link_inode_operations}. */
    private final class Link implements PseudoLink {

        private final int fd;

        Link(int fd) {
            this.fd = fd;
        }

        @Override
        public String target() {
            of.checkAccess(Errno.EACCES);
            File file = file(fd);
            try {
                return of.vfs().dname(file);
            } finally {
                file.fput();
            }
        }

        /** A pipe is opened again so; a socket is not, and says ENXIO. */
        @Override
        public Path getLink(Inode inode) {
            of.checkAccess(Errno.EACCES);
            File file = file(fd);
            try {
                return of.vfs().pathOf(file);
            } finally {
                file.fput();
            }
        }
    }
}
