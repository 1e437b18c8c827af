package org.jernel.kernel.fs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import org.jernel.kernel.fs.PathWalk.Last;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Moving names. {@code do_renameat2} and {@code vfs_rename} of {@code fs/namei.c}. */
public final class Renaming {

    /** What has the new name stays: EEXIST. */
    public static final int RENAME_NOREPLACE = 1;

    /** Both files get each other's name. */
    public static final int RENAME_EXCHANGE = 2;

    private final Vfs vfs;

    Renaming(Vfs vfs) {
        this.vfs = vfs;
    }

    /** What two paths have come to: the directories, and what follows them. */
    private record Move(PathWalk from, PathWalk to, int flags) {

        Dentry oldParent() {
            return from.at().dentry();
        }

        Dentry newParent() {
            return to.at().dentry();
        }

        boolean exchanges() {
            return (flags & RENAME_EXCHANGE) != 0;
        }

        boolean replaces() {
            return (flags & RENAME_NOREPLACE) == 0;
        }
    }

    /**
     * Moves a name; throws what is against it.
     *
     * @param newName gives the new path, or throws what is wrong with it, which is told after what is wrong with the old one
     * @param flags are checked
     */
    public void rename(int oldDfd, String oldPath, int newDfd, Supplier<String> newName, int flags) {
        PathWalk from = vfs.walk(oldDfd, oldPath);
        from.toParent(oldPath);
        String newPath = newName.get();
        PathWalk to = vfs.walk(newDfd, newPath);
        to.toParent(newPath);
        Move move = new Move(from, to, flags);
        if (move.from().at().mount() != move.to().at().mount()) {
            throw Errno.EXDEV.exception();
        }
        if (move.from().last() != Last.NORM) {
            throw Errno.EBUSY.exception();
        }
        if (move.to().last() != Last.NORM) {
            throw (move.replaces() ? Errno.EBUSY : Errno.EEXIST).exception();
        }
        NameOperations.wantWrite(move.from().at().mount());
        Inode replaced = move.oldParent() == move.newParent()
                ? locked(List.of(move.oldParent().inode()), () -> moveLocked(move))
                : betweenDirectories(move);
        if (replaced != null) {
            replaced.dropIfUnused();
        }
    }

    /** {@code lock_rename}: with the rename lock no directory changes its parent. */
    private static @Nullable Inode betweenDirectories(Move move) {
        synchronized (move.oldParent().inode().superBlock()) {
            Inode first = move.oldParent().inode();
            Inode second = move.newParent().inode();
            boolean secondFirst = move.newParent().isAncestorOf(move.oldParent())
                    || (!move.oldParent().isAncestorOf(move.newParent()) && second.number() < first.number());
            return locked(secondFirst ? List.of(second, first) : List.of(first, second), () -> moveLocked(move));
        }
    }

    /** What is done with locks held; returns the file that lost its name, or null. */
    @FunctionalInterface
    private interface Locked {

        @Nullable
        Inode run();
    }

    private static @Nullable Inode locked(List<Inode> inodes, Locked body) {
        if (inodes.isEmpty()) {
            return body.run();
        }
        synchronized (inodes.getFirst()) {
            return locked(inodes.subList(1, inodes.size()), body);
        }
    }

    private static @Nullable Inode moveLocked(Move move) {
        Dentry dentry = NameOperations.existing(move.oldParent(), move.from().lastName());
        Dentry target = target(move);
        checkTarget(move, dentry, target);
        checkLoops(move, dentry, target);
        return vfsRename(move, dentry, target);
    }

    private static Dentry target(Move move) {
        String name = move.to().lastName();
        if (name.length() > FileName.NAME_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        Dentry there = move.newParent().lookup(name);
        return there == null ? new Dentry(move.newParent(), name) : there;
    }

    private static void checkTarget(Move move, Dentry dentry, Dentry target) {
        if (!move.replaces() && target.isPositive()) {
            throw Errno.EEXIST.exception();
        }
        if (move.exchanges()) {
            if (!target.inode().isDirectory() && move.to().hasTrailingSlash()) {
                throw Errno.ENOTDIR.exception();
            }
        }
        if (!dentry.inode().isDirectory()) {
            if (move.from().hasTrailingSlash() || (!move.exchanges() && move.to().hasTrailingSlash())) {
                throw Errno.ENOTDIR.exception();
            }
        }
    }

    /** A directory cannot go below itself, and none above the other's is empty. */
    private static void checkLoops(Move move, Dentry dentry, Dentry target) {
        if (move.oldParent() == move.newParent()) {
            return;
        }
        if (dentry.isAncestorOf(move.newParent())) {
            throw Errno.EINVAL.exception();
        }
        if (target.isPositive() && target.isAncestorOf(move.oldParent())) {
            throw (move.exchanges() ? Errno.EINVAL : Errno.ENOTEMPTY).exception();
        }
    }

    private static @Nullable Inode vfsRename(Move move, Dentry dentry, Dentry target) {
        Inode source = dentry.inode();
        Inode oldDirectory = move.oldParent().inode();
        Inode newDirectory = move.newParent().inode();
        Inode there = target.isPositive() ? target.inode() : null;
        if (source == there) {
            return null;
        }
        boolean isDirectory = source.isDirectory();
        Permission.mayDelete(oldDirectory, dentry, isDirectory);
        if (there == null) {
            Permission.mayCreate(newDirectory);
        } else {
            Permission.mayDelete(newDirectory, target, move.exchanges() ? there.isDirectory() : isDirectory);
        }
        if (oldDirectory != newDirectory) {
            if (isDirectory) {
                Permission.check(source, Permission.MAY_WRITE);
            }
            if (move.exchanges() && there != null && there.isDirectory()) {
                Permission.check(there, Permission.MAY_WRITE);
            }
        }
        Permission.ask(
                InodeSecurity.class, "inode_rename", m -> m.inodeRename(oldDirectory, dentry, newDirectory, target));
        List<Inode> both = new ArrayList<>(List.of(source));
        if (there != null) {
            both.add(there);
        }
        both.sort(Comparator.comparingLong(Inode::number));
        return locked(both, () -> {
            if (dentry.isMountpoint() || target.isMountpoint()) {
                throw Errno.EBUSY.exception();
            }
            oldDirectory.operations().rename(oldDirectory, dentry, newDirectory, target, move.exchanges());
            if (there != null && there.isDirectory() && !move.exchanges()) {
                there.setDead();
            }
            return move.exchanges() ? null : there;
        });
    }
}
