package org.jernel.kernel.fs;

/** A device, pipe or socket in a tmpfs; others have more to say. {@code shmem_special_inode_operations}. */
class TmpfsNode implements InodeOperations {

    private final TmpfsSuperBlock superBlock;

    TmpfsNode(TmpfsSuperBlock superBlock) {
        this.superBlock = superBlock;
    }

    final TmpfsSuperBlock superBlock() {
        return superBlock;
    }

    @Override
    public void evict(Inode inode) {
        superBlock.giveInode();
    }
}
