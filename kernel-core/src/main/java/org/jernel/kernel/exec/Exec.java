package org.jernel.kernel.exec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.MountFlags;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Permission;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.InitialStack;
import org.jernel.kernel.task.Commoncap;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Executing files in the place of a task's program. Modelled on {@code fs/exec.c}. */
public final class Exec {

    /** With {@code execveat}: an empty path is the descriptor's own file. */
    public static final int AT_EMPTY_PATH = 0x1000;

    /** With {@code execveat}: a symbolic link is not followed, and then cannot be executed. */
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;

    /** How often a script's interpreter may be a script. */
    private static final int MAX_INTERPRETERS = 5;

    private static final int SET_IDS = FileMode.S_ISUID | FileMode.S_ISGID;
    private static final int COMM_LEN = 15;
    private static final int RANDOM_BYTES = 16;
    private static final long PAGE_SIZE = 4096;
    private static final long CLOCK_TICKS = 100;

    private final Vfs vfs;
    private final Consumer<byte[]> random;

    /** The newest first, so that a module's goes before those that were there. */
    private final List<Binfmt> formats = new CopyOnWriteArrayList<>();

    /** Knows scripts; {@code random} fills an array. */
    public Exec(Vfs vfs, Consumer<byte[]> random) {
        this.vfs = vfs;
        this.random = random;
        registerBinfmt(new ScriptBinfmt());
    }

    /** Makes a kind of file known. {@code insert_binfmt}. */
    public void registerBinfmt(Binfmt format) {
        formats.addFirst(format);
    }

    /** Forgets a kind of file; programs that run go on. {@code unregister_binfmt}. */
    public void unregisterBinfmt(Binfmt format) {
        formats.remove(format);
    }

    /**
     * Executes a file as the program of the current task, which enters it when it leaves the kernel; throws what execve fails
     * with. {@code do_execveat_common}.
     *
     * @param dfd where a relative path begins
     * @param path empty for the file of {@code dfd} itself, with AT_EMPTY_PATH
     * @param flags {@link #AT_EMPTY_PATH} and {@link #AT_SYMLINK_NOFOLLOW}
     */
    public void execveat(int dfd, String path, Strings strings, int flags) {
        if ((flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) != 0) {
            throw Errno.EINVAL.exception();
        }
        Task task = Task.current();
        File file = openExec(dfd, path, (flags & AT_SYMLINK_NOFOLLOW) == 0);
        Binprm bprm = null;
        try {
            String filename = filename(dfd, path);
            boolean inaccessible = !filename.equals(path) && task.files().isCloseOnExec(dfd);
            UserStrings copied = strings.copy(filename);
            bprm = new Binprm(vfs, file, filename, inaccessible, copied.argv(), copied.envp());
            execBinprm(task, bprm, path.isEmpty() ? bprm.place().dentry().name() : baseName(filename));
        } finally {
            if (bprm == null) {
                Binprm.close(file);
            } else {
                bprm.release();
            }
        }
    }

    /** What a program is given, read only when its file has been found. */
    @FunctionalInterface
    public interface Strings {

        /** Throws EFAULT or E2BIG. */
        UserStrings copy(String filename);
    }

    /** Executes a file for kernel code that becomes a program. {@code kernel_execve}. */
    public void kernelExecve(String path, List<byte[]> argv, List<byte[]> envp) {
        execveat(Vfs.AT_FDCWD, path, filename -> new UserStrings(argv, envp), 0);
    }

    /** What a program that was found by a descriptor is called. {@code alloc_bprm}. */
    private static String filename(int dfd, String path) {
        if (dfd == Vfs.AT_FDCWD || path.startsWith("/")) {
            return path;
        }
        return path.isEmpty() ? "/dev/fd/" + dfd : "/dev/fd/" + dfd + "/" + path;
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@code do_open_execat}: only a regular file, on a mount that allows it, by who may. */
    private File openExec(int dfd, String path, boolean follows) {
        Path place = vfs.lookup(dfd, path, follows);
        if (place.inode().isSymlink()) {
            throw Errno.ELOOP.exception();
        }
        if (!place.inode().isRegular() || (place.mount().flags() & MountFlags.MS_NOEXEC) != 0) {
            throw Errno.EACCES.exception();
        }
        Permission.check(place.inode(), Permission.MAY_EXEC);
        File file = vfs.open(place, Fcntl.O_RDONLY);
        try {
            place.runs();
            return file;
        } catch (ErrnoException e) {
            file.fput();
            throw e;
        }
    }

    /** {@code exec_binprm}: an interpreter may have one itself, but not without end. */
    private void execBinprm(Task task, Binprm bprm, String comm) {
        for (int depth = 0; depth <= MAX_INTERPRETERS; depth++) {
            bprm.prepare();
            task.security().mustAllow(
                    FileSecurity.class, "bprm_check_security", m -> m.bprmCheckSecurity(bprm.file()));
            switch (searchBinaryHandler(bprm)) {
                case Binfmt.Interpreter(String path) -> bprm.setFile(openExec(Vfs.AT_FDCWD, path, true));
                case Binfmt.Image(UserMode program) -> {
                    beginNewExec(task, bprm, program, comm);
                    return;
                }
            }
        }
        throw Errno.ELOOP.exception();
    }

    private Binfmt.Loaded searchBinaryHandler(Binprm bprm) {
        for (Binfmt format : formats) {
            Binfmt.Loaded loaded = format.loadBinary(bprm);
            if (loaded != null) {
                return loaded;
            }
        }
        throw Errno.ENOEXEC.exception();
    }

    /** From here on nothing fails. {@code begin_new_exec} and {@code create_elf_tables}. */
    private void beginNewExec(Task task, Binprm bprm, UserMode program, String comm) {
        Path place = bprm.place();
        boolean mayRaise = (place.mount().flags() & MountFlags.MS_NOSUID) == 0;
        Inode inode = place.inode();
        Commoncap.installExecCreds(task, mayRaise ? inode.mode() : inode.mode() & ~SET_IDS, inode.uid(), inode.gid());
        byte[] bytes = new byte[RANDOM_BYTES];
        random.accept(bytes);
        task.setExe(place);
        AddressSpace mm = task.tasks().mmAlloc();
        InitialStack.write(
                mm,
                FileName.bytes(bprm.filename()),
                bprm.argv(),
                bprm.envp(),
                auxiliary(task.cred()),
                bytes);
        task.exec(program, mm, comm.substring(0, Math.min(comm.length(), COMM_LEN)));
    }

    private static Map<Integer, Long> auxiliary(Cred cred) {
        boolean secure = !cred.uids().isPlain() || !cred.gids().isPlain();
        Map<Integer, Long> values = new LinkedHashMap<>();
        values.put(InitialStack.AT_PAGESZ, PAGE_SIZE);
        values.put(InitialStack.AT_CLKTCK, CLOCK_TICKS);
        values.put(InitialStack.AT_UID, Integer.toUnsignedLong(cred.uid()));
        values.put(InitialStack.AT_EUID, Integer.toUnsignedLong(cred.euid()));
        values.put(InitialStack.AT_GID, Integer.toUnsignedLong(cred.gid()));
        values.put(InitialStack.AT_EGID, Integer.toUnsignedLong(cred.egid()));
        values.put(InitialStack.AT_SECURE, secure ? 1L : 0L);
        return values;
    }
}
