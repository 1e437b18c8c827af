package org.jernel.kernel.fs;

import java.util.List;

import org.jernel.kernel.file.DirContext;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * A directory whose names are found when they are asked for, as those of tasks in {@code /proc}. Names that {@link
 * PseudoFileSystem#create} has put there come first. {@code proc_pid_lookup} with {@code proc_pid_readdir}.
 */
public abstract class PseudoDirectory implements InodeOperations, FileOperations {

    /**
     * A name of the directory.
     *
     * @param type as {@link FileMode#direntType} tells it
     */
    public record Entry(String name, long inode, int type) {

        /** A directory's name. */
        public static Entry directory(String name) {
            return new Entry(name, 1, FileMode.direntType(FileMode.S_IFDIR));
        }

        /** A regular file's name. */
        public static Entry file(String name) {
            return new Entry(name, 1, FileMode.direntType(FileMode.S_IFREG));
        }

        /** A symbolic link's name. */
        public static Entry link(String name) {
            return new Entry(name, 1, FileMode.direntType(FileMode.S_IFLNK));
        }
    }

    /** Where the listing of made names begins: behind every place that a held name can have. */
    private static final long MADE_OFFSET = 1L << 40;

    /** The file of that name, made for this walk, or null for none. */
    @Override
    public abstract @Nullable Inode lookup(Inode directory, String name);

    /** The names that there are now, without the dots. */
    protected abstract List<Entry> entries();

    @Override
    public final boolean canSeek() {
        return true;
    }

    @Override
    public final boolean canPoll() {
        return false;
    }

    @Override
    public final long readIter(File file, IovIter to, FilePosition position) {
        return Errno.EISDIR.negated();
    }

    @Override
    public final long llseek(File file, long offset, int whence) {
        return whence > 1 ? Errno.EINVAL.negated() : ReadWrite.genericLlseek(file, offset, whence, 0);
    }

    /** The names of one listing are those that there were at its beginning. */
    @Override
    public final long iterate(File file, DirContext context) {
        if (context.position() < MADE_OFFSET) {
            if (!DcacheDirectory.iterateHeld(file, context)) {
                return 0;
            }
            context.skipTo(MADE_OFFSET);
            file.setPrivateData(List.copyOf(entries()));
        }
        List<?> names = file.privateData() instanceof List<?> list ? list : List.of();
        for (long at = context.position() - MADE_OFFSET; at < names.size(); at++) {
            Entry entry = (Entry) requireNonNull(names.get((int) at));
            if (!context.emit(entry.name(), entry.inode(), entry.type(), MADE_OFFSET + at + 1)) {
                return 0;
            }
        }
        return 0;
    }
}
