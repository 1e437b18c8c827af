package org.jernel.kernel.fs;

import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A file, whatever names lead to it: its type, rights, times and what can be done to it. {@code struct inode}.
 *
 * <p>Its monitor is {@code i_rwsem}: it guards the names of a directory, the bytes of a file against other writers, and every
 * change of an attribute. Attributes are read without it.
 */
public final class Inode {

    /** So far below 0 that no reference taken later brings it there again. */
    private static final int EVICTED = Integer.MIN_VALUE / 2;

    private final SuperBlock superBlock;
    private final long number;
    private final InodeOperations operations;
    private final FileOperations fileOperations;
    private final int rdev;
    private final long created;
    private final AtomicInteger references = new AtomicInteger();

    /** Who writes to the file, or below 0 who runs it. {@code i_writecount}. */
    private final AtomicInteger writers = new AtomicInteger();

    private volatile int mode;
    private volatile int uid;
    private volatile int gid;
    private volatile int links = 1;
    private volatile long size;
    private volatile long accessed;
    private volatile long modified;
    private volatile long changed;
    private volatile @Nullable Object privateData;
    private volatile boolean dead;
    private volatile boolean linkable;

    /**
     * Makes an inode that belongs to root.
     *
     * @param mode type and rights
     * @param operations what can be done to its name or names
     * @param fileOperations what can be done to it when it is open; of no interest for a device, which its driver opens
     */
    public Inode(SuperBlock superBlock, int mode, InodeOperations operations, FileOperations fileOperations) {
        this(superBlock, mode, 0, operations, fileOperations);
    }

    /** Makes an inode of a device. */
    public Inode(
            SuperBlock superBlock,
            int mode,
            int rdev,
            InodeOperations operations,
            FileOperations fileOperations) {
        this.superBlock = superBlock;
        this.number = superBlock.nextInodeNumber();
        this.mode = mode;
        this.rdev = rdev;
        this.operations = operations;
        this.fileOperations = fileOperations;
        touch();
        this.accessed = modified;
        this.created = modified;
    }

    /** The inode that a name of which was opened, or null for a file without a name. {@code file_inode}. */
    public static @Nullable Inode ofOrNull(File file) {
        return file.path() instanceof Path path ? path.dentry().inode() : null;
    }

    /** The inode that was opened, for operations of files that have a name. {@code file_inode}. */
    public static Inode of(File file) {
        Inode inode = ofOrNull(file);
        if (inode == null) {
            throw new IllegalStateException(file + " has no inode");
        }
        return inode;
    }

    /** The file system that it is of. */
    public SuperBlock superBlock() {
        return superBlock;
    }

    /** {@code i_ino}. */
    public long number() {
        return number;
    }

    /** {@code i_op}. */
    public InodeOperations operations() {
        return operations;
    }

    /** {@code i_fop}. */
    public FileOperations fileOperations() {
        return fileOperations;
    }

    /** The device that a node stands for, a {@link DeviceNumber}; 0 for what is none. */
    public int rdev() {
        return rdev;
    }

    /** Type and rights, as {@link FileMode}. */
    public int mode() {
        return mode;
    }

    /** When it was made, in nanoseconds since the epoch. */
    long created() {
        return created;
    }

    /** Sets type and permission bits, S_IF* and 07777. */
    public void setMode(int next) {
        mode = next;
    }

    /** {@code S_ISDIR}. */
    public boolean isDirectory() {
        return FileMode.isDirectory(mode);
    }

    /** {@code S_ISREG}. */
    public boolean isRegular() {
        return FileMode.isRegular(mode);
    }

    /** {@code S_ISLNK}. */
    public boolean isSymlink() {
        return FileMode.isSymlink(mode);
    }

    /** Its owner. */
    public int uid() {
        return uid;
    }

    /** Its group. */
    public int gid() {
        return gid;
    }

    /** Gives it to others, without asking who may. */
    public void setOwner(int user, int group) {
        uid = user;
        gid = group;
    }

    /** How many names lead here; a directory counts its own dot and its children's two. {@code i_nlink}. */
    public int links() {
        return links;
    }

    /** Sets how many names it has. {@code set_nlink}. */
    public void setLinks(int count) {
        links = count;
    }

    /** Adds to the number of names, with the lock held. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void addLinks(int more) {
        links += more;
    }

    /** {@code i_size}. */
    public long size() {
        return size;
    }

    /** Sets how long it is, in bytes. {@code i_size_write}. */
    public void setSize(long bytes) {
        size = bytes;
    }

    /** The time of the last read, in nanoseconds since the epoch. {@code i_atime}. */
    public long accessed() {
        return accessed;
    }

    /** The time of the last write. {@code i_mtime}. */
    public long modified() {
        return modified;
    }

    /** The time of the last change to bytes or attributes. {@code i_ctime}. */
    public long changed() {
        return changed;
    }

    void setAccessed(long nanos) {
        accessed = nanos;
    }

    void setModified(long nanos) {
        modified = nanos;
    }

    /** Bytes or names have changed: now. */
    public void touch() {
        long now = superBlock.clock().realtimeNanos();
        modified = now;
        changed = now;
    }

    /** Attributes have changed: now. */
    public void touchAttributes() {
        changed = superBlock.clock().realtimeNanos();
    }

    /** What the file system keeps with it. {@code i_private}. */
    public @Nullable Object privateData() {
        return privateData;
    }

    /** Keeps what its file system or driver wants to find again. {@code i_private}. */
    public void setPrivateData(@Nullable Object data) {
        privateData = data;
    }

    /** True for a directory that was removed: nothing is made in it any more. {@code S_DEAD}. */
    boolean isDead() {
        return dead;
    }

    void setDead() {
        dead = true;
    }

    /** True for a file that has no name yet and may be given one. {@code I_LINKABLE}. */
    boolean isLinkable() {
        return linkable;
    }

    void setLinkable() {
        linkable = true;
    }

    /** Somebody has it open, or stands in it. */
    void hold() {
        references.getAndIncrement();
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            dropIfUnused();
        }
    }

    /** Somebody is about to write; throws ETXTBSY while somebody runs it. */
    void getWriteAccess() {
        if (writers.getAndUpdate(count -> count < 0 ? count : count + 1) < 0) {
            throw Errno.ETXTBSY.exception();
        }
    }

    void putWriteAccess() {
        writers.getAndDecrement();
    }

    /** Somebody is about to run it; throws ETXTBSY while somebody writes. */
    void denyWriteAccess() {
        if (writers.getAndUpdate(count -> count > 0 ? count : count - 1) > 0) {
            throw Errno.ETXTBSY.exception();
        }
    }

    void allowWriteAccess() {
        writers.getAndIncrement();
    }

    /** Ends a file without names that nobody has open. {@code iput_final}. */
    void dropIfUnused() {
        if (links == 0 && references.compareAndSet(0, EVICTED)) {
            operations.evict(this);
        }
    }
}
