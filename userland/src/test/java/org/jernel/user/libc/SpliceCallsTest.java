package org.jernel.user.libc;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_UNIX;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** Splicing as programs do it, between a pipe and the terminal, and when the kernel ends in the middle of it. */
@Timeout(30)
final class SpliceCallsTest {

    private static final long READ = 0;
    private static final long PIPE = 22;
    private static final long SOCKETPAIR = 53;
    private static final long SPLICE = 275;

    @Test
    void whatIsTypedAndWhatIsShownGoThroughAPipe() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("hello").end();
            int status = machine.run(
                    (Libc libc, List<String> argv) -> {
                        long ends = libc.malloc(2 * Integer.BYTES);
                        libc.syscall(PIPE, ends);
                        int reader = libc.loadInt(ends);
                        int writer = libc.loadInt(ends + Integer.BYTES);
                        long in = libc.syscall(SPLICE, Libc.STDIN_FILENO, 0, writer, 0, 100, 0);
                        long out = libc.syscall(SPLICE, reader, 0, Libc.STDOUT_FILENO, 0, 100, 0);
                        return in == 6 && out == 6 ? 0 : 1;
                    },
                    "cat");
            assertThat(status).isZero();
            assertThat(machine.terminal().screen()).isEqualTo("hello\n");
        }
    }

    /** Who splices into a pipe keeps it while it waits for the other file, so that a reader waits for both. */
    @Test
    void aKernelThatClosesEndsWhoSplicesAndWhoWaitsForThePipe() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.start(
                    (Libc libc, List<String> argv) -> {
                        long ends = libc.malloc(2 * Integer.BYTES);
                        libc.syscall(PIPE, ends);
                        int reader = libc.loadInt(ends);
                        int writer = libc.loadInt(ends + Integer.BYTES);
                        libc.syscall(SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, ends);
                        int socket = libc.loadInt(ends);
                        libc.clone(child -> (int) child.syscall(SPLICE, socket, 0, writer, 0, 100, 0));
                        return (int) libc.syscall(READ, reader, ends, 1);
                    },
                    "parent");
            while (machine.kernel().tasks().list().stream().noneMatch(Task::isAsleep)) {
                LockSupport.parkNanos(1);
            }
        }
    }
}
