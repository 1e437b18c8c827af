package org.jernel.net.ipv4;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jspecify.annotations.Nullable;

/** A socket straight over the protocol, for tests: what the family's layer does, as far as these tests need it. */
final class TestSocket {

    private final Proto proto;
    final Socket socket;
    final TcpSock sk;

    private TestSocket(Ipv4 ipv4, Proto proto, Sock sock) {
        this.proto = proto;
        this.socket = new Socket(ipv4.net(), SocketType.SOCK_STREAM);
        this.sk = (TcpSock) sock;
        socket.graft(sock);
    }

    static TestSocket create(Proto proto) {
        Ipv4 ipv4 = ((TcpProto) proto).ipv4();
        return new TestSocket(ipv4, proto, proto.createSock(ipv4.net(), SocketType.SOCK_STREAM, 6));
    }

    /** A socket that listens on 127.0.0.1 and a port of the kernel's choice. */
    static TestSocket listening(Proto proto, int backlog) {
        return create(proto).bind("127.0.0.1", 0).listen(backlog);
    }

    TestSocket bind(String address, int port) {
        locked(() -> {
            sk.saddr = In6Addr.parse(address);
            sk.rcvSaddr = sk.saddr;
            sk.num = proto.getPort(sk, port);
            sk.boundAddress = !sk.saddr.isWildcard();
            sk.boundPort = port != 0;
        });
        return this;
    }

    TestSocket listen(int backlog) {
        locked(() -> proto.listen(sk, backlog));
        return this;
    }

    int port() {
        return sk.num;
    }

    /** Begins a connection without waiting for it. */
    TestSocket connect(String address, int port) {
        return connect(SockAddrIn.of(address, port));
    }

    TestSocket connect(SockAddr peer) {
        locked(() -> proto.connect(sk, peer));
        return this;
    }

    TestSocket awaitConnected() {
        await(() -> !sk.state().isOneOf(TcpState.SYN_SENT, TcpState.SYN_RECV));
        return this;
    }

    static TestSocket connected(Proto proto, int port) {
        return create(proto).connect("127.0.0.1", port).awaitConnected();
    }

    /** The next connection, waiting for it. */
    TestSocket accept() {
        AtomicReference<@Nullable Sock> accepted = new AtomicReference<>();
        await(() -> {
            locked(() -> accepted.set(proto.acceptOrNull(sk)));
            return accepted.get() != null;
        });
        return new TestSocket(sk.ipv4, proto, Objects.requireNonNull(accepted.get()));
    }

    void await(BooleanSupplier condition) {
        long left = socket.wq().waitEvent(condition, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
        if (left <= 0) {
            throw new IllegalStateException("interrupted");
        }
    }

    long send(byte[] bytes, int flags) {
        return send(bytes, 0, bytes.length, flags);
    }

    long send(byte[] bytes, int offset, int length, int flags) {
        MsgHdr message = new MsgHdr(IovIter.kernel(bytes, offset, length));
        message.setFlags(flags);
        return proto.sendmsg(sk, message);
    }

    long recv(byte[] bytes, int flags) {
        return recv(bytes, 0, bytes.length, flags);
    }

    long recv(byte[] bytes, int offset, int length, int flags) {
        return proto.recvmsg(sk, new MsgHdr(IovIter.kernel(bytes, offset, length)), flags);
    }

    int poll() {
        return proto.poll(sk, null);
    }

    void shutdown(int how) {
        locked(() -> {
            sk.setShutdownMask(sk.shutdownMask() | how);
            proto.shutdown(sk, how);
        });
    }

    void close() {
        proto.close(sk);
        socket.orphan();
    }

    TcpState state() {
        return sk.state();
    }

    /** Looks with the lock held, so that a timer which made it so has armed itself again too. */
    boolean lockedIs(BooleanSupplier condition) {
        AtomicReference<Boolean> result = new AtomicReference<>(false);
        locked(() -> result.set(condition.getAsBoolean()));
        return result.get();
    }

    void locked(Runnable body) {
        sk.lockSock();
        try {
            body.run();
        } finally {
            sk.releaseSock();
        }
    }
}
