package org.jernel.net.unix;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** SOCK_DGRAM of AF_UNIX. {@code unix_dgram_ops}. */
final class UnixDgramOps extends UnixOps {

    /** {@code offsetofend(struct sockaddr, sa_family)}. */
    private static final int FAMILY_END = 2;

    /** Sets the peer, or with AF_UNSPEC takes it away; nobody at the other end notices. {@code unix_dgram_connect}. */
    @Override
    @KernelFunction("unix_dgram_connect")
    public void connect(Socket sock, SockAddr addr, int flags) {
        if (addr.length() < FAMILY_END) {
            throw Errno.EINVAL.exception();
        }
        UnixSock sk = sk(sock);
        boolean connects = addr.family() != AddressFamily.AF_UNSPEC;
        if (connects) {
            UnixAddress.validate(addr);
            autobindForCreds(sk);
        }
        UnixSock other;
        UnixSock old;
        synchronized (sk.unix) {
            other = connects ? findPeer(sk, addr) : null;
            old = sk.peer;
            sk.peer = other;
            if (other != null) {
                sk.setState(TcpState.ESTABLISHED);
                other.setState(TcpState.ESTABLISHED);
            } else if (old != null) {
                sk.setState(TcpState.CLOSE);
            }
        }
        if (old != null) {
            leave(sk, old, old != other);
        }
    }

    private static UnixSock findPeer(UnixSock sk, SockAddr addr) {
        UnixSock found = sk.unix.find(addr, sk.type());
        if (!found.mayReceiveFrom(sk)) {
            throw Errno.EPERM.exception();
        }
        return found;
    }

    private static void leave(UnixSock sk, UnixSock old, boolean forGood) {
        sk.forgetPeerWake();
        sk.wakeUp(UnixSock.WRITABLE);
        if (!forGood) {
            return;
        }
        sk.disconnected(old);
        synchronized (sk.unix) {
            if (old.peer == null) {
                old.setState(TcpState.CLOSE);
            }
        }
    }

    @Override
    @KernelFunction("unix_dgram_sendmsg")
    public long sendmsg(Socket sock, MsgHdr message) {
        return UnixDgram.sendmsg(sk(sock), message, destination(message));
    }

    @Override
    @KernelFunction("unix_dgram_recvmsg")
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        return UnixDgram.recvmsg(sk(sock), message, flags);
    }

    @Override
    public int poll(File file, Socket sock, @Nullable PollTable table) {
        return UnixDgram.poll(sock, table);
    }
}
