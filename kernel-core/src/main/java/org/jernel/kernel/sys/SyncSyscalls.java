package org.jernel.kernel.sys;

import org.jernel.syscall.SyscallDefine0;

/** Modelled on {@code fs/sync.c}, of file systems that are in memory or the host's: there is nothing to write back. */
public final class SyncSyscalls {

    @SyscallDefine0("sync")
    long sync() {
        return 0;
    }
}
