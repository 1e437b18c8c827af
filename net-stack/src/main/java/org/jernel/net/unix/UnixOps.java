package org.jernel.net.unix;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.ProtoOps;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.Ucred;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/** What sockets of every type of AF_UNIX do alike. {@code net/unix/af_unix.c}. */
abstract sealed class UnixOps implements ProtoOps permits UnixConnectedOps, UnixDgramOps {

    static UnixSock sk(Socket sock) {
        return (UnixSock) sock.sk();
    }

    static boolean isNonblock(int fileFlags) {
        return (fileFlags & Fcntl.O_NONBLOCK) != 0;
    }

    static boolean isDontwait(int flags) {
        return (flags & MsgFlags.MSG_DONTWAIT) != 0;
    }

    /** The address that a message is to go to, or null; one of no bytes is none. */
    static @Nullable SockAddr destination(MsgHdr message) {
        SockAddr name = message.name();
        return name == null || name.length() == 0 ? null : name;
    }

    /** Who is asked for credentials needs a name that its answers can go to. */
    static void autobindForCreds(UnixSock sk) {
        if (sk.options().passCred) {
            sk.unix.autobind(sk);
        }
    }

    @Override
    public int family() {
        return AddressFamily.AF_UNIX;
    }

    @Override
    public boolean hasSockOptions() {
        return false;
    }

    @Override
    public void release(Socket sock) {
        if (sock.skOrNull() instanceof UnixSock sk) {
            sk.release(false);
            sock.orphan();
        }
    }

    @Override
    @KernelFunction("unix_bind")
    public void bind(Socket sock, SockAddr addr) {
        UnixSock sk = sk(sock);
        if (UnixAddress.isAutobind(addr)) {
            sk.unix.autobind(sk);
        } else {
            UnixAddress.validate(addr);
            sk.unix.bind(sk, addr);
        }
    }

    @Override
    public void socketpair(Socket one, Socket other) {
        UnixSock first = sk(one);
        UnixSock second = sk(other);
        synchronized (first.unix) {
            join(one, first, second);
            join(other, second, first);
        }
    }

    private static void join(Socket sock, UnixSock sk, UnixSock peer) {
        sk.peer = peer;
        sk.setPeerCred(Ucred.currentEffective());
        sk.setState(TcpState.ESTABLISHED);
        sock.setState(SocketState.SS_CONNECTED);
    }

    @Override
    public SockAddr getname(Socket sock, boolean peer) {
        UnixSock sk = sk(sock);
        UnixSock named = sk;
        if (peer) {
            synchronized (sk.unix) {
                named = sk.peer;
            }
            if (named == null) {
                throw Errno.ENOTCONN.exception();
            }
        }
        SockAddr addr = named.addr();
        return addr == null ? UnixAddress.UNNAMED : addr;
    }

    /** What one end will not send the other cannot receive; datagram sockets shut only their own end. */
    @Override
    @KernelFunction("unix_shutdown")
    public void shutdown(Socket sock, int how) {
        if (how < Shutdown.SHUT_RD || how > Shutdown.SHUT_RDWR) {
            throw Errno.EINVAL.exception();
        }
        int mask = how + 1;
        int peerMask = (mask & Shutdown.RCV_SHUTDOWN) != 0 ? Shutdown.SEND_SHUTDOWN : 0;
        peerMask |= (mask & Shutdown.SEND_SHUTDOWN) != 0 ? Shutdown.RCV_SHUTDOWN : 0;
        UnixSock sk = sk(sock);
        UnixSock other;
        synchronized (sk.unix) {
            sk.setShutdownMask(sk.shutdownMask() | mask);
            other = sk.isConnectionBased() ? sk.peer : null;
            if (other != null) {
                other.setShutdownMask(other.shutdownMask() | peerMask);
            }
        }
        sk.wakeUpAll();
        if (other != null) {
            other.wakeUpAll();
        }
    }

    @Override
    public long ioctl(Socket sock, int command) {
        UnixSock sk = sk(sock);
        return switch (command) {
            case Sockios.SIOCOUTQ -> sk.wmemAlloc();
            case Sockios.SIOCINQ -> inqLength(sk);
            case Sockios.SIOCATMARK -> isAtMark(sk);
            default -> -KernelErrno.ENOIOCTLCMD;
        };
    }

    private static long inqLength(UnixSock sk) {
        if (sk.state() == TcpState.LISTEN) {
            return Errno.EINVAL.negated();
        }
        synchronized (sk.unix) {
            return sk.inqLength();
        }
    }

    /** 1 where the next byte is the urgent one, or was and has been read. */
    private static long isAtMark(UnixSock sk) {
        if (sk.type() != SocketType.SOCK_STREAM) {
            return Errno.EOPNOTSUPP.negated();
        }
        synchronized (sk.unix) {
            UnixSkb first = sk.receiveQueue.first();
            if (first == null) {
                return 0;
            }
            UnixSkb oob = sk.oobSkb;
            boolean passed = first.length() == 0 && (oob == null || first.next == oob);
            return first == oob || passed ? 1 : 0;
        }
    }
}
