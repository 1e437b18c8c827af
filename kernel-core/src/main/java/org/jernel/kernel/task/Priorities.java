package org.jernel.kernel.task;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** How nice tasks are to others. Modelled on {@code sys_setpriority} of {@code kernel/sys.c}. */
@CheckReturnValue
public final class Priorities {

    private static final int MIN_NICE = -20;
    private static final int MAX_NICE = 19;

    private static final int PRIO_PROCESS = 0;
    private static final int PRIO_PGRP = 1;
    private static final int PRIO_USER = 2;

    private Priorities() {}

    /**
     * Tells how nice the least nice of some tasks is. {@code getpriority(2)}.
     *
     * @return 20 less its value, so that it is no error, -EINVAL or -ESRCH
     */
    public static long get(Task caller, int which, int who) {
        List<Task> targets = targets(caller, which, who);
        if (targets == null) {
            return Errno.EINVAL.negated();
        }
        return targets.stream()
                .mapToLong(task -> toRlimit(task.nice()))
                .max()
                .orElse(Errno.ESRCH.negated());
    }

    /**
     * Makes tasks as nice as that, within what there is. {@code setpriority(2)}.
     *
     * @return 0, -EINVAL, -ESRCH, -EPERM or -EACCES
     */
    public static long set(Task caller, int which, int who, int nice) {
        List<Task> targets = targets(caller, which, who);
        if (targets == null) {
            return Errno.EINVAL.negated();
        }
        int wanted = Math.clamp(nice, MIN_NICE, MAX_NICE);
        long result = Errno.ESRCH.negated();
        for (Task target : targets) {
            long refused = refusal(caller, target, wanted);
            if (refused == 0) {
                target.setNice(wanted);
            }
            // What was refused once is told, also if the next may be set.
            result = refused != 0 || result == Errno.ESRCH.negated() ? refused : result;
        }
        return result;
    }

    /** {@code set_one_prio}. */
    private static long refusal(Task caller, Task target, int nice) {
        int euid = caller.cred().uids().effective();
        Ids ids = target.cred().uids();
        if (ids.real() != euid && ids.effective() != euid && !Task.capable(Cred.CAP_SYS_NICE)) {
            return Errno.EPERM.negated();
        }
        return nice < target.nice() && !mayBe(target, nice) ? Errno.EACCES.negated() : 0;
    }

    /** {@code can_nice}. */
    private static boolean mayBe(Task target, int nice) {
        long most = target.rlimits().limit(Rlimits.RLIMIT_NICE).soft();
        return Long.compareUnsigned(toRlimit(nice), most) <= 0 || Task.capable(Cred.CAP_SYS_NICE);
    }

    /** {@code nice_to_rlimit}. */
    private static long toRlimit(int nice) {
        return MAX_NICE - (long) nice + 1;
    }

    /** Null for no kind of them. */
    private static @Nullable List<Task> targets(Task caller, int which, int who) {
        Tasks tasks = caller.tasks();
        return switch (which) {
            case PRIO_PROCESS -> {
                Task task = who == 0 ? caller : tasks.find(who);
                yield task == null ? List.of() : List.of(task);
            }
            case PRIO_PGRP -> ProcessGroups.inGroup(tasks, who == 0 ? caller.processGroup() : who);
            case PRIO_USER -> {
                int uid = who == 0 ? caller.cred().uids().real() : who;
                yield tasks.list().stream().filter(task -> task.cred().uids().real() == uid).toList();
            }
            default -> null;
        };
    }
}
