package org.jernel.kernel.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Which mount hangs where. {@code struct mnt_namespace}, modelled on {@code fs/namespace.c}.
 *
 * <p>The monitor guards changes and is a leaf; walks look without it.
 */
final class MountTree {

    private final Map<Path, Mount> byMountpoint = new ConcurrentHashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private int lastId;

    /** Makes a mount that hangs nowhere. */
    synchronized Mount create(SuperBlock superBlock, Dentry root, String source, int flags) {
        return new Mount(++lastId, superBlock, root, source, flags);
    }

    /** Begins the tree. */
    synchronized void setRoot(Mount mount) {
        mounts.add(mount);
    }

    /** Hangs a mount over a directory or file. {@code attach_recursive_mnt}. */
    synchronized void attach(Mount mount, Path place) {
        if (byMountpoint.putIfAbsent(place, mount) != null) {
            throw Errno.EBUSY.exception();
        }
        mount.setMountpoint(place);
        place.mount().hold();
        place.dentry().mounted();
        mounts.add(mount);
    }

    /** Takes a mount down that nobody uses; {@code lazily} also one that somebody does. {@code do_umount}. */
    synchronized void detach(Mount mount, boolean lazily) {
        Path place = mount.mountpoint();
        if (place == null) {
            throw Errno.EINVAL.exception();
        }
        if (lazily) {
            List.copyOf(mounts).stream()
                    .filter(child -> hangsIn(child, mount))
                    .forEach(child -> detach(child, true));
        } else if (mount.isBusy()) {
            throw Errno.EBUSY.exception();
        }
        byMountpoint.remove(place, mount);
        mounts.remove(mount);
        mount.setMountpoint(null);
        place.dentry().unmounted();
        place.mount().release();
    }

    private static boolean hangsIn(Mount child, Mount parent) {
        Path place = child.mountpoint();
        return place != null && place.mount() == parent;
    }

    /** The mount that hangs over a place, or null. {@code lookup_mnt}. */
    @Nullable
    Mount lookup(Path place) {
        return place.dentry().isMountpoint() ? byMountpoint.get(place) : null;
    }

    /** All, the oldest first. */
    synchronized List<Mount> list() {
        return List.copyOf(mounts);
    }
}
