package org.jernel.net.inet;

import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** What every datagram socket of AF_INET does above its protocol. {@code inet_dgram_ops} of {@code net/ipv4/af_inet.c}. */
public final class InetDgramOps extends InetOps {

    /**
     * @param isLocal tells whether an address is one that a socket here may have
     * @param protocol whose level of options these sockets have beside IPPROTO_IP
     */
    public InetDgramOps(Predicate<In6Addr> isLocal, int protocol) {
        super(AddressFamily.AF_INET, isLocal, protocol);
    }

    /** Sets the peer, or with AF_UNSPEC takes it away; nothing is sent. {@code inet_dgram_connect}. */
    @Override
    public void connect(Socket sock, SockAddr addr, int flags) {
        if (addr.length() < Short.BYTES) {
            throw Errno.EINVAL.exception();
        }
        InetSock sk = (InetSock) sock.sk();
        boolean disconnects = addr.family() == AddressFamily.AF_UNSPEC;
        if (!disconnects && !autobind(sk)) {
            throw Errno.EAGAIN.exception();
        }
        sk.lockSock();
        try {
            if (disconnects) {
                sk.proto().disconnect(sk);
            } else {
                checkPeer(addr);
                sk.proto().connect(sk, addr);
            }
        } finally {
            sk.releaseSock();
        }
    }

    /** The checks with which {@code __ip4_datagram_connect} begins. */
    private static void checkPeer(SockAddr addr) {
        if (addr.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (addr.family() != AddressFamily.AF_INET) {
            throw Errno.EAFNOSUPPORT.exception();
        }
    }

    /** Who sends has a port. {@code inet_send_prepare}. */
    @Override
    public long sendmsg(Socket sock, MsgHdr message) {
        InetSock sk = (InetSock) sock.sk();
        if (!autobind(sk)) {
            return Errno.EAGAIN.negated();
        }
        return sk.proto().sendmsg(sk, message);
    }

    /** Gives an unbound sock a port of the kernel's choice; false if there is none left. {@code inet_autobind}. */
    @CheckReturnValue
    private static boolean autobind(InetSock sk) {
        if (sk.num != 0) {
            return true;
        }
        sk.lockSock();
        try {
            if (sk.num == 0) {
                sk.num = sk.proto().getPort(sk, 0);
            }
            return true;
        } catch (ErrnoException e) {
            return false;
        } finally {
            sk.releaseSock();
        }
    }

    /** No errors are queued: IP_RECVERR is not offered. */
    @Override
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        if ((flags & MsgFlags.MSG_ERRQUEUE) != 0) {
            return Errno.EAGAIN.negated();
        }
        return sock.sk().proto().recvmsg(sock.sk(), message, flags);
    }
}
