package org.jernel.user.steer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.NetworkMode;
import org.jernel.kernel.probe.Probe;
import org.jernel.kernel.probe.ProbeHit;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.kernel.stacktrace.KernelStack;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.Net;
import org.jernel.net.core.PacketTap;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The walk of calls through the layers, in Linux's names, as backtraces and as probes show it. */
@Timeout(60)
final class WalkTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private static Machine boot(NetworkMode mode) {
        return Machine.boot(KernelConfig.hermetic().withNetworkMode(mode));
    }

    /** The functions in which each packet was when it left, outermost first. */
    private static Queue<List<String>> watchPackets(Machine machine) {
        Queue<List<String>> walks = new ConcurrentLinkedQueue<>();
        PacketTap tap = (device, type, skb) -> walks.add(functions(KernelStack.here()));
        machine.kernel().get(Net.class).packetTaps().add(tap);
        return walks;
    }

    private static List<String> functions(List<KernelFrame> frames) {
        return frames.reversed().stream().map(KernelFrame::function).toList();
    }

    private static int sendDatagram(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        int to = libc.socket(AF_INET, SOCK_DGRAM, 0);
        assertThat(libc.bind(to, SockAddrIn.of("127.0.0.1", 0))).isZero();
        return libc.sendto(fd, HELLO, 0, libc.getsockname(to)) == HELLO.length ? 0 : 1;
    }

    /** Connects to itself, sends, and has the other end receive. */
    private static int sendOverStream(Libc libc) {
        int listener = libc.socket(AF_INET, SOCK_STREAM, 0);
        assertThat(libc.bind(listener, SockAddrIn.of("127.0.0.1", 0))).isZero();
        assertThat(libc.listen(listener, 1)).isZero();
        SockAddr address = libc.getsockname(listener);
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        assertThat(libc.connect(fd, address)).isZero();
        int accepted = libc.accept(listener).fd();
        assertThat(libc.send(fd, HELLO, 0)).isEqualTo(HELLO.length);
        assertThat(libc.recv(accepted, new byte[9], 0)).isEqualTo(HELLO.length);
        return 0;
    }

    @ParameterizedTest
    @EnumSource
    void aDatagramIsSentThroughTheLayers(NetworkMode mode) throws InterruptedException {
        try (Machine machine = boot(mode)) {
            Queue<List<String>> walks = watchPackets(machine);
            assertThat(machine.run((libc, argv) -> sendDatagram(libc), "sender")).isZero();
            assertThat(walks.element())
                    .startsWith("do_syscall_64", "__x64_sys_sendto", "__sys_sendto", "sock_sendmsg", "inet_sendmsg",
                            "udp_sendmsg");
            if (mode == NetworkMode.HERMETIC) {
                assertThat(walks.element()).endsWith("udp_sendmsg", "udp_send_skb", "ip_send_skb", "ip_local_out",
                        "__dev_queue_xmit");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamConnectsAndSendsThroughTheLayers(NetworkMode mode) throws InterruptedException {
        try (Machine machine = boot(mode)) {
            Queue<List<String>> walks = watchPackets(machine);
            assertThat(machine.run((libc, argv) -> sendOverStream(libc), "sender")).isZero();
            assertThat(walks.element()).startsWith("do_syscall_64", "__x64_sys_connect", "__sys_connect",
                    "inet_stream_connect", "__inet_stream_connect", "tcp_v4_connect");
            assertThat(walks).anySatisfy(walk -> assertThat(walk)
                    .startsWith("do_syscall_64", "__x64_sys_sendto", "__sys_sendto", "sock_sendmsg", "inet_sendmsg",
                            "tcp_sendmsg"));
            if (mode == NetworkMode.HERMETIC) {
                assertThat(walks.element()).endsWith("tcp_v4_connect", "tcp_connect", "__tcp_transmit_skb",
                        "__ip_queue_xmit", "ip_local_out", "__dev_queue_xmit");
                assertThat(walks).anySatisfy(walk -> assertThat(walk)
                        .endsWith("tcp_sendmsg", "tcp_sendmsg_locked", "__tcp_push_pending_frames", "tcp_write_xmit",
                                "__tcp_transmit_skb", "__ip_queue_xmit", "ip_local_out", "__dev_queue_xmit"));
            }
        }
    }

    private static int speakV6(Libc libc) {
        int to = libc.socket(AF_INET6, SOCK_DGRAM, 0);
        assertThat(libc.bind(to, SockAddrIn6.of(In6Addr.LOOPBACK, 0, 0))).isZero();
        assertThat(libc.sendto(libc.socket(AF_INET6, SOCK_DGRAM, 0), HELLO, 0, libc.getsockname(to)))
                .isEqualTo(HELLO.length);
        int listener = libc.socket(AF_INET6, SOCK_STREAM, 0);
        assertThat(libc.bind(listener, SockAddrIn6.of(In6Addr.LOOPBACK, 0, 0))).isZero();
        assertThat(libc.listen(listener, 1)).isZero();
        int fd = libc.socket(AF_INET6, SOCK_STREAM, 0);
        assertThat(libc.connect(fd, libc.getsockname(listener))).isZero();
        return libc.send(fd, HELLO, 0) == HELLO.length ? 0 : 1;
    }

    @ParameterizedTest
    @EnumSource
    void functionsOfTheOtherFamilyHaveItsNames(NetworkMode mode) throws InterruptedException {
        try (Machine machine = boot(mode)) {
            Queue<List<String>> walks = watchPackets(machine);
            assertThat(machine.run((libc, argv) -> speakV6(libc), "speaker")).isZero();
            assertThat(walks.element()).startsWith("do_syscall_64", "__x64_sys_sendto", "__sys_sendto",
                    "sock_sendmsg", "inet6_sendmsg", "udpv6_sendmsg");
            assertThat(walks).anySatisfy(walk -> assertThat(walk).startsWith("do_syscall_64", "__x64_sys_connect",
                    "__sys_connect", "inet_stream_connect", "__inet_stream_connect", "tcp_v6_connect"));
            assertThat(walks).anySatisfy(walk -> assertThat(walk).startsWith("do_syscall_64", "__x64_sys_sendto",
                    "__sys_sendto", "sock_sendmsg", "inet6_sendmsg", "tcp_sendmsg"));
            assertThat(walks).allSatisfy(
                    walk -> assertThat(walk).doesNotContain("inet_sendmsg", "udp_sendmsg", "tcp_v4_connect"));
            if (mode == NetworkMode.HERMETIC) {
                assertThat(walks.element()).endsWith("udpv6_sendmsg", "udp_v6_send_skb", "ip6_send_skb",
                        "ip6_local_out", "__dev_queue_xmit");
                assertThat(walks).anySatisfy(walk -> assertThat(walk).endsWith("tcp_v6_connect", "tcp_connect",
                        "__tcp_transmit_skb", "inet6_csk_xmit", "ip6_local_out", "__dev_queue_xmit"));
            }
            assertThat(stackWhenAsleep(machine, (Libc libc, List<String> argv) -> {
                int fd = libc.socket(AF_INET6, SOCK_DGRAM, 0);
                return libc.recv(fd, new byte[1], 0);
            })).containsSubsequence("sock_recvmsg", "inet6_recvmsg", "udpv6_recvmsg", "schedule_timeout");
        }
    }

    private static List<String> stackWhenAsleep(Machine machine, Program program) {
        Task task = machine.start(program, "sleeper");
        machine.kernel().clock();
        while (!task.isAsleep()) {
            LockSupport.parkNanos(1);
        }
        return functions(KernelStack.of(task));
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsStandsWhereLinuxWouldHaveIt(NetworkMode mode) {
        try (Machine machine = boot(mode)) {
            assertThat(stackWhenAsleep(machine, (libc, argv) -> libc.recv(bound(libc), new byte[9], 0)))
                    .containsSubsequence("do_syscall_64", "__x64_sys_recvfrom", "__sys_recvfrom", "sock_recvmsg",
                            "inet_recvmsg", "udp_recvmsg", "schedule_timeout");
            assertThat(stackWhenAsleep(machine, (libc, argv) -> libc.accept(listening(libc)).fd()))
                    .containsExactly("do_syscall_64", "__x64_sys_accept", "__sys_accept4", "do_accept", "inet_accept",
                            "inet_csk_accept", "schedule_timeout");
        }
    }

    private static int bound(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        assertThat(libc.bind(fd, SockAddrIn.of("127.0.0.1", 0))).isZero();
        return fd;
    }

    private static int listening(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        assertThat(libc.bind(fd, SockAddrIn.of("127.0.0.1", 0))).isZero();
        assertThat(libc.listen(fd, 1)).isZero();
        return fd;
    }

    @Test
    void probesMeetTheSameWalkAndNestInIt() throws InterruptedException {
        try (Machine machine = boot(NetworkMode.HERMETIC)) {
            List<String> walk = new ArrayList<>();
            AtomicInteger depth = new AtomicInteger();
            Probe probe = new Probe() {

                @Override
                public void enter(ProbeHit hit) {
                    walk.add("  ".repeat(depth.getAndIncrement()) + hit.point().function());
                }

                @Override
                public void exit(ProbeHit hit) {
                    depth.decrementAndGet();
                }
            };
            List<ProbePoint> all = machine.kernel().probes().list();
            all.forEach(point -> machine.kernel().probes().add(point, probe));
            assertThat(machine.run((libc, argv) -> sendDatagram(libc), "sender")).isZero();
            all.forEach(point -> machine.kernel().probes().remove(point, probe));
            assertThat(machine.kernel().probes().isOff()).isTrue();
            assertThat(walk).containsSequence(
                    "sock_sendmsg", "  security_socket_sendmsg", "  inet_sendmsg", "    udp_sendmsg",
                    "      ip_local_out", "        __dev_queue_xmit", "      ip_rcv", "        udp_rcv");
            assertThat(depth).hasValue(0);
        }
    }
}
