package org.jernel.kernel.fs;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The walk from a path to the file that it names. {@code struct nameidata}, modelled on {@code fs/namei.c}.
 *
 * <p>It takes no lock: what others rename or remove meanwhile it finds as it was or as it is.
 */
final class PathWalk {

    /** {@code MAXSYMLINKS}. */
    private static final int MAX_LINKS = 40;

    /** What the last name of a path is. */
    enum Last {
        NORM,
        /** The path is nothing but slashes. */
        ROOT,
        DOT,
        DOTDOT
    }

    private final MountTree mounts;
    private final Path root;

    private Path at;

    private int links;
    private String lastName = "";
    private Last last = Last.ROOT;
    private boolean trailingSlash;

    /** Begins a walk along a path that is relative to {@code start}. */
    PathWalk(MountTree mounts, Path root, Path start) {
        this.mounts = mounts;
        this.root = root;
        this.at = start;
    }

    /** Where the walk has come to: after {@link #toParent} the directory that the last name is in. */
    Path at() {
        return at;
    }

    /** The last name, if it is {@link Last#NORM}. */
    String lastName() {
        return lastName;
    }

    Last last() {
        return last;
    }

    /** True where slashes follow the last name, which then is to be a directory's. */
    boolean hasTrailingSlash() {
        return trailingSlash;
    }

    /** Goes as far as the directory of the last name. {@code link_path_walk}. */
    void toParent(String path) {
        String rest = path;
        int from = 0;
        if (rest.startsWith("/")) {
            at = root;
        }
        while (true) {
            int begin = skipSlashes(rest, from);
            if (begin == rest.length()) {
                last = Last.ROOT;
                trailingSlash = false;
                return;
            }
            mayLookup();
            int slash = rest.indexOf('/', begin);
            int end = slash < 0 ? rest.length() : slash;
            String name = rest.substring(begin, end);
            int next = skipSlashes(rest, end);
            if (next == rest.length()) {
                lastName = name;
                last = name.equals(".") ? Last.DOT : name.equals("..") ? Last.DOTDOT : Last.NORM;
                trailingSlash = end < rest.length();
                return;
            }
            String target = step(name);
            if (target == null) {
                from = next;
            } else {
                rest = target + "/" + rest.substring(next);
                from = 0;
                if (rest.startsWith("/")) {
                    at = root;
                }
            }
        }
    }

    private static int skipSlashes(String path, int from) {
        int at = from;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return at;
    }

    private void mayLookup() {
        if (!at.inode().isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
        Permission.check(at.inode(), Permission.MAY_EXEC);
    }

    /** Goes through one name. Returns what a symbolic link there says, or null. */
    private @Nullable String step(String name) {
        switch (name) {
            case "." -> {
            }
            case ".." -> upwards();
            default -> {
                Path found = lookup(name);
                if (found == null) {
                    throw Errno.ENOENT.exception();
                }
                if (found.inode().isSymlink()) {
                    return follow(found);
                }
                at = found;
            }
        }
        return null;
    }

    /** Goes on from a link: to where it leads at once, or by what it says, which is returned then. {@code pick_link}. */
    private @Nullable String follow(Path link) {
        if (links++ >= MAX_LINKS) {
            throw Errno.ELOOP.exception();
        }
        Inode inode = link.inode();
        Path jump = inode.operations().getLink(inode);
        if (jump != null) {
            at = jump;
            return null;
        }
        return inode.operations().readlink(inode);
    }

    /** The file of a name in the directory where the walk is, in whatever is mounted over it, or null. */
    @Nullable
    Path lookup(String name) {
        if (name.length() > FileName.NAME_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        Dentry found = at.dentry().lookup(name);
        return found == null ? null : mounts.top(new Path(at.mount(), found));
    }

    /** {@code handle_dots}: never above the root of the task. */
    private void upwards() {
        Path from = at;
        while (!from.equals(root) && from.dentry() == from.mount().root() && from.mount().mountpoint() != null) {
            from = from.mount().mountpoint();
        }
        boolean stays = from.equals(root) || from.dentry() == from.mount().root();
        at = mounts.top(stays ? from : new Path(from.mount(), from.dentry().parent()));
    }

    /**
     * Goes to the end of the path. {@code path_lookupat}.
     *
     * @param follows true if a symbolic link there is followed; one with a slash behind it always is
     */
    Path toEnd(String path, boolean follows) {
        toParent(path);
        return finishFrom(follows);
    }

    /** Goes on to the end from where {@link #toParent} came to. */
    Path finishFrom(boolean follows) {
        for (String target = finish(follows); target != null; target = finish(follows)) {
            toParent(target);
        }
        return at;
    }

    /** Goes through the last name, or returns the path by which a link there goes on. {@code walk_component}. */
    private @Nullable String finish(boolean follows) {
        boolean toDirectory = trailingSlash;
        switch (last) {
            case ROOT, DOT -> {
            }
            case DOTDOT -> upwards();
            case NORM -> {
                Path found = lookup(lastName);
                if (found == null) {
                    throw Errno.ENOENT.exception();
                }
                if (found.inode().isSymlink() && (follows || toDirectory)) {
                    String target = followLast(found);
                    if (target != null) {
                        return target;
                    }
                } else {
                    at = found;
                }
            }
        }
        if (toDirectory && !at.inode().isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
        return null;
    }

    /** The path by which a link in the last place goes on, or null where it has led there at once. */
    @Nullable
    String followLast(Path link) {
        String target = follow(link);
        return target != null && trailingSlash ? target + "/" : target;
    }
}
