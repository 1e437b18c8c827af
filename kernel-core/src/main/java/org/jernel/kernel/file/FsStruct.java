package org.jernel.kernel.file;

import org.jspecify.annotations.Nullable;

/**
 * Where a task stands in the file systems, and what it takes from the modes of new files. {@code struct fs_struct}, modelled
 * on {@code fs/fs_struct.c}.
 *
 * <p>Each place holds a reference; the monitor is a leaf.
 */
public final class FsStruct {

    private static final int MODE_BITS = 0777;

    private @Nullable FilePath root;
    private @Nullable FilePath pwd;
    private int umask;

    /** A task of a kernel without file systems. */
    public FsStruct() {}

    /** Stands at the root. */
    public FsStruct(FilePath root, int umask) {
        this(root, root, umask);
    }

    private FsStruct(@Nullable FilePath root, @Nullable FilePath pwd, int umask) {
        this.root = taken(root);
        this.pwd = taken(pwd);
        this.umask = umask;
    }

    private static @Nullable FilePath taken(@Nullable FilePath path) {
        if (path != null) {
            path.pathGet();
        }
        return path;
    }

    private static void put(@Nullable FilePath path) {
        if (path != null) {
            path.pathPut();
        }
    }

    /** A copy for a new task. {@code copy_fs_struct}. */
    public synchronized FsStruct copy() {
        return new FsStruct(root, pwd, umask);
    }

    /** Where absolute paths begin; null once the task has ended. */
    public synchronized @Nullable FilePath root() {
        return root;
    }

    /** Where relative paths begin; null once the task has ended. */
    public synchronized @Nullable FilePath pwd() {
        return pwd;
    }

    /** {@code set_fs_root}. */
    public void setRoot(FilePath next) {
        next.pathGet();
        FilePath old;
        synchronized (this) {
            old = root;
            root = next;
        }
        put(old);
    }

    /** {@code set_fs_pwd}. */
    public void setPwd(FilePath next) {
        next.pathGet();
        FilePath old;
        synchronized (this) {
            old = pwd;
            pwd = next;
        }
        put(old);
    }

    public synchronized int umask() {
        return umask;
    }

    /** Sets the mask and returns the old one. */
    public synchronized int setUmask(int mask) {
        int old = umask;
        umask = mask & MODE_BITS;
        return old;
    }

    /** The task ends. {@code exit_fs}. */
    public void release() {
        FilePath oldRoot;
        FilePath oldPwd;
        synchronized (this) {
            oldRoot = root;
            oldPwd = pwd;
            root = null;
            pwd = null;
        }
        put(oldRoot);
        put(oldPwd);
    }
}
