package org.jernel.kernel.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/** What capabilities a change of credentials takes, gives and needs. Modelled on {@code security/commoncap.c}. */
public final class Commoncap {

    private static final int ROOT = 0;

    /** What user 0 may do with files; {@code setfsuid} takes and gives no more. {@code CAP_FS_MASK}. */
    private static final long FS_SET = CapSets.bit(Cred.CAP_CHOWN)
            | CapSets.bit(Cred.CAP_MKNOD)
            | CapSets.bit(Cred.CAP_DAC_OVERRIDE)
            | CapSets.bit(Cred.CAP_DAC_READ_SEARCH)
            | CapSets.bit(Cred.CAP_FOWNER)
            | CapSets.bit(Cred.CAP_FSETID)
            | CapSets.bit(Cred.CAP_LINUX_IMMUTABLE)
            | CapSets.bit(Cred.CAP_MAC_OVERRIDE);

    private static final int S_ISUID = 04000;
    private static final int S_ISGID = 02000;
    private static final int S_IXGRP = 010;

    private Commoncap() {}

    /** The credentials of a task whose users change. {@code cap_emulate_setxuid}. */
    static Cred fixSetuid(Cred old, Cred next) {
        if ((old.securebits() & Securebits.SECURE_NO_SETUID_FIXUP) != 0) {
            return next;
        }
        CapSets caps = next.caps();
        boolean leavesRoot = old.uids().isAnyButFs(ROOT) && !next.uids().isAnyButFs(ROOT);
        if (leavesRoot) {
            boolean keeps = (old.securebits() & Securebits.SECURE_KEEP_CAPS) != 0;
            caps = keeps ? caps : new CapSets(caps.inheritable(), 0, 0, caps.bounding(), 0);
            caps = caps.withAmbient(0);
        }
        if (old.euid() == ROOT && next.euid() != ROOT) {
            caps = caps.withEffective(0);
        }
        if (old.euid() != ROOT && next.euid() == ROOT) {
            caps = caps.withEffective(caps.permitted());
        }
        return next.withCaps(caps);
    }

    /** The credentials of a task whose user for files changes. */
    static Cred fixSetfsuid(Cred old, Cred next) {
        if ((old.securebits() & Securebits.SECURE_NO_SETUID_FIXUP) != 0) {
            return next;
        }
        CapSets caps = next.caps();
        if (old.fsuid() == ROOT && next.fsuid() != ROOT) {
            caps = caps.withEffective(caps.effective() & ~FS_SET);
        }
        if (old.fsuid() != ROOT && next.fsuid() == ROOT) {
            caps = caps.withEffective(caps.effective() | (caps.permitted() & FS_SET));
        }
        return next.withCaps(caps);
    }

    /** {@code cap_capset}. Returns 0, -EPERM, or what a security module answers. */
    @CheckReturnValue
    public static long capset(Task task, long effective, long permitted, long inheritable) {
        Cred cred = task.cred();
        CapSets old = cred.caps();
        boolean mayInherit = Task.capable(Cred.CAP_SETPCAP)
                || CapSets.isSubset(inheritable, old.inheritable() | old.permitted());
        if (!mayInherit
                || !CapSets.isSubset(inheritable, old.inheritable() | old.bounding())
                || !CapSets.isSubset(permitted, old.permitted())
                || !CapSets.isSubset(effective, permitted)) {
            return Errno.EPERM.negated();
        }
        Cred next = cred.withCaps(old.withThread(effective, permitted, inheritable));
        long refused = task.security().ask(TaskSecurity.class, "capset", m -> m.capset(next, cred));
        if (refused == 0) {
            task.setCred(next);
        }
        return refused;
    }

    /**
     * What the current task becomes by executing a file, whose mode and owners these are, from where nothing fails any more.
     * {@code bprm_fill_uid}, {@code cap_bprm_creds_from_file} for a file without capabilities of its own, and what
     * {@code begin_new_exec} does to the rest.
     */
    public static void installExecCreds(Task task, int mode, int fileUid, int fileGid) {
        Cred old = task.cred();
        PrctlState prctl = task.prctl();
        boolean mayRaise = !prctl.noNewPrivs();
        int euid = mayRaise && (mode & S_ISUID) != 0 ? fileUid : old.euid();
        boolean setsGroup = (mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
        int egid = mayRaise && setsGroup ? fileGid : old.egid();
        Cred next = execCreds(old, euid, egid, mayRaise);
        task.setCred(next);
        boolean plain = next.uids().isPlain() && next.gids().isPlain();
        prctl.setDumpable(plain);
        if (!plain) {
            prctl.setParentDeathSignal(0);
        }
        task.noteExec();
    }

    private static Cred execCreds(Cred old, int euid, int egid, boolean mayRaise) {
        CapSets caps = old.caps();
        boolean rootMeansAll = (old.securebits() & Securebits.SECURE_NOROOT) == 0;
        boolean effective = rootMeansAll && euid == ROOT;
        long permitted = rootMeansAll && (effective || old.uid() == ROOT)
                ? caps.bounding() | caps.inheritable()
                : 0;
        boolean setsId = euid != old.euid() || egid != old.egid();
        boolean downgraded = !mayRaise && !CapSets.isSubset(permitted, caps.permitted());
        int user = downgraded ? old.uid() : euid;
        int group = downgraded ? old.gid() : egid;
        long ambient = setsId ? 0 : caps.ambient();
        permitted = (mayRaise ? permitted : permitted & caps.permitted()) | ambient;
        return new Cred(
                new Ids(old.uid(), user, user, user),
                new Ids(old.gid(), group, group, group),
                old.groups(),
                new CapSets(caps.inheritable(), permitted, effective ? permitted : ambient, caps.bounding(), ambient),
                old.securebits() & ~Securebits.SECURE_KEEP_CAPS);
    }
}
