package org.jernel.kernel.fs;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePath;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.FsStruct;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * The files of one kernel by their names: what kernel code does with them, and what file systems and devices attach to.
 *
 * <p>Paths are those of the current task, its root and its rights; where none runs, at boot, those of the first one. A
 * file system attaches as a {@link FileSystemType}, for which {@link PseudoFileSystem} is the usual base; a device by
 * {@link #setDeviceOpener}.
 */
public final class Vfs {

    public static final ProbePoint FILP_OPEN = ProbePoint.of("filp_open", "flags", "mode").allChangeable();
    public static final ProbePoint FILP_CLOSE = ProbePoint.of("filp_close");
    public static final ProbePoint KERN_PATH = ProbePoint.of("kern_path");
    public static final ProbePoint REGISTER_FILESYSTEM = ProbePoint.of("register_filesystem");
    public static final ProbePoint UNREGISTER_FILESYSTEM = ProbePoint.of("unregister_filesystem");
    public static final ProbePoint KERNEL_READ = ProbePoint.of("kernel_read", "count");
    public static final ProbePoint KERNEL_WRITE = ProbePoint.of("kernel_write", "count");

    private static final ProbePoint GET_ANON_BDEV = ProbePoint.of("get_anon_bdev");
    private static final ProbePoint D_PATH = ProbePoint.of("d_path");

    /** Relative paths begin where the task stands. */
    public static final int AT_FDCWD = -100;

    /** What cannot be opened: a socket, a device that nobody drives. {@code no_open}. */
    static final FileOperations NO_OPEN = new FileOperations() {

        @Override
        public void open(File file) {
            throw Errno.ENXIO.exception();
        }
    };

    /** A file that stands for a place only. */
    static final FileOperations PATH_OPERATIONS = new FileOperations() {};

    private static final int BOOT_UMASK = 022;
    private static final int ROOT_MODE = 0755;

    private final KernelClock clock;
    private final Tasks tasks;
    private final MountTree mounts = new MountTree();
    private final Map<String, FileSystemType> types = new ConcurrentSkipListMap<>();
    private final Map<Integer, DeviceOpener> deviceOpeners = new ConcurrentSkipListMap<>();
    private final AtomicInteger lastDevice = new AtomicInteger();
    private final FileOpener opener;
    private final NameOperations names;
    private final Renaming renaming;
    private final Attributes attributes;
    private final Mounting mounting;
    private final Probes probes;
    private final NamelessFiles nameless;

    /** Boots with a root in memory, where from now on all tasks without a parent stand. */
    public Vfs(KernelClock clock, Tasks tasks, Probes probes) {
        this.clock = clock;
        this.probes = probes;
        probes.define(List.of(GET_ANON_BDEV, D_PATH));
        this.tasks = tasks;
        this.opener = new FileOpener(this);
        this.names = new NameOperations(this);
        this.renaming = new Renaming(this);
        this.attributes = new Attributes(this);
        this.mounting = new Mounting(this);
        this.nameless = new NamelessFiles(mounts, clock);
        setDeviceOpener(FileMode.S_IFIFO, new FifoOpener(clock));
        registerFilesystem(new Tmpfs("tmpfs", this, clock));
        SuperBlock rootfs = new Tmpfs("rootfs", this, clock).getTree("rootfs", "");
        rootfs.root().inode().setMode(FileMode.S_IFDIR | ROOT_MODE);
        Mount mount = mounts.create(rootfs, rootfs.root(), "rootfs", 0);
        mounts.setRoot(mount);
        tasks.setInitFs(new FsStruct(new Path(mount, mount.root()), BOOT_UMASK));
    }

    public KernelClock clock() {
        return clock;
    }

    /** The pages of the machine, which files in memory share. */
    long memory() {
        return tasks.committed().totalPages();
    }

    MountTree mountTree() {
        return mounts;
    }

    /** Calls that change names, for the system calls. */
    public NameOperations names() {
        return names;
    }

    public Renaming renaming() {
        return renaming;
    }

    /** Calls that change attributes, for the system calls. */
    public Attributes attributes() {
        return attributes;
    }

    /** Calls that change mounts, for the system calls. */
    public Mounting mounting() {
        return mounting;
    }

    /** Makes a kind of file system known to mount; throws EBUSY for a name that is taken. {@code register_filesystem}. */
    @ExportSymbol
    public void registerFilesystem(FileSystemType type) {
        probes.run(REGISTER_FILESYSTEM, () -> {
            if (types.putIfAbsent(type.name(), type) != null) {
                throw Errno.EBUSY.exception();
            }
            OperationsOwner.callerOwns(() -> types.remove(type.name(), type));
        });
    }

    /** Forgets a kind of file system; what is mounted of it stays. {@code unregister_filesystem}. */
    @ExportSymbol
    public void unregisterFilesystem(FileSystemType type) {
        probes.run(UNREGISTER_FILESYSTEM, () -> {
            if (!types.remove(type.name(), type)) {
                throw Errno.EINVAL.exception();
            }
        });
    }

    /** The kinds of file systems by name, all of which need no device. */
    public Map<String, FileSystemType> filesystems() {
        return Map.copyOf(types);
    }

    @Nullable
    FileSystemType filesystem(String name) {
        return types.get(name);
    }

    /** A device number for a file system that lies on no device. {@code get_anon_bdev}. */
    @ExportSymbol("get_anon_bdev")
    public int newAnonymousDevice() {
        return probes.isOff() ? nextDevice() : probedDevice();
    }

    private int probedDevice() {
        long device = probes.call(GET_ANON_BDEV, this::nextDevice);
        if (Errno.isError(device)) {
            throw ErrnoException.of(device);
        }
        return (int) device;
    }

    private int nextDevice() {
        return DeviceNumber.of(0, lastDevice.incrementAndGet());
    }

    /** All mounts, the oldest first: what {@code /proc/mounts} lists. */
    public Iterable<Mount> mounts() {
        return mounts.list();
    }

    /**
     * Says who opens the nodes of a type.
     *
     * @param type {@link FileMode#S_IFCHR}, {@link FileMode#S_IFBLK} or {@link FileMode#S_IFIFO}
     */
    public void setDeviceOpener(int type, DeviceOpener deviceOpener) {
        deviceOpeners.put(type, deviceOpener);
    }

    @Nullable
    DeviceOpener deviceOpener(int type) {
        return deviceOpeners.get(type);
    }

    private FsStruct fs() {
        Task task = Task.currentOrNull();
        return task == null ? tasks.initFs() : task.fs();
    }

    /** What modes of new files do not get. {@code current_umask}. */
    int umask() {
        return Task.currentOrNull() == null ? 0 : fs().umask();
    }

    /** Where absolute paths begin. */
    public Path root() {
        return standing(fs().root());
    }

    /** Where relative paths begin. */
    public Path pwd() {
        return standing(fs().pwd());
    }

    /** A task that has ended stands nowhere. */
    private static Path standing(@Nullable FilePath place) {
        if (!(place instanceof Path path)) {
            throw Errno.ENOENT.exception();
        }
        return path;
    }

    /** Where a relative path of an {@code *at} call begins. */
    private Path start(int dfd, String path) {
        if (path.startsWith("/")) {
            return root();
        }
        if (dfd == AT_FDCWD) {
            return pwd();
        }
        File file = Task.current().files().fget(dfd);
        if (file == null) {
            throw Errno.EBADF.exception();
        }
        try {
            Path place = Path.ofOrNull(file);
            if (place == null || (!path.isEmpty() && !place.inode().isDirectory())) {
                throw Errno.ENOTDIR.exception();
            }
            return place;
        } finally {
            file.fput();
        }
    }

    /** A walk that has not begun. {@code path_init}. */
    PathWalk walk(int dfd, String path) {
        return new PathWalk(mounts, root(), start(dfd, path));
    }

    /**
     * The file that a path names; throws ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG or EBADF. {@code filename_lookup}.
     *
     * @param dfd where a relative path begins: a descriptor of the current task, or {@link #AT_FDCWD}
     * @param path an empty one is the descriptor's own file, which the caller has allowed
     * @param follows true if a symbolic link in the last place is followed
     */
    public Path lookup(int dfd, String path, boolean follows) {
        return walk(dfd, path).toEnd(path, follows);
    }

    /** The file that a path names for kernel code. {@code kern_path}. */
    @ExportSymbol("kern_path")
    public Path lookup(String path) {
        return probes.get(KERN_PATH, () -> lookup(AT_FDCWD, path, true));
    }

    /**
     * Opens a file for kernel code, which gives it back by {@link #filpClose}. {@code filp_open}.
     *
     * @param flags as of open(2)
     * @param mode of a new file, from which the mask is taken
     */
    @ExportSymbol
    public File filpOpen(String path, int flags, int mode) {
        return probes.get(FILP_OPEN, a -> open(AT_FDCWD, path, (int) a[0], (int) a[1]), flags, mode);
    }

    /** Opens a file; throws what open(2) fails with. {@code do_filp_open}. */
    public File open(int dfd, String path, int flags, int mode) {
        return opener.open(dfd, path, flags, mode);
    }

    /** Opens a place that was looked up, without a look at rights. {@code dentry_open}. */
    public File open(Path path, int flags) {
        return opener.doDentryOpen(path, flags);
    }

    /** Gives a file back. {@code filp_close}. */
    @ExportSymbol
    public void filpClose(File file) {
        probes.run(FILP_CLOSE, file::fput);
    }

    /** Reads into the kernel's own memory. Returns the bytes, 0 at the end, or -errno. {@code kernel_read}. */
    @CheckReturnValue
    @ExportSymbol
    public long kernelRead(File file, byte[] to, int offset, int length, FilePosition position) {
        if (!file.isReadable()) {
            return Errno.EBADF.negated();
        }
        IovIter iter = IovIter.kernel(to, offset, length);
        return probes.call(KERNEL_READ, () -> file.operations().readIter(file, iter, position), length);
    }

    /** Writes from the kernel's own memory. Returns the bytes, or -errno. {@code kernel_write}. */
    @CheckReturnValue
    @ExportSymbol
    public long kernelWrite(File file, byte[] from, int offset, int length, FilePosition position) {
        if (!file.isWritable()) {
            return Errno.EBADF.negated();
        }
        IovIter iter = IovIter.kernel(from, offset, length);
        return probes.call(KERNEL_WRITE, () -> file.operations().writeIter(file, iter, position), length);
    }

    /** Makes a directory. {@code init_mkdir}. */
    public void mkdir(String path, int mode) {
        names.mkdir(AT_FDCWD, path, mode);
    }

    /** Makes a directory and those above it, as far as they are missing. */
    public void mkdirs(String path, int mode) {
        for (int slash = path.indexOf('/', 1);; slash = path.indexOf('/', slash + 1)) {
            String part = slash < 0 ? path : path.substring(0, slash);
            try {
                mkdir(part, mode);
            } catch (ErrnoException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
            if (slash < 0) {
                return;
            }
        }
    }

    /** Makes a device node, pipe or empty file; {@code rdev} is a {@link DeviceNumber}. {@code init_mknod}. */
    public void mknod(String path, int mode, int rdev) {
        names.mknod(AT_FDCWD, path, mode, rdev);
    }

    /** Makes a symbolic link. {@code init_symlink}. */
    public void symlink(String target, String path) {
        names.symlink(target, AT_FDCWD, path);
    }

    /** Takes a name away. {@code init_unlink}. */
    public void unlink(String path) {
        names.unlink(AT_FDCWD, path);
    }

    /** Hangs a file system over a directory. {@code init_mount}. */
    public void mount(FileSystemType type, String source, String directory, int flags, String options) {
        mounting.newMount(type, source, lookup(directory), flags, options);
    }

    /** The path of a place as the current task sees it. {@code d_path}. */
    @ExportSymbol
    public String dPath(Path path) {
        return probes.isOff() ? pathName(path) : probes.get(D_PATH, () -> pathName(path));
    }

    /** As {@link #dPath}, for who shows it of another task: no task stops there. */
    public String pathName(Path path) {
        return PathNames.dPath(path, root());
    }

    /** The path of a place below a root, or null for one that is not below it. {@code seq_path_root}. */
    public @Nullable String pathBelow(Path path, Path root) {
        return PathNames.pathOrNull(path, root);
    }

    /** Where the current task stands; throws ENOENT for a directory that was removed. {@code getcwd(2)}. */
    public String getcwd() {
        Path pwd = pwd();
        if (pwd.dentry().isUnhashed()) {
            throw Errno.ENOENT.exception();
        }
        String path = PathNames.pathOrNull(pwd, root());
        return path == null ? "(unreachable)" + pathName(pwd) : path;
    }

    /** What {@code /proc/PID/fd} calls a file. */
    public String dname(File file) {
        Path path = Path.ofOrNull(file);
        return path == null || nameless.has(path) ? file.operations().dname(file) : pathName(path);
    }

    /** Where a file is open, also one that no name leads to. */
    public Path pathOf(File file) {
        Path path = Path.ofOrNull(file);
        return path == null ? nameless.pathOf(file) : path;
    }

    /** The flags of open(2) without those that mean nothing; throws where they contradict each other. */
    public static int buildOpenFlags(int wanted) {
        return FileOpener.buildOpenFlags(wanted);
    }

    static boolean isWrite(int flags) {
        return (flags & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY;
    }
}
