package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Ids;
import org.jernel.kernel.task.SetIds;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine0;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;

/** Users and groups of a task. Modelled on {@code kernel/sys.c} and {@code kernel/groups.c}. */
public final class CredSyscalls {

    @SyscallDefine0("getuid")
    long getuid() {
        return Integer.toUnsignedLong(Task.current().cred().uid());
    }

    @SyscallDefine0("geteuid")
    long geteuid() {
        return Integer.toUnsignedLong(Task.current().cred().euid());
    }

    @SyscallDefine0("getgid")
    long getgid() {
        return Integer.toUnsignedLong(Task.current().cred().gid());
    }

    @SyscallDefine0("getegid")
    long getegid() {
        return Integer.toUnsignedLong(Task.current().cred().egid());
    }

    @SyscallDefine1("setuid")
    long setuid(@CType("uid_t") int uid) {
        SetIds.setuid(Task.current(), uid);
        return 0;
    }

    @SyscallDefine1("setgid")
    long setgid(@CType("gid_t") int gid) {
        SetIds.setgid(Task.current(), gid);
        return 0;
    }

    @SyscallDefine2("setreuid")
    long setreuid(@CType("uid_t") int ruid, @CType("uid_t") int euid) {
        SetIds.setreuid(Task.current(), ruid, euid);
        return 0;
    }

    @SyscallDefine2("setregid")
    long setregid(@CType("gid_t") int rgid, @CType("gid_t") int egid) {
        SetIds.setregid(Task.current(), rgid, egid);
        return 0;
    }

    @SyscallDefine3("setresuid")
    long setresuid(@CType("uid_t") int ruid, @CType("uid_t") int euid, @CType("uid_t") int suid) {
        SetIds.setresuid(Task.current(), ruid, euid, suid);
        return 0;
    }

    @SyscallDefine3("getresuid")
    long getresuid(
            @CType("uid_t __user *") long ruidp,
            @CType("uid_t __user *") long euidp,
            @CType("uid_t __user *") long suidp) {
        return put(Task.current().cred().uids(), ruidp, euidp, suidp);
    }

    @SyscallDefine3("setresgid")
    long setresgid(@CType("gid_t") int rgid, @CType("gid_t") int egid, @CType("gid_t") int sgid) {
        SetIds.setresgid(Task.current(), rgid, egid, sgid);
        return 0;
    }

    @SyscallDefine3("getresgid")
    long getresgid(
            @CType("gid_t __user *") long rgidp,
            @CType("gid_t __user *") long egidp,
            @CType("gid_t __user *") long sgidp) {
        return put(Task.current().cred().gids(), rgidp, egidp, sgidp);
    }

    private static long put(Ids ids, long real, long effective, long saved) {
        UserMemory memory = Task.current().memory();
        memory.putUser(real, ids.real(), Integer.BYTES);
        memory.putUser(effective, ids.effective(), Integer.BYTES);
        memory.putUser(saved, ids.saved(), Integer.BYTES);
        return 0;
    }

    @SyscallDefine1("setfsuid")
    long setfsuid(@CType("uid_t") int uid) {
        return Integer.toUnsignedLong(SetIds.setfsuid(Task.current(), uid));
    }

    @SyscallDefine1("setfsgid")
    long setfsgid(@CType("gid_t") int gid) {
        return Integer.toUnsignedLong(SetIds.setfsgid(Task.current(), gid));
    }

    @SyscallDefine2("getgroups")
    long getgroups(int gidsetsize, @CType("gid_t __user *") long grouplist) {
        Task task = Task.current();
        List<Integer> groups = task.cred().groups();
        if (gidsetsize < 0 || (gidsetsize != 0 && groups.size() > gidsetsize)) {
            return Errno.EINVAL.negated();
        }
        if (gidsetsize != 0) {
            ByteBuffer list = Structs.allocate(groups.size() * Integer.BYTES);
            groups.forEach(list::putInt);
            Structs.copyToUser(task.memory(), grouplist, list);
        }
        return groups.size();
    }

    @SyscallDefine2("setgroups")
    long setgroups(int gidsetsize, @CType("gid_t __user *") long grouplist) {
        SetIds.mustBeAllowedToSetgroups();
        if (Integer.compareUnsigned(gidsetsize, SetIds.NGROUPS_MAX) > 0) {
            return Errno.EINVAL.negated();
        }
        Task task = Task.current();
        ByteBuffer list = Structs.copyFromUser(task.memory(), grouplist, gidsetsize * Integer.BYTES);
        List<Integer> groups = new ArrayList<>(gidsetsize);
        while (list.hasRemaining()) {
            groups.add(list.getInt());
        }
        SetIds.setgroups(task, groups);
        return 0;
    }
}
