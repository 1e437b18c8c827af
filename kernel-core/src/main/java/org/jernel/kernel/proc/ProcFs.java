package org.jernel.kernel.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.PseudoLink;
import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The file system of {@code /proc}: a directory for each task, and the files that other parts of the kernel have made. Modelled on
 * {@code fs/proc}.
 */
public final class ProcFs {

    private static final long PROC_SUPER_MAGIC = 0x9fa0;
    private static final int DIRECTORY_MODE = 0555;
    private static final int FILE_MODE = 0444;

    private final Vfs vfs;
    private final Tasks tasks;
    private final PseudoFileSystem files;

    /** Makes the file system and has mount know it. */
    public ProcFs(Vfs vfs, Tasks tasks) {
        this.vfs = vfs;
        this.tasks = tasks;
        this.files = new PseudoFileSystem(vfs, "proc", PROC_SUPER_MAGIC, DIRECTORY_MODE, new Root());
        vfs.registerFilesystem(files);
    }

    /** What {@code mount -t proc} mounts, for those who make files in it. */
    public PseudoFileSystem files() {
        return files;
    }

    /** Makes a file in a directory below {@code /proc}, which is made as well if need be. {@code proc_create_single_data}. */
    public synchronized void create(String directory, String name, Supplier<String> show) {
        Dentry parent = files.find(files.root(), directory);
        if (parent == null) {
            parent = files.mkdir(files.root(), directory, DIRECTORY_MODE);
        }
        files.create(parent, name, FILE_MODE, new TextFile(show));
    }

    /** The number that a name is, or null. {@code name_to_int}. */
    static @Nullable Integer number(String name) {
        return name.matches("0|[1-9][0-9]{0,8}") ? Integer.valueOf(name) : null;
    }

    /** The tasks' names, and the caller's own. {@code proc_root_lookup}. */
    private final class Root extends PseudoDirectory {

        @Override
        public @Nullable Inode lookup(Inode directory, String name) {
            if (name.equals("self")) {
                return files.newLink(PseudoLink.to(Root::self));
            }
            Integer pid = number(name);
            Task task = pid == null ? null : tasks.find(pid);
            return task == null
                    ? null
                    : files.newDirectory(DIRECTORY_MODE, new ProcTask(vfs, files, task));
        }

        /** Throws ENOENT outside of tasks. {@code proc_self_get_link}. */
        private static String self() {
            Task task = Task.currentOrNull();
            if (task == null) {
                throw Errno.ENOENT.exception();
            }
            return Integer.toString(task.pid());
        }

        @Override
        protected List<Entry> entries() {
            List<Entry> entries = new ArrayList<>(List.of(Entry.link("self")));
            tasks.list().forEach(task -> entries.add(Entry.directory(Integer.toString(task.pid()))));
            return entries;
        }
    }
}
