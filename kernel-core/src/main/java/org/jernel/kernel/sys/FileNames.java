package org.jernel.kernel.sys;

import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Paths that calls name by their addresses. {@code getname_flags}. */
final class FileNames {

    private FileNames() {}

    /** The path at an address; throws ENOENT for an empty one, ENAMETOOLONG, EFAULT. {@code getname}. */
    static String getname(long address) {
        String name = getnameOrEmpty(address);
        if (name.isEmpty()) {
            throw Errno.ENOENT.exception();
        }
        return name;
    }

    /** The path at an address, which may be empty. {@code getname_flags} with {@code LOOKUP_EMPTY}. */
    static String getnameOrEmpty(long address) {
        byte[] path = new byte[FileName.PATH_MAX];
        long length = Uaccess.strncpyFromUser(path, Task.current().memory(), address, path.length);
        if (length < 0) {
            throw ErrnoException.of(length);
        }
        if (length == path.length) {
            throw Errno.ENAMETOOLONG.exception();
        }
        return FileName.of(path, 0, (int) length);
    }
}
