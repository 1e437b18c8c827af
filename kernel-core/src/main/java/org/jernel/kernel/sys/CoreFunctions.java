package org.jernel.kernel.sys;

import java.util.List;

import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.PageAllocator;
import org.jernel.kernel.probe.ProbePoint;

/** The functions between system calls and files, and those of pages, that can be watched. As on Linux few may be made to fail. */
public final class CoreFunctions {

    static final ProbePoint VFS_READ = ProbePoint.of("vfs_read", "fd", "buf", "count").changeable("buf", "count");
    static final ProbePoint VFS_WRITE = ProbePoint.of("vfs_write", "fd", "buf", "count").changeable("buf", "count");
    static final ProbePoint DO_SYS_OPENAT2 =
            ProbePoint.of("do_sys_openat2", "dfd", "filename", "flags", "mode").allChangeable();

    private CoreFunctions() {}

    /** All of them. */
    public static List<ProbePoint> all() {
        return List.of(VFS_READ, VFS_WRITE, DO_SYS_OPENAT2, PageAllocator.ALLOC_PAGES,
                PageAllocator.GET_FREE_PAGES, PageAllocator.PUT_PAGE, Vfs.FILP_OPEN, Vfs.FILP_CLOSE, Vfs.KERN_PATH,
                Vfs.REGISTER_FILESYSTEM, Vfs.UNREGISTER_FILESYSTEM, Vfs.KERNEL_READ, Vfs.KERNEL_WRITE,
                PageAllocator.SHOULD_FAIL_ALLOC_PAGE);
    }
}
