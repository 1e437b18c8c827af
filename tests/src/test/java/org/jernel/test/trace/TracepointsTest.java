package org.jernel.test.trace;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.trace.SyscallTraced;
import org.jernel.kernel.trace.SyscallTracepoints;
import org.jernel.kernel.trace.TraceArray;
import org.jernel.kernel.trace.TracePoint;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.test.junit.JernelTest;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Listeners of system calls, and the counts of the seed's {@code reg_event_syscall_enter}. */
@JernelTest
final class TracepointsTest {

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    @Test
    void namesAndNumbers(Kernel kernel) {
        var tracepoints = kernel.get(SyscallTracepoints.class);
        assertThat(tracepoints.syscallNameToNr("socket")).isEqualTo(41);
        assertThat(tracepoints.syscallNameToNr("sys_socket")).isEqualTo(41);
        assertThat(tracepoints.syscallNameToNr("sys_nosuch")).isEqualTo(-1);
        assertThat(tracepoints.nrToMeta(41)).hasFieldOrPropertyWithValue("name", "socket");
        assertThat(tracepoints.nrToMeta(-1)).isNull();
        assertThat(tracepoints.nrToMeta(100_000)).isNull();
    }

    @Test
    void listeners(Kernel kernel, Libc libc) {
        var tracepoints = kernel.get(SyscallTracepoints.class);
        List<SyscallTraced> entered = new ArrayList<>();
        List<SyscallTraced> left = new ArrayList<>();
        try (var _ = tracepoints.listen(TracePoint.ENTER, "socket", entered::add);
                var _ = tracepoints.listenRaw(TracePoint.EXIT, left::add)) {
            libc.close(libc.socket(AF_INET, SOCK_DGRAM, 0));
        }
        libc.close(libc.socket(AF_INET, SOCK_DGRAM, 0));
        assertThat(entered).singleElement().satisfies(event -> {
            assertThat(event.args()).startsWith(AF_INET, SOCK_DGRAM, 0);
            assertThat(event.pid()).isEqualTo(libc.getpid());
        });
        assertThat(left).extracting(SyscallTraced::nr).containsExactly(41L, 3L);
        assertThat(left).extracting(SyscallTraced::result).containsExactly(3L, 0L);
        assertThatThrownBy(() -> tracepoints.listen(TracePoint.ENTER, "nosuch", entered::add))
                .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSYS));
    }

    @Test
    void countsAsTheSeedDoes(Kernel kernel) {
        var array = kernel.get(TraceArray.class);
        assertThat(array.regEventSyscallEnter("sys_nosuch")).isEqualTo(Errno.ENOSYS.negated());
        assertThat(array.refcount(TracePoint.ENTER)).isZero();
        assertThat(array.regEventSyscallEnter("sys_socket")).isZero();
        assertThat(array.regEventSyscallEnter("sys_socket")).isZero();
        assertThat(array.refcount(TracePoint.ENTER)).isEqualTo(2);
        assertThat(array.isEnabled(TracePoint.ENTER, "socket")).isTrue();
        assertThat(array.isEnabled(TracePoint.EXIT, "socket")).isFalse();
        array.unregEventSyscallEnter("sys_socket");
        assertThat(array.isEnabled(TracePoint.ENTER, "socket")).isFalse();
        assertThat(array.refcount(TracePoint.ENTER)).isEqualTo(1);
        array.unregEventSyscallEnter("sys_socket");
        assertThat(array.refcount(TracePoint.ENTER)).isZero();
    }
}
