package org.jernel.net.inet;

import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * What every datagram socket does above its protocol. {@code inet_dgram_ops} of {@code net/ipv4/af_inet.c} and {@code
 * inet6_dgram_ops} of {@code net/ipv6/af_inet6.c}.
 */
public final class InetDgramOps extends InetOps {

    /**
     * @param family AF_INET or AF_INET6
     * @param isLocal tells whether an address is one that a socket here may have
     * @param protocol whose level of options these sockets have beside the family's
     */
    public InetDgramOps(int family, Predicate<In6Addr> isLocal, int protocol) {
        super(family, isLocal, protocol);
    }

    /** Sets the peer, or with AF_UNSPEC takes it away; nothing is sent. {@code inet_dgram_connect}. */
    @Override
    @KernelFunction("inet_dgram_connect")
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
                connect(sk, addr);
            }
        } finally {
            sk.releaseSock();
        }
    }

    /** Who sends has a port. {@code inet_send_prepare}. */
    @Override
    @KernelFunction("inet_sendmsg")
    public long sendmsg(Socket sock, MsgHdr message) {
        InetSock sk = (InetSock) sock.sk();
        if (!autobind(sk)) {
            return Errno.EAGAIN.negated();
        }
        return sendmsg(sk, message);
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

    @Override
    @KernelFunction("inet_recvmsg")
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        return recvmsg(sock.sk(), message, flags);
    }
}
