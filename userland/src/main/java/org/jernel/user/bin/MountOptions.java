package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;

/**
 * The options of a mount: {@code mount(8)}.
 *
 * @param flags those that the kernel takes as numbers
 * @param data those that are for the file system
 */
record MountOptions(long flags, String data) {

    private static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_NOEXEC = 8;
    private static final long MS_SYNCHRONOUS = 16;
    private static final long MS_REMOUNT = 32;
    private static final long MS_NOATIME = 1 << 10;
    private static final long MS_NODIRATIME = 1 << 11;
    private static final long MS_BIND = 1 << 12;
    private static final long MS_MOVE = 1 << 13;
    private static final long MS_REC = 1 << 14;
    private static final long MS_RELATIME = 1 << 21;
    private static final long MS_STRICTATIME = 1 << 24;

    private static final long OF_ONE_MOUNT = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME
            | MS_RELATIME | MS_STRICTATIME;

    private static final Map<String, Long> SETS = Map.ofEntries(
            Map.entry("ro", MS_RDONLY),
            Map.entry("nosuid", MS_NOSUID),
            Map.entry("nodev", MS_NODEV),
            Map.entry("noexec", MS_NOEXEC),
            Map.entry("sync", MS_SYNCHRONOUS),
            Map.entry("remount", MS_REMOUNT),
            Map.entry("noatime", MS_NOATIME),
            Map.entry("nodiratime", MS_NODIRATIME),
            Map.entry("bind", MS_BIND),
            Map.entry("rbind", MS_BIND | MS_REC),
            Map.entry("relatime", MS_RELATIME),
            Map.entry("strictatime", MS_STRICTATIME));

    private static final Map<String, Long> CLEARS = Map.ofEntries(
            Map.entry("rw", MS_RDONLY),
            Map.entry("suid", MS_NOSUID),
            Map.entry("dev", MS_NODEV),
            Map.entry("exec", MS_NOEXEC),
            Map.entry("async", MS_SYNCHRONOUS),
            Map.entry("atime", MS_NOATIME),
            Map.entry("diratime", MS_NODIRATIME),
            Map.entry("norelatime", MS_RELATIME),
            Map.entry("nostrictatime", MS_STRICTATIME),
            Map.entry("defaults", 0L));

    private static final Map<Character, Long> LETTERS =
            Map.of('r', MS_RDONLY, 'B', MS_BIND, 'R', MS_BIND | MS_REC, 'M', MS_MOVE);

    /** What a command line says. */
    static MountOptions of(Getopt.Use use) {
        long flags = 0;
        for (Map.Entry<Character, Long> letter : LETTERS.entrySet()) {
            flags |= use.has(letter.getKey()) ? letter.getValue() : 0;
        }
        List<String> data = new ArrayList<>();
        String options = use.value('o');
        for (String option : options == null ? new String[0] : options.split(",", -1)) {
            Long sets = SETS.get(option);
            Long clears = CLEARS.get(option);
            if (sets != null) {
                flags |= sets;
            } else if (clears != null) {
                flags &= ~clears;
            } else {
                data.add(option);
            }
        }
        return new MountOptions(flags, String.join(",", data));
    }

    boolean isRemount() {
        return (flags & MS_REMOUNT) != 0;
    }

    private boolean isBind() {
        return (flags & MS_BIND) != 0;
    }

    boolean needsNoType() {
        return (flags & (MS_REMOUNT | MS_BIND | MS_MOVE)) != 0;
    }

    /** The flags of the second call that a bind mount needs, or 0. */
    long boundFlags() {
        boolean has = isBind() && !isRemount() && (flags & OF_ONE_MOUNT) != 0;
        return has ? MS_REMOUNT | MS_BIND | (flags & OF_ONE_MOUNT) : 0;
    }

    /** In the words of util-linux, why the kernel refused. */
    String reason(Libc libc, String source, String target, String type) {
        int errno = libc.errno();
        if (errno == Errno.EPERM.number()) {
            return "must be superuser to use mount.";
        }
        if (errno == Errno.ENODEV.number()) {
            return "unknown filesystem type '" + type + "'.";
        }
        if (errno == Errno.EBUSY.number()) {
            return isRemount() ? "mount point is busy." : source + " already mounted or mount point busy.";
        }
        Stat stat = libc.stat(target);
        if (stat == null) {
            return "mount point does not exist.";
        }
        if (errno == Errno.EINVAL.number()) {
            return isRemount()
                    ? "mount point not mounted or bad option."
                    : "wrong fs type, bad option, bad superblock on " + source
                            + ", missing codepage or helper program, or other error.";
        }
        if (errno == Errno.ENOENT.number()) {
            return "special device " + source + " does not exist.";
        }
        if (errno == Errno.ENOTDIR.number() && !stat.is(Stat.S_IFDIR)) {
            return "mount point is not a directory.";
        }
        return "mount(2) system call failed: " + libc.strerror(errno) + ".";
    }
}
