package org.jernel.kernel.proc;

import java.util.List;

import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/** The directory of a task: {@code /proc/PID}. {@code tgid_base_stuff} of {@code fs/proc/base.c}. */
final class ProcTask extends PseudoDirectory {

    private static final int FILE_MODE = 0444;
    private static final int PRIVATE_MODE = 0500;

    private final Vfs vfs;
    private final PseudoFileSystem files;
    private final Task task;

    ProcTask(Vfs vfs, PseudoFileSystem files, Task task) {
        this.vfs = vfs;
        this.files = files;
        this.task = task;
    }

    @Override
    public @Nullable Inode lookup(Inode directory, String name) {
        Inode inode = switch (name) {
            case "comm" -> files.newFile(FILE_MODE, new TextFile(() -> task.comm() + "\n"));
            case "fd" -> files.newDirectory(PRIVATE_MODE, new ProcFd(vfs, files, task));
            default -> null;
        };
        if (inode != null) {
            inode.setOwner(task.cred().euid(), task.cred().egid());
        }
        return inode;
    }

    @Override
    protected List<Entry> entries() {
        return List.of(Entry.file("comm"), Entry.directory("fd"));
    }
}
