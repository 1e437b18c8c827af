package org.jernel.kernel.proc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A directory of entries that kernel code makes. {@code proc_lookup_de} and {@code proc_readdir_de} of {@code fs/proc/generic.c}.
 *
 * <p>As in all of {@code /proc} a name that is not there is ENOENT at once, be it that it was to be made.
 */
class ProcDirectory extends PseudoDirectory {

    private final ProcDirEntry entry;

    ProcDirectory(ProcDirEntry entry) {
        this.entry = entry;
    }

    @Override
    public @Nullable Inode lookup(Inode directory, String name) {
        ProcDirEntry child = entry.child(name);
        if (child == null) {
            throw Errno.ENOENT.exception();
        }
        return child.inode();
    }

    @Override
    protected List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (ProcDirEntry child : entry.children()) {
            Inode inode = child.inode();
            entries.add(new Entry(child.name(), inode.number(), FileMode.direntType(inode.mode())));
        }
        return entries;
    }
}
