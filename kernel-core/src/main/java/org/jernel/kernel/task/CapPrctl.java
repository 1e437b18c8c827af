package org.jernel.kernel.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/** The options of {@code prctl} that are about capabilities. Modelled on {@code cap_task_prctl} of {@code security/commoncap.c}. */
@CheckReturnValue
public final class CapPrctl {

    private static final int PR_CAP_AMBIENT_IS_SET = 1;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_LOWER = 3;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private CapPrctl() {}

    /** Whether an execution may still give it. */
    public static long capbsetRead(Task task, long capability) {
        if (!CapSets.isValid(capability)) {
            return Errno.EINVAL.negated();
        }
        return contains(task.cred().caps().bounding(), capability) ? 1 : 0;
    }

    public static long capbsetDrop(Task task, long capability) {
        if (!Task.capable(Cred.CAP_SETPCAP)) {
            return Errno.EPERM.negated();
        }
        if (!CapSets.isValid(capability)) {
            return Errno.EINVAL.negated();
        }
        CapSets caps = task.cred().caps();
        return setCaps(task, caps.withBounding(caps.bounding() & ~CapSets.bit((int) capability)));
    }

    public static long getKeepCaps(Task task) {
        return (task.cred().securebits() & Securebits.SECURE_KEEP_CAPS) != 0 ? 1 : 0;
    }

    /** Whether what is permitted stays when the task leaves user 0. */
    public static long setKeepCaps(Task task, long keep) {
        if (keep != 0 && keep != 1) {
            return Errno.EINVAL.negated();
        }
        int bits = task.cred().securebits();
        if ((bits & Securebits.SECURE_KEEP_CAPS_LOCKED) != 0) {
            return Errno.EPERM.negated();
        }
        int kept = keep == 1 ? bits | Securebits.SECURE_KEEP_CAPS : bits & ~Securebits.SECURE_KEEP_CAPS;
        task.setCred(task.cred().withSecurebits(kept));
        return 0;
    }

    public static long setSecurebits(Task task, long bits) {
        Cred cred = task.cred();
        if (!Securebits.isAllowed(cred.securebits(), bits) || !Task.capable(Cred.CAP_SETPCAP)) {
            return Errno.EPERM.negated();
        }
        task.setCred(cred.withSecurebits((int) bits));
        return 0;
    }

    /** {@code PR_CAP_AMBIENT}: the set that an execution keeps without any right of the file. */
    public static long capAmbient(Task task, long operation, long capability, long arg4, long arg5) {
        CapSets caps = task.cred().caps();
        if (operation == PR_CAP_AMBIENT_CLEAR_ALL) {
            return (capability | arg4 | arg5) == 0 ? setCaps(task, caps.withAmbient(0)) : Errno.EINVAL.negated();
        }
        if (!CapSets.isValid(capability) || (arg4 | arg5) != 0) {
            return Errno.EINVAL.negated();
        }
        if (operation == PR_CAP_AMBIENT_IS_SET) {
            return contains(caps.ambient(), capability) ? 1 : 0;
        }
        long bit = CapSets.bit((int) capability);
        if (operation == PR_CAP_AMBIENT_LOWER) {
            return setCaps(task, caps.withAmbient(caps.ambient() & ~bit));
        }
        return operation == PR_CAP_AMBIENT_RAISE ? raiseAmbient(task, caps, bit) : Errno.EINVAL.negated();
    }

    private static long raiseAmbient(Task task, CapSets caps, long bit) {
        boolean closed = (task.cred().securebits() & Securebits.SECURE_NO_CAP_AMBIENT_RAISE) != 0;
        return closed || (caps.permitted() & caps.inheritable() & bit) == 0
                ? Errno.EPERM.negated()
                : setCaps(task, caps.withAmbient(caps.ambient() | bit));
    }

    private static long setCaps(Task task, CapSets caps) {
        task.setCred(task.cred().withCaps(caps));
        return 0;
    }

    private static boolean contains(long set, long capability) {
        return (set & CapSets.bit((int) capability)) != 0;
    }
}
