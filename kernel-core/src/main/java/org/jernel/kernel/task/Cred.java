package org.jernel.kernel.task;

import java.util.List;

/**
 * Who a task is and what it may do. {@code struct cred}; a value, replaced whole.
 *
 * @param groups the supplementary groups in ascending order, as numbers without a sign
 */
public record Cred(Ids uids, Ids gids, List<Integer> groups, CapSets caps, int securebits) {

    public static final int CAP_CHOWN = 0;
    public static final int CAP_DAC_OVERRIDE = 1;
    public static final int CAP_DAC_READ_SEARCH = 2;
    public static final int CAP_FOWNER = 3;
    public static final int CAP_FSETID = 4;
    public static final int CAP_KILL = 5;
    public static final int CAP_SETGID = 6;
    public static final int CAP_SETUID = 7;
    public static final int CAP_SETPCAP = 8;
    public static final int CAP_LINUX_IMMUTABLE = 9;
    public static final int CAP_NET_BIND_SERVICE = 10;
    public static final int CAP_NET_ADMIN = 12;
    public static final int CAP_NET_RAW = 13;
    public static final int CAP_SYS_MODULE = 16;
    public static final int CAP_SYS_CHROOT = 18;
    public static final int CAP_SYS_PTRACE = 19;
    public static final int CAP_SYS_ADMIN = 21;
    public static final int CAP_SYS_BOOT = 22;
    public static final int CAP_SYS_NICE = 23;
    public static final int CAP_SYS_RESOURCE = 24;
    public static final int CAP_SYS_TIME = 25;
    public static final int CAP_MKNOD = 27;
    public static final int CAP_MAC_OVERRIDE = 32;
    public static final int CAP_SYSLOG = 34;
    public static final int CAP_WAKE_ALARM = 35;

    /** The superuser with every capability. */
    public static final Cred ROOT = new Cred(Ids.all(0), Ids.all(0), List.of(), CapSets.INIT, 0);

    /** Puts the groups in order, as {@code groups_sort} does. */
    public Cred {
        groups = groups.stream().sorted(Integer::compareUnsigned).toList();
    }

    /** An ordinary user without any capability. */
    public static Cred user(int uid) {
        return new Cred(Ids.all(uid), Ids.all(uid), List.of(), CapSets.NONE, 0);
    }

    /** The real user. */
    public int uid() {
        return uids.real();
    }

    /** The user that most permissions are asked of. */
    public int euid() {
        return uids.effective();
    }

    /** The user that it may become again. */
    public int suid() {
        return uids.saved();
    }

    /** The user as whom files are made and reached. */
    public int fsuid() {
        return uids.fs();
    }

    /** The real group. */
    public int gid() {
        return gids.real();
    }

    /** The effective group. */
    public int egid() {
        return gids.effective();
    }

    /** The group that it may become again. */
    public int sgid() {
        return gids.saved();
    }

    /** The group as which files are made and reached. */
    public int fsgid() {
        return gids.fs();
    }

    /** Whether the capability, one of {@link Capability}, is in the effective set. */
    public boolean has(int capability) {
        return (caps.effective() & CapSets.bit(capability)) != 0;
    }

    /** {@code in_group_p}: for files. */
    public boolean isInGroup(int gid) {
        return gid == fsgid() || groups.contains(gid);
    }

    /** {@code in_egroup_p}: for what is no file. */
    public boolean isInEffectiveGroup(int gid) {
        return gid == egid() || groups.contains(gid);
    }

    /** The same with these users. */
    public Cred withUids(Ids ids) {
        return new Cred(ids, gids, groups, caps, securebits);
    }

    /** The same with these groups. */
    public Cred withGids(Ids ids) {
        return new Cred(uids, ids, groups, caps, securebits);
    }

    /** The same with these supplementary groups. */
    public Cred withGroups(List<Integer> supplementary) {
        return new Cred(uids, gids, supplementary, caps, securebits);
    }

    /** The same with these capabilities. */
    public Cred withCaps(CapSets sets) {
        return new Cred(uids, gids, groups, sets, securebits);
    }

    /** The same with these SECBIT_* bits. */
    public Cred withSecurebits(int bits) {
        return new Cred(uids, gids, groups, caps, bits);
    }

    /** What access(2) asks with: the real user's identity, and of the superuser's the capabilities. {@code access_override_creds}. */
    public Cred forAccess() {
        return withUids(uids.withFs(uid()))
                .withGids(gids.withFs(gid()))
                .withCaps(caps.withEffective(uid() == 0 ? caps.permitted() : 0));
    }
}
