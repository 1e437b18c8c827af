package org.jernel.kernel.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.PseudoLink;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/**
 * The file system of {@code /proc}: a directory for each task, and the files that kernel code and modules make. Modelled on
 * {@code fs/proc/root.c} and {@code generic.c}.
 *
 * <p>Where Linux's functions return NULL, and have the log say why, these throw an errno, and have the log say why.
 */
public final class ProcFs {

    private static final long PROC_SUPER_MAGIC = 0x9fa0;
    private static final int DIRECTORY_MODE = 0555;
    private static final int FILE_MODE = 0444;
    private static final int NAME_MAX = 255;

    private static final ProbePoint CREATE = ProbePoint.of("proc_create", "mode").allChangeable();
    private static final ProbePoint CREATE_DATA = ProbePoint.of("proc_create_data", "mode").allChangeable();
    private static final ProbePoint CREATE_SINGLE = ProbePoint.of("proc_create_single_data", "mode").allChangeable();
    private static final ProbePoint CREATE_SEQ = ProbePoint.of("proc_create_seq_private", "mode").allChangeable();
    private static final ProbePoint MKDIR = ProbePoint.of("proc_mkdir");
    private static final ProbePoint MKDIR_MODE = ProbePoint.of("proc_mkdir_mode", "mode").allChangeable();
    private static final ProbePoint SYMLINK = ProbePoint.of("proc_symlink");
    private static final ProbePoint REMOVE_ENTRY = ProbePoint.of("remove_proc_entry");
    private static final ProbePoint REMOVE_SUBTREE = ProbePoint.of("remove_proc_subtree");
    private static final ProbePoint REMOVE = ProbePoint.of("proc_remove");

    private final Vfs vfs;
    private final Tasks tasks;
    private final Printk printk;
    private final Probes probes;
    private final PseudoFileSystem files;
    private final ProcDirEntry root;
    private final ProcDirEntry net;

    /** Makes the file system and has mount know it. */
    public ProcFs(Vfs vfs, Tasks tasks, Printk printk, Probes probes) {
        this.vfs = vfs;
        this.tasks = tasks;
        this.printk = printk;
        this.probes = probes;
        probes.define(List.of(
                CREATE, CREATE_DATA, CREATE_SINGLE, CREATE_SEQ, MKDIR, MKDIR_MODE, SYMLINK, REMOVE_ENTRY,
                REMOVE_SUBTREE, REMOVE));
        this.root = new ProcDirEntry("", null, null, null, vfs.clock());
        this.net = new ProcDirEntry("net", null, null, null, vfs.clock());
        this.files = new PseudoFileSystem(vfs, "proc", PROC_SUPER_MAGIC, DIRECTORY_MODE, new Root());
        root.setInode(files.root().inode());
        net.setInode(files.newDirectory(DIRECTORY_MODE, new ProcDirectory(net)));
        vfs.registerFilesystem(files);
    }

    /** What {@code mount -t proc} mounts. */
    public PseudoFileSystem files() {
        return files;
    }

    /** The directory {@code net} of every task, as all are of one network. {@code proc_net}. */
    public ProcDirEntry net() {
        return net;
    }

    /**
     * Makes a file; throws EEXIST for a name that is taken, ENOENT for one in a directory that is not there, EINVAL for one that
     * no file of {@code /proc} can have.
     *
     * @param name below {@code parent}, with slashes for what lies in directories of it
     * @param mode its rights, 0 for all to read
     * @param parent null for {@code /proc} itself
     */
    @ExportSymbol
    public ProcDirEntry procCreate(String name, int mode, @Nullable ProcDirEntry parent, ProcOps ops) {
        return probes.get(CREATE, a -> procCreateData(name, (int) a[0], parent, ops, null), mode);
    }

    /** As {@link #procCreate}, with what {@link ProcDirEntry#data} tells the callbacks. */
    @ExportSymbol
    public ProcDirEntry procCreateData(
            String name, int mode, @Nullable ProcDirEntry parent, ProcOps ops, @Nullable Object data) {
        return probes.get(CREATE_DATA, a -> create(name, (int) a[0], parent, ops, data), mode);
    }

    private ProcDirEntry create(
            String name, int mode, @Nullable ProcDirEntry parent, ProcOps ops, @Nullable Object data) {
        int rights = (mode & FileMode.S_IALLUGO) == 0 ? FILE_MODE : mode & FileMode.S_IALLUGO;
        Place place = place(name, parent);
        ProcDirEntry entry = new ProcDirEntry(place.name(), place.directory(), ops, data, vfs.clock());
        entry.setInode(files.newFile(rights, new ProcRegFile(entry)));
        register(place.directory(), entry);
        return entry;
    }

    /** Makes a file that is one text. */
    @ExportSymbol
    public ProcDirEntry procCreateSingleData(
            String name, int mode, @Nullable ProcDirEntry parent, Consumer<SeqFile> show) {
        return probes.get(CREATE_SINGLE, a -> procCreate(name, (int) a[0], parent, ProcOps.single(show)), mode);
    }

    /** Makes a file of records; each open file gets operations of its own. */
    @ExportSymbol
    public ProcDirEntry procCreateSeqPrivate(
            String name,
            int mode,
            @Nullable ProcDirEntry parent,
            Supplier<? extends SeqOperations<?>> operations) {
        return probes.get(CREATE_SEQ, a -> procCreate(name, (int) a[0], parent, ProcOps.seq(operations)), mode);
    }

    /** Makes a directory; throws as {@link #procCreate} does. */
    @ExportSymbol
    public ProcDirEntry procMkdir(String name, @Nullable ProcDirEntry parent) {
        return probes.get(MKDIR, () -> procMkdirMode(name, 0, parent));
    }

    /** As {@link #procMkdir}, with rights; 0 for all to list. */
    @ExportSymbol
    public ProcDirEntry procMkdirMode(String name, int mode, @Nullable ProcDirEntry parent) {
        return probes.get(MKDIR_MODE, a -> mkdir(name, (int) a[0], parent), mode);
    }

    private ProcDirEntry mkdir(String name, int mode, @Nullable ProcDirEntry parent) {
        Place place = place(name, parent);
        ProcDirEntry entry = new ProcDirEntry(place.name(), place.directory(), null, null, vfs.clock());
        entry.setInode(files.newDirectory(mode == 0 ? DIRECTORY_MODE : mode, new ProcDirectory(entry)));
        register(place.directory(), entry);
        addLinks(place.directory(), 1);
        return entry;
    }

    /** Makes a symbolic link; throws as {@link #procCreate} does. */
    @ExportSymbol
    public ProcDirEntry procSymlink(String name, @Nullable ProcDirEntry parent, String target) {
        return probes.get(SYMLINK, () -> symlink(name, parent, target));
    }

    private ProcDirEntry symlink(String name, @Nullable ProcDirEntry parent, String target) {
        Place place = place(name, parent);
        ProcDirEntry entry = new ProcDirEntry(place.name(), place.directory(), null, null, vfs.clock());
        entry.setInode(files.newLink(PseudoLink.to(target)));
        register(place.directory(), entry);
        return entry;
    }

    /** Makes a directory of {@code /proc} that finds its names itself, as {@code sys} does; throws EEXIST. */
    public ProcDirEntry procMount(String name, PseudoDirectory directory) {
        ProcDirEntry entry = new ProcDirEntry(name, root, null, null, vfs.clock());
        entry.setInode(files.newDirectory(DIRECTORY_MODE, directory));
        register(root, entry);
        addLinks(root, 1);
        return entry;
    }

    private static void addLinks(ProcDirEntry directory, int more) {
        Inode inode = directory.inode();
        synchronized (inode) {
            inode.setLinks(inode.links() + more);
        }
    }

    /** The directory that a name lies in, and the last part of the name. {@code xlate_proc_name}. */
    private record Place(ProcDirEntry directory, String name) {}

    private Place place(String path, @Nullable ProcDirEntry parent) {
        Place place = walk(path, parent);
        if (place == null) {
            throw Errno.ENOENT.exception();
        }
        String name = place.name();
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
            throw refused(Errno.EINVAL, "name len %u\n", name.length());
        }
        if (name.equals(".") || name.equals("..")) {
            throw refused(Errno.EINVAL, "name '%s'\n", name);
        }
        if (place.directory() == root && number(name) != null) {
            throw refused(Errno.EINVAL, "create '/proc/%s' by hand\n", name);
        }
        return place;
    }

    /** Null, and a line in the log, where a directory on the way is not there. */
    private @Nullable Place walk(String path, @Nullable ProcDirEntry parent) {
        ProcDirEntry directory = parent == null ? root : parent;
        int from = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            ProcDirEntry child = directory(directory, path.substring(from, slash));
            if (child == null) {
                printk.printkDeferred(KERN_WARNING + "name '%s'\n", path);
                return null;
            }
            directory = child;
            from = slash + 1;
        }
        return new Place(directory, path.substring(from));
    }

    /** The link {@code net} leads to one directory, whoever follows it. */
    private @Nullable ProcDirEntry directory(ProcDirEntry parent, String name) {
        if (parent == root && name.equals(net.name())) {
            return net;
        }
        ProcDirEntry child = parent.child(name);
        return child != null && child.inode().isDirectory() ? child : null;
    }

    private RuntimeException refused(Errno errno, String format, Object... arguments) {
        printk.printkDeferred(KERN_WARNING + format, arguments);
        return errno.exception();
    }

    private void register(ProcDirEntry directory, ProcDirEntry entry) {
        if (!directory.add(entry)) {
            throw refused(
                    Errno.EEXIST, "proc_dir_entry '%s/%s' already registered\n", directory.name(), entry.name());
        }
        directory.inode().touch();
        OperationsOwner.callerOwns(() -> {
            if (isThere(entry)) {
                procRemove(entry);
            }
        });
    }

    /**
     * Takes a file or an empty directory away. Waits for calls into it that are in progress; who has it open gets EIO from now on.
     */
    @ExportSymbol
    public void removeProcEntry(String name, @Nullable ProcDirEntry parent) {
        probes.run(REMOVE_ENTRY, () -> removeEntry(name, parent));
    }

    private void removeEntry(String name, @Nullable ProcDirEntry parent) {
        ProcDirEntry entry = find(name, parent);
        if (entry == null) {
            return;
        }
        List<ProcDirEntry> left = entry.children();
        if (!left.isEmpty()) {
            printk.printkDeferred(
                    KERN_WARNING + "remove_proc_entry: removing non-empty directory '%s/%s', leaking at least '%s'\n",
                    directoryOf(entry).name(),
                    entry.name(),
                    left.getFirst().name());
        }
        remove(directoryOf(entry), entry);
    }

    /** Null, and a line in the log, where there is none. */
    private @Nullable ProcDirEntry find(String path, @Nullable ProcDirEntry parent) {
        Place place = walk(path, parent);
        if (place == null) {
            return null;
        }
        ProcDirEntry entry = place.directory().child(place.name());
        if (entry == null) {
            printk.printkDeferred(KERN_WARNING + "name '%s'\n", path);
        }
        return entry;
    }

    private ProcDirEntry directoryOf(ProcDirEntry entry) {
        ProcDirEntry parent = entry.parent();
        return parent == null ? root : parent;
    }

    /** As {@link #removeProcEntry}, with all that lies in a directory. */
    @ExportSymbol
    public void removeProcSubtree(String name, @Nullable ProcDirEntry parent) {
        probes.run(REMOVE_SUBTREE, () -> removeSubtree(name, parent));
    }

    private void removeSubtree(String name, @Nullable ProcDirEntry parent) {
        ProcDirEntry entry = find(name, parent);
        if (entry == null) {
            return;
        }
        entry.children().forEach(child -> removeSubtree(child.name(), entry));
        remove(directoryOf(entry), entry);
    }

    /** Of another owner there may be one of that name by now. */
    private boolean isThere(ProcDirEntry entry) {
        return directoryOf(entry).child(entry.name()) == entry;
    }

    /** As {@link #removeProcSubtree}; of null, and of what is gone, there is nothing to take away. */
    @ExportSymbol
    public void procRemove(@Nullable ProcDirEntry entry) {
        probes.run(REMOVE, () -> {
            if (entry != null && isThere(entry)) {
                removeProcSubtree(entry.name(), entry.parent());
            }
        });
    }

    private static void remove(ProcDirEntry directory, ProcDirEntry entry) {
        directory.drop(entry);
        directory.inode().touch();
        if (entry.inode().isDirectory()) {
            addLinks(directory, -1);
        }
        entry.rundown();
    }

    /** The number that a name is, or null. {@code name_to_int}. */
    static @Nullable Integer number(String name) {
        return name.matches("0|[1-9][0-9]{0,8}") ? Integer.valueOf(name) : null;
    }

    /** What is not made by the name of a task: {@code self} and its like, and entries. {@code proc_root_lookup}. */
    private final class Root extends ProcDirectory {

        Root() {
            super(root);
        }

        @Override
        public @Nullable Inode lookup(Inode directory, String name) {
            return switch (name) {
                case "self" -> files.newLink(PseudoLink.to(Root::self));
                case "thread-self" -> files.newLink(PseudoLink.to(() -> self() + "/task/" + self()));
                default -> {
                    ProcDirEntry made = root.child(name);
                    yield made == null ? task(name) : made.inode();
                }
            };
        }

        private Inode task(String name) {
            Integer pid = number(name);
            Task task = pid == null ? null : tasks.find(pid);
            if (task == null) {
                throw Errno.ENOENT.exception();
            }
            return new ProcTask(vfs, ProcFs.this, task).inode();
        }

        /** Throws ENOENT outside of tasks. {@code proc_self_get_link}. */
        private static String self() {
            Task task = Task.currentOrNull();
            if (task == null) {
                throw Errno.ENOENT.exception();
            }
            return Integer.toString(task.pid());
        }

        @Override
        protected List<Entry> entries() {
            List<Entry> entries = new ArrayList<>(super.entries());
            entries.add(Entry.link("self"));
            entries.add(Entry.link("thread-self"));
            tasks.list().forEach(task -> entries.add(Entry.directory(Integer.toString(task.pid()))));
            return entries;
        }
    }
}
