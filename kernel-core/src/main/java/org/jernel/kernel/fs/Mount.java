package org.jernel.kernel.fs;

import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.owner.OperationsOwner;
import org.jspecify.annotations.Nullable;

/** A file system, or a part of one, in the tree of all. {@code struct mount}. */
public final class Mount {

    private final int id;
    private final SuperBlock superBlock;
    private final Dentry root;
    private final String source;
    private volatile int flags;

    /** Where it hangs, null for the root of all; set and cleared by {@link MountTree}. */
    private volatile @Nullable Path mountpoint;

    /** The tree that it hangs in, open files and tasks' places, and mounts that hang in it. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** Regular files that are open for writing. */
    private final AtomicInteger writers = new AtomicInteger();

    /** Nobody has used it since umount asked for it with MNT_EXPIRE. */
    private volatile boolean expires;

    Mount(int id, SuperBlock superBlock, Dentry root, String source, int flags) {
        this.id = id;
        this.superBlock = superBlock;
        this.root = root;
        this.source = source;
        this.flags = flags;
    }

    public int id() {
        return id;
    }

    public SuperBlock superBlock() {
        return superBlock;
    }

    public Dentry root() {
        return root;
    }

    /** What was mounted, as mount was told. */
    public String source() {
        return source;
    }

    /** {@link MountFlags}. */
    public int flags() {
        return flags;
    }

    void setFlags(int next) {
        flags = next;
    }

    /** True where nothing may be written through this mount. {@code mnt_want_write}, {@code sb_rdonly}. */
    public boolean isReadOnly() {
        return (flags & MountFlags.MS_RDONLY) != 0 || superBlock.isReadOnly();
    }

    /** Where it hangs, or null. */
    public @Nullable Path mountpoint() {
        return mountpoint;
    }

    void setMountpoint(@Nullable Path place) {
        mountpoint = place;
    }

    void hold() {
        users.getAndIncrement();
        if (expires) {
            expires = false;
        }
    }

    /** Marks it; returns whether it was marked already. {@code mnt_expiry_mark}. */
    synchronized boolean expire() {
        boolean before = expires;
        expires = true;
        return before;
    }

    /** A regular file is opened for writing, or closed. {@code mnt_get_write_access}. */
    void addWriter(int more) {
        writers.getAndAdd(more);
        superBlock.addWriter(more);
    }

    boolean hasWriters() {
        return writers.get() > 0;
    }

    /** With its last user it is gone, and holds who has made the file system no longer. */
    void release() {
        OperationsOwner owner = superBlock.type().owner();
        if (users.decrementAndGet() == 0 && owner != null) {
            owner.put();
        }
    }

    boolean isBusy() {
        return users.get() > 1;
    }
}
