package org.jernel.kernel.fs;

import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;

/** One tmpfs: its limits, and how its inodes are made. {@code struct shmem_sb_info}. */
final class TmpfsSuperBlock extends SuperBlock {

    private static final int NEW_DIRECTORY_LINKS = 2;

    /** Guarded by {@link #limits}. */
    private TmpfsOptions options;

    private final InodeOperations directoryOperations = new TmpfsDirectory(this);
    private final InodeOperations fileOperations = new TmpfsFileInode(this);
    private final InodeOperations nodeOperations = new TmpfsNode(this);
    private final InodeOperations symlinkOperations = new TmpfsSymlink(this);
    private final TmpfsFile regular = new TmpfsFile(this);

    /** Guards the two counts; a leaf, and not this object's own monitor, under which directories are locked. */
    private final Object limits = new Object();

    private long usedBlocks;
    private long usedInodes;

    TmpfsSuperBlock(FileSystemType type, int device, long magic, KernelClock clock, TmpfsOptions options) {
        super(type, device, magic, clock);
        this.options = options;
    }

    /** Takes pages; false where there are none left. {@code shmem_inode_acct_blocks}. */
    boolean takeBlocks(long pages) {
        synchronized (limits) {
            if (options.blocks() != 0 && usedBlocks + pages > options.blocks()) {
                return false;
            }
            usedBlocks += pages;
            return true;
        }
    }

    /** Whether so many pages are not more than all that there may be. */
    boolean mayHold(long pages) {
        return options.blocks() == 0 || pages <= options.blocks();
    }

    /** Of a file system whose blocks are limited. */
    long freeBlocks() {
        synchronized (limits) {
            return options.blocks() - usedBlocks;
        }
    }

    void giveBlocks(long pages) {
        synchronized (limits) {
            usedBlocks -= pages;
        }
    }

    private void takeInode() {
        synchronized (limits) {
            if (options.inodes() != 0 && usedInodes >= options.inodes()) {
                throw Errno.ENOSPC.exception();
            }
            usedInodes++;
        }
    }

    void giveInode() {
        synchronized (limits) {
            usedInodes--;
        }
    }

    Inode newDirectory(int mode) {
        takeInode();
        Inode inode = new Inode(this, mode, directoryOperations, DcacheDirectory.OPERATIONS);
        inode.setLinks(NEW_DIRECTORY_LINKS);
        inode.setSize(NEW_DIRECTORY_LINKS * TmpfsDirectory.DIRENT_SIZE);
        return inode;
    }

    /** A new inode of the caller's in a directory, of a type that the mode says. {@code shmem_get_inode}. */
    Inode newInode(Inode directory, int mode, int rdev) {
        int type = mode & FileMode.S_IFMT;
        Inode inode;
        if (type == FileMode.S_IFDIR) {
            inode = newDirectory(mode);
        } else {
            takeInode();
            inode = switch (type) {
                case FileMode.S_IFREG -> newRegular(mode);
                case FileMode.S_IFLNK -> new Inode(this, mode, symlinkOperations, Vfs.NO_OPEN);
                default -> new Inode(this, mode, rdev, nodeOperations, Vfs.NO_OPEN);
            };
        }
        initOwner(inode, directory);
        return inode;
    }

    private Inode newRegular(int mode) {
        Inode inode = new Inode(this, mode, fileOperations, regular);
        inode.setPrivateData(new TmpfsData());
        return inode;
    }

    /**
     * What is made in a directory with the set-group bit gets its group, a directory the bit as well, and a file keeps it only
     * for a member. {@code inode_init_owner} with {@code mode_strip_sgid}.
     */
    private static void initOwner(Inode inode, Inode directory) {
        boolean inherits = (directory.mode() & FileMode.S_ISGID) != 0;
        inode.setOwner(Permission.fsuid(), inherits ? directory.gid() : Permission.fsgid());
        if (inherits && inode.isDirectory()) {
            inode.setMode(inode.mode() | FileMode.S_ISGID);
        } else if (inherits && FileMode.runsAsGroup(inode.mode()) && !Permission.mayKeepSetgid(directory.gid())) {
            inode.setMode(inode.mode() & ~FileMode.S_ISGID);
        }
    }

    /** New limits must have room for what there is, and what had none cannot be given one. {@code shmem_reconfigure}. */
    @Override
    public void reconfigure(boolean toReadOnly, String changes) {
        synchronized (limits) {
            TmpfsOptions next = options.changedBy(changes);
            boolean lessBlocks = next.blocks() != 0 && next.blocks() < usedBlocks;
            boolean lessInodes = next.inodes() != 0 && next.inodes() < usedInodes;
            if (lessBlocks || lessInodes || (options.blocks() == 0 && next.blocks() != 0)
                    || (options.inodes() == 0 && next.inodes() != 0)) {
                throw Errno.EINVAL.exception();
            }
            remount(toReadOnly);
            options = next;
        }
    }

    @Override
    public String showOptions() {
        synchronized (limits) {
            return options.show();
        }
    }

    @Override
    public Statfs statfs() {
        synchronized (limits) {
            return new Statfs(
                    options.blocks(),
                    options.blocks() == 0 ? 0 : options.blocks() - usedBlocks,
                    options.inodes(),
                    options.inodes() == 0 ? 0 : options.inodes() - usedInodes);
        }
    }
}
