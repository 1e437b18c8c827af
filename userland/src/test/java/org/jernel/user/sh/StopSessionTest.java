package org.jernel.user.sh;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskWatcher;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.SignalHandler;
import org.jernel.user.menuos.MenuOs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that signals stop, in a session and alone. */
final class StopSessionTest {

    private static final int WUNTRACED = 2;
    private static final long SETSID = 112;

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
    void whatReadsTheTerminalInTheBackgroundIsStopped() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("cat &");
            await(machine, "cat", true);
            machine.terminal().type("");
            machine.terminal().awaitText("[1]+  Stopped (tty input)     cat\n");
            machine.terminal().type("bg");
            machine.terminal().awaitText("[1]+ cat &\n");
            await(machine, "cat", true);
            machine.terminal().type("fg");
            machine.terminal().awaitText("\nMenuOS>>cat\n");
            await(machine, "cat", false);
            machine.terminal().type("typed");
            machine.terminal().awaitText("typed\n");
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("typed\n\nMenuOS>>");
            machine.terminal().type("echo code $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .endsWith("code 130\nMenuOS>>");
        }
    }

    @Test
    void aSignalIsTypedAtTheForegroundOnly() throws InterruptedException {
        List<String> interrupted = new CopyOnWriteArrayList<>();
        try (Machine machine = Machine.hermetic()) {
            TaskWatcher.Registration _ = machine.kernel().tasks().watch(new TaskWatcher() {
                @Override
                public void delivered(Task task, SigInfo info) {
                    if (info.signo() == Signal.SIGINT.number()) {
                        interrupted.add(task.comm());
                    }
                }
            });
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("sleep 1000 &", "sleep 2000 | cat");
            await(machine, "cat", false);
            while (machine.kernel().tasks().list().stream()
                    .filter(task -> task.comm().equals("sleep") && task.isAsleep())
                    .count() < 2) {
                LockSupport.parkNanos(1);
            }
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("MenuOS>>\nMenuOS>>");
            machine.terminal().type("echo code $?", "jobs", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).contains("code 130\n", "Running                 sleep 1000 &\n");
        }
        assertThat(interrupted).containsExactlyInAnyOrder("sleep", "cat");
    }

    @Test
    void theTerminalIsGivenToGroupsOfTheSessionOnly() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                int own = libc.getpgid(0);
                assertThat(libc.tcgetpgrp(0)).isZero();
                assertThat(libc.tcsetpgrp(0, own)).isZero();
                assertThat(libc.tcgetpgrp(0)).isEqualTo(own);
                assertThat(failure(libc, libc.tcsetpgrp(0, -1))).isEqualTo(Errno.EINVAL);
                assertThat(failure(libc, libc.tcsetpgrp(0, 9999))).isEqualTo(Errno.ESRCH);
                int stranger = libc.clone(child -> {
                    child.syscall(SETSID);
                    boolean refused = failure(child, child.tcgetpgrp(0)) == Errno.ENOTTY
                            && failure(child, child.tcsetpgrp(0, child.getpid())) == Errno.ENOTTY;
                    return refused ? 7 : 1;
                });
                assertThat(libc.waitpid(stranger, 0).exitCode()).isEqualTo(7);
                int background = libc.clone(child -> {
                    child.setpgid(0, 0);
                    child.signal(Signal.SIGTTIN.number(), SignalHandler.IGNORE);
                    Errno reading = failure(child, child.read(0, new byte[1]));
                    child.signal(Signal.SIGTTOU.number(), SignalHandler.IGNORE);
                    return reading == Errno.EIO && child.tcsetpgrp(0, child.getpid()) == 0 ? 7 : 1;
                });
                assertThat(libc.waitpid(background, 0).exitCode()).isEqualTo(7);
                assertThat(libc.tcsetpgrp(0, own)).isZero();
                int stopped = libc.clone(child -> {
                    child.setpgid(0, 0);
                    return child.tcsetpgrp(0, child.getpid());
                });
                return libc.waitpid(stopped, WUNTRACED).exitCode() == Signal.SIGTTOU.number()
                        && libc.kill(stopped, Signal.SIGKILL.number()) == 0
                                ? 3
                                : 1;
            }, "terminal")).isEqualTo(3 << 8);
        }
    }

    private static @Nullable Errno failure(Libc libc, int result) {
        return result < 0 ? Errno.of(libc.errno()) : null;
    }

    @Test
    void theUserStopsWhatRunsInTheForeground() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("sleep 1000");
            await(machine, "sleep", false);
            machine.type(Signal.SIGTSTP);
            await(machine, "sleep", true);
            machine.terminal().type("echo code $?", "bg");
            machine.terminal().awaitText("[1]+ sleep 1000 &\n");
            Task sleep = await(machine, "sleep", false);
            machine.terminal().type("jobs", "fg");
            machine.terminal().awaitText("\nMenuOS>>sleep 1000\n");
            while (!shell.isAsleep() || !sleep.isAsleep()) {
                LockSupport.parkNanos(1);
            }
            machine.type(Signal.SIGINT);
            machine.terminal().type("echo code $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .contains("MenuOS>>\n[1]+  Stopped                 sleep 1000\nMenuOS>>code 148\n")
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
