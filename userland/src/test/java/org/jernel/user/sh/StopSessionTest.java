package org.jernel.user.sh;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.menuos.MenuOs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that signals stop, in a session and alone. */
final class StopSessionTest {

    private static final int WUNTRACED = 2;

    private static Task await(Machine machine, String comm, boolean stopped) {
        while (true) {
            for (Task task : machine.kernel().tasks().list()) {
                boolean isStopped = task.isStopped() || task.isTraced();
                if (task.comm().equals(comm) && isStopped == stopped && (stopped || task.isAsleep())) {
                    return task;
                }
            }
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void aStoppedJobIsToldAndGoesOn() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("sh -c 'kill -STOP $$; echo after' &");
            Task job = await(machine, "sh", true);
            machine.terminal().type("jobs", "grep State /proc/" + job.pid() + "/status", "kill -CONT %1", "wait",
                    "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .contains("[1]+  Stopped (signal)        sh -c 'kill -STOP $$; echo after'\n")
                    .contains("State:\tT (stopped)\n")
                    .contains("after\n");
        }
    }

    @Test
    void theNextPromptTellsOnceOfAJobThatStopped() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("break getuid", "syscall getuid &");
            Task job = await(machine, "syscall", true);
            machine.terminal().type("", "", "kill -9 " + job.pid(), "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .containsOnlyOnce("[1]+  Stopped                 syscall getuid\nMenuOS>>");
        }
    }

    @Test
    void theUserStopsWhatRunsInTheForeground() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("sleep 1000");
            await(machine, "sleep", false);
            shell.sendSignal(Signal.SIGTSTP.number());
            await(machine, "sleep", true);
            machine.terminal().type("echo code $?", "bg");
            machine.terminal().awaitText("[1]+ sleep 1000 &\n");
            Task sleep = await(machine, "sleep", false);
            machine.terminal().type("jobs", "fg");
            machine.terminal().awaitText("\nMenuOS>>sleep 1000\n");
            while (!shell.isAsleep() || !sleep.isAsleep()) {
                LockSupport.parkNanos(1);
            }
            shell.sendSignal(Signal.SIGINT.number());
            machine.terminal().type("echo code $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .contains("[1]+  Stopped                 sleep 1000\nMenuOS>>code 148\n")
                    .contains("[1]+  Running                 sleep 1000 &\n")
                    .endsWith("code 130\nMenuOS>>");
        }
    }

    @Test
    void nobodyIsLeftStoppedInAGroupWithoutAShell() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                int[] pipe = Objects.requireNonNull(libc.pipe());
                // Nobody outside of this task's own group is its parent.
                libc.kill(libc.getpid(), Signal.SIGTSTP.number());
                int leader = libc.clone(child -> {
                    child.setpgid(0, 0);
                    int member = child.clone(stopped -> stopped.kill(stopped.getpid(), Signal.SIGSTOP.number()));
                    child.write(pipe[1], new byte[] {(byte) member});
                    return child.waitpid(member, WUNTRACED).exitCode();
                });
                byte[] member = new byte[1];
                libc.read(pipe[0], member);
                assertThat(libc.waitpid(leader, 0).exitCode()).isEqualTo(Signal.SIGSTOP.number());
                while (libc.kill(member[0], 0) == 0) {
                    libc.nanosleep(1_000_000);
                }
                return 3;
            }, "session");
            assertThat(status).isEqualTo(3 << 8);
        }
    }

    @Test
    void aKernelClosesWithAStoppedTask() {
        Machine machine = Machine.hermetic();
        try (machine) {
            machine.start((Libc libc, List<String> argv) -> libc.kill(libc.getpid(), Signal.SIGSTOP.number()),
                    "stopped");
            await(machine, "stopped", true);
        }
        assertThat(machine.kernel().tasks().list()).isEmpty();
    }

    @Test
    void straceTellsOfAStopAsTheToolDoes() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("strace -e trace=none sh -c 'kill -STOP $$' &");
            Task stopped = await(machine, "sh", true);
            machine.terminal().awaitText("--- stopped by SIGSTOP ---\n");
            machine.terminal().type("kill -CONT " + stopped.pid(), "wait", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .containsPattern("--- SIGSTOP \\{si_signo=SIGSTOP, si_code=SI_USER, si_pid=\\d+, si_uid=0} ---\n"
                            + "--- stopped by SIGSTOP ---\n")
                    .contains("--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=");
        }
    }
}
