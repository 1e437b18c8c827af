package org.jernel.kernel.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/**
 * The ioctls that every file has, from {@code include/uapi/asm-generic/ioctls.h}, and the way of the others to the file.
 * Modelled on {@code fs/ioctl.c}.
 */
public final class Ioctl {

    /** Bytes that can be read at once; {@code TIOCINQ}. The file's own affair. */
    public static final int FIONREAD = 0x541b;

    public static final int FIONBIO = 0x5421;
    public static final int FIONCLEX = 0x5450;
    public static final int FIOCLEX = 0x5451;
    public static final int FIOASYNC = 0x5452;

    private Ioctl() {}

    /** A command on an open file; throws EFAULT for an argument that cannot be read. {@code do_vfs_ioctl}. */
    @CheckReturnValue
    public static long doVfsIoctl(
            FdTable files, int fd, File file, int command, long argument, UserMemory memory) {
        if (file.isPathOnly()) {
            return Errno.EBADF.negated();
        }
        switch (command) {
            case FIOCLEX, FIONCLEX -> files.setCloseOnExec(fd, command == FIOCLEX);
            case FIONBIO -> file.setStatusFlags(Fcntl.O_NONBLOCK, isOn(memory, argument) ? Fcntl.O_NONBLOCK : 0);
            case FIOASYNC -> {
                return asyncIoctl(file, isOn(memory, argument));
            }
            default -> {
                long result = file.operations().ioctl(file, command, argument);
                return result == -KernelErrno.ENOIOCTLCMD ? Errno.ENOTTY.negated() : result;
            }
        }
        return 0;
    }

    private static boolean isOn(UserMemory memory, long argument) {
        return memory.getUser(argument, Integer.BYTES) != 0;
    }

    /** Files without SIGIO, which all are, refuse a change only. {@code ioctl_fioasync}. */
    private static long asyncIoctl(File file, boolean on) {
        boolean isOn = (file.flags() & Fcntl.FASYNC) != 0;
        return on == isOn ? 0 : Errno.ENOTTY.negated();
    }
}
