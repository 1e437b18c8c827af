package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.syslog.Syslog;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.user.Machine;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is expected here was seen of util-linux 2.38.1 on Linux 6.18 for the same records. */
final class DmesgTest {

    /** Half a day after the boot, for ever. */
    private static final class StandingClock implements KernelClock {

        @Override
        public long monotonicNanos() {
            return 42_082_968_341_999L;
        }

        @Override
        public long realtimeNanos() {
            return 1_795_354_464_000_000_000L;
        }

        @Override
        public void parkUntil(long deadlineNanos) {
            LockSupport.park(this);
        }
    }

    private final Machine machine = Machine.boot(KernelConfig.hermetic().withClock(new StandingClock()));
    private final Kernel kernel = machine.kernel();
    private final Printk printk = kernel.printk();

    @BeforeEach
    void logSome() {
        printk.clear();
        printk.vprintkEmit(1, 6, "multi\nline two\n\nfour\n".getBytes(StandardCharsets.UTF_8));
        printk.prErr("utf \u00e9 \u2603 \001 \177\t back\\slash\n");
        printk.vprintkEmit(0, 4, new byte[] {'b', (byte) 0xff, '\n'});
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private String dmesg(String... options) throws InterruptedException {
        String before = machine.terminal().screen();
        String[] argv = Stream.concat(Stream.of("dmesg"), Stream.of(options)).toArray(String[]::new);
        int status = machine.run(new Dmesg(), argv);
        return machine.terminal().screen().substring(before.length()) + (status == 0 ? "" : "failed");
    }

    @Test
    void showsRecords() throws InterruptedException {
        String rest = "[42082.968341] utf \u00e9 \u2603 \\x01 \\x7f\t back\\slash\n[42082.968341] b\\xff\n";
        assertThat(dmesg()).isEqualTo("[42082.968341] multi\n"
                + " ".repeat(15) + "line two\n" + " ".repeat(15) + "\n" + " ".repeat(15) + "four\n" + rest);
        assertThat(dmesg("-S", "-l", "warn,err")).isEqualTo(rest);
    }

    @Test
    void showsThemInOtherWays() throws InterruptedException {
        assertThat(dmesg("-x", "--level=err")).startsWith("kern  :err   : [42082.968341] utf");
        assertThat(dmesg("-xu")).startsWith("user  :info  : [42082.968341] multi\n" + " ".repeat(30) + "line");
        assertThat(dmesg("-t", "-k")).startsWith("utf").endsWith("b\\xff\n");
        assertThat(dmesg("-r")).startsWith("<7>[42082.968341] multi\n").contains("<3>[42082.968341] utf");
        assertThat(dmesg("-S", "-r")).startsWith("<14>[42082.968341] multi\n<14>[42082.968341] line two\n");
        assertThat(dmesg("-T", "-l", "4")).isEqualTo("[Sun Nov 22 13:34:24 2026] b\\xff\n");
    }

    @Test
    void clears() throws InterruptedException {
        assertThat(dmesg("-c")).contains("multi").contains("utf");
        assertThat(dmesg()).isEmpty();
        printk.prInfo("new\n");
        assertThat(dmesg()).isEqualTo("[42082.968341] new\n");
        assertThat(dmesg("-C")).isEmpty();
        assertThat(dmesg()).isEmpty();
    }

    @Test
    void setsTheConsolesLevel() throws InterruptedException {
        assertThat(dmesg("-n", "1")).isEmpty();
        assertThat(printk.consoleLogLevel()).isEqualTo(1);
        assertThat(dmesg("-nerr")).isEmpty();
        assertThat(printk.consoleLogLevel()).isEqualTo(4);
        assertThat(dmesg("-D")).isEmpty();
        assertThat(printk.consoleLogLevel()).isEqualTo(1);
        assertThat(dmesg("--console-on")).isEmpty();
        assertThat(printk.consoleLogLevel()).isEqualTo(4);
    }

    @Test
    void follows() throws InterruptedException {
        Task follower = machine.start(new Dmesg(), "dmesg", "-wt");
        machine.terminal().awaitText("b\\xff");
        printk.prInfo("later\n");
        machine.terminal().awaitText("later");
        int term = Signal.SIGTERM.number();
        Program killer = (libc, argv) -> libc.kill(follower.pid(), term);
        assertThat(machine.run(killer, "kill")).isZero();
        assertThat(follower.join()).isEqualTo(term);
    }

    @Test
    void saysWhatIsWrong() throws InterruptedException {
        String help = "\nTry 'dmesg --help' for more information.\nfailed";
        assertThat(dmesg("-l", "bogus")).isEqualTo("dmesg: unknown level 'bogus'\nfailed");
        assertThat(dmesg("-n", "9")).isEqualTo("dmesg: unknown level '9'\nfailed");
        assertThat(dmesg("-n", "0")).isEqualTo("dmesg: unknown level '0'\nfailed");
        assertThat(dmesg("-f", "bogus")).isEqualTo("dmesg: unknown facility 'bogus'\nfailed");
        assertThat(dmesg("-rx")).isEqualTo("dmesg: mutually exclusive arguments: --raw --decode\nfailed");
        assertThat(dmesg("-c", "-C")).isEqualTo("dmesg: mutually exclusive arguments: --clear --console-off"
                + " --console-on --read-clear --console-level --raw\nfailed");
        assertThat(dmesg("-z")).isEqualTo("dmesg: invalid option -- 'z'" + help);
        assertThat(dmesg("-l")).isEqualTo("dmesg: option requires an argument -- 'l'" + help);
        assertThat(dmesg("--bogus")).isEqualTo("dmesg: unrecognized option '--bogus'" + help);
        assertThat(dmesg("foo")).isEqualTo("dmesg: bad usage" + help);
    }

    @Test
    void needsTheRight() throws InterruptedException {
        kernel.get(Syslog.class).setRestricted(true);
        assertThat(unprivileged("dmesg")).isEqualTo("dmesg: read kernel buffer failed: Operation not permitted\n");
        assertThat(unprivileged("dmesg", "-C"))
                .isEqualTo("dmesg: clear kernel buffer failed: Operation not permitted\n");
        assertThat(unprivileged("dmesg", "-n", "3")).isEqualTo("dmesg: klogctl failed: Operation not permitted\n");
    }

    private String unprivileged(String... argv) throws InterruptedException {
        String before = machine.terminal().screen();
        Program program = (libc, words) -> {
            Task.current().setCred(Cred.user(1000));
            return new Dmesg().main(libc, words);
        };
        assertThat(machine.run(program, argv)).isEqualTo(1 << 8);
        return machine.terminal().screen().substring(before.length());
    }
}
