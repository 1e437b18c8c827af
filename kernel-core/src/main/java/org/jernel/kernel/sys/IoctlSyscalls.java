package org.jernel.kernel.sys;

import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.file.Ioctl;
import org.jernel.syscall.CType;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine3;

/** Modelled on {@code fs/ioctl.c}. */
public final class IoctlSyscalls {

    @SyscallDefine3("ioctl")
    @Partial("FIOCLEX, FIONCLEX, FIONBIO, FIONREAD, and what a driver adds; no SIGIO;"
            + " of interfaces their state and their addresses of IPv4, no MTU, routes or ARP set")
    long ioctl(@CType("unsigned int") int fd, @CType("unsigned int") int cmd, @CType("unsigned long") long arg) {
        return ReadWriteSyscalls.onFile(fd, (task, file) -> {
            long refused = task.security()
                    .ask(FileSecurity.class, "file_ioctl", m -> m.fileIoctl(file, cmd, arg));
            return refused == 0 ? Ioctl.doVfsIoctl(task.files(), fd, file, cmd, arg, task.memory()) : refused;
        });
    }
}
