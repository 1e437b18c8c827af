package org.jernel.user.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.umh.SubprocessInfo;
import org.jernel.kernel.umh.Usermodehelper;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.ProgramFormat;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.kernel.umh.Usermodehelper.UMH_KILLABLE;
import static org.jernel.kernel.umh.Usermodehelper.UMH_NO_WAIT;
import static org.jernel.kernel.umh.Usermodehelper.UMH_WAIT_EXEC;
import static org.jernel.kernel.umh.Usermodehelper.UMH_WAIT_PROC;

/** Programs that the kernel has run; the results are those of {@code kernel/umh.c} of Linux 6.1. */
final class UsermodehelperTest {

    private static final List<String> PATH = List.of("PATH=/bin");

    private static int call(Machine machine, int wait, String... argv) {
        Usermodehelper umh = machine.kernel().get(Usermodehelper.class);
        return umh.callUsermodehelper(argv[0], List.of(argv), PATH, wait);
    }

    private static String run(Machine machine, String script) throws InterruptedException {
        int before = machine.terminal().screen().length();
        assertThat(machine.run(new Sh(), "sh", "-c", script)).isZero();
        return machine.terminal().screen().substring(before);
    }

    @Test
    void theEndIsAWaitStatus() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(call(machine, UMH_WAIT_PROC, "/bin/true")).isZero();
            assertThat(call(machine, UMH_WAIT_PROC, "/bin/false")).isEqualTo(1 << 8);
            assertThat(call(machine, UMH_WAIT_PROC | UMH_KILLABLE, "/bin/sh", "-c", "exit 7")).isEqualTo(7 << 8);
            assertThat(call(machine, UMH_WAIT_PROC, "/bin/sh", "-c", "kill -9 $$")).isEqualTo(9);
            machine.awaitNoTasks();
        }
    }

    @Test
    void whatCannotBeExecutedIsAnError() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            run(machine, "echo text > /tmp/text; cp /bin/true /tmp/junk; echo junk > /tmp/junk");
            for (int wait : new int[] {UMH_WAIT_EXEC, UMH_WAIT_PROC}) {
                assertThat(call(machine, wait, "/bin/none")).isEqualTo(-Errno.ENOENT.number());
                assertThat(call(machine, wait, "/tmp/text/x")).isEqualTo(-Errno.ENOTDIR.number());
                assertThat(call(machine, wait, "/tmp")).isEqualTo(-Errno.EACCES.number());
                assertThat(call(machine, wait, "/tmp/text")).isEqualTo(-Errno.EACCES.number());
                assertThat(call(machine, wait, "/tmp/junk")).isEqualTo(-Errno.ENOEXEC.number());
            }
            assertThat(call(machine, UMH_WAIT_EXEC, "/bin/false")).isZero();
            assertThat(call(machine, UMH_NO_WAIT, "/bin/none")).isZero();
            assertThat(call(machine, UMH_WAIT_EXEC, "")).isZero();
            Usermodehelper umh = machine.kernel().get(Usermodehelper.class);
            assertThat(umh.callUsermodehelperExec(
                    umh.callUsermodehelperSetup(null, List.of(), List.of(), null, null), UMH_WAIT_EXEC))
                    .isEqualTo(-Errno.EINVAL.number());
        }
    }

    @Test
    void itGetsTheEnvironmentAndNothingElse() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Usermodehelper umh = machine.kernel().get(Usermodehelper.class);
            machine.kernel().get(ProgramFormat.class).install("/bin/probe", () -> (Libc libc, List<String> argv) -> {
                int fd = libc.open("/tmp/out", 0101, 0600);
                libc.dprintf(fd, "%d %s %s", fd, argv, libc.environ());
                return 0;
            });
            assertThat(umh.callUsermodehelper(
                    "/bin/probe", List.of("name", "a b"), List.of("X=1", "Y="), UMH_WAIT_PROC))
                    .isZero();
            assertThat(run(machine, "cat /tmp/out")).isEqualTo("0 [name, a b] [X=1, Y=]");
        }
    }

    @Test
    void whoSetsItUpIsCalledBeforeAndAfter() {
        try (Machine machine = Machine.hermetic()) {
            Usermodehelper umh = machine.kernel().get(Usermodehelper.class);
            List<String> calls = new ArrayList<>();
            SubprocessInfo refused = umh.callUsermodehelperSetup(
                    "/bin/true",
                    List.of("true"),
                    List.of(),
                    (info, helper) -> {
                        calls.add("init " + info.path());
                        return -Errno.EPERM.number();
                    },
                    info -> calls.add("cleanup"));
            assertThat(umh.callUsermodehelperExec(refused, UMH_WAIT_PROC)).isEqualTo(-Errno.EPERM.number());
            assertThat(calls).containsExactly("init /bin/true", "cleanup");
            SubprocessInfo user = umh.callUsermodehelperSetup(
                    "/bin/sh",
                    List.of("sh", "-c", "echo x > /root/x"),
                    PATH,
                    (info, helper) -> {
                        helper.setCred(Cred.user(1000));
                        return 0;
                    },
                    null);
            assertThat(umh.callUsermodehelperExec(user, UMH_WAIT_PROC)).isEqualTo(1 << 8);
        }
    }

    @Test
    void modulesFindIt() {
        try (Machine machine = Machine.hermetic()) {
            KernelSymbol symbol = machine.kernel().symbols().find("call_usermodehelper");
            assertThat(symbol).isNotNull();
            assertThat(machine.kernel().symbols().find("call_usermodehelper_setup")).isNotNull();
            assertThat(machine.kernel().symbols().find("call_usermodehelper_exec")).isNotNull();
        }
    }

    @Test
    void onlyWhoAsksForItMayDieWhileItWaits() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(killed(machine, UMH_WAIT_PROC | UMH_KILLABLE, "true", "/bin/sleep", "100"))
                    .isEqualTo(-Errno.EINTR.number());
            assertThat(run(machine, "mknod /tmp/go p")).isEmpty();
            assertThat(killed(machine, UMH_WAIT_PROC, "echo > /tmp/go", "/bin/sh", "-c", "cat /tmp/go; exit 3"))
                    .isEqualTo(3 << 8);
        }
    }

    /** What a task gets from the call in which it is sent SIGKILL; what ends the helper is run after that. */
    private static int killed(Machine machine, int wait, String release, String... helper)
            throws InterruptedException {
        AtomicInteger result = new AtomicInteger();
        Task caller = machine.kernel().tasks().userModeThread("caller", null, () -> {
            result.set(call(machine, wait, helper));
            return 0;
        });
        while (!caller.isAsleep()) {
            LockSupport.parkNanos(1);
        }
        caller.sendSignal(Signal.SIGKILL.number());
        assertThat(run(machine, release)).isEmpty();
        int _ = caller.join();
        return result.get();
    }
}
