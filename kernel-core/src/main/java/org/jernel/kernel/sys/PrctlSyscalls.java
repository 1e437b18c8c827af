package org.jernel.kernel.sys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.CapPrctl;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskSecurity;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine5;

import static java.util.Map.entry;

/** What a task sets of itself. Modelled on {@code prctl} of {@code kernel/sys.c} and {@code cap_task_prctl}. */
public final class PrctlSyscalls {

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_GET_PDEATHSIG = 2;
    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_GET_KEEPCAPS = 7;
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_SET_NAME = 15;
    private static final int PR_GET_NAME = 16;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_GET_SECUREBITS = 27;
    private static final int PR_SET_SECUREBITS = 28;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_GET_NO_NEW_PRIVS = 39;
    private static final int PR_CAP_AMBIENT = 47;

    private static final int TASK_COMM_LEN = 16;

    /** One option, with the arguments behind it. */
    private interface Option {
        long set(Task task, long arg2, long arg3, long arg4, long arg5);
    }

    private static final Map<Integer, Option> OPTIONS = Map.ofEntries(
            entry(PR_SET_PDEATHSIG, (task, signo, a3, a4, a5) -> setParentDeathSignal(task, signo)),
            entry(PR_GET_PDEATHSIG, (task, to, a3, a4, a5) -> putInt(task, to, task.prctl().parentDeathSignal())),
            entry(PR_GET_DUMPABLE, (task, a2, a3, a4, a5) -> task.prctl().isDumpable() ? 1 : 0),
            entry(PR_SET_DUMPABLE, (task, dumpable, a3, a4, a5) -> setDumpable(task, dumpable)),
            entry(PR_GET_KEEPCAPS, (task, a2, a3, a4, a5) -> CapPrctl.getKeepCaps(task)),
            entry(PR_SET_KEEPCAPS, (task, keep, a3, a4, a5) -> CapPrctl.setKeepCaps(task, keep)),
            entry(PR_SET_NAME, (task, name, a3, a4, a5) -> setName(task, name)),
            entry(PR_GET_NAME, (task, to, a3, a4, a5) -> getName(task, to)),
            entry(PR_CAPBSET_READ, (task, capability, a3, a4, a5) -> CapPrctl.capbsetRead(task, capability)),
            entry(PR_CAPBSET_DROP, (task, capability, a3, a4, a5) -> CapPrctl.capbsetDrop(task, capability)),
            entry(PR_GET_SECUREBITS, (task, a2, a3, a4, a5) -> task.cred().securebits()),
            entry(PR_SET_SECUREBITS, (task, bits, a3, a4, a5) -> CapPrctl.setSecurebits(task, bits)),
            entry(PR_SET_NO_NEW_PRIVS, PrctlSyscalls::setNoNewPrivs),
            entry(PR_GET_NO_NEW_PRIVS, PrctlSyscalls::getNoNewPrivs),
            entry(PR_CAP_AMBIENT, CapPrctl::capAmbient));

    @SyscallDefine5("prctl")
    @Partial("PDEATHSIG, DUMPABLE, KEEPCAPS, NAME, CAPBSET, SECUREBITS, NO_NEW_PRIVS and CAP_AMBIENT only")
    long prctl(
            int option,
            @CType("unsigned long") long arg2,
            @CType("unsigned long") long arg3,
            @CType("unsigned long") long arg4,
            @CType("unsigned long") long arg5) {
        Task task = Task.current();
        long refused = task.security()
                .ask(TaskSecurity.class, "task_prctl", m -> m.taskPrctl(option, arg2, arg3, arg4, arg5));
        if (refused != 0) {
            return refused;
        }
        Option known = OPTIONS.get(option);
        return known == null ? Errno.EINVAL.negated() : known.set(task, arg2, arg3, arg4, arg5);
    }

    private static long setParentDeathSignal(Task task, long signo) {
        if (signo < 0 || signo > Signal.NSIG) {
            return Errno.EINVAL.negated();
        }
        task.prctl().setParentDeathSignal((int) signo);
        return 0;
    }

    private static long setDumpable(Task task, long dumpable) {
        if (dumpable != 0 && dumpable != 1) {
            return Errno.EINVAL.negated();
        }
        task.prctl().setDumpable(dumpable == 1);
        return 0;
    }

    private static long putInt(Task task, long to, int value) {
        task.memory().putUser(to, value, Integer.BYTES);
        return 0;
    }

    private static long setName(Task task, long name) {
        byte[] comm = new byte[TASK_COMM_LEN];
        long length = Uaccess.strncpyFromUser(comm, task.memory(), name, TASK_COMM_LEN - 1);
        if (length < 0) {
            return length;
        }
        task.setComm(new String(comm, 0, (int) length, StandardCharsets.ISO_8859_1));
        return 0;
    }

    private static long getName(Task task, long to) {
        byte[] comm = Arrays.copyOf(task.comm().getBytes(StandardCharsets.ISO_8859_1), TASK_COMM_LEN);
        comm[TASK_COMM_LEN - 1] = 0;
        Uaccess.copyToUser(task.memory(), to, comm, 0, TASK_COMM_LEN);
        return 0;
    }

    private static long setNoNewPrivs(Task task, long on, long arg3, long arg4, long arg5) {
        if (on != 1 || (arg3 | arg4 | arg5) != 0) {
            return Errno.EINVAL.negated();
        }
        task.prctl().setNoNewPrivs();
        return 0;
    }

    private static long getNoNewPrivs(Task task, long arg2, long arg3, long arg4, long arg5) {
        if ((arg2 | arg3 | arg4 | arg5) != 0) {
            return Errno.EINVAL.negated();
        }
        return task.prctl().noNewPrivs() ? 1 : 0;
    }
}
