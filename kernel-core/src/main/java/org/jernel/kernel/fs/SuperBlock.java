package org.jernel.kernel.fs;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A file system that can be mounted: what all its inodes have in common. {@code struct super_block}.
 *
 * <p>Its monitor is {@code s_vfs_rename_mutex}: it is held while a name moves from one directory to another.
 */
public class SuperBlock {

    /** Of what can be mounted several times, each has a device number of its own, with major 0. */
    private final int device;

    private final FileSystemType type;
    private final long magic;
    private final KernelClock clock;
    private final AtomicLong lastInode = new AtomicLong();
    private final AtomicInteger writers = new AtomicInteger();
    private volatile boolean readOnly;
    private @Nullable Dentry root;

    /**
     * Makes a file system without a root, which {@link #setRoot} gives it.
     *
     * @param device its number, of {@link Vfs#newAnonymousDevice}
     * @param magic what statfs tells it by
     */
    public SuperBlock(FileSystemType type, int device, long magic, KernelClock clock) {
        this.type = type;
        this.device = device;
        this.magic = magic;
        this.clock = clock;
    }

    /** What kind of file system it is. */
    public final FileSystemType type() {
        return type;
    }

    /** The number that stat(2) tells as {@code st_dev}. */
    public final int device() {
        return device;
    }

    /** What statfs(2) tells as {@code f_type}. */
    public final long magic() {
        return magic;
    }

    /** Where its inodes' times come from. */
    public final KernelClock clock() {
        return clock;
    }

    /** Its topmost directory. */
    public final Dentry root() {
        if (root == null) {
            throw new IllegalStateException(type.name() + " has no root");
        }
        return root;
    }

    /** Sets its topmost directory, once, as it is filled. */
    public final void setRoot(Dentry dentry) {
        root = dentry;
    }

    /** {@code sb_rdonly}. */
    public final boolean isReadOnly() {
        return readOnly;
    }

    /** Whether nobody may write to it, by whichever mount. {@code SB_RDONLY}. */
    public final void setReadOnly(boolean on) {
        readOnly = on;
    }

    /** A regular file is opened for writing, or closed. {@code mnt_get_write_access}. */
    final void addWriter(int more) {
        writers.getAndAdd(more);
    }

    /**
     * Makes the file system read-only, or writable again; throws EBUSY while a file is open for writing, EROFS where it cannot be
     * written to. {@code reconfigure_super}.
     */
    public void remount(boolean toReadOnly) {
        if (toReadOnly && writers.get() > 0) {
            throw Errno.EBUSY.exception();
        }
        readOnly = toReadOnly;
    }

    /** As {@link #remount}, with options, which who has none does not look at; throws EINVAL for wrong ones. */
    public void reconfigure(boolean toReadOnly, String options) {
        remount(toReadOnly);
    }

    final long nextInodeNumber() {
        return lastInode.incrementAndGet();
    }

    /** Its limits; none for a file system that takes no room. */
    public Statfs statfs() {
        return Statfs.NONE;
    }

    /** What {@code /proc/mounts} tells of its options, each after a comma: {@code ",size=16k"}. */
    public String showOptions() {
        return "";
    }
}
