package org.jernel.kernel.fs;

import static java.util.Objects.requireNonNull;

/** A symbolic link in a tmpfs. {@code shmem_symlink_inode_operations}. */
final class TmpfsSymlink extends TmpfsNode {

    /** A target that is shorter, with its NUL, stands in the inode; a longer one takes a page. */
    private static final int SHORT_SYMLINK_LEN = 128;

    TmpfsSymlink(TmpfsSuperBlock superBlock) {
        super(superBlock);
    }

    @Override
    public String readlink(Inode inode) {
        return (String) requireNonNull(inode.privateData());
    }

    static boolean takesPage(String target) {
        return target.length() + 1 > SHORT_SYMLINK_LEN;
    }

    @Override
    public long blocks(Inode inode) {
        return takesPage(readlink(inode)) ? Statfs.BLOCK_SIZE / Stat.BLOCK_UNIT : 0;
    }

    @Override
    public void evict(Inode inode) {
        if (takesPage(readlink(inode))) {
            superBlock().giveBlocks(1);
        }
        super.evict(inode);
    }
}
