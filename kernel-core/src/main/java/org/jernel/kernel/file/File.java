package org.jernel.kernel.file;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jernel.kernel.owner.OperationsOwner;
import org.jspecify.annotations.Nullable;

/**
 * An open file: what descriptors refer to, shared by those that were duplicated or inherited. {@code struct file}.
 *
 * <p>A file is born with one reference, its opener's; each descriptor holds one and each call in progress may hold one. The
 * last {@link #fput()} releases it.
 */
public final class File {

    /** Plain, as what follows: both change only while the file is opened, before others see it. */
    private FileOperations operations;

    private Object privateData;
    private @Nullable OperationsOwner operationsOwner;
    private final @Nullable FilePath path;
    private final AtomicInteger references = new AtomicInteger(1);
    private final FilePosition position = new FilePosition(0);
    private volatile int flags;
    private volatile long version;

    /** {@code f_owner}; null until somebody asked for signals. */
    private volatile @Nullable FileOwner owner;

    /** Null for nearly every file, so that a release costs one load more. */
    private volatile @Nullable ReleaseHook releaseHook;

    /**
     * Makes an open file.
     *
     * @param flags the {@link Fcntl} access mode and status flags
     * @param privateData what the operations know it by: a socket, a pipe
     */
    public File(FileOperations operations, int flags, Object privateData) {
        this(operations, flags, privateData, null);
    }

    /** Makes an open file that has a name, and takes a reference to its place. */
    public File(FileOperations operations, int flags, Object privateData, @Nullable FilePath path) {
        this.operations = operations;
        this.flags = flags;
        this.privateData = privateData;
        this.path = path;
        if (path != null) {
            path.opened(isWritable());
        }
    }

    /** What its driver, file system or protocol does for each call. {@code f_op}. */
    public FileOperations operations() {
        return operations;
    }

    /** The driver's own object, as {@code file->private_data}. */
    public Object privateData() {
        return privateData;
    }

    /** For {@link FileOperations#open} only: what the operations shall know the file by. */
    public void setPrivateData(Object data) {
        privateData = data;
    }

    /** For {@link FileOperations#open} only: others take the file over. {@code replace_fops}. */
    public void replaceOperations(FileOperations next) {
        operations = next;
    }

    /** For who opens the file only: has the owner's reference, which was taken before, given back at the file's end. */
    public void holdOwner(OperationsOwner owner) {
        operationsOwner = owner;
    }

    /** Gives the owner of the operations its reference back. {@code fops_put}. */
    public void putOwner() {
        OperationsOwner owner = operationsOwner;
        if (owner != null) {
            owner.put();
        }
    }

    /** Where the file was opened; null for one that has no name, as a socket or pipe. {@code f_path}. */
    public @Nullable FilePath path() {
        return path;
    }

    /** Access mode and status flags, as F_GETFL returns them. */
    public int flags() {
        return flags;
    }

    /** Where the next read or write of a file that has positions begins; 0 for one that has none. {@code f_pos}. */
    public long position() {
        return position.get();
    }

    /** {@code f_pos}, in bytes. */
    public void setPosition(long next) {
        position.set(next);
    }

    /**
     * The file's own position, for operations that move it. Its monitor is {@code f_pos_lock}: calls that move the position of
     * a file with positions take it first, before any lock of the file's inode.
     */
    public FilePosition filePosition() {
        return position;
    }

    /** What the operations remember of the time of opening; 0 at first. {@code f_version}. */
    public long version() {
        return version;
    }

    /** {@code f_version}. */
    public void setVersion(long next) {
        version = next;
    }

    /** Sets the flags that F_SETFL or FIONBIO may change and leaves the others. */
    public void setStatusFlags(int mask, int values) {
        synchronized (this) {
            flags = (flags & ~mask) | (values & mask);
        }
    }

    /** O_NONBLOCK. */
    public boolean isNonblocking() {
        return (flags & Fcntl.O_NONBLOCK) != 0;
    }

    /** False for what stands for a place only. {@code FMODE_READ}. */
    public boolean isReadable() {
        return (accessBits() & 1) != 0 && !isPathOnly();
    }

    /** {@code FMODE_WRITE}. */
    public boolean isWritable() {
        return (accessBits() & 2) != 0 && !isPathOnly();
    }

    /** To read and to write are a bit each once 1 is added; 3 asks for the right to both, for ioctls, and gives neither. */
    private int accessBits() {
        return flags + 1 & Fcntl.O_ACCMODE;
    }

    /** True for a file that was opened to name a place and not to be used. {@code FMODE_PATH}. */
    public boolean isPathOnly() {
        return (flags & Fcntl.O_PATH) != 0;
    }

    /** Who is to have this file's signals, or null. */
    public @Nullable FileOwner owner() {
        return owner;
    }

    /** Who gets SIGIO for it. {@code f_owner}. */
    public void setOwner(FileOwner next) {
        owner = next;
    }

    /** Takes one more reference. {@code get_file}. */
    public File getFile() {
        references.getAndIncrement();
        return this;
    }

    /** Takes a reference unless the file is on its way out already. */
    boolean tryGetFile() {
        int seen = references.get();
        while (seen != 0) {
            if (references.weakCompareAndSetVolatile(seen, seen + 1)) {
                return true;
            }
            seen = references.get();
        }
        return false;
    }

    /** Who is to hear of the file's end, or null. */
    public @Nullable ReleaseHook releaseHook() {
        return releaseHook;
    }

    /** Who is to hear of the file's end, made by {@code maker} where there is nobody yet. */
    public synchronized ReleaseHook releaseHook(Supplier<ReleaseHook> maker) {
        ReleaseHook hook = releaseHook;
        if (hook == null) {
            hook = maker.get();
            releaseHook = hook;
        }
        return hook;
    }

    /** Gives a reference back; the last one releases the file. */
    public void fput() {
        if (references.decrementAndGet() == 0) {
            ReleaseHook hook = releaseHook;
            if (hook != null) {
                hook.released();
            }
            try {
                operations.release(this);
            } finally {
                putOwner();
                if (path != null) {
                    path.closed(isWritable());
                }
            }
        }
    }
}
