package org.jernel.net.inet;

import java.util.function.Predicate;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SockCmsg;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * What every stream socket of AF_INET and AF_INET6 does above its protocol: the states of the socket, and all waiting but that for data.
 * {@code inet_stream_ops} of {@code net/ipv4/af_inet.c} and {@code inet6_stream_ops}; accept also {@code net/ipv4/inet_connection_sock.c}.
 */
public final class InetStreamOps extends InetOps {

    private final InetConnect connecting = new InetConnect();

    /**
     * @param family AF_INET or AF_INET6
     * @param isLocal tells whether an address is one that a socket here may have
     */
    public InetStreamOps(int family, Predicate<In6Addr> isLocal) {
        super(family, isLocal, IpProtocol.IPPROTO_TCP);
    }

    @Override
    @KernelFunction("inet_stream_connect")
    public void connect(Socket sock, SockAddr addr, int flags) {
        long result = connecting.connect(sock, addr, isNonblock(flags));
        if (result < 0) {
            throw ErrnoException.of(result);
        }
    }

    private static boolean isNonblock(int fileFlags) {
        return (fileFlags & Fcntl.O_NONBLOCK) != 0;
    }

    @Override
    @KernelFunction("inet_listen")
    public void listen(Socket sock, int backlog) {
        InetConnectionSock sk = (InetConnectionSock) sock.sk();
        sk.lockSock();
        try {
            if (sock.state() != SocketState.SS_UNCONNECTED
                    || sock.type() != SocketType.SOCK_STREAM
                    || !sk.state().isOneOf(TcpState.CLOSE, TcpState.LISTEN)) {
                throw Errno.EINVAL.exception();
            }
            int most = sk.net().somaxconn();
            sk.maxAckBacklog = Integer.compareUnsigned(backlog, most) > 0 ? most : backlog;
            if (sk.state() == TcpState.CLOSE && sk.num == 0) {
                sk.num = sk.proto().getPort(sk, 0);
            }
            sk.proto().listen(sk, sk.maxAckBacklog);
        } finally {
            sk.releaseSock();
        }
    }

    @Override
    @KernelFunction("inet_accept")
    public void accept(Socket sock, Socket newSock, int flags) {
        Sock accepted = nextConnection(sock.sk(), isNonblock(flags));
        accepted.lockSock();
        try {
            newSock.graft(accepted);
            newSock.setState(SocketState.SS_CONNECTED);
        } finally {
            accepted.releaseSock();
        }
    }

    /** {@code inet_csk_accept}: one wake-up reaches one of those who wait. */
    @KernelFunction("inet_csk_accept")
    private static Sock nextConnection(Sock listener, boolean nonblock) {
        Accepting accepting = new Accepting(listener);
        if (!accepting.isDone()) {
            long timeout = SockWait.rcvtimeo(listener, nonblock);
            if (timeout == 0) {
                throw Errno.EAGAIN.exception();
            }
            long left = listener.wq().waitEventExclusive(accepting::isDone, timeout);
            if (left <= 0) {
                throw left == 0 ? Errno.EAGAIN.exception() : ErrnoException.of(SockWait.intrErrno(timeout));
            }
        }
        Sock sk = accepting.sk;
        if (sk == null) {
            throw Errno.EINVAL.exception();
        }
        return sk;
    }

    /** The condition of an accept, which takes the connection when it sees one. */
    private static final class Accepting {

        private final Sock listener;
        private @Nullable Sock sk;

        Accepting(Sock listener) {
            this.listener = listener;
        }

        boolean isDone() {
            listener.lockSock();
            try {
                if (listener.state() != TcpState.LISTEN) {
                    return true;
                }
                sk = listener.proto().acceptOrNull(listener);
                return sk != null;
            } finally {
                listener.releaseSock();
            }
        }
    }

    @Override
    public SockAddr acceptedName(Socket sock) {
        InetSock sk = (InetSock) sock.sk();
        sk.lockSock();
        try {
            if (sk.dport == 0) {
                throw Errno.ENOTCONN.exception();
            }
            return name(sk, sk.daddr, sk.dport);
        } finally {
            sk.releaseSock();
        }
    }

    /** TCP has no autobind here: a sock without a port is not connected and its protocol says so. */
    @Override
    @KernelFunction("inet_sendmsg")
    public long sendmsg(Socket sock, MsgHdr message) {
        Sock sk = sock.sk();
        byte[] control = message.control();
        if (control != null && sk.state().isOneOf(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT)) {
            long checked = SockCmsg.check(control);
            if (checked < 0) {
                return checked;
            }
        }
        long result = sendmsg(sk, message);
        return result == Errno.EPIPE.negated() ? streamError(sk, message.flags()) : result;
    }

    @Override
    public boolean hasSendpage() {
        return true;
    }

    @Override
    @KernelFunction("inet_sendpage")
    public long sendpage(Socket sock, Page page, int offset, int size, int flags) {
        return sendmsg(sock, MsgHdr.ofPages(IovIter.kernel(page.address(), offset, size), flags));
    }

    /** The error that is pending, or EPIPE with its signal. {@code sk_stream_error}. */
    private static long streamError(Sock sk, int flags) {
        long pending = sk.sockError();
        if (pending != 0 && pending != Errno.EPIPE.negated()) {
            return pending;
        }
        Task task = Task.currentOrNull();
        if (task != null && (flags & MsgFlags.MSG_NOSIGNAL) == 0) {
            task.sendSignal(SigInfo.sentBy(task, SigInfo.SI_USER, Signal.SIGPIPE.number()));
        }
        return Errno.EPIPE.negated();
    }

    @Override
    @KernelFunction("inet_recvmsg")
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        if ((flags & MsgFlags.MSG_ERRQUEUE) != 0) {
            return Errno.EAGAIN.negated();
        }
        Sock sk = sock.sk();
        return recvmsg(sk, message, flags);
    }
}
