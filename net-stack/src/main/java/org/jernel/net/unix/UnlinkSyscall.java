package org.jernel.net.unix;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;

/** Taking back the names that bind made, for as long as there is no file system to do it. {@code fs/namei.c}. */
public final class UnlinkSyscall {

    private static final int PATH_MAX = 4096;

    private final UnixNet unix;

    UnlinkSyscall(UnixNet unix) {
        this.unix = unix;
    }

    @SyscallDefine1("unlink")
    @Partial("names of AF_UNIX sockets only: there are no other files")
    void unlink(@CType("const char __user *") long pathname) {
        byte[] path = new byte[PATH_MAX];
        long length = Uaccess.strncpyFromUser(path, Task.current().memory(), pathname, PATH_MAX);
        if (length < 0) {
            throw ErrnoException.of(length);
        }
        if (length == PATH_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        unix.unlink(new String(path, 0, (int) length, StandardCharsets.ISO_8859_1));
    }
}
