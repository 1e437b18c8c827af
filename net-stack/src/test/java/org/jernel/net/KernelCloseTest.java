package org.jernel.net;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.NetworkMode;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_ICMP;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_UDP;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_RAW;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** A kernel that closes leaves no thread of the embedder asleep in it, on either network. */
@Timeout(30)
class KernelCloseTest {

    private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

    private static Kernel boot(NetworkMode mode) {
        return Kernel.boot(mode == NetworkMode.WIRE ? KernelConfig.wire() : KernelConfig.hermetic());
    }

    private static Socket socket(SocketLayer net) {
        return net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    }

    private static Socket datagrams(SocketLayer net) {
        Socket datagrams = net.sockCreateKern(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
        net.kernelBind(datagrams, SockAddrIn.of("127.0.0.1", 0));
        return datagrams;
    }

    private static Socket listener(SocketLayer net) {
        Socket listener = socket(net);
        net.kernelBind(listener, SockAddrIn.of("127.0.0.1", 0));
        net.kernelListen(listener, 1);
        return listener;
    }

    private @Nullable Object closeDuring(Kernel kernel, Supplier<Object> call) throws InterruptedException {
        return endDuring(kernel::close, call);
    }

    /** Runs {@code end} while a thread sleeps in {@code call}. Returns the result of that, or what it threw. */
    private @Nullable Object endDuring(Runnable end, Supplier<Object> call) throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                outcome.set(call.get());
            } catch (ErrnoException e) {
                outcome.set(e);
            }
        });
        while (thread.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(1);
        }
        end.run();
        thread.join();
        return outcome.get();
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsInAcceptFindsTheListenerGone(NetworkMode mode) throws InterruptedException {
        Kernel kernel = boot(mode);
        SocketLayer net = SocketLayer.of(kernel);
        Socket listener = listener(net);
        assertThat(closeDuring(kernel, () -> net.kernelAccept(listener, 0))).isSameAs(Errno.EINVAL.exception());
        listener.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForBytesFindsTheNetworkDown(NetworkMode mode) throws InterruptedException {
        Kernel kernel = boot(mode);
        SocketLayer net = SocketLayer.of(kernel);
        Socket listener = listener(net);
        SockAddr address = net.kernelGetsockname(listener);
        Socket client = socket(net);
        net.kernelConnect(client, address, 0);
        Socket server = net.kernelAccept(listener, 0);
        assertThat(closeDuring(kernel, () -> net.kernelRecvmsg(client, MsgHdr.of(new byte[1]), 0)))
                .isEqualTo(Errno.ENETDOWN.negated());
        server.close();
        client.close();
        listener.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsInASocketThatIsClosedFindsItGone(NetworkMode mode) throws InterruptedException {
        try (Kernel kernel = boot(mode)) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket listener = listener(net);
            assertThat(endDuring(listener::close, () -> net.kernelAccept(listener, 0)))
                    .isSameAs(Errno.EINVAL.exception());
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> net.kernelGetsockname(listener))
                    .isSameAs(Errno.EBADF.exception());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForADatagramFindsTheNetworkDown(NetworkMode mode) throws InterruptedException {
        Kernel kernel = boot(mode);
        SocketLayer net = SocketLayer.of(kernel);
        Socket datagrams = datagrams(net);
        assertThat(closeDuring(kernel, () -> net.kernelRecvmsg(datagrams, MsgHdr.of(new byte[1]), 0)))
                .isEqualTo(Errno.ENETDOWN.negated());
        datagrams.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_DGRAM, SOCK_RAW})
    void whoWaitsForAMessageOfIcmpFindsTheNetworkDown(int type) throws InterruptedException {
        Kernel kernel = boot(NetworkMode.HERMETIC);
        SocketLayer net = SocketLayer.of(kernel);
        Socket socket = net.sockCreateKern(AF_INET, type, IPPROTO_ICMP);
        assertThat(closeDuring(kernel, () -> net.kernelRecvmsg(socket, MsgHdr.of(new byte[1]), 0)))
                .isEqualTo(Errno.ENETDOWN.negated());
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> net.sockCreateKern(AF_INET, type, IPPROTO_ICMP))
                .isSameAs(Errno.ENETDOWN.exception());
        socket.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForADatagramFindsTheSocketClosed(NetworkMode mode) throws InterruptedException {
        try (Kernel kernel = boot(mode)) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket datagrams = datagrams(net);
            assertThat(endDuring(
                    datagrams::close, () -> net.kernelRecvmsg(datagrams, MsgHdr.of(new byte[1]), 0)))
                    .isEqualTo(0L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKernelSendsNoDatagram(NetworkMode mode) {
        Kernel kernel = boot(mode);
        SocketLayer net = SocketLayer.of(kernel);
        Socket datagrams = datagrams(net);
        SockAddr self = net.kernelGetsockname(datagrams);
        Socket unbound = net.sockCreateKern(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
        MsgHdr message = MsgHdr.of(new byte[1]);
        message.setName(self);
        kernel.close();
        assertThat(net.kernelSendmsg(datagrams, message)).isEqualTo(Errno.ENETDOWN.negated());
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> net.kernelConnect(datagrams, self, 0))
                .isSameAs(Errno.ENETDOWN.exception());
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> net.kernelBind(unbound, SockAddrIn.of("127.0.0.1", 0)))
                .isSameAs(Errno.ENETDOWN.exception());
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> net.sockCreateKern(AF_INET, SOCK_DGRAM, IPPROTO_UDP))
                .isSameAs(Errno.ENETDOWN.exception());
        unbound.close();
        datagrams.close();
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKernelMakesNoSocket(NetworkMode mode) {
        Kernel kernel = boot(mode);
        SocketLayer net = SocketLayer.of(kernel);
        Socket early = socket(net);
        kernel.close();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> socket(net))
                .isSameAs(Errno.ENETDOWN.exception());
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> net.kernelListen(early, 1))
                .isSameAs(Errno.ENETDOWN.exception());
        early.close();
    }
}
