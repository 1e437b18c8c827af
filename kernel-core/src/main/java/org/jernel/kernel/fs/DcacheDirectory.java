package org.jernel.kernel.fs;

import org.jernel.kernel.file.DirContext;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;

import static java.util.Objects.requireNonNull;

/** An open directory whose names are all held by dentries. {@code simple_offset_dir_operations} of {@code fs/libfs.c}. */
final class DcacheDirectory implements FileOperations {

    static final FileOperations OPERATIONS = new DcacheDirectory();

    /** A listing that has come here goes on from its beginning only, whatever is made meanwhile. {@code DIR_OFFSET_EOD}. */
    private static final long END_OF_DIRECTORY = Integer.MAX_VALUE;

    private DcacheDirectory() {}

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        return Errno.EISDIR.negated();
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return whence > 1 ? Errno.EINVAL.negated() : ReadWrite.genericLlseek(file, offset, whence, 0);
    }

    @Override
    public long iterate(File file, DirContext context) {
        if (iterateHeld(file, context)) {
            context.skipTo(END_OF_DIRECTORY);
        }
        return 0;
    }

    /** Lists the dots and the names that dentries hold. Returns false where there was no room for all. */
    static boolean iterateHeld(File file, DirContext context) {
        Dentry directory = ((Path) requireNonNull(file.path())).dentry();
        if (!emitDots(directory, context)) {
            return false;
        }
        Dentry child = directory.childFrom(context.position());
        while (child != null) {
            Inode inode = child.inode();
            int type = FileMode.direntType(inode.mode());
            if (!context.emit(child.name(), inode.number(), type, child.offset() + 1)) {
                return false;
            }
            child = directory.childFrom(context.position());
        }
        return true;
    }

    /** {@code dir_emit_dots}: false where there was no room for both. */
    static boolean emitDots(Dentry directory, DirContext context) {
        int type = FileMode.direntType(FileMode.S_IFDIR);
        return (context.position() > 0 || context.emit(".", directory.inode().number(), type, 1))
                && (context.position() > 1
                        || context.emit("..", directory.parent().inode().number(), type, Dentry.FIRST_OFFSET));
    }

    @Override
    public long fsync(File file) {
        return 0;
    }
}
