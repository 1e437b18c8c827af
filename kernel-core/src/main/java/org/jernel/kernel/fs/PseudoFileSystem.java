package org.jernel.kernel.fs;

import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A file system whose files are the kernel's own and made by kernel code: the base of proc, tracefs and their like. {@code
 * fs/libfs.c} with the {@code debugfs_create_file} family.
 *
 * <p>There is one of it, however often it is mounted. Programs can neither make nor remove names in it; a directory whose names
 * come and go by themselves is a {@link PseudoDirectory}. Files of text are {@link TextFile}s.
 *
 * {@snippet :
 * PseudoFileSystem tracefs = new PseudoFileSystem(vfs, "tracefs", 0x74726163, 0755);
 * Dentry events = tracefs.mkdir(tracefs.root(), "events", 0755);
 * tracefs.create(events, "enable", 0644, new TextFile(() -> isOn() ? "1\n" : "0\n", this::enable));
 * vfs.registerFilesystem(tracefs);
 * vfs.mount(tracefs, "tracefs", "/sys/kernel/tracing", 0, "");
 * }
 */
public class PseudoFileSystem implements FileSystemType {

    private static final int DIRECTORY_LINKS = 2;

    private final String name;
    private final SuperBlock superBlock;

    /** Whose code has made it. */
    private final @Nullable OperationsOwner owner = OperationsOwner.caller();

    /**
     * Makes a file system with an empty root.
     *
     * @param magic what statfs tells it by
     * @param mode the root's rights
     */
    public PseudoFileSystem(Vfs vfs, String name, long magic, int mode) {
        this(vfs, name, magic, mode, InodeOperations.NONE, DcacheDirectory.OPERATIONS);
    }

    /** Makes a file system whose root has, beside the names that {@link #create} gives it, those of {@code root}. */
    public PseudoFileSystem(Vfs vfs, String name, long magic, int mode, PseudoDirectory root) {
        this(vfs, name, magic, mode, root, root);
    }

    private PseudoFileSystem(
            Vfs vfs, String name, long magic, int mode, InodeOperations operations, FileOperations fileOperations) {
        this.name = name;
        this.superBlock = new SuperBlock(this, vfs.newAnonymousDevice(), magic, vfs.clock());
        superBlock.setRoot(new Dentry(newDirectory(mode, operations, fileOperations)));
    }

    private Inode newDirectory(int mode, InodeOperations operations, FileOperations fileOperations) {
        Inode inode = new Inode(superBlock, FileMode.S_IFDIR | mode, operations, fileOperations);
        inode.setLinks(DIRECTORY_LINKS);
        return inode;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final @Nullable OperationsOwner owner() {
        return owner;
    }

    @Override
    public SuperBlock getTree(String source, String options) {
        return superBlock;
    }

    public final SuperBlock superBlock() {
        return superBlock;
    }

    public final Dentry root() {
        return superBlock.root();
    }

    /** An inode for a {@link PseudoDirectory} to give: a directory. */
    public final Inode newDirectory(int mode, PseudoDirectory directory) {
        return newDirectory(mode, directory, directory);
    }

    /** An inode for a {@link PseudoDirectory} to give: a file. */
    public final Inode newFile(int mode, FileOperations operations) {
        return new Inode(superBlock, FileMode.S_IFREG | mode, InodeOperations.NONE, operations);
    }

    /** An inode for a {@link PseudoDirectory} to give: a file that has its own way with rights and attributes. */
    public final Inode newFile(int mode, InodeOperations inodeOperations, FileOperations operations) {
        return new Inode(superBlock, FileMode.S_IFREG | mode, inodeOperations, operations);
    }

    /** An inode for a {@link PseudoDirectory} to give: a symbolic link. */
    public final Inode newLink(PseudoLink link) {
        return new Inode(superBlock, FileMode.S_IFLNK | FileMode.S_IRWXUGO, link, Vfs.NO_OPEN);
    }

    /** Makes a directory; throws EEXIST. {@code debugfs_create_dir}. */
    public final Dentry mkdir(Dentry parent, String child, int mode) {
        Dentry dentry = add(parent, child, newDirectory(mode, InodeOperations.NONE, DcacheDirectory.OPERATIONS));
        parent.inode().addLinks(1);
        return dentry;
    }

    /** Makes a directory that has names of its own making as well; throws EEXIST. */
    public final Dentry mkdir(Dentry parent, String child, int mode, PseudoDirectory directory) {
        return add(parent, child, newDirectory(mode, directory));
    }

    /** Makes a file; throws EEXIST. {@code debugfs_create_file}. */
    public final Dentry create(Dentry parent, String child, int mode, FileOperations operations) {
        return add(parent, child, newFile(mode, operations));
    }

    /** Makes a file whose attributes change in a way of its own; throws EEXIST. */
    public final Dentry create(
            Dentry parent, String child, int mode, FileOperations operations, InodeOperations inodeOperations) {
        return add(parent, child, new Inode(superBlock, FileMode.S_IFREG | mode, inodeOperations, operations));
    }

    /** Makes a symbolic link; throws EEXIST. {@code debugfs_create_symlink}. */
    public final Dentry symlink(Dentry parent, String child, String target) {
        return add(parent, child, newLink(PseudoLink.to(target)));
    }

    /** The child of that name that was made there, or null. */
    public final @Nullable Dentry find(Dentry parent, String child) {
        return parent.child(child);
    }

    private static Dentry add(Dentry parent, String child, Inode inode) {
        Inode directory = parent.inode();
        synchronized (directory) {
            if (parent.child(child) != null) {
                throw Errno.EEXIST.exception();
            }
            Dentry dentry = new Dentry(parent, child);
            dentry.instantiate(inode);
            directory.touch();
            return dentry;
        }
    }

    /** Takes a name away, of a directory with all below it; who has it open goes on with it. {@code debugfs_remove}. */
    public final void remove(Dentry dentry) {
        Inode directory = dentry.parent().inode();
        synchronized (directory) {
            dentry.drop();
            directory.touch();
        }
    }
}
