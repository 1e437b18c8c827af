package org.jernel.user.steer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.inject.InjectException;
import org.jernel.kernel.inject.Injection;
import org.jernel.kernel.inject.Injector;
import org.jernel.kernel.task.Signal;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.bin.Inject;
import org.jernel.user.libc.Libc;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/** Injections in strace's words: which calls they meet, what comes of them, and why others are refused. */
@Timeout(60)
final class InjectorTest {

    private static final long GETPPID = 110;
    private static final long GETUID = 102;
    private static final int CALLS = 12;

    /** Which of so many calls of getppid failed, from 1 on. */
    private static List<Integer> failing(Libc libc) {
        List<Integer> failed = new ArrayList<>();
        for (int call = 1; call <= CALLS; call++) {
            if (libc.syscall(GETPPID) == -1) {
                failed.add(call);
            }
        }
        return failed;
    }

    private static List<Integer> failing(Machine machine, String injection) throws InterruptedException {
        List<Integer> failed = new ArrayList<>();
        try (Injection injected = Injector.of(machine.kernel()).add(injection)) {
            // Its exit_group is a call too.
            var hits = new AtomicLong();
            machine.run((Libc libc, List<String> argv) -> {
                failed.addAll(failing(libc));
                hits.set(injected.hits());
                return 0;
            }, "caller");
            assertThat(hits).hasValue(failed.size());
        }
        return failed;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3          | 3",
        "10+        | 10, 11, 12",
        "3+4        | 3, 7, 11",
        "2..4       | 2, 3, 4",
        "2..9+3     | 2, 5, 8",
        "11..12+    | 11, 12"})
    void whenChoosesTheInvocations(String when, String expected) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(failing(machine, "inject=getppid:error=EPERM:when=" + when)).hasToString("[" + expected + "]");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"%pure", "/^getpp", "!read,write", "?nothing,getppid", "getppid@64", "%creds,all"})
    void setsAreThoseOfStrace(String set) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(failing(machine, "inject=" + set + ":error=EPERM")).hasSize(CALLS);
        }
    }

    @Test
    void everyTaskCountsForItself() throws InterruptedException {
        try (Machine machine = Machine.hermetic(); Injection injected = add(machine, "getppid:error=1:when=2")) {
            for (int i = 0; i < 2; i++) {
                assertThat(machine.run((libc, argv) -> failing(libc).equals(List.of(2)) ? 0 : 1, "caller")).isZero();
            }
            assertThat(injected.hits()).isEqualTo(2);
        }
    }

    /** The numbers of tasks come again. */
    @Test
    void aTaskCountsFromTheBeginningWhateverHadItsNumberBefore() throws InterruptedException {
        int tasks = 330;
        try (Machine machine = Machine.hermetic(); Injection injected = add(machine, "getppid:error=1:when=1")) {
            machine.run(new Sh(), "sh", "-c", "echo 301 > /proc/sys/kernel/pid_max");
            for (int i = 0; i < tasks; i++) {
                machine.run((libc, argv) -> (int) libc.syscall(GETPPID), "caller");
            }
            assertThat(injected.hits()).isEqualTo(tasks);
        }
    }

    private static Injection add(Machine machine, String text) {
        return Injector.of(machine.kernel()).add(text);
    }

    @Test
    void failNthCountsAllCallsOfTheSet() throws InterruptedException {
        try (Machine machine = Machine.hermetic(); Injection _ = add(machine, "%pure:error=EPERM:fail-nth=3")) {
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                long first = libc.syscall(GETUID);
                long second = libc.syscall(GETPPID);
                long third = libc.syscall(GETUID);
                long fourth = libc.syscall(GETUID);
                return first == 0 && second != -1 && third == -1 && fourth == 0 ? 0 : 1;
            }, "caller")).isZero();
        }
    }

    @Test
    void failNthAloneFailsThatCall() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(failing(machine, "inject=getppid:fail-nth=3")).containsExactly(3);
            assertThat(failing(machine, "fault=getppid:fail-nth=5")).containsExactly(5);
        }
    }

    @ParameterizedTest
    @CsvSource({"100%, 12", "1, 12", "1.0, 12", "0, 0", "0%, 0"})
    void aProbabilityIsAFractionOrAPercentage(String probability, int failed) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(failing(machine, "getppid:error=EPERM:probability=" + probability)).hasSize(failed);
        }
    }

    @Test
    void aProbabilityIsRepeatedByItsSeed() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Injection first = add(machine, "getppid:error=EPERM:probability=50%");
            long seed = first.seed();
            assertThat(first).hasToString("getppid:error=EPERM:probability=50%:seed=" + seed);
            first.close();
            String again = "getppid:error=EPERM:probability=50%:seed=" + seed;
            List<Integer> chosen = failing(machine, again);
            assertThat(failing(machine, again)).isEqualTo(chosen);
            assertThat(machine.kernel().printk().records()).extracting(Object::toString)
                    .anySatisfy(line -> assertThat(line).contains("seed " + seed));
            assertThat(failing(machine, "getppid:error=EPERM:probability=0")).isEmpty();
        }
    }

    @Test
    void aTracersSeedIsToldToo() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            String text = "inject=getppid:error=EPERM:probability=50%";
            long seed = Injector.of(machine.kernel()).prepare(text).seed();
            assertThat(machine.kernel().printk().records()).extracting(Object::toString)
                    .anySatisfy(line -> assertThat(line).contains("inject: " + text + ": seed " + seed));
        }
    }

    @Test
    void valuesSignalsAndDelaysAreInjected() throws InterruptedException {
        try (Machine machine = Machine.hermetic();
                Injection _ = add(machine, "fault=getppid:when=1");
                Injection _ = add(machine, "getuid:retval=42:syscall=getpid");
                Injection _ = add(machine, "getppid:delay_enter=2ms:delay_exit=3000:when=2");
                Injection _ = add(machine, "getppid:signal=USR1:when=3")) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                assertThat(libc.syscall(GETPPID)).isEqualTo(-1);
                assertThat(libc.errno()).isEqualTo(Errno.ENOSYS.number());
                assertThat(libc.syscall(GETUID)).isEqualTo(42);
                long before = machine.kernel().clock().monotonicNanos();
                assertThat(libc.syscall(GETPPID)).isNotNegative();
                assertThat(machine.kernel().clock().monotonicNanos() - before).isGreaterThan(5_000_000);
                libc.syscall(GETPPID);
                return 0;
            }, "caller");
            assertThat(status).isEqualTo(Signal.SIGUSR1.number());
        }
    }

    @Test
    void aFunctionOfTheKernelFailsWhereItMay() throws InterruptedException {
        try (Machine machine = Machine.hermetic(); Injection _ = add(machine, "udp_sendmsg:error=ENOBUFS")) {
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
                assertThat(libc.sendto(fd, new byte[1], 0, SockAddrIn.of("127.0.0.1", 9)))
                        .isEqualTo(-1);
                assertThat(libc.errno()).isEqualTo(Errno.ENOBUFS.number());
                return 0;
            }, "caller")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "inject=getppid                          | is needed",
        "inject=getppid:error=EWHAT              | 'EWHAT' is no errno",
        "inject=getppid:error=4096               | '4096' is no errno",
        "inject=getppid:error=EPERM:retval=1     | exclude each other",
        "inject=getppid:retval=-1                | retval=-1 is no number",
        "inject=getppid:signal=SIGWHAT           | 'SIGWHAT' is no signal",
        "inject=getppid:error=EPERM:when=0       | 0 is not within 1..65535",
        "inject=getppid:error=EPERM:when=4..2    | ends before it begins",
        "inject=getppid:error=EPERM:when=x       | is not first[..last][+[step]]",
        "inject=getppid:delay_enter=soon         | delay_enter=soon is no time",
        "inject=getppid:delay_enter=9223372036854775808 | delay_enter=9223372036854775808 is no time",
        "inject=getppid:delay_exit=99999999999999999999s | delay_exit=99999999999999999999s is no time",
        "inject=getppid:delay_enter=1e999s       | delay_enter=1e999s is no time",
        "inject=getppid:delay_enter=5es          | delay_enter=5es is no time",
        "inject=getppid:error=EPERM:syscall=open | no call without side effects",
        "inject=getppid:error=EPERM:colour=red   | 'colour' is nothing that can be injected",
        "inject=getppid:error=                   | 'error=' has no value",
        "inject=getppid:error=1:probability=101% | neither a percentage from 0% to 100% nor a fraction",
        "inject=getppid:error=1:probability=2    | probability=2 is neither",
        "inject=getppid:error=1:probability=-1%  | probability=-1% is neither",
        "inject=getppid:fail-nth=0               | fail-nth=0 is no number that it could be",
        "fault=getppid:signal=HUP                | 'signal' goes with inject=, not with fault=",
        "inject=:error=EPERM                     | a system call is missing",
        "inject=nosuchcall:error=EPERM           | 'nosuchcall' is neither a system call of the table nor a function",
        "inject=%nosuch:error=EPERM              | '%nosuch' matches no system call",
        "inject=/(:error=EPERM                   | is no regular expression",
        "inject=ip_rcv:error=EPERM               | ip_rcv is not on the list of functions that may fail",
        "inject=tcp_v4_connect:delay_enter=1:error=1 | runs where nobody may wait",
        "inject=sock_sendmsg:retval=1            | retval is no error"})
    void whatCannotBeIsRefusedAndWhy(String injection, String reason) {
        try (Machine machine = Machine.hermetic()) {
            Injector injector = Injector.of(machine.kernel());
            assertThatThrownBy(() -> injector.add(injection))
                    .isInstanceOf(InjectException.class).hasMessageStartingWith(injection + ": ")
                    .hasMessageContaining(reason);
            assertThat(injector.list()).isEmpty();
            assertThat(injector.lastError()).contains(reason);
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }

    /** What strace 6.1 takes. */
    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807s", "9223372036854775807", "1e3s", "1.5e-3ms", "+5ns", "1.", "00012us",
        ".5s"})
    void aTimeIsWhatStraceTakes(String time) {
        try (Machine machine = Machine.hermetic(); Injection _ = add(machine, "getppid:delay_enter=" + time)) {
            assertThat(Injector.of(machine.kernel()).list()).hasSize(1);
        }
    }

    @Test
    void theProgramAddsListsAndRemoves() throws InterruptedException {
        try (Machine machine = Machine.boot(KernelConfig.hermetic())) {
            assertThat(machine.run(new Inject(), "inject", "getppid:error=EPERM:when=3+2")).isZero();
            assertThat(machine.run(new Inject(), "inject", "add", "getppid:error=EWHAT")).isEqualTo(1 << 8);
            assertThat(machine.run(new Inject(), "inject")).isZero();
            assertThat(machine.run(new Inject(), "inject", "remove", "1")).isZero();
            assertThat(machine.run(new Inject(), "inject", "remove", "1")).isEqualTo(1 << 8);
            assertThat(machine.run(new Inject(), "inject", "list", "all")).isEqualTo(2 << 8);
            assertThat(machine.run(new Inject(), "inject", "remove")).isEqualTo(2 << 8);
            assertThat(machine.terminal().screen()).startsWith("""
                    inject: getppid:error=EWHAT: 'EWHAT' is no errno
                    1 getppid:error=EPERM:when=3+2 hits=0
                    inject: no injection number 1
                    usage: inject [""");
            assertThat(Injector.of(machine.kernel()).list()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "inject remove 99                 | inject: no injection number 99",
        "inject remove x                  | inject: no injection number x",
        "inject getppid                   | inject: getppid: one of error, retval, signal,",
        "inject getppid:error=1:when=x    | inject: getppid:error=1:when=x: when=x is not first",
        "inject add nosuch:fail-nth=1     | inject: nosuch:fail-nth=1: 'nosuch' is neither a system call",
        "inject getpid:error=1:probability=2 | inject: getpid:error=1:probability=2: probability=2 is neither",
        "echo x:y > inject; cat inject_error | x:y: 'y' has no value",
        "echo -5 > inject; cat inject_error  | no injection number 5"})
    void oneLineSaysWhyInTheShell(String command, String line) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.run(new Sh(), "sh", "-c", "cd /sys/kernel/debug; " + command);
            assertThat(machine.terminal().screen().lines().filter(each -> !each.contains("write error")))
                    .singleElement(InstanceOfAssertFactories.STRING).startsWith(line);
        }
    }
}
