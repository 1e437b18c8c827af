package org.jernel.kernel.fs;

import static java.util.Objects.requireNonNull;

/** A symbolic link in a tmpfs. {@code shmem_symlink_inode_operations}. */
final class TmpfsSymlink extends TmpfsNode {

    TmpfsSymlink(TmpfsSuperBlock superBlock) {
        super(superBlock);
    }

    @Override
    public String readlink(Inode inode) {
        return (String) requireNonNull(inode.privateData());
    }
}
