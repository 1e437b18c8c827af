package org.jernel.kernel.sys;

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
        return ReadWriteSyscalls.onFile(
                fd, (task, file) -> Ioctl.doVfsIoctl(task.files(), fd, file, cmd, arg, task.memory()));
    }
}
