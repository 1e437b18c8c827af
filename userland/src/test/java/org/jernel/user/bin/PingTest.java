package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.user.Machine;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** What ping prints, and which system calls it makes for it. */
final class PingTest {

    private static final String TIME = "\\d+\\.\\d{3}";

    private record Run(int code, String screen) {}

    private static Run run(String... argv) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run(new Ping(), argv);
            return new Run(status >> 8, machine.terminal().screen());
        }
    }

    @Test
    void everyReplyIsALineAndTheEndCountsThem() throws InterruptedException {
        Run run = run("ping", "-c", "3", "-i", "0.002", "127.0.0.1");
        assertThat(run.screen())
                .matches("""
                        PING 127\\.0\\.0\\.1 \\(127\\.0\\.0\\.1\\) 56\\(84\\) bytes of data\\.
                        64 bytes from 127\\.0\\.0\\.1: icmp_seq=1 ttl=64 time=[0-9.]+ ms
                        64 bytes from 127\\.0\\.0\\.1: icmp_seq=2 ttl=64 time=[0-9.]+ ms
                        64 bytes from 127\\.0\\.0\\.1: icmp_seq=3 ttl=64 time=[0-9.]+ ms

                        --- 127\\.0\\.0\\.1 ping statistics ---
                        3 packets transmitted, 3 received, 0% packet loss, time \\d+ms
                        rtt min/avg/max/mdev = TIME/TIME/TIME/TIME ms
                        """.replace("TIME", TIME));
        assertThat(run.code()).isZero();
    }

    @Test
    void theLoopbackOfIpv6Answers() throws InterruptedException {
        Run run = run("ping", "-c", "2", "-i", "0.002", "-t", "9", "::1");
        assertThat(run.screen())
                .matches("""
                        PING ::1\\(::1\\) 56 data bytes
                        64 bytes from ::1: icmp_seq=1 ttl=(64|9) time=[0-9.]+ ms
                        64 bytes from ::1: icmp_seq=2 ttl=(64|9) time=[0-9.]+ ms

                        --- ::1 ping statistics ---
                        2 packets transmitted, 2 received, 0% packet loss, time \\d+ms
                        rtt min/avg/max/mdev = TIME/TIME/TIME/TIME ms
                        """.replace("TIME", TIME));
        assertThat(run.code()).isZero();
    }

    @Test
    void aShortMessageHasNoTime() throws InterruptedException {
        assertThat(run("ping", "-c1", "-s8", "127.0.0.9").screen())
                .matches("""
                        PING 127\\.0\\.0\\.9 \\(127\\.0\\.0\\.9\\) 8\\(36\\) bytes of data\\.
                        16 bytes from 127\\.0\\.0\\.9: icmp_seq=1 ttl=64

                        --- 127\\.0\\.0\\.9 ping statistics ---
                        1 packets transmitted, 1 received, 0% packet loss, time \\d+ms

                        """);
    }

    @Test
    void aTimeoutOfZeroIsNone() throws InterruptedException {
        assertThat(run("ping", "-c", "1", "-W", "0", "127.0.0.1").screen()).contains(" 1 received,");
    }

    @Test
    void anInterruptEndsItWithTheStatistics() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task ping = machine.start(new Ping(), "ping", "127.0.0.1");
            machine.terminal().awaitText("icmp_seq=1 ");
            ping.sendSignal(Signal.SIGINT.number());
            assertThat(ping.join()).isZero();
            assertThat(machine.terminal().screen())
                    .contains("1 packets transmitted, 1 received, 0% packet loss")
                    .endsWith(" ms\n");
        }
    }

    @Test
    void itsCallsAreThoseOfIputils() throws InterruptedException {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        try (Machine machine = Machine.hermetic()) {
            machine.kernel().syscalls().addHook(nr -> true, new SyscallHook() {
                @Override
                public void enter(SyscallFrame frame) {
                    String name = requireNonNull(frame.metadata()).name();
                    boolean option = name.equals("setsockopt") || name.equals("getsockopt");
                    calls.add(option ? name + " " + frame.a(1) + " " + frame.a(2) : name);
                }
            });
            assertThat(machine.run(new Ping(), "ping", "-c", "1", "-t", "5", "127.0.0.1")).isZero();
        }
        calls.removeIf(call -> call.equals("gettimeofday"));
        assertThat(calls)
                .containsExactly(
                        "socket", "socket", "connect", "getsockname", "close",
                        "setsockopt 0 12", "setsockopt 0 33", "setsockopt 0 2",
                        "setsockopt 1 7", "setsockopt 1 8", "getsockopt 1 8", "write",
                        "setsockopt 1 29", "setsockopt 1 21", "setsockopt 1 20", "rt_sigaction",
                        "sendto", "recvmsg", "write", "write", "close", "exit_group");
    }

    @Test
    void whatCannotBeReachedIsSaid() throws InterruptedException {
        assertThat(run("ping", "10.0.0.1")).isEqualTo(new Run(2, "ping: connect: Network is unreachable\n"));
    }

    @Test
    void whatIsAskedForIsChecked() throws InterruptedException {
        assertThat(run("ping")).isEqualTo(new Run(2, "ping: usage error: Destination address required\n"));
        assertThat(run("ping", "nowhere")).isEqualTo(new Run(2, "ping: nowhere: Name or service not known\n"));
        assertThat(run("ping", "-4", "::1"))
                .isEqualTo(new Run(2, "ping: ::1: Address family for hostname not supported\n"));
        assertThat(run("ping", "-6", "127.0.0.1").screen())
                .isEqualTo("ping: 127.0.0.1: Address family for hostname not supported\n");
        assertThat(run("ping", "-c", "x", "127.0.0.1")).isEqualTo(new Run(2, "ping: invalid argument: 'x'\n"));
        assertThat(run("ping", "-t", "256", "127.0.0.1").screen())
                .isEqualTo("ping: invalid argument: '256': out of range: 1 <= value <= 255\n");
        assertThat(run("ping", "-i", "0.001", "127.0.0.1").screen()).startsWith("ping: cannot flood");
        assertThat(run("ping", "-z").screen()).startsWith("ping: invalid option -- 'z'\n");
        assertThat(run("ping", "-c").screen()).startsWith("ping: option requires an argument -- 'c'\n");
    }

    @Test
    void theWireHasNoPing() throws InterruptedException {
        try (Machine machine = Machine.boot(KernelConfig.wire())) {
            assertThat(machine.run(new Ping(), "ping", "127.0.0.1") >> 8).isEqualTo(2);
            assertThat(machine.terminal().screen()).isEqualTo("ping: socket: Protocol not supported\n");
        }
    }
}
