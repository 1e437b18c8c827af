package org.jernel.kernel.fs;

import org.jernel.kernel.time.KernelClock;

/** The file system in memory: directories, files, links, devices, pipes and sockets. Modelled on {@code mm/shmem.c}. */
final class Tmpfs implements FileSystemType {

    private static final long TMPFS_MAGIC = 0x01021994;

    private final String name;
    private final Vfs vfs;
    private final KernelClock clock;

    /** Makes one of that name: {@code tmpfs}, or {@code rootfs}, which nobody can mount. */
    Tmpfs(String name, Vfs vfs, KernelClock clock) {
        this.name = name;
        this.vfs = vfs;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean hasMultigrainTimes() {
        return true;
    }

    @Override
    public boolean tellsCreation() {
        return true;
    }

    /** Understands {@code size=}, {@code nr_blocks=}, {@code nr_inodes=}, {@code mode=}, {@code uid=} and {@code gid=}. */
    @Override
    public SuperBlock getTree(String source, String options) {
        TmpfsOptions parsed = TmpfsOptions.defaults(vfs.memory()).changedBy(options);
        TmpfsSuperBlock superBlock = new TmpfsSuperBlock(this, vfs.newAnonymousDevice(), TMPFS_MAGIC, clock, parsed);
        Inode root = superBlock.newDirectory(FileMode.S_IFDIR | parsed.mode());
        root.setOwner(parsed.uid(), parsed.gid());
        superBlock.setRoot(new Dentry(root));
        return superBlock;
    }
}
