package org.jernel.kernel.proc;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.VmBacking;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The file of an entry: hands each call to the entry's operations for as long as there is the entry. {@code proc_reg_file_ops} of
 * {@code fs/proc/inode.c}.
 */
record ProcRegFile(ProcDirEntry entry) implements FileOperations {

    @Override
    public void open(File file) {
        if (!entry.use()) {
            throw Errno.ENOENT.exception();
        }
        try {
            entry.ops().open(file);
            entry.opened(file);
        } finally {
            entry.unuse();
        }
    }

    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        if (!entry.use()) {
            return Errno.EIO.negated();
        }
        try {
            return entry.ops().readIter(file, to, position);
        } finally {
            entry.unuse();
        }
    }

    @Override
    public long writeIter(File file, IovIter from, FilePosition position) {
        if (!entry.use()) {
            return Errno.EIO.negated();
        }
        try {
            return from
                    .forEachBuffer((memory, buffer, count) -> entry.ops().write(file, memory, buffer, count, position));
        } finally {
            entry.unuse();
        }
    }

    /** No file of /proc has pages to map, and here that is EIO. {@code proc_reg_mmap}. */
    @Override
    public @Nullable VmBacking mmap(File file, int prot, boolean shared) {
        throw Errno.EIO.exception();
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        if (!entry.use()) {
            return Errno.EINVAL.negated();
        }
        try {
            return entry.ops().lseek(file, offset, whence);
        } finally {
            entry.unuse();
        }
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (!entry.use()) {
            return Poll.DEFAULT_POLLMASK;
        }
        try {
            return entry.ops().poll(file, table);
        } finally {
            entry.unuse();
        }
    }

    @Override
    public long ioctl(File file, int command, long argument) {
        if (!entry.use()) {
            return Errno.ENOTTY.negated();
        }
        try {
            return entry.ops().ioctl(file, command, argument);
        } finally {
            entry.unuse();
        }
    }

    @Override
    public void release(File file) {
        if (entry.takeOpener(file)) {
            entry.ops().release(file);
        }
    }
}
