package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** setuid(2), setreuid(2), setresuid(2), setfsuid(2), their sisters of groups, and setgroups(2). */
final class SetIdsTest {

    private static final int NOBODY = -1;
    private static final int ANN = 1000;
    private static final int BEA = 1001;
    private static final int CLO = 1002;
    private static final int EVE = 1003;

    private static void show(Task t) {
        t.ok(GETRESUID, t.alloc(4), t.alloc(4), t.alloc(4));
        t.ok(GETRESGID, t.alloc(4), t.alloc(4), t.alloc(4));
        t.ok(SETFSUID, NOBODY);
        t.ok(SETFSGID, NOBODY);
        t.ok(GETUID);
        t.ok(GETEUID);
        t.ok(GETGID);
        t.ok(GETEGID);
    }

    @ConformanceTest
    void theSuperuserBecomesAnotherForGood(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, SETUID, NOBODY);
        t.ok(SETUID, ANN);
        show(t);
        t.ok(SETUID, ANN);
        t.fails(EPERM, SETUID, 0);
        t.fails(EPERM, SETUID, BEA);
        t.fails(EINVAL, SETUID, NOBODY);
        t.fails(EPERM, SETGID, BEA);
        t.ok(SETGID, 0);
        show(t.fork());
    }

    @ConformanceTest
    void aGroupIsLeftForGood(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, SETGID, NOBODY);
        t.ok(SETGID, ANN);
        show(t);
        t.kernelTask().dropCapability(CAP_SETGID);
        t.fails(EPERM, SETGID, 0);
        t.ok(SETGID, ANN);
        t.fails(EINVAL, SETGID, NOBODY);
    }

    @ConformanceTest
    void setuidOfAUserTakesTheRealOrTheSavedOne(Scenario s) {
        var t = s.task();
        t.ok(SETRESGID, ANN, BEA, CLO);
        t.ok(SETRESUID, ANN, BEA, CLO);
        show(t);
        t.ok(SETUID, ANN);
        show(t);
        t.fails(EPERM, SETUID, BEA);
        t.ok(SETUID, CLO);
        show(t);
        t.ok(SETGID, ANN);
        t.fails(EPERM, SETGID, BEA);
        t.ok(SETGID, CLO);
        show(t);
    }

    @ConformanceTest
    void setreuidSavesWhereTheTaskChanges(Scenario s) {
        var t = s.task();
        t.ok(SETREGID, ANN, NOBODY);
        t.ok(SETREUID, NOBODY, NOBODY);
        show(t);
        t.ok(SETREUID, NOBODY, ANN);
        show(t);
        t.ok(SETREUID, ANN, 0);
        show(t);
        t.ok(SETREUID, NOBODY, BEA);
        show(t);
        t.fails(EPERM, SETREUID, CLO, NOBODY);
        t.fails(EPERM, SETREUID, NOBODY, CLO);
        t.ok(SETREUID, BEA, ANN);
        show(t);
        t.ok(SETREUID, NOBODY, BEA);
        show(t);
    }

    @ConformanceTest
    void setregidSavesWhereTheTaskChanges(Scenario s) {
        var t = s.task();
        t.ok(SETREGID, ANN, BEA);
        show(t);
        t.kernelTask().dropCapability(CAP_SETGID);
        t.fails(EPERM, SETREGID, CLO, NOBODY);
        t.fails(EPERM, SETREGID, NOBODY, CLO);
        t.ok(SETREGID, BEA, ANN);
        show(t);
        t.ok(SETREGID, NOBODY, NOBODY);
        show(t);
    }

    @ConformanceTest
    void setresuidTakesAnyOfTheThree(Scenario s) {
        var t = s.task();
        t.ok(SETRESUID, ANN, BEA, CLO);
        show(t);
        t.ok(SETRESUID, NOBODY, NOBODY, NOBODY);
        t.ok(SETRESUID, CLO, ANN, BEA);
        show(t);
        t.fails(EPERM, SETRESUID, EVE, NOBODY, NOBODY);
        t.fails(EPERM, SETRESUID, NOBODY, EVE, NOBODY);
        t.fails(EPERM, SETRESUID, NOBODY, NOBODY, EVE);
        t.ok(SETFSUID, CLO);
        t.ok(SETRESUID, NOBODY, NOBODY, NOBODY);
        show(t);
        t.ok(SETRESUID, CLO, ANN, BEA);
        show(t);
    }

    @ConformanceTest
    void setresgidTakesAnyOfTheThree(Scenario s) {
        var t = s.task();
        t.ok(SETRESGID, ANN, BEA, CLO);
        t.kernelTask().dropCapability(CAP_SETGID);
        show(t);
        t.ok(SETRESGID, CLO, ANN, BEA);
        t.fails(EPERM, SETRESGID, EVE, NOBODY, NOBODY);
        t.fails(EPERM, SETRESGID, NOBODY, EVE, NOBODY);
        t.fails(EPERM, SETRESGID, NOBODY, NOBODY, EVE);
        show(t);
    }

    @ConformanceTest
    void theIdsAreWrittenOneByOne(Scenario s) {
        var t = s.task();
        t.ok(SETRESUID, ANN, BEA, CLO);
        t.fails(EFAULT, GETRESUID, 0, t.alloc(4), t.alloc(4));
        t.fails(EFAULT, GETRESUID, t.alloc(4), 0, t.alloc(4));
        t.fails(EFAULT, GETRESUID, t.alloc(4), t.alloc(4), 0);
        t.fails(EFAULT, GETRESGID, t.alloc(4), t.alloc(4), t.unmapped());
    }

    @ConformanceTest
    void theUserForFilesIsTakenInSilence(Scenario s) {
        var t = s.task();
        t.gives(0, SETFSUID, ANN);
        t.gives(ANN, SETFSUID, NOBODY);
        t.gives(0, SETFSGID, ANN);
        show(t);
        t.ok(SETRESUID, ANN, BEA, CLO);
        t.gives(BEA, SETFSUID, EVE);
        t.gives(BEA, SETFSUID, CLO);
        t.gives(CLO, SETFSUID, 0);
        t.kernelTask().dropCapability(CAP_SETGID);
        t.gives(ANN, SETFSGID, EVE);
        t.gives(ANN, SETFSGID, 0);
        show(t);
    }

    @ConformanceTest
    void groupsAreKeptInOrder(Scenario s) {
        var t = s.task();
        t.ok(SETGROUPS, 0, 0);
        t.gives(0, GETGROUPS, 0, 0);
        t.gives(0, GETGROUPS, 5, t.unmapped());
        t.ok(SETGROUPS, 4, t.ints(30, -2, 10, 20));
        t.gives(4, GETGROUPS, 0, 0);
        t.gives(4, GETGROUPS, 4, t.alloc(16));
        t.gives(4, GETGROUPS, 7, t.alloc(28));
        t.fails(EINVAL, GETGROUPS, 3, t.alloc(16));
        t.fails(EINVAL, GETGROUPS, -1, t.alloc(16));
        t.fails(EFAULT, GETGROUPS, 4, t.unmapped());
        var child = t.fork();
        child.gives(4, GETGROUPS, 4, child.alloc(16));
    }

    @ConformanceTest
    void groupsAreChecked(Scenario s) {
        var t = s.task();
        t.ok(SETGROUPS, 1, t.ints(7));
        t.fails(EINVAL, SETGROUPS, -1, t.ints(7));
        t.fails(EINVAL, SETGROUPS, 65537, t.ints(7));
        t.fails(EFAULT, SETGROUPS, 2, t.unmapped());
        t.fails(EINVAL, SETGROUPS, 2, t.ints(5, NOBODY));
        t.gives(1, GETGROUPS, 9, t.alloc(4));
        t.kernelTask().dropCapability(CAP_SETGID);
        t.fails(EPERM, SETGROUPS, 65537, t.unmapped());
        t.fails(EPERM, SETGROUPS, 0, 0);
    }

    /** Process 1 is the superuser's on every arm: on ours it is the first task. */
    @ConformanceTest
    void aUserSignalsNobodyElse(Scenario s) {
        s.task();
        var t = s.task();
        t.ok(SETRESUID, ANN, BEA, CLO);
        t.fails(EPERM, KILL, 1, 0);
        t.fails(EPERM, KILL, 1, SIGURG);
        t.fails(EINVAL, KILL, 1, 65);
        t.fails(ESRCH, KILL, Integer.MAX_VALUE, 0);
    }
}
