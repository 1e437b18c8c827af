package org.jernel.kernel.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.security.SecurityModule;
import org.jspecify.annotations.Nullable;

/** The hooks of {@code include/linux/lsm_hook_defs.h} that are about open files, sockets and pipes among them. */
@CheckReturnValue
public interface FileSecurity extends SecurityModule {

    /** What {@link #filePermission} is asked about: {@code include/linux/fs.h}. */
    int MAY_WRITE = 2;

    int MAY_READ = 4;

    /** Before a file that was found by its name is opened. */
    default long fileOpen(File file) {
        return 0;
    }

    /** Before a program reads ({@link #MAY_READ}) or writes ({@link #MAY_WRITE}). */
    default long filePermission(File file, int mask) {
        return 0;
    }

    /** Before ioctl(2). */
    default long fileIoctl(File file, int command, long argument) {
        return 0;
    }

    /** Before fcntl(2). */
    default long fileFcntl(File file, int command, long argument) {
        return 0;
    }

    /** Before a mapping is made; of no file if that is null. */
    default long mmapFile(@Nullable File file, long protection, long flags) {
        return 0;
    }

    /** Before a file is executed that may be. */
    default long bprmCheckSecurity(File file) {
        return 0;
    }

    /** Before finit_module(2) reads a file. */
    default long kernelReadFile(File file) {
        return 0;
    }
}
