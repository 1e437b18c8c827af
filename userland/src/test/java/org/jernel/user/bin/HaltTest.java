package org.jernel.user.bin;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.reboot.Shutdown;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.menuos.MenuOs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** halt, poweroff and reboot, typed at the shell. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HaltTest {

    private static Shutdown typed(String... lines) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type(lines);
            Task shell = machine.start(new MenuOs(), "menuos");
            Shutdown how = machine.kernel().awaitShutdown();
            shell.join();
            assertThat(machine.terminal().screen()).contains("MenuOS>>").doesNotContain("error");
            assertThat(machine.kernel().tasks().size()).isZero();
            return how;
        }
    }

    @Test
    void eachNameHasItsEnd() throws InterruptedException {
        assertThat(typed("halt")).isEqualTo(new Shutdown.Halt());
        assertThat(typed("poweroff")).isEqualTo(new Shutdown.PowerOff());
        assertThat(typed("reboot -f")).isEqualTo(new Shutdown.Restart(null));
    }

    @Test
    void rebootTakesACommandForTheNextKernel() throws InterruptedException {
        assertThat(typed("reboot -f recovery")).isEqualTo(new Shutdown.Restart("recovery"));
    }

    @Test
    void servicesEndToo() throws InterruptedException {
        assertThat(typed("replyhi", "echod", "reboot")).isEqualTo(new Shutdown.Restart(null));
    }

    @Test
    void whatMeansNothingIsSaid() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(new Halt(), "halt", "now")).isEqualTo(1 << 8);
            assertThat(machine.run(new Halt(), "reboot", "-x")).isEqualTo(1 << 8);
            assertThat(machine.run(new Halt(), "reboot", "-f", "a", "b")).isEqualTo(1 << 8);
            assertThat(machine.terminal().screen()).isEqualTo("""
                    halt: extra operand 'now'
                    Try 'halt --help' for more information.
                    reboot: invalid option -- 'x'
                    Try 'reboot --help' for more information.
                    reboot: extra operand 'b'
                    Try 'reboot --help' for more information.
                    """);
        }
    }

    @Test
    void whoMayNotIsTold() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                Task.current().setCred(Cred.user(1000));
                return new Halt().main(libc, argv);
            }, "reboot", "-f")).isEqualTo(1 << 8);
            assertThat(machine.terminal().screen()).isEqualTo("reboot: Operation not permitted\n");
        }
    }

    @Test
    void whoMayNotHasNobodyEnd() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type(
                    "setpriv --reuid 1000 --regid 1000 --clear-groups sh -c 'sleep 100 & reboot; echo $?; kill -0 $!; echo $?; kill $!'",
                    "quit");
            assertThat(machine.run(new MenuOs(), "menuos")).isZero();
            assertThat(machine.terminal().screen()).containsSubsequence("reboot: Operation not permitted\n1\n0\n");
        }
    }
}
