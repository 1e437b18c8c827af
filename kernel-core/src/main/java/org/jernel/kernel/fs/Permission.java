package org.jernel.kernel.fs;

import java.util.function.ToLongFunction;

import org.jernel.kernel.security.SecurityModule;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Whether the caller may: by owner, group, the others' rights, and capabilities. Kernel code that runs in no task may all. */
public final class Permission {

    public static final int MAY_EXEC = 1;
    public static final int MAY_WRITE = 2;
    public static final int MAY_READ = 4;

    private static final int ALL = MAY_READ | MAY_WRITE | MAY_EXEC;
    private static final int ANY_EXEC = 0111;
    private static final int OWNER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    /** For whom a question is asked, if not for the caller. */
    private static final ScopedValue<Cred> OVERRIDE = ScopedValue.newInstance();

    private Permission() {}

    private static @Nullable Cred cred() {
        if (OVERRIDE.isBound()) {
            return OVERRIDE.get();
        }
        Task task = Task.currentOrNull();
        return task == null ? null : task.cred();
    }

    /** Whether the caller has a capability; who is no task is the kernel. */
    private static boolean capable(int capability) {
        Cred cred = cred();
        return cred == null || cred.has(capability);
    }

    /** Asks for somebody else, as access(2) does for the real user. {@code override_creds}. */
    static void as(Cred cred, Runnable question) {
        ScopedValue.where(OVERRIDE, cred).run(question);
    }

    /** Who new files belong to. {@code current_fsuid}. */
    public static int fsuid() {
        Cred cred = cred();
        return cred == null ? 0 : cred.fsuid();
    }

    /** The group of new files. {@code current_fsgid}. */
    public static int fsgid() {
        Cred cred = cred();
        return cred == null ? 0 : cred.fsgid();
    }

    /** True if the caller is of the group. {@code in_group_p}. */
    private static boolean inGroup(int gid) {
        Cred cred = cred();
        return cred == null || cred.isInGroup(gid);
    }

    /** Throws EROFS or EACCES, or what the file system has against it. {@code inode_permission}. */
    public static void check(Inode inode, int mask) {
        boolean bytes = inode.isDirectory() || inode.isRegular() || inode.isSymlink();
        if ((mask & MAY_WRITE) != 0 && bytes && inode.superBlock().isReadOnly()) {
            throw Errno.EROFS.exception();
        }
        inode.operations().permission(inode, mask);
        ask(InodeSecurity.class, "inode_permission", m -> m.inodePermission(inode, mask));
    }

    /** Throws what a security module has against it. */
    static <M extends SecurityModule> void ask(Class<M> kind, String hook, ToLongFunction<M> question) {
        Task task = Task.currentOrNull();
        if (task != null) {
            task.security().mustAllow(kind, hook, question);
        }
    }

    /** By the rights alone. {@code generic_permission}. */
    public static void generic(Inode inode, int mask) {
        int mode = inode.mode();
        int wanted = mask & ALL;
        if ((rights(inode, mode) & wanted) == wanted) {
            return;
        }
        if (inode.isDirectory()) {
            boolean reads = (mask & MAY_WRITE) == 0;
            if ((reads && capable(Cred.CAP_DAC_READ_SEARCH)) || capable(Cred.CAP_DAC_OVERRIDE)) {
                return;
            }
        } else {
            boolean readsOnly = wanted == MAY_READ;
            boolean executable = (mask & MAY_EXEC) == 0 || (mode & ANY_EXEC) != 0;
            if ((readsOnly && capable(Cred.CAP_DAC_READ_SEARCH))
                    || (executable && capable(Cred.CAP_DAC_OVERRIDE))) {
                return;
            }
        }
        throw Errno.EACCES.exception();
    }

    private static int rights(Inode inode, int mode) {
        if (fsuid() == inode.uid()) {
            return mode >> OWNER_SHIFT;
        }
        return inGroup(inode.gid()) ? mode >> GROUP_SHIFT : mode;
    }

    /** True for the owner and for who may act as such. {@code inode_owner_or_capable}. */
    public static boolean ownerOrCapable(Inode inode) {
        return fsuid() == inode.uid() || capable(Cred.CAP_FOWNER);
    }

    /** Whether the caller may make the user the owner. {@code chown_ok}. */
    static boolean mayChown(Inode inode, int uid) {
        return (fsuid() == inode.uid() && uid == inode.uid()) || capable(Cred.CAP_CHOWN);
    }

    /** Whether the caller may give the file to the group. {@code chgrp_ok}. */
    static boolean mayChgrp(Inode inode, int gid) {
        return (fsuid() == inode.uid() && (gid == inode.gid() || inGroup(gid))) || capable(Cred.CAP_CHOWN);
    }

    /** Whether the file's set-group bit may stay. {@code in_group_or_capable}. */
    static boolean mayKeepSetgid(int gid) {
        return inGroup(gid) || capable(Cred.CAP_FSETID);
    }

    /** Throws what is against a new name in a directory. {@code may_create}. */
    static void mayCreate(Inode directory) {
        if (directory.isDead()) {
            throw Errno.ENOENT.exception();
        }
        check(directory, MAY_WRITE | MAY_EXEC);
    }

    /** Throws what is against taking a name away. {@code may_delete}. */
    static void mayDelete(Inode directory, Dentry victim, boolean isDirectory) {
        Inode inode = victim.inode();
        check(directory, MAY_WRITE | MAY_EXEC);
        if (isSticky(directory, inode)) {
            throw Errno.EPERM.exception();
        }
        if (isDirectory && !inode.isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
        if (isDirectory && victim.isRoot()) {
            throw Errno.EBUSY.exception();
        }
        if (!isDirectory && inode.isDirectory()) {
            throw Errno.EISDIR.exception();
        }
        if (directory.isDead()) {
            throw Errno.ENOENT.exception();
        }
    }

    /** Of a directory such as {@code /tmp} only one's own files can be taken away. {@code check_sticky}. */
    private static boolean isSticky(Inode directory, Inode inode) {
        return (directory.mode() & FileMode.S_ISVTX) != 0
                && fsuid() != inode.uid()
                && fsuid() != directory.uid()
                && !capable(Cred.CAP_FOWNER);
    }
}
