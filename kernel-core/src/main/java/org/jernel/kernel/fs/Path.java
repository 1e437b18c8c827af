package org.jernel.kernel.fs;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePath;
import org.jspecify.annotations.Nullable;

/** A name in a mount. {@code struct path}. */
public record Path(Mount mount, Dentry dentry) implements FilePath {

    /** Where a file was opened, or null for one without a name. {@code f_path}. */
    public static @Nullable Path ofOrNull(File file) {
        return (Path) file.path();
    }

    public Inode inode() {
        return dentry.inode();
    }

    @Override
    public void pathGet() {
        mount.hold();
        inode().hold();
    }

    @Override
    public void pathPut() {
        inode().release();
        mount.release();
    }

    @Override
    public boolean isOwnedByCaller() {
        return Permission.ownerOrCapable(inode());
    }

    @Override
    public void opened(boolean writes) {
        if (writes && inode().isRegular()) {
            inode().getWriteAccess();
            mount.addWriter(1);
        }
        pathGet();
    }

    @Override
    public void closed(boolean writes) {
        if (writes && inode().isRegular()) {
            mount.addWriter(-1);
            inode().putWriteAccess();
        }
        pathPut();
    }

    @Override
    public void runs() {
        inode().denyWriteAccess();
        pathGet();
    }

    @Override
    public void ranOut() {
        inode().allowWriteAccess();
        pathPut();
    }

    @Override
    public boolean isNoExec() {
        return (mount.flags() & MountFlags.MS_NOEXEC) != 0;
    }
}
