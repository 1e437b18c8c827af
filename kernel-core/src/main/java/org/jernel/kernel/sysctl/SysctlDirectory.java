package org.jernel.kernel.sysctl;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Iattr;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.InodeOperations;
import org.jernel.kernel.fs.Permission;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.owner.CallbackGate;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A directory of {@code /proc/sys}. {@code struct ctl_dir}, modelled on {@code fs/proc/proc_sysctl.c}. */
final class SysctlDirectory extends PseudoDirectory {

    static final int MAY_READ = Permission.MAY_READ;
    static final int MAY_WRITE = Permission.MAY_WRITE;

    private static final int RIGHTS = 0555;
    private static final int OWNER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    private final PseudoFileSystem files;
    private final KernelClock clock;

    /** Who may administer the network may write below {@code net}. {@code net_ctl_permissions}. */
    private final boolean network;

    private final Map<String, Inode> children = new ConcurrentSkipListMap<>();

    SysctlDirectory(PseudoFileSystem files, KernelClock clock, boolean network) {
        this.files = files;
        this.clock = clock;
        this.network = network;
    }

    /** The directory of that name, made where there is none. */
    SysctlDirectory directory(String name) {
        Inode inode = children.computeIfAbsent(
                name,
                _ -> files.newDirectory(RIGHTS, new SysctlDirectory(files, clock, network || name.equals("net"))));
        if (inode.operations() instanceof SysctlDirectory directory) {
            return directory;
        }
        throw Errno.ENOTDIR.exception();
    }

    /** Makes the file of a row; throws EEXIST. */
    void add(CtlTable table) {
        CallbackGate gate = new CallbackGate(clock);
        Inode inode = files.newFile(table.mode(), new Row(table, gate), new SysctlFile(this, table, gate));
        if (children.putIfAbsent(table.name(), inode) != null) {
            throw Errno.EEXIST.exception();
        }
    }

    /**
     * Takes rows out of a directory below this one, and that too if it is empty then. {@code drop_sysctl_table}.
     *
     * @return what is to be shut before their handlers may go
     */
    List<CallbackGate> remove(List<String> path, List<CtlTable> table) {
        if (path.isEmpty()) {
            return table.stream().map(this::remove).filter(Objects::nonNull).toList();
        }
        Inode child = children.get(path.getFirst());
        if (child == null || !(child.operations() instanceof SysctlDirectory directory)) {
            return List.of();
        }
        List<CallbackGate> removed = directory.remove(path.subList(1, path.size()), table);
        if (directory.children.isEmpty()) {
            children.remove(path.getFirst(), child);
        }
        return removed;
    }

    private @Nullable CallbackGate remove(CtlTable row) {
        Inode inode = children.get(row.name());
        if (inode == null || !(inode.operations() instanceof Row file) || !file.table.equals(row)) {
            return null;
        }
        children.remove(row.name(), inode);
        return file.gate;
    }

    @Override
    public @Nullable Inode lookup(Inode directory, String name) {
        Inode child = children.get(name);
        if (child == null) {
            throw Errno.ENOENT.exception();
        }
        return child;
    }

    @Override
    protected List<Entry> entries() {
        return children.entrySet().stream()
                .map(child -> new Entry(
                        child.getKey(),
                        child.getValue().number(),
                        FileMode.direntType(child.getValue().mode())))
                .toList();
    }

    /** Whether the caller may, whatever its capabilities are. {@code test_perm}. */
    boolean isAllowed(int mode, int mask) {
        Task task = Task.currentOrNull();
        int rights = mode;
        if (task == null || task.cred().euid() == 0 || (network && Task.capable(Cred.CAP_NET_ADMIN))) {
            rights >>= OWNER_SHIFT;
        } else if (task.cred().isInEffectiveGroup(0)) {
            rights >>= GROUP_SHIFT;
        }
        return (mask & ~rights & (MAY_READ | MAY_WRITE | Permission.MAY_EXEC)) == 0;
    }

    @Override
    public void permission(Inode inode, int mask) {
        if (!isAllowed(RIGHTS, mask)) {
            throw Errno.EACCES.exception();
        }
    }

    @Override
    public void setattr(Inode inode, Iattr change) {
        refuse(change);
    }

    /** Rights and owner stay. {@code proc_sys_setattr}. */
    private static void refuse(Iattr change) {
        if (change.mode() != null || change.uid() != null || change.gid() != null) {
            throw Errno.EPERM.exception();
        }
    }

    /** The file of a row by its name. */
    private final class Row implements InodeOperations {

        private final CtlTable table;
        private final CallbackGate gate;

        Row(CtlTable table, CallbackGate gate) {
            this.table = table;
            this.gate = gate;
        }

        @Override
        public void permission(Inode inode, int mask) {
            boolean executes = (mask & Permission.MAY_EXEC) != 0;
            if (executes || !isAllowed(table.mode(), mask)) {
                throw Errno.EACCES.exception();
            }
        }

        @Override
        public void setattr(Inode inode, Iattr change) {
            refuse(change);
        }
    }
}
