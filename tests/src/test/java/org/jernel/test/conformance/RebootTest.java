package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** reboot(2), as far as it can be asked of a host that is to go on. */
final class RebootTest {

    private static final int MAGIC1 = 0xfee1dead;
    private static final int MAGIC2 = 672274793;
    private static final int RESTART = 0x01234567;
    private static final int RESTART2 = 0xa1b2c3d4;

    @ConformanceTest
    void magicNumbersComeFirst(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, REBOOT, 0, 0, 0, 0);
        t.fails(EINVAL, REBOOT, 0, MAGIC2, RESTART, 0);
        t.fails(EINVAL, REBOOT, ~MAGIC1, MAGIC2, RESTART2, t.unmapped());
    }

    @ConformanceTest
    void theCapabilityComesBeforeAll(Scenario s) {
        var t = s.task();
        t.kernelTask().dropCapability(CAP_SYS_BOOT);
        t.fails(EPERM, REBOOT, 0, 0, 0, 0);
        t.fails(EPERM, REBOOT, MAGIC1, 0, RESTART, 0);
        t.fails(EPERM, REBOOT, MAGIC1, MAGIC2, RESTART2, t.unmapped());
        t.fails(EPERM, REBOOT, MAGIC1, MAGIC2, 4711, 0);
    }
}
