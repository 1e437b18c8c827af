package org.jernel.kernel.task;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOwner;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;

/** Who has a file's signals, and how they are sent. Modelled on {@code f_setown} and {@code send_sigurg} of {@code fs/fcntl.c}. */
public final class FileOwnership {

    /** Where the number is in {@code struct f_owner_ex}, behind the type. */
    private static final int F_OWNER_EX_PID = 4;

    private FileOwnership() {}

    /** {@code F_SETOWN}: a task, or the negative of a group; 0 for nobody. Returns 0 or -errno. */
    @CheckReturnValue
    public static long setown(Task task, File file, int who) {
        if (who == Integer.MIN_VALUE) {
            return Errno.EINVAL.negated();
        }
        return setown(task, file, who < 0 ? FileOwner.PGRP : FileOwner.PID, Math.abs(who));
    }

    /** {@code F_SETOWN_EX}. */
    @CheckReturnValue
    public static long setownEx(Task task, File file, long argument) {
        UserMemory memory = task.memory();
        int type = (int) memory.getUser(argument, Integer.BYTES);
        int pid = (int) memory.getUser(argument + F_OWNER_EX_PID, Integer.BYTES);
        return type < FileOwner.TID || type > FileOwner.PGRP
                ? Errno.EINVAL.negated()
                : setown(task, file, type, pid);
    }

    private static long setown(Task task, File file, int type, int pid) {
        boolean known =
                pid == 0 || task.tasks().find(pid) != null || !ProcessGroups.inGroup(task.tasks(), pid).isEmpty();
        if (!known) {
            return Errno.ESRCH.negated();
        }
        Cred cred = task.cred();
        file.setOwner(new FileOwner(type, pid, cred.uid(), cred.euid()));
        return 0;
    }

    /** {@code F_GETOWN}: a group is told negative, and one that has ended as 0. */
    public static int getown(Tasks tasks, File file) {
        FileOwner owner = file.owner();
        if (owner == null || members(tasks, owner).isEmpty()) {
            return 0;
        }
        return owner.type() == FileOwner.PGRP ? -owner.pid() : owner.pid();
    }

    /** {@code F_GETOWN_EX}. */
    @CheckReturnValue
    public static long getownEx(Task task, File file, long argument) {
        FileOwner owner = file.owner();
        UserMemory memory = task.memory();
        memory.putUser(argument, owner == null ? FileOwner.TID : owner.type(), Integer.BYTES);
        memory.putUser(argument + F_OWNER_EX_PID, Math.abs(getown(task.tasks(), file)), Integer.BYTES);
        return 0;
    }

    /** Tells the owner, if there is one, that urgent data came; in softirq context. */
    public static void sendSigurg(Tasks tasks, File file) {
        FileOwner owner = file.owner();
        if (owner != null) {
            for (Task target : members(tasks, owner)) {
                if (mayReceive(owner, target)) {
                    target.sendSignal(Signal.SIGURG.number());
                }
            }
        }
    }

    private static List<Task> members(Tasks tasks, FileOwner owner) {
        if (owner.pid() == 0) {
            return List.of();
        }
        if (owner.type() == FileOwner.PGRP) {
            return ProcessGroups.inGroup(tasks, owner.pid());
        }
        Task task = tasks.find(owner.pid());
        return task == null ? List.of() : List.of(task);
    }

    /** {@code sigio_perm}. */
    private static boolean mayReceive(FileOwner owner, Task target) {
        Ids uids = target.cred().uids();
        return owner.euid() == 0 || uids.isRealOrSaved(owner.euid()) || uids.isRealOrSaved(owner.uid());
    }
}
