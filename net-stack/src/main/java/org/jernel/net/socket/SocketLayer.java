package org.jernel.net.socket;

import java.util.Objects;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetFunctions;
import org.jernel.net.core.NetProtoFamily;
import org.jernel.net.core.ProbedOps;
import org.jernel.net.core.ProtoOps;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketSecurity;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;

/**
 * Sockets for kernel code and embedders: the calls by their Linux names, without descriptors and user addresses. Modelled on
 * the exported part of {@code net/socket.c}.
 *
 * <p>Any thread may call; one that is no task sleeps as itself, has all rights and gets no signals.
 */
public final class SocketLayer {

    private final Net net;

    /** The layer over that network. */
    public SocketLayer(Net net) {
        this.net = net;
    }

    /** The socket layer of a running kernel. */
    public static SocketLayer of(Kernel kernel) {
        return kernel.get(SocketLayer.class);
    }

    /** Makes a socket with the rights of the current task. {@code sock_create}. */
    @ExportSymbol
    public Socket sockCreate(int family, int type, int protocol) {
        return net.probes().get(
                NetFunctions.SOCK_CREATE, a -> create((int) a[0], (int) a[1], (int) a[2], false), family, type,
                protocol);
    }

    /** Makes a socket with the rights of the kernel. {@code sock_create_kern}. */
    @ExportSymbol
    public Socket sockCreateKern(int family, int type, int protocol) {
        return net.probes().get(
                NetFunctions.SOCK_CREATE_KERN, a -> create((int) a[0], (int) a[1], (int) a[2], true), family, type,
                protocol);
    }

    private Socket create(int family, int type, int protocol, boolean kern) {
        if (family < 0 || family >= AddressFamily.AF_MAX) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        if (type < 0 || type >= SocketType.SOCK_MAX) {
            throw Errno.EINVAL.exception();
        }
        net.security()
                .mustAllow(SocketSecurity.class, "socket_create", m -> m.socketCreate(family, type, protocol, kern));
        NetProtoFamily protoFamily = net.family(family);
        OperationsOwner owner = protoFamily == null ? null : protoFamily.owner();
        if (protoFamily == null || (owner != null && !owner.tryGet())) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        Socket sock = new Socket(net, type, owner);
        boolean made = false;
        try {
            protoFamily.create(net, sock, protocol, kern);
            made = true;
        } finally {
            if (!made && owner != null) {
                owner.put();
            }
        }
        return sock;
    }

    /** Makes a family of sockets known, as kernel code or a module has it. */
    @CheckReturnValue
    @ExportSymbol
    public int sockRegister(NetProtoFamily family) {
        return (int) net.probes().call(
                NetFunctions.SOCK_REGISTER, () -> net.sockRegister(family), family.family());
    }

    /** Forgets a family of sockets. */
    @ExportSymbol
    public void sockUnregister(int family) {
        net.probes().run(NetFunctions.SOCK_UNREGISTER, () -> net.sockUnregister(family), family);
    }

    /** Makes two sockets that are each other's peers. {@code __sys_socketpair} without the descriptors. */
    Pair createPair(int family, int type, int protocol) {
        Socket one = sockCreate(family, type, protocol);
        Socket other = null;
        boolean joined = false;
        try {
            Pair pair = new Pair(one, sockCreate(family, type, protocol));
            other = pair.other();
            net.security().mustAllow(
                    SocketSecurity.class, "socket_socketpair", m -> m.socketSocketpair(one, pair.other()));
            one.ops().socketpair(one, other);
            joined = true;
            return pair;
        } finally {
            if (!joined) {
                one.close();
                if (other != null) {
                    other.close();
                }
            }
        }
    }

    record Pair(Socket one, Socket other) {}

    /** Closes a socket that has no file. A second time does nothing. {@code sock_release}. */
    @ExportSymbol
    public void sockRelease(Socket sock) {
        net.probes().run(NetFunctions.SOCK_RELEASE, sock::close, sock.ino());
    }

    /** Gives a socket its address. */
    @ExportSymbol
    public void kernelBind(Socket sock, SockAddr addr) {
        net.probes().run(NetFunctions.KERNEL_BIND, () -> ProbedOps.of(sock).bind(sock, addr), sock.ino());
    }

    /** Has a socket take connections; a backlog above somaxconn, or a negative one, is cut to it. */
    @ExportSymbol
    public void kernelListen(Socket sock, int backlog) {
        net.probes().run(
                NetFunctions.KERNEL_LISTEN, a -> ProbedOps.of(sock).listen(sock, (int) a[1]), sock.ino(), backlog);
    }

    /**
     * Takes the next connection.
     *
     * @param flags O_NONBLOCK not to wait for one
     */
    @ExportSymbol
    public Socket kernelAccept(Socket sock, int flags) {
        Socket accepted = socketToAccept(sock);
        net.probes().run(
                NetFunctions.KERNEL_ACCEPT,
                a -> accept(sock, accepted, (int) a[1]),
                sock.ino(),
                flags);
        return accepted;
    }

    /** As {@link #kernelAccept}, for accept(2), of which security modules are asked. {@code do_accept}. */
    Socket accept(Socket sock, int flags) {
        Socket accepted = socketToAccept(sock);
        net.security().mustAllow(SocketSecurity.class, "socket_accept", m -> m.socketAccept(sock, accepted));
        accept(sock, accepted, flags);
        return accepted;
    }

    private static void accept(Socket sock, Socket accepted, int flags) {
        ProbedOps.of(sock).accept(sock, accepted, flags);
        OperationsOwner owner = sock.owner();
        if (owner != null) {
            accepted.hold(owner);
        }
    }

    private Socket socketToAccept(Socket sock) {
        Socket accepted = new Socket(net, sock.type());
        accepted.setOps(sock.ops());
        return accepted;
    }

    /**
     * Connects to an address.
     *
     * @param flags O_NONBLOCK not to wait for the connection
     */
    @ExportSymbol
    public void kernelConnect(Socket sock, SockAddr addr, int flags) {
        net.probes().run(
                NetFunctions.KERNEL_CONNECT,
                a -> ProbedOps.of(sock).connect(sock, addr, (int) a[1]),
                sock.ino(),
                flags);
    }

    /** Sends the message's buffers, with its flags. Returns the bytes taken or -errno. */
    @ExportSymbol
    @CheckReturnValue
    public long sockSendmsg(Socket sock, MsgHdr message) {
        Probes probes = net.probes();
        return probes.isOff()
                ? doSendmsg(sock, message)
                : probes.call(
                        NetFunctions.SOCK_SENDMSG,
                        () -> doSendmsg(sock, message),
                        sock.ino(),
                        message.iter().count(),
                        message.flags());
    }

    private long doSendmsg(Socket sock, MsgHdr message) {
        long refused = isUnwatched() ? 0 : securitySocketSendmsg(sock, message);
        return refused != 0 ? refused : ProbedOps.of(sock).sendmsg(sock, message);
    }

    /** True where nobody looks at what goes through here. */
    private boolean isUnwatched() {
        return net.security().isIdle() && net.probes().isOff();
    }

    @KernelFunction("security_socket_sendmsg")
    private long securitySocketSendmsg(Socket sock, MsgHdr message) {
        long size = message.iter().count();
        return net.probes().call(
                NetFunctions.SECURITY_SOCKET_SENDMSG,
                () -> net.security().ask(
                        SocketSecurity.class, "socket_sendmsg", m -> m.socketSendmsg(sock, message, size)),
                sock.ino(),
                size,
                message.flags());
    }

    /** Receives into the message's buffers. Returns the bytes, 0 at the end, or -errno. */
    @ExportSymbol
    @CheckReturnValue
    public long sockRecvmsg(Socket sock, MsgHdr message, int flags) {
        Probes probes = net.probes();
        return probes.isOff()
                ? doRecvmsg(sock, message, flags)
                : probes.call(
                        NetFunctions.SOCK_RECVMSG,
                        a -> doRecvmsg(sock, message, (int) a[2]),
                        sock.ino(),
                        message.iter().count(),
                        flags);
    }

    private long doRecvmsg(Socket sock, MsgHdr message, int flags) {
        long refused = isUnwatched() ? 0 : securitySocketRecvmsg(sock, message, flags);
        return refused != 0 ? refused : ProbedOps.of(sock).recvmsg(sock, message, flags);
    }

    @KernelFunction("security_socket_recvmsg")
    private long securitySocketRecvmsg(Socket sock, MsgHdr message, int flags) {
        long size = message.iter().count();
        return net.probes().call(
                NetFunctions.SECURITY_SOCKET_RECVMSG,
                () -> net.security().ask(
                        SocketSecurity.class, "socket_recvmsg", m -> m.socketRecvmsg(sock, message, size, flags)),
                sock.ino(),
                size,
                flags);
    }

    /** As {@link #sockSendmsg}, for buffers of kernel code. */
    @ExportSymbol
    @CheckReturnValue
    public long kernelSendmsg(Socket sock, MsgHdr message) {
        return net.probes().call(
                NetFunctions.KERNEL_SENDMSG,
                () -> sockSendmsg(sock, message),
                sock.ino(),
                message.iter().count(),
                message.flags());
    }

    /** As {@link #sockRecvmsg}, for buffers of kernel code. */
    @ExportSymbol
    @CheckReturnValue
    public long kernelRecvmsg(Socket sock, MsgHdr message, int flags) {
        return net.probes().call(
                NetFunctions.KERNEL_RECVMSG,
                a -> sockRecvmsg(sock, message, (int) a[2]),
                sock.ino(),
                message.iter().count(),
                flags);
    }

    /**
     * Sends a part of a page, without a copy of it in between; when this returns the page is the caller's again.
     *
     * @param flags MSG_MORE or MSG_SENDPAGE_NOTLAST where other bytes follow at once, MSG_DONTWAIT
     * @return the bytes taken or -errno
     */
    @ExportSymbol
    @CheckReturnValue
    public long kernelSendpage(Socket sock, Page page, int offset, int size, int flags) {
        Objects.checkFromIndexSize(offset, size, Page.SIZE);
        Probes probes = net.probes();
        return probes.isOff()
                ? doSendpage(sock, page, offset, size, flags)
                : probes.call(
                        NetFunctions.KERNEL_SENDPAGE,
                        () -> doSendpage(sock, page, offset, size, flags),
                        sock.ino(),
                        offset,
                        size,
                        flags);
    }

    private long doSendpage(Socket sock, Page page, int offset, int size, int flags) {
        ProtoOps ops = ProbedOps.of(sock);
        return ops.hasSendpage()
                ? ops.sendpage(sock, page, offset, size, flags)
                : sockNoSendpage(sock, page, offset, size, flags);
    }

    /** What {@link #kernelSendpage} does with a family that sends no pages: the bytes go as a message. */
    @ExportSymbol
    @CheckReturnValue
    public long sockNoSendpage(Socket sock, Page page, int offset, int size, int flags) {
        Probes probes = net.probes();
        return probes.isOff()
                ? sendAsMessage(sock, page, offset, size, flags)
                : probes.call(
                        NetFunctions.SOCK_NO_SENDPAGE,
                        () -> sendAsMessage(sock, page, offset, size, flags),
                        sock.ino(),
                        offset,
                        size,
                        flags);
    }

    private long sendAsMessage(Socket sock, Page page, int offset, int size, int flags) {
        return kernelSendmsg(sock, MsgHdr.ofPages(IovIter.kernel(page.address(), offset, size), flags));
    }

    /** Sends parts of many pages. {@code MSG_SPLICE_PAGES}. */
    @CheckReturnValue
    long sendpages(Socket sock, IovIter pages, int flags) {
        return sockSendmsg(sock, MsgHdr.ofPages(pages, flags));
    }

    /** The socket's own address. */
    @ExportSymbol
    public SockAddr kernelGetsockname(Socket sock) {
        return net.probes().get(
                NetFunctions.KERNEL_GETSOCKNAME, () -> ProbedOps.of(sock).getname(sock, false), sock.ino());
    }

    /** The address of the socket's peer. */
    @ExportSymbol
    public SockAddr kernelGetpeername(Socket sock) {
        return net.probes().get(
                NetFunctions.KERNEL_GETPEERNAME, () -> ProbedOps.of(sock).getname(sock, true), sock.ino());
    }

    /** Ends one direction of a connection, or both. */
    @ExportSymbol
    public void kernelSockShutdown(Socket sock, int how) {
        net.probes().run(
                NetFunctions.KERNEL_SOCK_SHUTDOWN, a -> ProbedOps.of(sock).shutdown(sock, (int) a[1]), sock.ino(), how);
    }
}
