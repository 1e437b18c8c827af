package org.jernel.user.libc;

import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The library as a program sees it. */
final class LibcTest {

    @Test
    void anErrorIsMinusOneAndErrno() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                assertThat(libc.close(77)).isEqualTo(-1);
                assertThat(libc.errno()).isEqualTo(Errno.EBADF.number());
                libc.perror("close");
                return 0;
            }, "libc");
            assertThat(status).isZero();
            assertThat(machine.terminal().screen()).isEqualTo("close: Bad file descriptor\n");
        }
    }

    @Test
    void successLeavesErrnoAlone() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                int failed = libc.close(77);
                int pid = libc.getpid();
                return failed == -1 && pid > 0 && libc.errno() == Errno.EBADF.number() ? 0 : 1;
            }, "libc");
            assertThat(status).isZero();
        }
    }

    @Test
    void aBadAddressKillsTheProgramAndNotTheKernel() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((libc, argv) -> libc.loadInt(0), "crash");
            assertThat(status).isEqualTo(Signal.SIGSEGV.number());
        }
    }

    @Test
    void aJumpToNowhereKillsTheProgram() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                long noSuchFunction = 0x1234;
                try (StackFrame frame = libc.frame()) {
                    byte[] action = new byte[32];
                    System.arraycopy(LibcCore.littleEndian(noSuchFunction, 8), 0, action, 0, 8);
                    libc.syscall(Unistd.RT_SIGACTION, Signal.SIGINT.number(), frame.allocate(action), 0, 8, 0);
                }
                return libc.kill(libc.getpid(), Signal.SIGINT.number());
            }, "crash");
            assertThat(status).isEqualTo(Signal.SIGSEGV.number());
        }
    }

    @Test
    void aHandlerRunsOnItsSignal() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                libc.signal(Signal.SIGTERM.number(), signo -> libc.printf("got %d\n", signo));
                return libc.kill(libc.getpid(), Signal.SIGTERM.number());
            }, "libc");
            assertThat(status).isZero();
            assertThat(machine.terminal().screen()).isEqualTo("got 15\n");
        }
    }

    @Test
    void aChildTellsItsCodeAndItsDeath() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                int exits = libc.clone(child -> 7);
                WaitResult exited = libc.waitpid(exits, 0);
                int dies = libc.clone(child -> child.kill(child.getpid(), Signal.SIGKILL.number()));
                WaitResult killed = libc.waitpid(dies, 0);
                libc.printf("%d %d %d\n", exited.exitCode(), killed.signal(), libc.waitpid(-1, 0).pid());
                return 0;
            }, "libc");
            assertThat(status).isZero();
            assertThat(machine.terminal().screen()).isEqualTo("7 9 -1\n");
        }
    }

    @Test
    void buffersMayBeLargerThanTheStack() throws InterruptedException {
        byte[] large = new byte[9 << 20];
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                int mappings = libc.task.mm().areas().size();
                assertThat(libc.write(77, large)).isEqualTo(-1);
                assertThat(libc.errno()).isEqualTo(Errno.EBADF.number());
                assertThat(libc.recv(77, large, 0)).isEqualTo(-1);
                assertThat(libc.task.mm().areas()).hasSize(mappings);
                return 0;
            }, "libc");
            assertThat(status).isZero();
        }
    }

    @Test
    void linesComeWholeHoweverLong() throws InterruptedException {
        String line = "x".repeat(5000);
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("short", line, "").end();
            int status = machine.run((Libc libc, List<String> argv) -> {
                assertThat(libc.getline()).isEqualTo("short");
                assertThat(libc.getline()).isEqualTo(line);
                assertThat(libc.getline()).isEmpty();
                assertThat(libc.getline()).isNull();
                return 0;
            }, "libc");
            assertThat(status).isZero();
        }
    }
}
