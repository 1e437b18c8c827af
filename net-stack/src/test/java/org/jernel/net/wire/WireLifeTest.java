package org.jernel.net.wire;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a kernel on the wire takes from the host, it gives back. */
final class WireLifeTest {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @ParameterizedTest
    @EnumSource
    void aClosedKernelLeavesNoThreadAndNoDescriptor(HostTransport transport) throws IOException {
        leaveEverythingOpen(transport); // classes and the native library are loaded for good
        long before = descriptors();
        leaveEverythingOpen(transport);
        assertThat(descriptors()).isEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("jernel-wire");
    }

    /** Socks in every state that a program can leave them in, and none closed. */
    private static void leaveEverythingOpen(HostTransport transport) throws IOException {
        WireFixture wire = new WireFixture(transport);
        wire.open();
        WireTcpSock listener = wire.listening();
        WireTcpSock sk = wire.connected(listener.num);
        WireTcpSock peer = wire.accept(listener);
        wire.connected(listener.num);
        wire.poll(listener);
        wire.send(sk, "unread");
        wire.pollUntil(peer, Poll.POLLIN);
        wire.poll(sk);
        wire.kernel.close();
        assertThat(wire.kernel.oopsCount()).isZero();
    }

    private static long descriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSockThatIsClosedGivesItsDescriptorBack(HostTransport transport) throws IOException {
        try (WireFixture wire = new WireFixture(transport)) {
            WireTcpSock listener = wire.listening();
            talkAndClose(wire, listener);
            long before = descriptors();
            for (int i = 0; i < 20; i++) {
                talkAndClose(wire, listener);
            }
            assertThat(descriptors()).isEqualTo(before);
        }
    }

    private static void talkAndClose(WireFixture wire, WireTcpSock listener) {
        WireTcpSock sk = wire.connected(listener.num);
        WireTcpSock peer = wire.accept(listener);
        wire.send(sk, "word");
        assertThat(wire.receiveSoon(peer, 10, 0)).isEqualTo("word");
        wire.close(sk);
        assertThat(wire.receiveSoon(peer, 10, 0)).isEmpty();
        wire.close(peer);
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsWhenTheNetworkGoesIsTold(HostTransport transport) throws IOException, InterruptedException {
        WireFixture wire = new WireFixture(transport);
        try (ServerSocket server = WireFixture.hostServer()) {
            WireTcpSock sk = wire.connected(server.getLocalPort());
            long[] result = new long[1];
            Thread foreign = Thread.ofPlatform().start(() -> result[0] = wire.receive(sk, new byte[1], 0));
            while (foreign.getState() != Thread.State.WAITING) {
                LockSupport.parkNanos(1);
            }
            wire.kernel.close();
            foreign.join();
            assertThat(result[0]).isEqualTo(Errno.ENETDOWN.negated());
        }
        assertThatExceptionOfType(ErrnoException.class).isThrownBy(wire::open).withMessageContaining("ENETDOWN");
    }

    @ParameterizedTest
    @EnumSource
    void twoKernelsTalkToEachOther(HostTransport transport) throws InterruptedException {
        try (WireFixture one = new WireFixture(transport);
                WireFixture other = new WireFixture(HostTransport.NATIVE)) {
            WireTcpSock listener = one.listening();
            Task server = one.kernel.kthreadRun("server", () -> {
                WireTcpSock sk = one.accept(listener);
                one.send(sk, one.receive(sk, 5, 0).equals("hello") ? "hi" : "what");
            });
            WireTcpSock sk = other.connected(listener.num);
            other.send(sk, "hello");
            assertThat(other.receive(sk, 5, 0)).isEqualTo("hi");
            server.join();
        }
    }
}
