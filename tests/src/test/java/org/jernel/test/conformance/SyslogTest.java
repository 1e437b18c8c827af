package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** syslog(2), as far as it leaves the host's log alone. */
final class SyslogTest {

    private static final int READ_ACTION = 2;
    private static final int READ_ALL = 3;
    private static final int READ_CLEAR = 4;
    private static final int CONSOLE_LEVEL = 8;
    private static final int SIZE_UNREAD = 9;
    private static final int SIZE_BUFFER = 10;

    @ConformanceTest
    void checksItsArguments(Scenario s) {
        var t = s.task();
        for (int action : new int[] {READ_ACTION, READ_ALL, READ_CLEAR}) {
            t.fails(EINVAL, SYSLOG, action, 0, 8);
            t.fails(EINVAL, SYSLOG, action, t.alloc(8), -1);
            t.gives(0, SYSLOG, action, t.unmapped(), 0);
            t.fails(EFAULT, SYSLOG, action, -1, 8);
        }
        t.fails(EFAULT, SYSLOG, READ_ALL, t.unmapped(), 1 << 20);
        t.fails(EINVAL, SYSLOG, -1, 0, 0);
        t.fails(EINVAL, SYSLOG, 11, 0, 0);
        t.fails(EINVAL, SYSLOG, CONSOLE_LEVEL, 0, 0);
        t.fails(EINVAL, SYSLOG, CONSOLE_LEVEL, 0, 9);
        t.gives(0, SYSLOG, 0, 0, 0);
        t.gives(0, SYSLOG, 1, 0, 0);
    }

    @ConformanceTest
    void tellsLines(Scenario s) {
        var t = s.task();
        assertThat(t.unrecorded(SYSLOG, SIZE_BUFFER, 0, 0)).isGreaterThanOrEqualTo(1 << 17);
        long text = t.alloc(1 << 16);
        long length = t.unrecorded(SYSLOG, READ_ALL, text, 1 << 16);
        assertThat(t.textAt(text, (int) length).split("\n"))
                .allSatisfy(line -> assertThat(line).matches("<\\d+>\\[ *\\d+\\.\\d{6}\\] [^\n]*"));
        assertThat(t.unrecorded(SYSLOG, READ_ALL, text, 4)).isZero();
    }

    @ConformanceTest
    void isForThePrivileged(Scenario s) {
        var t = s.task();
        t.kernelTask().dropCapability(CAP_SYSLOG);
        t.kernelTask().dropCapability(CAP_SYS_ADMIN);
        for (int action : new int[] {0, 1, READ_ACTION, READ_CLEAR, 5, 6, 7, CONSOLE_LEVEL, SIZE_UNREAD, 11, -1}) {
            t.fails(EPERM, SYSLOG, action, 0, -1);
        }
    }
}
