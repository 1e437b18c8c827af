package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/** Lists what is mounted, or mounts: {@code mount [-rwvBRM] [-t TYPE] [-o OPTIONS] [SOURCE] DIRECTORY}, as util-linux does. */
final class Mount implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-rwvBRM] [-t TYPE] [-o OPTIONS] [SOURCE] DIRECTORY", "t:o:rwvBRM")
                    .with("types", 't')
                    .with("options", 'o')
                    .with("read-only", 'r')
                    .with("read-write", 'w')
                    .with("rw", 'w')
                    .with("verbose", 'v')
                    .with("bind", 'B')
                    .with("rbind", 'R')
                    .with("move", 'M');

    private static final int USAGE = 1;
    private static final int FAILED = 32;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(USAGE);
        }
        List<String> operands = use.operands();
        if (operands.isEmpty() && !use.has('o')) {
            return list(libc, use.value('t'));
        }
        MountOptions options = MountOptions.of(use);
        if (operands.isEmpty() || operands.size() > 2) {
            libc.dprintf(Libc.STDERR_FILENO, "mount: bad usage\nTry 'mount --help' for more information.\n");
            return USAGE;
        }
        if (operands.size() == 1 && !options.isRemount()) {
            libc.dprintf(Libc.STDERR_FILENO, "mount: %s: can't find in /etc/fstab.\n", operands.getFirst());
            return USAGE;
        }
        String source = operands.size() == 1 ? "none" : operands.getFirst();
        String target = operands.getLast();
        String why = mount(libc, source, target, use.value('t'), options);
        if (why != null) {
            libc.dprintf(Libc.STDERR_FILENO, "mount: %s: %s\n", target, why);
            return FAILED;
        }
        if (use.has('v')) {
            libc.printf("mount: %s mounted on %s.\n", source, target);
        }
        return 0;
    }

    private static int list(Libc libc, @Nullable String type) {
        String mounts = libc.readFile("/proc/mounts");
        if (mounts == null) {
            libc.perror("mount: /proc/mounts");
            return FAILED;
        }
        mounts.lines().map(line -> line.split(" ")).filter(fields -> fields.length > 3).forEach(fields -> {
            if (type == null || List.of(type.split(",", -1)).contains(fields[2])) {
                libc.printf("%s on %s type %s (%s)\n", fields[0], fields[1], fields[2], fields[3]);
            }
        });
        return 0;
    }

    /** Returns null, or why it failed. */
    private static @Nullable String mount(
            Libc libc, String source, String target, @Nullable String type, MountOptions options) {
        if (type == null && !options.needsNoType()) {
            // There is no device here whose file system could be found out.
            return libc.stat(source) == null
                    ? "special device " + source + " does not exist."
                    : source + " is not a block device.";
        }
        String given = type == null ? "none" : type;
        boolean mounted = libc.mount(source, target, given, options.flags(), options.data()) == 0;
        if (mounted && options.boundFlags() != 0) {
            // A bind mount takes flags of its own only with a second call: mount(2).
            mounted = libc.mount(source, target, given, options.boundFlags(), "") == 0;
        }
        return mounted ? null : options.reason(libc, source, target, given);
    }
}
