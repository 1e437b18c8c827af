package org.jernel.kernel.fs;

import org.jernel.kernel.file.File;
import org.jernel.kernel.pipe.Fifo;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;

/**
 * Where files are that no name leads to: {@code /proc/PID/fd} looks at them here, and opens pipes again. What {@code fs/pipe.c},
 * {@code net/socket.c} and {@code fs/anon_inodes.c} have a file system each for.
 */
final class NamelessFiles implements FileSystemType {

    private static final long ANON_INODE_FS_MAGIC = 0x09041934;

    private final Mount mount;

    NamelessFiles(MountTree mounts, KernelClock clock) {
        SuperBlock superBlock = new SuperBlock(this, 0, ANON_INODE_FS_MAGIC, clock);
        superBlock.setRoot(new Dentry(new Inode(superBlock, FileMode.S_IFDIR, InodeOperations.NONE, Vfs.NO_OPEN)));
        this.mount = mounts.create(superBlock, superBlock.root(), name(), 0);
    }

    @Override
    public String name() {
        return "anon_inodefs";
    }

    /** Nobody mounts it. */
    @Override
    public SuperBlock getTree(String source, String options) {
        throw Errno.EINVAL.exception();
    }

    /** A place for an open file, of who asks for it. */
    Path pathOf(File file) {
        Inode inode = new Inode(
                mount.superBlock(), file.operations().namelessMode(), InodeOperations.NONE, Vfs.NO_OPEN);
        inode.setOwner(Permission.fsuid(), Permission.fsgid());
        inode.setPrivateData(Fifo.ofOrNull(file));
        Dentry dentry = new Dentry(mount.root(), file.operations().dname(file));
        dentry.instantiateUnhashed(inode);
        return new Path(mount, dentry);
    }

    boolean has(Path path) {
        return path.mount() == mount;
    }
}
