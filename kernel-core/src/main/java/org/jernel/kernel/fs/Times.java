package org.jernel.kernel.fs;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.File;

/** When a read is noted. Modelled on {@code atime_needs_update} of {@code fs/inode.c}. */
final class Times {

    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    private Times() {}

    /** Notes a read, of a mount with relatime only where something was written since the last, or a day ago. */
    static void touchAtime(File file) {
        Path path = Path.ofOrNull(file);
        if (path == null || path.mount().isReadOnly()) {
            return;
        }
        int flags = path.mount().flags();
        Inode inode = path.inode();
        boolean never = (flags & MountFlags.MS_NOATIME) != 0
                || (inode.isDirectory() && (flags & MountFlags.MS_NODIRATIME) != 0);
        long now = inode.superBlock().clock().realtimeNanos();
        long accessed = inode.accessed();
        boolean stale = accessed <= inode.modified() || accessed <= inode.changed() || now - accessed >= DAY;
        if (!never && (stale || (flags & MountFlags.MS_RELATIME) == 0)) {
            inode.setAccessed(now);
        }
    }
}
