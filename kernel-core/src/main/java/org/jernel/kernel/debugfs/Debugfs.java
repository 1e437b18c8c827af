package org.jernel.kernel.debugfs;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.fs.Vfs;
import org.jspecify.annotations.Nullable;

/** Files by which parts of the kernel are looked into and steered. {@code fs/debugfs/inode.c}. */
public final class Debugfs {

    private static final long DEBUGFS_MAGIC = 0x64626720;
    private static final int DIRECTORY_MODE = 0700;
    private static final int READ_MODE = 0400;
    private static final int WRITE_MODE = 0600;

    private final PseudoFileSystem files;

    Debugfs(Vfs vfs) {
        files = new PseudoFileSystem(vfs, "debugfs", DEBUGFS_MAGIC, DIRECTORY_MODE);
    }

    PseudoFileSystem files() {
        return files;
    }

    /** Makes a file of text at the top. */
    public void create(String name, Supplier<String> show) {
        create(name, READ_MODE, new TextFile(show));
    }

    /** Makes a file of text at the top that takes text, as {@link TextFile} hands it over. */
    public void create(String name, Supplier<String> show, ToLongFunction<String> store) {
        create(name, WRITE_MODE, new TextFile(show, store));
    }

    /** Makes a file at the top. {@code debugfs_create_file}. */
    public void create(String name, int mode, FileOperations operations) {
        Dentry _ = files.create(files.root(), name, mode, operations);
    }

    /** Makes a directory, at the top if there is no parent. {@code debugfs_create_dir}. */
    public Dentry createDir(@Nullable Dentry parent, String name) {
        return files.mkdir(parent == null ? files.root() : parent, name, DIRECTORY_MODE);
    }

    /** Makes a file in a directory. */
    public void createFile(Dentry parent, String name, int mode, FileOperations operations) {
        Dentry _ = files.create(parent, name, mode, operations);
    }

    /** {@code debugfs_create_symlink}. */
    public void createSymlink(Dentry parent, String name, String target) {
        Dentry _ = files.symlink(parent, name, target);
    }

    /** Takes a name away with all below it. {@code debugfs_remove}. */
    public void remove(Dentry parent, String name) {
        Dentry child = files.find(parent, name);
        if (child != null) {
            files.remove(child);
        }
    }

    /** Makes a file of text in a directory, which is made as well if need be. */
    public void create(String directory, String name, Supplier<String> show) {
        Dentry known = files.find(files.root(), directory);
        Dentry parent = known == null ? files.mkdir(files.root(), directory, DIRECTORY_MODE) : known;
        Dentry _ = files.create(parent, name, READ_MODE, new TextFile(show));
    }
}
