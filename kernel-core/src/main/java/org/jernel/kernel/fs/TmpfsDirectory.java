package org.jernel.kernel.fs;

import org.jernel.syscall.Errno;

/** A directory of a tmpfs: its names are the dentries. {@code shmem_dir_inode_operations}. */
final class TmpfsDirectory extends TmpfsNode {

    /** What a name adds to the size of its directory. {@code BOGO_DIRENT_SIZE}. */
    private static final int DIRENT_SIZE = 20;

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
}
