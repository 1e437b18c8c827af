package org.jernel.kernel.fs;

import org.jernel.kernel.file.File;
import org.jspecify.annotations.Nullable;

/** From a place back to its path. Modelled on {@code fs/d_path.c}. */
public final class PathNames {

    private static final String DELETED = " (deleted)";

    private PathNames() {}

    /** The last names of a dentry, for {@code %pd} and, with more of them, {@code %pd2} to {@code %pd4}. */
    public static @Nullable String dentry(Object argument, String options, int width) {
        if (!(argument instanceof Dentry dentry)) {
            return null;
        }
        int wanted = options.length() > 1 && options.charAt(1) >= '2' && options.charAt(1) <= '4'
                ? options.charAt(1) - '0'
                : 1;
        StringBuilder names = new StringBuilder(dentry.name());
        Dentry at = dentry;
        for (int i = 1; i < wanted && !at.isRoot(); i++) {
            at = at.parent();
            names.insert(0, at.isRoot() ? "/" : at.name() + "/");
        }
        return names.toString();
    }

    /** As {@link #dentry}, of an open file, for {@code %pD}. */
    public static @Nullable String file(Object argument, String options, int width) {
        Path path = argument instanceof File file ? Path.ofOrNull(file) : null;
        return path == null ? null : dentry(path.dentry(), options, width);
    }

    /** The path below a root; of a place that is not there any more with a remark, of one that is not below it whatever there is. */
    static String dPath(Path path, Path root) {
        String name = pathOrNull(path, root);
        String known = name == null ? ascend(path, root).path() : name;
        return path.dentry().isUnhashed() ? known + DELETED : known;
    }

    /** The path below a root, or null for a place that is not below it. */
    static @Nullable String pathOrNull(Path path, Path root) {
        Ascent ascent = ascend(path, root);
        return ascent.reached() ? ascent.path() : null;
    }

    private record Ascent(String path, boolean reached) {}

    private static Ascent ascend(Path path, Path root) {
        StringBuilder name = new StringBuilder();
        Path at = path;
        while (!at.equals(root)) {
            Dentry dentry = at.dentry();
            Path mountpoint = at.mount().mountpoint();
            if (dentry == at.mount().root() && mountpoint != null) {
                at = mountpoint;
            } else if (dentry.isRoot() || dentry == at.mount().root()) {
                return new Ascent(orSlash(name), false);
            } else {
                name.insert(0, "/" + dentry.name());
                at = new Path(at.mount(), dentry.parent());
            }
        }
        return new Ascent(orSlash(name), true);
    }

    private static String orSlash(StringBuilder name) {
        return name.isEmpty() ? "/" : name.toString();
    }
}
