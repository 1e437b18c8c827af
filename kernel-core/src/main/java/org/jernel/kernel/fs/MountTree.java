package org.jernel.kernel.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Which mount hangs where. {@code struct mnt_namespace}, modelled on {@code fs/namespace.c}.
 *
 * <p>The monitor guards changes and is a leaf; walks look without it. {@link Mounting} holds it from looking where a mount goes
 * until it hangs there, as Linux its {@code namespace_sem}.
 */
final class MountTree {

    private final Map<Path, Mount> byMountpoint = new ConcurrentHashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private int lastId;

    /**
     * Makes a mount that hangs nowhere yet; throws ENODEV where who has made the file system is on his way out. {@code
     * get_filesystem}.
     */
    synchronized Mount create(SuperBlock superBlock, Dentry root, String source, int flags) {
        hold(superBlock.type());
        return new Mount(++lastId, superBlock, root, source, flags);
    }

    /** Begins the tree. */
    synchronized void setRoot(Mount mount) {
        mounts.add(mount);
    }

    /** Has the owner of a kind of file system stay, which whoever asks gives back; throws ENODEV. */
    static void hold(FileSystemType type) {
        OperationsOwner owner = type.owner();
        if (owner != null && !owner.tryGet()) {
            throw Errno.ENODEV.exception();
        }
    }

    /** Hangs a mount over a directory or file that nothing hangs over, or gives it up. {@code attach_mnt}. */
    synchronized void attach(Mount mount, Path place) {
        try {
            hang(mount, place);
        } catch (ErrnoException e) {
            mount.release();
            throw e;
        }
        mounts.add(mount);
    }

    private void hang(Mount mount, Path place) {
        if (byMountpoint.putIfAbsent(place, mount) != null) {
            throw Errno.EBUSY.exception();
        }
        mount.setMountpoint(place);
        place.mount().hold();
        place.dentry().mounted();
    }

    private void takeDown(Mount mount, Path place) {
        byMountpoint.remove(place, mount);
        mount.setMountpoint(null);
        place.dentry().unmounted();
        place.mount().release();
    }

    /** Hangs a mount somewhere else, with all that hangs in it. Throws EINVAL for the root, ELOOP for a place in itself. */
    synchronized void move(Mount mount, Path place) {
        Path old = mount.mountpoint();
        if (old == null) {
            throw Errno.EINVAL.exception();
        }
        for (Path at = place; at != null; at = at.mount().mountpoint()) {
            if (at.mount() == mount) {
                throw Errno.ELOOP.exception();
            }
        }
        takeDown(mount, old);
        hang(mount, place);
    }

    /** True for what hangs in the tree, or is its root. {@code check_mnt}. */
    synchronized boolean contains(Mount mount) {
        return mounts.contains(mount);
    }

    /** What hangs in a mount at or below a directory of it. */
    synchronized List<Mount> below(Path place) {
        return mounts.stream()
                .filter(child -> hangsIn(child, place.mount()) && hangsBelow(child, place.dentry()))
                .toList();
    }

    private static boolean hangsBelow(Mount child, Dentry directory) {
        Path at = child.mountpoint();
        return at != null && directory.isAncestorOf(at.dentry());
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
        takeDown(mount, place);
        mounts.remove(mount);
        mount.release();
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

    /** The root of the last of what hangs over a place, or the place itself. {@code traverse_mounts}. */
    Path top(Path place) {
        Path there = place;
        for (Mount mount = lookup(there); mount != null; mount = lookup(there)) {
            there = new Path(mount, mount.root());
        }
        return there;
    }

    /** All, the oldest first. */
    synchronized List<Mount> list() {
        return List.copyOf(mounts);
    }
}
