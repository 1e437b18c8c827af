package org.jernel.kernel.task;

import java.util.List;
import java.util.function.UnaryOperator;

import org.jernel.syscall.Errno;

/**
 * Changing the users and groups of the current task. Modelled on {@code __sys_setreuid} and its sisters of
 * {@code kernel/sys.c} and on {@code kernel/groups.c}; each throws EPERM where the task has neither the number nor the
 * capability, and EINVAL where Linux knows no such number.
 */
public final class SetIds {

    /** The most supplementary groups that a task can have. */
    public static final int NGROUPS_MAX = 65536;

    private SetIds() {}

    public static void setuid(Task task, int uid) {
        changeUids(task, old -> one(old, uid, Cred.CAP_SETUID));
    }

    public static void setgid(Task task, int gid) {
        changeGids(task, old -> one(old, gid, Cred.CAP_SETGID));
    }

    public static void setreuid(Task task, int real, int effective) {
        changeUids(task, old -> realAndEffective(old, real, effective, Cred.CAP_SETUID));
    }

    public static void setregid(Task task, int real, int effective) {
        changeGids(task, old -> realAndEffective(old, real, effective, Cred.CAP_SETGID));
    }

    public static void setresuid(Task task, int real, int effective, int saved) {
        changeUids(task, old -> three(old, real, effective, saved, Cred.CAP_SETUID));
    }

    public static void setresgid(Task task, int real, int effective, int saved) {
        changeGids(task, old -> three(old, real, effective, saved, Cred.CAP_SETGID));
    }

    /** Returns the number before; whoever wants to know whether the new one was taken asks again. */
    public static int setfsuid(Task task, int uid) {
        Cred old = task.cred();
        if (mayBeFs(old.uids(), uid, Cred.CAP_SETUID)) {
            task.setCred(Commoncap.fixSetfsuid(old, old.withUids(old.uids().withFs(uid))));
        }
        return old.fsuid();
    }

    /** As {@link #setfsuid}, of the group. */
    public static int setfsgid(Task task, int gid) {
        Cred old = task.cred();
        if (mayBeFs(old.gids(), gid, Cred.CAP_SETGID)) {
            task.setCred(old.withGids(old.gids().withFs(gid)));
        }
        return old.fsgid();
    }

    /** {@code may_setgroups}: throws EPERM. */
    public static void mustBeAllowedToSetgroups() {
        mustBeCapable(Cred.CAP_SETGID);
    }

    /** Replaces the supplementary groups; the caller has asked whether it may. */
    public static void setgroups(Task task, List<Integer> groups) {
        if (groups.contains(Ids.UNCHANGED)) {
            throw Errno.EINVAL.exception();
        }
        task.setCred(task.cred().withGroups(groups));
    }

    private static void changeUids(Task task, UnaryOperator<Ids> change) {
        Cred old = task.cred();
        Cred next = Commoncap.fixSetuid(old, old.withUids(change.apply(old.uids())));
        task.security().mustAllow(TaskSecurity.class, "task_fix_setuid", m -> m.taskFixSetuid(next, old));
        task.setCred(next);
    }

    private static void changeGids(Task task, UnaryOperator<Ids> change) {
        Cred old = task.cred();
        Cred next = old.withGids(change.apply(old.gids()));
        task.security().mustAllow(TaskSecurity.class, "task_fix_setgid", m -> m.taskFixSetgid(next, old));
        task.setCred(next);
    }

    private static Ids one(Ids old, int id, int capability) {
        if (id == Ids.UNCHANGED) {
            throw Errno.EINVAL.exception();
        }
        if (Task.capable(capability)) {
            return Ids.all(id);
        }
        if (!old.isRealOrSaved(id)) {
            throw Errno.EPERM.exception();
        }
        return old.withEffective(id);
    }

    /** The saved one follows where the real one is set, or where the effective one leaves the real one. */
    private static Ids realAndEffective(Ids old, int real, int effective, int capability) {
        boolean known = (real == Ids.UNCHANGED || old.isRealOrEffective(real))
                && (effective == Ids.UNCHANGED || old.isAnyButFs(effective));
        if (!known) {
            mustBeCapable(capability);
        }
        int newEffective = or(effective, old.effective());
        boolean saves = real != Ids.UNCHANGED || (effective != Ids.UNCHANGED && effective != old.real());
        return new Ids(or(real, old.real()), newEffective, saves ? newEffective : old.saved(), newEffective);
    }

    private static Ids three(Ids old, int real, int effective, int saved, int capability) {
        boolean nothingNew = (real == Ids.UNCHANGED || real == old.real())
                && (effective == Ids.UNCHANGED || (effective == old.effective() && effective == old.fs()))
                && (saved == Ids.UNCHANGED || saved == old.saved());
        if (nothingNew) {
            return old;
        }
        boolean known = isKnown(old, real) && isKnown(old, effective) && isKnown(old, saved);
        if (!known) {
            mustBeCapable(capability);
        }
        int newEffective = or(effective, old.effective());
        return new Ids(or(real, old.real()), newEffective, or(saved, old.saved()), newEffective);
    }

    private static boolean isKnown(Ids old, int id) {
        return id == Ids.UNCHANGED || old.isAnyButFs(id);
    }

    private static int or(int id, int old) {
        return id == Ids.UNCHANGED ? old : id;
    }

    private static boolean mayBeFs(Ids old, int id, int capability) {
        return id != Ids.UNCHANGED && (old.isAnyButFs(id) || id == old.fs() || Task.capable(capability));
    }

    private static void mustBeCapable(int capability) {
        if (!Task.capable(capability)) {
            throw Errno.EPERM.exception();
        }
    }
}
