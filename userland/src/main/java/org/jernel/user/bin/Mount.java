package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** Lists what is mounted, or mounts: {@code mount [-t TYPE] [-o OPTIONS] SOURCE DIRECTORY}. */
public final class Mount implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-t TYPE] [-o OPTIONS] SOURCE DIRECTORY", "t:o:r")
            .with("types", 't')
            .with("options", 'o')
            .with("read-only", 'r');

    private static final long MS_RDONLY = 1;

    /** The options that the kernel takes as flags. */
    private static final Map<String, Long> FLAGS = Map.ofEntries(
            Map.entry("ro", MS_RDONLY),
            Map.entry("nosuid", 2L),
            Map.entry("nodev", 4L),
            Map.entry("noexec", 8L),
            Map.entry("sync", 16L),
            Map.entry("remount", 32L),
            Map.entry("noatime", 1024L),
            Map.entry("bind", 4096L),
            Map.entry("rbind", 4096L | 16384L),
            Map.entry("relatime", 1L << 21),
            Map.entry("strictatime", 1L << 24),
            Map.entry("rw", 0L),
            Map.entry("defaults", 0L));

    private static final int USAGE = 1;
    private static final int FAILED = 32;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(USAGE);
        }
        if (use.operands().isEmpty()) {
            return list(libc, use.value('t'));
        }
        if (use.operands().size() != 2) {
            libc.dprintf(Libc.STDERR_FILENO, "mount: bad usage\nTry 'mount --help' for more information.\n");
            return USAGE;
        }
        return mount(libc, use);
    }

    private static int list(Libc libc, @Nullable String type) {
        String mounts = libc.readFile("/proc/mounts");
        if (mounts == null) {
            libc.perror("mount: /proc/mounts");
            return FAILED;
        }
        mounts.lines().map(line -> line.split(" ")).filter(fields -> fields.length > 3).forEach(fields -> {
            if (type == null || type.equals(fields[2])) {
                libc.printf("%s on %s type %s (%s)\n", fields[0], fields[1], fields[2], fields[3]);
            }
        });
        return 0;
    }

    private static int mount(Libc libc, Getopt.Use use) {
        String source = use.operands().getFirst();
        String target = use.operands().getLast();
        String wanted = use.value('t');
        String type = wanted == null ? "none" : wanted;
        long flags = use.has('r') ? MS_RDONLY : 0;
        List<String> data = new ArrayList<>();
        String options = use.value('o');
        for (String option : options == null ? new String[0] : options.split(",", -1)) {
            Long flag = FLAGS.get(option);
            if (flag == null) {
                data.add(option);
            } else {
                flags |= flag;
            }
        }
        if (libc.mount(source, target, type, flags, String.join(",", data)) == 0) {
            return 0;
        }
        libc.dprintf(Libc.STDERR_FILENO, "mount: %s: %s\n", target, reason(libc, source, target, type));
        return FAILED;
    }

    private static String reason(Libc libc, String source, String target, String type) {
        int errno = libc.errno();
        if (errno == Errno.ENODEV.number()) {
            return "unknown filesystem type '" + type + "'.";
        }
        if (errno == Errno.EBUSY.number()) {
            return source + " already mounted or mount point busy.";
        }
        if (errno == Errno.EPERM.number()) {
            return "permission denied.";
        }
        Stat stat = libc.stat(target);
        if (stat == null) {
            return "mount point does not exist.";
        }
        return stat.is(Stat.S_IFDIR) ? libc.strerror(errno) + "." : "mount point is not a directory.";
    }
}
