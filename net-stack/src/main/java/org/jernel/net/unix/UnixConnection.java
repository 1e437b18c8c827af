package org.jernel.net.unix;

import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.Ucred;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Listening, connecting and accepting of stream and seqpacket sockets. {@code net/unix/af_unix.c}. */
final class UnixConnection {

    private UnixConnection() {}

    static void listen(Socket sock, int backlog) {
        UnixSock sk = UnixOps.sk(sock);
        if (sk.addr() == null) {
            throw Errno.EINVAL.exception();
        }
        int most = sk.net().somaxconn();
        int cut = Integer.compareUnsigned(backlog, most) > 0 ? most : backlog;
        boolean more;
        synchronized (sk.unix) {
            if (!sk.state().isOneOf(TcpState.CLOSE, TcpState.LISTEN)) {
                throw Errno.EINVAL.exception();
            }
            more = cut > sk.maxAckBacklog;
            sk.maxAckBacklog = cut;
            sk.setState(TcpState.LISTEN);
            // Who connects is told these as its peer's.
            sk.setPeerCred(Ucred.currentEffective());
        }
        if (more) {
            sk.peerWait.wakeUpAll(0);
        }
    }

    /** Never in progress: the connection exists when this returns, accepted or not. {@code unix_stream_connect}. */
    static void connect(Socket sock, SockAddr addr, int flags) {
        UnixAddress.validate(addr);
        UnixSock sk = UnixOps.sk(sock);
        UnixOps.autobindForCreds(sk);
        long timeout = SockWait.sndtimeo(sk, UnixOps.isNonblock(flags));
        while (true) {
            UnixSock listener;
            boolean done;
            synchronized (sk.unix) {
                listener = findListener(sk, addr);
                // A listener that is full says so even to a socket that could not connect anyway.
                done = !listener.isQueueFull();
                if (done) {
                    establish(sock, sk, listener);
                }
            }
            if (done) {
                listener.wakeUp(UnixSock.READABLE);
                return;
            }
            if (timeout == 0) {
                throw Errno.EAGAIN.exception();
            }
            timeout = listener.waitForRoom(timeout);
            if (timeout < 0) {
                throw ErrnoException.of(timeout);
            }
        }
    }

    private static UnixSock findListener(UnixSock sk, SockAddr addr) {
        UnixSock found = sk.unix.find(addr, sk.type());
        if (found.state() != TcpState.LISTEN || found.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            throw Errno.ECONNREFUSED.exception();
        }
        return found;
    }

    private static void establish(Socket sock, UnixSock sk, UnixSock listener) {
        if (sk.state() != TcpState.CLOSE) {
            throw (sk.state() == TcpState.ESTABLISHED ? Errno.EISCONN : Errno.EINVAL).exception();
        }
        UnixSock embryo = ((UnixProto) sk.proto()).createSock(sk.net(), sk.type(), 0);
        embryo.peer = sk;
        embryo.setState(TcpState.ESTABLISHED);
        embryo.setPeerCred(Ucred.currentEffective());
        embryo.setAddr(listener.addr());
        embryo.options().passCred = listener.options().passCred;
        sk.peer = embryo;
        sk.setState(TcpState.ESTABLISHED);
        sk.setPeerCred(listener.peerCred());
        sock.setState(SocketState.SS_CONNECTED);
        listener.receiveQueue.add(UnixSkb.ofDatagram(embryo, new byte[0]));
    }

    static void accept(Socket sock, Socket newSock, int flags) {
        UnixSock sk = UnixOps.sk(sock);
        if (sk.state() != TcpState.LISTEN) {
            throw Errno.EINVAL.exception();
        }
        UnixSkb connection = nextConnection(sk, UnixOps.isNonblock(flags));
        sk.peerWait.wakeUp(0);
        connection.free();
        newSock.setState(SocketState.SS_CONNECTED);
        newSock.graft(connection.sender);
    }

    /** Those that wait are handed out even when the listener was shut down; only then is that an error. */
    private static UnixSkb nextConnection(UnixSock listener, boolean nonblock) {
        long timeout = SockWait.rcvtimeo(listener, nonblock);
        while (true) {
            long pending = listener.sockError();
            if (pending < 0) {
                throw ErrnoException.of(pending);
            }
            UnixSkb connection;
            synchronized (listener.unix) {
                connection = listener.receiveQueue.poll();
            }
            if (connection != null) {
                return connection;
            }
            if (timeout == 0) {
                throw Errno.EAGAIN.exception();
            }
            if (listener.isShutdown(Shutdown.RCV_SHUTDOWN)) {
                throw Errno.EINVAL.exception();
            }
            timeout = listener.waitForPacket(timeout);
            if (timeout < 0) {
                throw ErrnoException.of(timeout);
            }
        }
    }
}
