package org.jernel.kernel.module;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskSecurity;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;

/** Loading and unloading of modules by programs. Modelled on {@code kernel/module/main.c}. */
final class ModuleSyscalls {

    static final int MODULE_INIT_IGNORE_MODVERSIONS = 1;
    static final int MODULE_INIT_IGNORE_VERMAGIC = 2;
    static final int MODULE_INIT_COMPRESSED_FILE = 4;

    private static final int FLAGS =
            MODULE_INIT_IGNORE_MODVERSIONS | MODULE_INIT_IGNORE_VERMAGIC | MODULE_INIT_COMPRESSED_FILE;

    /** {@code O_TRUNC}: unloads by force. */
    private static final int FORCE = 01000;

    /** The size of an ELF header, below which Linux does not look at what it was given. */
    private static final int HEADER = 64;

    /** What a jar may take: no module comes near it. */
    private static final int MAX_FILE = 64 << 20;

    private static final int MAX_ARGS = 1 << 20;

    private final Modules modules;
    private final Vfs vfs;

    ModuleSyscalls(Modules modules, Vfs vfs) {
        this.modules = modules;
        this.vfs = vfs;
    }

    @SyscallDefine3("init_module")
    void initModule(
            @CType("void __user *") long umod,
            @CType("unsigned long") long len,
            @CType("const char __user *") long uargs) {
        modules.mayInitModule();
        if (Long.compareUnsigned(len, HEADER) < 0) {
            throw Errno.ENOEXEC.exception();
        }
        if (Long.compareUnsigned(len, MAX_FILE) > 0) {
            throw Errno.ENOMEM.exception();
        }
        Task task = Task.current();
        task.security().mustAllow(TaskSecurity.class, "kernel_load_data", TaskSecurity::kernelLoadData);
        UserMemory memory = task.memory();
        byte[] jar = Uaccess.copyFromUser(memory, umod, (int) len);
        LoadedModule _ = modules.load(jar, "init_module", () -> args(memory, uargs));
    }

    @SyscallDefine3("finit_module")
    void finitModule(int fd, @CType("const char __user *") long uargs, int flags) {
        modules.mayInitModule();
        if ((flags & ~FLAGS) != 0) {
            throw Errno.EINVAL.exception();
        }
        File file = Task.current().files().fget(fd);
        if (file == null) {
            throw Errno.EBADF.exception();
        }
        byte[] jar;
        String name;
        try {
            jar = readFile(file);
            name = nameOf(file);
        } finally {
            file.fput();
        }
        if ((flags & MODULE_INIT_COMPRESSED_FILE) != 0) {
            throw Errno.EOPNOTSUPP.exception();
        }
        UserMemory memory = Task.current().memory();
        LoadedModule _ = modules.load(jar, name, () -> args(memory, uargs));
    }

    /** {@code file->f_path.dentry->d_name}. */
    private static String nameOf(File file) {
        Path path = Path.ofOrNull(file);
        return path == null ? "finit_module" : path.dentry().name();
    }

    /** {@code kernel_read_file}. */
    private byte[] readFile(File file) {
        Inode inode = Inode.ofOrNull(file);
        if (!file.isReadable()) {
            throw Errno.EBADF.exception();
        }
        if (inode == null || !inode.isRegular() || inode.size() <= 0) {
            throw Errno.EINVAL.exception();
        }
        Task.current().security()
                .mustAllow(FileSecurity.class, "kernel_read_file", m -> m.kernelReadFile(file));
        if (inode.size() > MAX_FILE) {
            throw Errno.EFBIG.exception();
        }
        byte[] bytes = new byte[(int) inode.size()];
        FilePosition position = new FilePosition(0);
        int done = 0;
        while (done < bytes.length) {
            long got = vfs.kernelRead(file, bytes, done, bytes.length - done, position);
            if (got <= 0) {
                throw got < 0 ? ErrnoException.of(got) : Errno.EIO.exception();
            }
            done += (int) got;
        }
        return bytes;
    }

    /**
     * As Linux 6.1 answers: EBUSY for a module that is being loaded or unloaded, or has no way out, and EWOULDBLOCK for one that is
     * in use, whether O_NONBLOCK is there or not. It is rmmod that says "is in use" of the latter.
     */
    @SyscallDefine2("delete_module")
    long deleteModule(@CType("const char __user *") long nameUser, @CType("unsigned int") int flags) {
        modules.mayInitModule();
        byte[] name = new byte[ModuleImage.NAME_LENGTH];
        long length = Uaccess.strncpyFromUser(name, Task.current().memory(), nameUser, name.length);
        if (length < 0) {
            return length;
        }
        if (length == 0 || length == name.length) {
            return Errno.ENOENT.negated();
        }
        return modules.delete(new String(name, 0, (int) length, StandardCharsets.UTF_8), (flags & FORCE) != 0);
    }

    /** {@code strndup_user}: the whole text or EFAULT. */
    private static String args(UserMemory memory, long uargs) {
        byte[] text = new byte[256];
        while (true) {
            long length = Uaccess.strncpyFromUser(text, memory, uargs, text.length);
            if (length < 0) {
                throw ErrnoException.of(length);
            }
            if (length < text.length) {
                return new String(text, 0, (int) length, StandardCharsets.UTF_8);
            }
            if (text.length >= MAX_ARGS) {
                throw Errno.EINVAL.exception();
            }
            text = new byte[text.length * 2];
        }
    }
}
