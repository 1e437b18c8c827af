package org.jernel.kernel.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.Mount;
import org.jernel.kernel.fs.MountFlags;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.syscall.Errno;

/** {@code /proc/PID/mounts} and {@code mountinfo}: what the task can reach. Modelled on {@code fs/proc_namespace.c}. */
final class PidMounts {

    private static final String ESCAPED = " \t\n\\#";

    /** {@code mnt_opts}. */
    private static final Map<Integer, String> OPTIONS = options();

    /** A mount, and where the task finds it. */
    private record Reached(Mount mount, String at) {}

    private PidMounts() {}

    private static Map<Integer, String> options() {
        Map<Integer, String> options = new LinkedHashMap<>();
        options.put(MountFlags.MS_NOSUID, ",nosuid");
        options.put(MountFlags.MS_NODEV, ",nodev");
        options.put(MountFlags.MS_NOEXEC, ",noexec");
        options.put(MountFlags.MS_NOATIME, ",noatime");
        options.put(MountFlags.MS_NODIRATIME, ",nodiratime");
        options.put(MountFlags.MS_RELATIME, ",relatime");
        return options;
    }

    static SeqOperations<?> mounts(ProcTask of) {
        return list(of, PidMounts::showMount);
    }

    static SeqOperations<?> mountinfo(ProcTask of) {
        return list(of, PidMounts::showMountinfo);
    }

    /** Throws EINVAL for a task that is gone, ENOENT for one that stands nowhere any more. {@code mounts_open_common}. */
    private static SeqOperations<?> list(ProcTask of, BiConsumer<SeqFile, Reached> show) {
        if (!of.isAlive()) {
            throw Errno.EINVAL.exception();
        }
        Path root = (Path) of.task().fs().root();
        if (root == null) {
            throw Errno.ENOENT.exception();
        }
        return SeqOperations.list(_ -> {}, () -> reached(of, root), show);
    }

    private static List<Reached> reached(ProcTask of, Path root) {
        List<Reached> reached = new ArrayList<>();
        for (Mount mount : of.vfs().mounts()) {
            String at = of.vfs().pathBelow(new Path(mount, mount.root()), root);
            if (at != null) {
                reached.add(new Reached(mount, at));
            }
        }
        return reached;
    }

    /** {@code show_vfsmnt}. */
    private static void showMount(SeqFile text, Reached reached) {
        Mount mount = reached.mount();
        text.escape(mount.source(), ESCAPED);
        text.putc(' ');
        text.escape(reached.at(), ESCAPED);
        text.puts(" " + mount.superBlock().type().name() + (mount.isReadOnly() ? " ro" : " rw"));
        text.puts(options(mount) + mount.superBlock().showOptions() + " 0 0\n");
    }

    /** {@code show_mountinfo}. */
    private static void showMountinfo(SeqFile text, Reached reached) {
        Mount mount = reached.mount();
        Path place = mount.mountpoint();
        int device = mount.superBlock().device();
        text.printf(
                "%d %d %d:%d ",
                mount.id(),
                place == null ? mount.id() : place.mount().id(),
                DeviceNumber.major(device),
                DeviceNumber.minor(device));
        text.escape(mount.root().pathInFileSystem(), ESCAPED);
        text.putc(' ');
        text.escape(reached.at(), ESCAPED);
        text.puts((mount.flags() & MountFlags.MS_RDONLY) == 0 ? " rw" : " ro");
        text.puts(options(mount) + " - " + mount.superBlock().type().name() + " ");
        text.escape(mount.source(), ESCAPED);
        text.puts((mount.superBlock().isReadOnly() ? " ro" : " rw") + mount.superBlock().showOptions() + "\n");
    }

    private static String options(Mount mount) {
        StringBuilder options = new StringBuilder();
        OPTIONS.forEach((flag, name) -> options.append((mount.flags() & flag) == 0 ? "" : name));
        return options.toString();
    }
}
