package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** capget(2), capset(2) and what prctl(2) does to capabilities; capabilities(7). */
final class CapabilityTest {

    private static final int VERSION_1 = 0x19980330;
    private static final int VERSION_2 = 0x20071026;
    private static final int VERSION_3 = 0x20080522;
    private static final int NOBODYS_PID = Integer.MAX_VALUE;
    private static final int ANN = 1000;

    /** What a task of these scenarios may do: the host may lack others. */
    private static final long MAY = bits(CAP_CHOWN, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_MKNOD);

    private static final int KEEP_CAPS = 1 << 4;
    private static final int KEEP_CAPS_LOCKED = 1 << 5;
    private static final int NO_SETUID_FIXUP = 1 << 2;
    private static final int NO_CAP_AMBIENT_RAISE = 1 << 6;

    private static long bits(int... capabilities) {
        long set = 0;
        for (int capability : capabilities) {
            set |= 1L << capability;
        }
        return set;
    }

    private static long header(Task t, int version) {
        return t.ints(version, 0);
    }

    private static long data(Task t, long effective, long permitted, long inheritable) {
        return t.ints(
                (int) effective,
                (int) permitted,
                (int) inheritable,
                (int) (effective >>> 32),
                (int) (permitted >>> 32),
                (int) (inheritable >>> 32));
    }

    private static Task task(Scenario s) {
        Task t = s.task();
        t.ok(CAPSET, header(t, VERSION_3), data(t, MAY, MAY, 0));
        return t;
    }

    private static void show(Task t) {
        t.ok(CAPGET, header(t, VERSION_3), t.alloc(24));
    }

    @ConformanceTest
    void versionsHaveOneOrTwoWords(Scenario s) {
        var t = task(s);
        t.ok(CAPGET, header(t, VERSION_1), t.alloc(24));
        t.ok(CAPGET, header(t, VERSION_2), t.alloc(24));
        t.ok(CAPGET, header(t, VERSION_3), t.alloc(24));
        t.fails(EINVAL, CAPGET, header(t, 0), t.alloc(24));
        t.ok(CAPGET, header(t, 0), 0);
        t.ok(CAPGET, header(t, VERSION_2), 0);
        t.fails(EINVAL, CAPSET, header(t, 1), data(t, 0, 0, 0));
        t.fails(EINVAL, CAPSET, header(t, 1), 0);
    }

    @ConformanceTest
    void theHeaderNamesATask(Scenario s) {
        var t = task(s);
        t.fails(EINVAL, CAPGET, t.ints(VERSION_3, -1), t.alloc(24));
        t.fails(ESRCH, CAPGET, t.ints(VERSION_3, NOBODYS_PID), t.alloc(24));
        t.fails(EPERM, CAPSET, t.ints(VERSION_3, NOBODYS_PID), data(t, 0, 0, 0));
        t.fails(EPERM, CAPSET, t.ints(VERSION_3, -1), t.unmapped());
    }

    @ConformanceTest
    void memoryMayBeBad(Scenario s) {
        var t = task(s);
        t.fails(EFAULT, CAPGET, t.unmapped(), t.alloc(24));
        t.fails(EFAULT, CAPGET, header(t, VERSION_3), t.unmapped());
        t.fails(EFAULT, CAPSET, header(t, VERSION_3), t.unmapped());
        t.fails(EFAULT, CAPSET, header(t, VERSION_3), 0);
        t.fails(EFAULT, CAPSET, t.unmapped(), data(t, 0, 0, 0));
        t.fails(EFAULT, CAPGET, t.readOnly(new byte[8]), t.alloc(24));
    }

    @ConformanceTest
    void setsShrinkAndDoNotGrow(Scenario s) {
        var t = task(s);
        t.ok(CAPSET, header(t, VERSION_3), data(t, bits(CAP_KILL), bits(CAP_KILL, CAP_SETUID), bits(CAP_MKNOD)));
        show(t);
        t.fails(EPERM, CAPSET, header(t, VERSION_3), data(t, 0, bits(CAP_CHOWN), 0));
        t.fails(EPERM, CAPSET, header(t, VERSION_3), data(t, bits(CAP_CHOWN), bits(CAP_KILL), 0));
        t.fails(EPERM, CAPSET, header(t, VERSION_3), data(t, 0, bits(CAP_KILL), bits(CAP_CHOWN)));
        t.ok(CAPSET, header(t, VERSION_3), data(t, bits(CAP_SETUID), bits(CAP_SETUID), bits(CAP_MKNOD, CAP_SETUID)));
        show(t);
        t.ok(CAPSET, header(t, VERSION_1), data(t, 0, 0, 0));
        show(t);
        show(t.fork());
    }

    @ConformanceTest
    void whoMaySetCapabilitiesMayInheritAny(Scenario s) {
        var t = task(s);
        t.ok(CAPSET, header(t, VERSION_3), data(t, MAY, MAY, bits(CAP_NET_RAW)));
        show(t);
        t.ok(PRCTL, PR_CAPBSET_DROP, CAP_NET_ADMIN);
        t.fails(EPERM, CAPSET, header(t, VERSION_3), data(t, MAY, MAY, bits(CAP_NET_ADMIN)));
    }

    /** Bits beyond the last capability are dropped. */
    @ConformanceTest
    void whatIsNoCapabilityIsNotSeen(Scenario s) {
        var t = task(s);
        t.ok(CAPSET, header(t, VERSION_3), data(t, 0, bits(CAP_KILL, 60), bits(50)));
        show(t);
    }

    @ConformanceTest
    void whoLeavesUserNoughtLosesAll(Scenario s) {
        var t = task(s);
        t.ok(CAPSET, header(t, VERSION_3), data(t, MAY, MAY, bits(CAP_KILL)));
        t.ok(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0);
        t.ok(SETRESUID, ANN, ANN, 0);
        show(t);
        t.gives(1, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0);
        t.ok(SETRESUID, -1, 0, -1);
        show(t);
        t.ok(SETUID, ANN);
        show(t);
        t.gives(0, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0);
    }

    @ConformanceTest
    void whatIsPermittedMayBeKept(Scenario s) {
        var t = task(s);
        t.gives(0, PRCTL, PR_GET_KEEPCAPS);
        t.ok(PRCTL, PR_SET_KEEPCAPS, 1);
        t.gives(1, PRCTL, PR_GET_KEEPCAPS);
        t.gives(KEEP_CAPS, PRCTL, PR_GET_SECUREBITS);
        t.fails(EINVAL, PRCTL, PR_SET_KEEPCAPS, 2);
        t.ok(SETUID, ANN);
        show(t);
        t.ok(CAPSET, header(t, VERSION_3), data(t, bits(CAP_SETUID), MAY, 0));
        t.ok(SETUID, 0);
        show(t);
    }

    @ConformanceTest
    void theUserForFilesHasTheCapabilitiesForFiles(Scenario s) {
        var t = task(s);
        t.ok(SETFSUID, ANN);
        show(t);
        t.ok(SETFSUID, 0);
        show(t);
    }

    @ConformanceTest
    void securebitsCanBeLocked(Scenario s) {
        var t = task(s);
        t.gives(0, PRCTL, PR_GET_SECUREBITS);
        t.fails(EPERM, PRCTL, PR_SET_SECUREBITS, 1 << 20);
        t.ok(PRCTL, PR_SET_SECUREBITS, NO_SETUID_FIXUP | NO_CAP_AMBIENT_RAISE | KEEP_CAPS_LOCKED);
        t.fails(EPERM, PRCTL, PR_SET_KEEPCAPS, 1);
        t.fails(EPERM, PRCTL, PR_SET_SECUREBITS, KEEP_CAPS | KEEP_CAPS_LOCKED);
        t.fails(EPERM, PRCTL, PR_SET_SECUREBITS, 0);
        t.ok(CAPSET, header(t, VERSION_3), data(t, MAY, MAY, bits(CAP_KILL)));
        t.fails(EPERM, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0);
        t.ok(SETUID, ANN);
        show(t);
        t.ok(SETFSUID, 0);
        t.ok(CAPSET, header(t, VERSION_3), data(t, 0, MAY, 0));
        t.fails(EPERM, PRCTL, PR_SET_SECUREBITS, KEEP_CAPS_LOCKED);
    }

    @ConformanceTest
    void theBoundingSetShrinks(Scenario s) {
        var t = task(s);
        t.gives(1, PRCTL, PR_CAPBSET_READ, CAP_MKNOD);
        t.ok(PRCTL, PR_CAPBSET_DROP, CAP_MKNOD);
        t.gives(0, PRCTL, PR_CAPBSET_READ, CAP_MKNOD);
        t.fails(EINVAL, PRCTL, PR_CAPBSET_READ, 64);
        t.fails(EINVAL, PRCTL, PR_CAPBSET_READ, -1);
        t.fails(EINVAL, PRCTL, PR_CAPBSET_DROP, 64);
        show(t);
        t.kernelTask().dropCapability(CAP_SETPCAP);
        t.fails(EPERM, PRCTL, PR_CAPBSET_DROP, 64);
        t.fails(EPERM, PRCTL, PR_CAPBSET_DROP, CAP_KILL);
        t.fork().gives(0, PRCTL, PR_CAPBSET_READ, CAP_MKNOD);
    }

    @ConformanceTest
    void theAmbientSetLiesWithinTheOthers(Scenario s) {
        var t = task(s);
        t.fails(EPERM, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0);
        t.ok(CAPSET, header(t, VERSION_3), data(t, MAY, MAY, bits(CAP_KILL, CAP_NET_RAW)));
        t.ok(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0);
        t.fails(EPERM, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0);
        t.gives(1, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0);
        t.ok(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_KILL, 0, 0);
        t.gives(0, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0);
        t.ok(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0);
        t.ok(CAPSET, header(t, VERSION_3), data(t, MAY, MAY, 0));
        t.gives(0, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0);
        t.ok(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        t.fails(EINVAL, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 1, 0, 0);
        t.fails(EINVAL, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 64, 0, 0);
        t.fails(EINVAL, PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 1, 0);
        t.fails(EINVAL, PRCTL, PR_CAP_AMBIENT, 9, CAP_KILL, 0, 0);
    }
}
