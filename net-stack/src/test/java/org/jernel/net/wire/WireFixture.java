package org.jernel.net.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.mm.IovIter;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A kernel on the host's network, and what the layers above the protocol would do with it. */
final class WireFixture implements AutoCloseable {

    static final long PATIENCE = Duration.ofSeconds(20).toNanos();

    final Kernel kernel = Kernel.boot(KernelConfig.wire());
    final Net net = new Net(kernel);
    final Proto proto;
    final Proto proto6;
    private final List<WireTcpSock> opened = new ArrayList<>();

    WireFixture(HostTransport transport) {
        WireNetwork network = WireNetwork.init(net, transport.open());
        proto = network.tcpProt();
        proto6 = network.tcpv6Prot();
    }

    WireTcpSock open() {
        return tie((WireTcpSock) proto.createSock(net, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP));
    }

    WireTcpSock open6() {
        return tie((WireTcpSock) proto6.createSock(net, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP));
    }

    private WireTcpSock tie(WireTcpSock sk) {
        new Socket(net, SocketType.SOCK_STREAM).graft(sk);
        opened.add(sk);
        return sk;
    }

    /** Runs with the sock's lock, as the layer above calls most of a protocol. */
    static void locked(WireTcpSock sk, Runnable body) {
        sk.lockSock();
        try {
            body.run();
        } finally {
            sk.releaseSock();
        }
    }

    int bind(WireTcpSock sk, int address, int port) {
        locked(sk, () -> {
            sk.saddr = In6Addr.mapped(address);
            sk.rcvSaddr = sk.saddr;
            sk.num = proto.getPort(sk, port);
            sk.boundPort = port != 0;
        });
        return sk.num;
    }

    WireTcpSock listening() {
        WireTcpSock sk = open();
        bind(sk, SockAddrIn.INADDR_LOOPBACK, 0);
        locked(sk, () -> proto.listen(sk, 16));
        return sk;
    }

    void beginConnect(WireTcpSock sk, int port) {
        locked(sk, () -> proto.connect(sk, SockAddrIn.of(SockAddrIn.INADDR_LOOPBACK, port)));
    }

    WireTcpSock connected(int port) {
        WireTcpSock sk = open();
        beginConnect(sk, port);
        await(sk, () -> isConnected(sk));
        assertThat(sk.state()).isEqualTo(TcpState.ESTABLISHED);
        return sk;
    }

    /** True once the connection has come about or failed; asks to be woken for that. */
    boolean isConnected(WireTcpSock sk) {
        locked(sk, () -> proto.refresh(sk));
        return sk.state() != TcpState.SYN_SENT;
    }

    WireTcpSock accept(WireTcpSock listener) {
        AtomicReference<@Nullable WireTcpSock> next = new AtomicReference<>();
        await(listener, () -> {
            locked(listener, () -> next.set((WireTcpSock) proto.acceptOrNull(listener)));
            return next.get() != null;
        });
        return tie(Objects.requireNonNull(next.get()));
    }

    /** A connection of this kernel with itself: who called, and who was called. */
    Pair pair() {
        WireTcpSock listener = listening();
        WireTcpSock caller = connected(listener.num);
        Pair pair = new Pair(caller, accept(listener));
        close(listener);
        return pair;
    }

    record Pair(WireTcpSock caller, WireTcpSock called) {}

    /** Sleeps on the sock's queue, as everybody does. */
    void await(WireTcpSock sk, BooleanSupplier condition) {
        assertThat(sk.wq().waitEvent(condition, PATIENCE)).as("waiting on %s", sk.state()).isPositive();
    }

    /** Waits until poll tells all of {@code events} and returns what it tells. */
    int pollUntil(WireTcpSock sk, int events) {
        await(sk, () -> (poll(sk) & events) == events);
        return poll(sk);
    }

    int poll(WireTcpSock sk) {
        return proto.poll(sk, new AllEvents());
    }

    long send(WireTcpSock sk, byte[] bytes, int flags) {
        return send(sk, IovIter.kernel(bytes, 0, bytes.length), flags);
    }

    long send(WireTcpSock sk, IovIter iter, int flags) {
        MsgHdr message = new MsgHdr(iter);
        message.setFlags(flags | MsgFlags.MSG_NOSIGNAL);
        return proto.sendmsg(sk, message);
    }

    void send(WireTcpSock sk, String text) {
        assertThat(send(sk, bytes(text), 0)).isEqualTo(text.length());
    }

    long receive(WireTcpSock sk, byte[] into, int flags) {
        return receive(sk, IovIter.kernel(into, 0, into.length), flags);
    }

    long receive(WireTcpSock sk, IovIter iter, int flags) {
        return proto.recvmsg(sk, new MsgHdr(iter), flags);
    }

    /** What one receive brings, at most {@code length} characters, or the name of its error. */
    String receive(WireTcpSock sk, int length, int flags) {
        byte[] into = new byte[length];
        long result = receive(sk, into, flags);
        return Errno.isError(result) ? Errno.ofResult(result).name() : text(into, (int) result);
    }

    /** As {@link #receive(WireTcpSock, int, int)}, once there is something to say. */
    String receiveSoon(WireTcpSock sk, int length, int flags) {
        await(sk, () -> (poll(sk) & Poll.POLLIN) != 0);
        return receive(sk, length, flags | MsgFlags.MSG_DONTWAIT);
    }

    void shutdown(WireTcpSock sk, int mask) {
        locked(sk, () -> {
            sk.setShutdownMask(sk.shutdownMask() | mask);
            proto.shutdown(sk, mask);
        });
    }

    void shutdownSend(WireTcpSock sk) {
        shutdown(sk, Shutdown.SEND_SHUTDOWN);
    }

    void close(WireTcpSock sk) {
        proto.close(sk);
        opened.remove(sk);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    static ServerSocket hostServer() throws IOException {
        return new ServerSocket(0, 16, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    static java.net.Socket hostClient(WireTcpSock listener) throws IOException {
        java.net.Socket socket = new java.net.Socket();
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), listener.num));
        return socket;
    }

    @Override
    public void close() {
        List.copyOf(opened).forEach(this::close);
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }
}
