package org.jernel.kernel.fs;

import org.jernel.syscall.Errno;

/** A directory of a tmpfs: its names are the dentries. {@code shmem_dir_inode_operations}. */
final class TmpfsDirectory extends TmpfsNode {

    /** What a name adds to the size of its directory. {@code BOGO_DIRENT_SIZE}. */
    static final int DIRENT_SIZE = 20;

    private static final int LINK_MODE = FileMode.S_IFLNK | FileMode.S_IRWXUGO;

    TmpfsDirectory(TmpfsSuperBlock superBlock) {
        super(superBlock);
    }

    @Override
    public void create(Inode directory, Dentry dentry, int mode) {
        mknod(directory, dentry, mode, 0);
    }

    @Override
    public void mkdir(Inode directory, Dentry dentry, int mode) {
        mknod(directory, dentry, FileMode.S_IFDIR | mode, 0);
        directory.addLinks(1);
    }

    @Override
    public void mknod(Inode directory, Dentry dentry, int mode, int rdev) {
        add(directory, dentry, superBlock().newInode(directory, mode, rdev));
    }

    @Override
    public void symlink(Inode directory, Dentry dentry, String target) {
        Inode inode = superBlock().newInode(directory, LINK_MODE, 0);
        inode.setPrivateData(target);
        if (TmpfsSymlink.takesPage(target) && !superBlock().takeBlocks(1)) {
            superBlock().giveInode();
            throw Errno.ENOSPC.exception();
        }
        inode.setSize(target.length());
        add(directory, dentry, inode);
    }

    private static void add(Inode directory, Dentry dentry, Inode inode) {
        grow(directory, 1);
        dentry.instantiate(inode);
    }

    private static void grow(Inode directory, int names) {
        directory.setSize(directory.size() + (long) names * DIRENT_SIZE);
        directory.touch();
    }

    @Override
    public void link(Inode inode, Inode directory, Dentry dentry) {
        inode.addLinks(1);
        inode.touchAttributes();
        add(directory, dentry, inode);
    }

    @Override
    public void unlink(Inode directory, Dentry dentry) {
        Inode inode = dentry.inode();
        dentry.drop();
        grow(directory, -1);
        inode.addLinks(-1);
        inode.touchAttributes();
    }

    @Override
    public void rmdir(Inode directory, Dentry dentry) {
        if (dentry.hasChildren()) {
            throw Errno.ENOTEMPTY.exception();
        }
        unlink(directory, dentry);
        // Its own dot counted, and its two dots did so for the parent.
        dentry.inode().addLinks(-1);
        directory.addLinks(-1);
        superBlock().giveInode();
    }

    @Override
    public Inode tmpfile(Inode directory, int mode) {
        Inode inode = superBlock().newInode(directory, mode, 0);
        inode.setLinks(0);
        return inode;
    }

    /** {@code shmem_rename2}. */
    @Override
    public void rename(Inode oldDirectory, Dentry dentry, Inode newDirectory, Dentry target, boolean exchange) {
        Inode inode = dentry.inode();
        Inode there = target.isPositive() ? target.inode() : null;
        if (exchange && there != null) {
            moveLinks(inode, oldDirectory, newDirectory);
            moveLinks(there, newDirectory, oldDirectory);
            dentry.exchangeWith(target);
            there.touchAttributes();
        } else {
            if (there != null) {
                replace(newDirectory, target, there);
            }
            moveLinks(inode, oldDirectory, newDirectory);
            dentry.moveTo(target);
            oldDirectory.setSize(oldDirectory.size() - DIRENT_SIZE);
            newDirectory.setSize(newDirectory.size() + DIRENT_SIZE);
        }
        oldDirectory.touch();
        newDirectory.touch();
        inode.touchAttributes();
    }

    private void replace(Inode directory, Dentry target, Inode there) {
        if (there.isDirectory()) {
            if (target.hasChildren()) {
                throw Errno.ENOTEMPTY.exception();
            }
            there.addLinks(-1);
            directory.addLinks(-1);
            superBlock().giveInode();
        }
        there.addLinks(-1);
        there.touchAttributes();
        directory.setSize(directory.size() - DIRENT_SIZE);
    }

    /** A directory takes its two dots with it. */
    private static void moveLinks(Inode inode, Inode from, Inode to) {
        if (inode.isDirectory()) {
            from.addLinks(-1);
            to.addLinks(1);
        }
    }
}
