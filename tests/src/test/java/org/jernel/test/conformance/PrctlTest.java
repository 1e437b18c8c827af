package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** prctl(2), but for capabilities. */
final class PrctlTest {

    private static final int ANN = 1000;

    @ConformanceTest
    void aTaskHasANameOfFifteenBytes(Scenario s) {
        var t = s.task();
        t.ok(PRCTL, PR_SET_NAME, t.text("a task\0"));
        t.ok(PRCTL, PR_GET_NAME, t.alloc(20));
        t.ok(PRCTL, PR_SET_NAME, t.text("a name too long for it\0"));
        t.ok(PRCTL, PR_GET_NAME, t.alloc(20));
        t.fails(EFAULT, PRCTL, PR_SET_NAME, t.unmapped());
        t.fails(EFAULT, PRCTL, PR_GET_NAME, t.unmapped());
        t.ok(PRCTL, PR_SET_NAME, t.text("\0"));
        t.ok(PRCTL, PR_GET_NAME, t.alloc(20));
    }

    @ConformanceTest
    void newPrivilegesAreGivenUpForGood(Scenario s) {
        var t = s.task();
        t.gives(0, PRCTL, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
        t.fails(EINVAL, PRCTL, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
        t.fails(EINVAL, PRCTL, PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0);
        t.ok(PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        t.fails(EINVAL, PRCTL, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
        t.gives(1, PRCTL, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
        t.fails(EINVAL, PRCTL, PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0);
        t.fork().gives(1, PRCTL, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
        t.ok(SETUID, ANN);
        t.fails(EPERM, SETUID, 0);
    }

    @ConformanceTest
    void aChangeOfUserTakesWhatOthersMustNotFind(Scenario s) {
        var t = s.task();
        t.ok(PRCTL, PR_SET_DUMPABLE, 1);
        t.gives(1, PRCTL, PR_GET_DUMPABLE);
        t.ok(PRCTL, PR_SET_PDEATHSIG, SIGURG);
        t.ok(PRCTL, PR_GET_PDEATHSIG, t.alloc(4));
        t.fails(EINVAL, PRCTL, PR_SET_PDEATHSIG, 65);
        t.fails(EINVAL, PRCTL, PR_SET_DUMPABLE, 2);
        t.fails(EFAULT, PRCTL, PR_GET_PDEATHSIG, t.unmapped());
        t.ok(SETUID, ANN);
        t.gives(0, PRCTL, PR_GET_DUMPABLE);
        t.ok(PRCTL, PR_GET_PDEATHSIG, t.alloc(4));
        t.ok(PRCTL, PR_SET_DUMPABLE, 1);
        t.gives(1, PRCTL, PR_GET_DUMPABLE);
    }

    @ConformanceTest
    void anUnknownOptionIsInvalid(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, PRCTL, 0, 0, 0, 0, 0);
        t.fails(EINVAL, PRCTL, 4711, 0, 0, 0, 0);
    }
}
