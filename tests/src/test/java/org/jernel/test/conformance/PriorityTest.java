package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;

/** How nice tasks are: getpriority and setpriority. */
final class PriorityTest {

    private static final int PRIO_PROCESS = 0;
    private static final int PRIO_PGRP = 1;
    private static final int PRIO_USER = 2;
    private static final int NOBODY = 2_000_000;
    private static final int ANN = 1000;

    /** What getpriority tells of a task that is so nice. */
    private static long told(int nice) {
        return 20L - nice;
    }

    @ConformanceTest
    void isKeptWithinItsBounds(Scenario s) {
        var t = s.task();
        t.ok(SETPRIORITY, PRIO_PROCESS, 0, 0);
        t.gives(told(0), GETPRIORITY, PRIO_PROCESS, 0);
        for (int[] each : new int[][] {{5, 5}, {-7, -7}, {40, 19}, {-40, -20}, {0, 0}}) {
            t.ok(SETPRIORITY, PRIO_PROCESS, 0, each[0]);
            t.gives(told(each[1]), GETPRIORITY, PRIO_PROCESS, 0);
        }
    }

    @ConformanceTest
    void isRefusedForNobodyAndForWhatIsNoKind(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, GETPRIORITY, 3, 0);
        t.fails(EINVAL, SETPRIORITY, -1, 0, 0);
        t.fails(ESRCH, GETPRIORITY, PRIO_PROCESS, NOBODY);
        t.fails(ESRCH, SETPRIORITY, PRIO_PROCESS, NOBODY, 1);
        t.fails(ESRCH, GETPRIORITY, PRIO_PGRP, NOBODY);
        t.fails(ESRCH, SETPRIORITY, PRIO_PROCESS, -1, 1);
        t.fails(ESRCH, GETPRIORITY, PRIO_USER, NOBODY);
    }

    @ConformanceTest
    void aChildIsAsNiceAsItsParent(Scenario s) {
        var t = s.task();
        t.ok(SETPRIORITY, PRIO_PROCESS, 0, 3);
        var child = t.fork();
        child.gives(told(3), GETPRIORITY, PRIO_PROCESS, 0);
        child.ok(SETPRIORITY, PRIO_PROCESS, 0, 9);
        t.gives(told(3), GETPRIORITY, PRIO_PROCESS, 0);
    }

    private static Task user(Scenario s) {
        s.task();
        Task t = s.task();
        t.ok(SETPRIORITY, PRIO_PROCESS, 0, 0);
        t.ok(SETRESUID, ANN, ANN, ANN);
        return t;
    }

    @ConformanceTest
    void aUserBecomesOnlyNicer(Scenario s) {
        var t = user(s);
        t.ok(SETPRIORITY, PRIO_PROCESS, 0, 5);
        t.fails(EACCES, SETPRIORITY, PRIO_PROCESS, 0, 4);
        t.ok(SETPRIORITY, PRIO_PROCESS, 0, 5);
        t.ok(SETPRIORITY, PRIO_USER, 0, 6);
        t.gives(told(6), GETPRIORITY, PRIO_USER, 0);
        t.fails(EPERM, SETPRIORITY, PRIO_PROCESS, 1, 5);
    }
}
