package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Ids;
import org.jernel.kernel.task.Priorities;
import org.jernel.kernel.task.ProcessGroups;
import org.jernel.kernel.task.Rlimits;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.uts.UtsName;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine0;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jspecify.annotations.Nullable;

/** Who a task is, what it may use and where it runs. Modelled on {@code kernel/sys.c}. */
public final class SysSyscalls {

    private static final int UTS_FIELD = UtsName.LONGEST + 1;
    private static final int RLIMIT_SIZE = 16;

    private final UtsName uts;

    public SysSyscalls(UtsName uts) {
        this.uts = uts;
    }

    @SyscallDefine0("getpid")
    long getpid() {
        return Task.current().pid();
    }

    @SyscallDefine0("gettid")
    long gettid() {
        return Task.current().pid();
    }

    @SyscallDefine0("getppid")
    long getppid() {
        return Task.current().parentPid();
    }

    @SyscallDefine2("getpriority")
    long getpriority(int which, int who) {
        return Priorities.get(Task.current(), which, who);
    }

    @SyscallDefine3("setpriority")
    @Partial("kept and told, but nobody schedules by it")
    long setpriority(int which, int who, int niceval) {
        return Priorities.set(Task.current(), which, who, niceval);
    }

    @SyscallDefine2("setpgid")
    long setpgid(@CType("pid_t") int pid, @CType("pid_t") int pgid) {
        Task task = Task.current();
        return ProcessGroups.setpgid(task, pid, pgid);
    }

    @SyscallDefine1("getpgid")
    long getpgid(@CType("pid_t") int pid) {
        Task task = find(pid);
        return task == null ? Errno.ESRCH.negated() : task.processGroup();
    }

    @SyscallDefine0("getpgrp")
    long getpgrp() {
        return Task.current().processGroup();
    }

    @SyscallDefine0("setsid")
    long setsid() {
        Task task = Task.current();
        return ProcessGroups.setsid(task);
    }

    @SyscallDefine1("getsid")
    long getsid(@CType("pid_t") int pid) {
        Task task = find(pid);
        return task == null ? Errno.ESRCH.negated() : task.session();
    }

    @SyscallDefine1("newuname")
    long newuname(@CType("struct new_utsname __user *") long name) {
        List<String> fields = uts.fields();
        ByteBuffer struct = Structs.allocate(fields.size() * UTS_FIELD);
        for (int i = 0; i < fields.size(); i++) {
            struct.put(i * UTS_FIELD, fields.get(i).getBytes(StandardCharsets.ISO_8859_1));
        }
        Structs.copyToUser(Task.current().memory(), name, struct);
        return 0;
    }

    @SyscallDefine2("sethostname")
    long sethostname(@CType("char __user *") long name, int len) {
        return setName(name, len, uts::setNodename);
    }

    @SyscallDefine2("setdomainname")
    long setdomainname(@CType("char __user *") long name, int len) {
        return setName(name, len, uts::setDomainname);
    }

    private static long setName(long name, int length, Consumer<String> field) {
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            return Errno.EPERM.negated();
        }
        if (length < 0 || length > UtsName.LONGEST) {
            return Errno.EINVAL.negated();
        }
        byte[] bytes = Uaccess.copyFromUser(Task.current().memory(), name, length);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        field.accept(end < 0 ? text : text.substring(0, end));
        return 0;
    }

    @SyscallDefine2("getrlimit")
    long getrlimit(@CType("unsigned int") int resource, @CType("struct rlimit __user *") long rlim) {
        Task task = Task.current();
        writeLimit(task.memory(), rlim, task.rlimits().limit(resource));
        return 0;
    }

    @SyscallDefine2("setrlimit")
    @Partial("only RLIMIT_NOFILE is enforced")
    long setrlimit(@CType("unsigned int") int resource, @CType("struct rlimit __user *") long rlim) {
        Task task = Task.current();
        Rlimits.Limit limit = readLimit(task.memory(), rlim);
        return task.rlimits().set(resource, limit, task.tasks().limits().nrOpen(), Task.capable(Cred.CAP_SYS_RESOURCE));
    }

    @SyscallDefine4("prlimit64")
    @Partial("only RLIMIT_NOFILE is enforced")
    long prlimit64(
            @CType("pid_t") int pid,
            @CType("unsigned int") int resource,
            @CType("const struct rlimit64 __user *") long newRlim,
            @CType("struct rlimit64 __user *") long oldRlim) {
        Task task = Task.current();
        UserMemory memory = task.memory();
        Rlimits.Limit limit = newRlim == 0 ? null : readLimit(memory, newRlim);
        Task target = find(pid);
        if (target == null) {
            return Errno.ESRCH.negated();
        }
        if (target != task && !mayLimit(task.cred(), target.cred())) {
            return Errno.EPERM.negated();
        }
        Rlimits.Limit old = target.rlimits().limit(resource);
        if (limit != null) {
            long result = target.rlimits()
                    .set(resource, limit, task.tasks().limits().nrOpen(), Task.capable(Cred.CAP_SYS_RESOURCE));
            if (result < 0) {
                return result;
            }
        }
        if (oldRlim != 0) {
            writeLimit(memory, oldRlim, old);
        }
        return 0;
    }

    /** {@code check_prlimit_permission}. */
    private static boolean mayLimit(Cred caller, Cred target) {
        Ids uids = target.uids();
        Ids gids = target.gids();
        boolean sameUser = caller.uid() == uids.real() && uids.isPlain() && caller.uid() == uids.saved();
        boolean sameGroup = caller.gid() == gids.real() && gids.isPlain() && caller.gid() == gids.saved();
        return (sameUser && sameGroup) || Task.capable(Cred.CAP_SYS_RESOURCE);
    }

    private static @Nullable Task find(int pid) {
        Task task = Task.current();
        return pid == 0 ? task : task.tasks().find(pid);
    }

    private static Rlimits.Limit readLimit(UserMemory memory, long address) {
        ByteBuffer struct = Structs.copyFromUser(memory, address, RLIMIT_SIZE);
        return new Rlimits.Limit(struct.getLong(), struct.getLong());
    }

    private static void writeLimit(UserMemory memory, long address, Rlimits.Limit limit) {
        Structs.copyToUser(
                memory, address, Structs.allocate(RLIMIT_SIZE).putLong(limit.soft()).putLong(limit.hard()));
    }
}
