package org.jernel.kernel.fs;

import static java.util.Objects.requireNonNull;

/** A regular file of a tmpfs by its name. {@code shmem_inode_operations}. */
final class TmpfsFileInode extends TmpfsNode {

    TmpfsFileInode(TmpfsSuperBlock superBlock) {
        super(superBlock);
    }

    static TmpfsData data(Inode inode) {
        return (TmpfsData) requireNonNull(inode.privateData());
    }

    /** {@code shmem_setattr}. */
    @Override
    public void setattr(Inode inode, Iattr change) {
        Long size = change.size();
        if (size != null) {
            // What was reserved behind the end stays where the file grows.
            long given = size <= inode.size() ? data(inode).truncate(size) : 0;
            superBlock().giveBlocks(data(inode).hasEnded() ? 0 : given);
            inode.setSize(size);
            inode.touch();
        }
        change.applyTo(inode);
    }

    @Override
    public long blocks(Inode inode) {
        return data(inode).pages() * (Statfs.BLOCK_SIZE / Stat.BLOCK_UNIT);
    }

    @Override
    public void evict(Inode inode) {
        synchronized (inode) {
            superBlock().giveBlocks(data(inode).truncate(0));
            data(inode).end();
        }
        super.evict(inode);
    }
}
