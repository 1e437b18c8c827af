package org.jernel.kernel.security;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.Iattr;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.InodeSecurity;
import org.jernel.kernel.fs.Mount;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskSecurity;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A module that notes what it is asked, by the hook's Linux name, and answers one of it with an errno of its own. */
final class Guard implements TaskSecurity, FileSecurity, InodeSecurity {

    static final long REFUSED = Errno.EXFULL.negated();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String refused = "";
    private volatile long answer = REFUSED;

    /** What it was asked since the last look. */
    List<String> asked() {
        List<String> seen = List.copyOf(asked);
        asked.clear();
        return seen;
    }

    void refuse(String hook) {
        refuse(hook, REFUSED);
    }

    void refuse(String hook, long result) {
        answer = result;
        refused = hook;
    }

    private long answer(String hook) {
        asked.add(hook);
        return hook.equals(refused) ? answer : 0;
    }

    @Override
    public String name() {
        return "guard";
    }

    @Override
    public long taskAlloc(Task parent, long cloneFlags) {
        return answer("task_alloc");
    }

    @Override
    public long taskKill(Task target, int signo) {
        return answer("task_kill");
    }

    @Override
    public long taskSetpgid(Task task, int pgid) {
        return answer("task_setpgid");
    }

    @Override
    public long taskPrctl(int option, long arg2, long arg3, long arg4, long arg5) {
        return answer("task_prctl");
    }

    @Override
    public long taskFixSetuid(Cred next, Cred old) {
        return answer("task_fix_setuid");
    }

    @Override
    public long taskFixSetgid(Cred next, Cred old) {
        return answer("task_fix_setgid");
    }

    @Override
    public long capset(Cred next, Cred old) {
        return answer("capset");
    }

    @Override
    public long capable(Task task, int capability) {
        return answer("capable");
    }

    @Override
    public long syslog(int type) {
        return answer("syslog");
    }

    @Override
    public long kernelLoadData() {
        return answer("kernel_load_data");
    }

    @Override
    public long fileOpen(File file) {
        return answer("file_open");
    }

    @Override
    public long filePermission(File file, int mask) {
        return answer(mask == MAY_READ ? "file_permission r" : "file_permission w");
    }

    @Override
    public long fileIoctl(File file, int command, long argument) {
        return answer("file_ioctl");
    }

    @Override
    public long fileFcntl(File file, int command, long argument) {
        return answer("file_fcntl");
    }

    @Override
    public long mmapFile(@Nullable File file, long protection, long flags) {
        return answer("mmap_file");
    }

    @Override
    public long bprmCheckSecurity(File file) {
        return answer("bprm_check_security");
    }

    @Override
    public long kernelReadFile(File file) {
        return answer("kernel_read_file");
    }

    @Override
    public long inodePermission(Inode inode, int mask) {
        return answer("inode_permission");
    }

    @Override
    public long inodeCreate(Inode directory, Dentry dentry, int mode) {
        return answer("inode_create");
    }

    @Override
    public long inodeMkdir(Inode directory, Dentry dentry, int mode) {
        return answer("inode_mkdir");
    }

    @Override
    public long inodeMknod(Inode directory, Dentry dentry, int mode, int device) {
        return answer("inode_mknod");
    }

    @Override
    public long inodeSymlink(Inode directory, Dentry dentry, String target) {
        return answer("inode_symlink");
    }

    @Override
    public long inodeLink(Inode inode, Inode directory, Dentry dentry) {
        return answer("inode_link");
    }

    @Override
    public long inodeUnlink(Inode directory, Dentry dentry) {
        return answer("inode_unlink");
    }

    @Override
    public long inodeRmdir(Inode directory, Dentry dentry) {
        return answer("inode_rmdir");
    }

    @Override
    public long inodeRename(Inode oldDirectory, Dentry oldDentry, Inode newDirectory, Dentry newDentry) {
        return answer("inode_rename");
    }

    @Override
    public long inodeSetattr(Inode inode, Iattr attributes) {
        return answer("inode_setattr");
    }

    @Override
    public long sbMount(@Nullable String source, Path place, @Nullable String type, int flags) {
        return answer("sb_mount");
    }

    @Override
    public long sbUmount(Mount mount, int flags) {
        return answer("sb_umount");
    }
}
