package org.jernel.net.socket;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.symbol.SyscallFunctions;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.ProbedOps;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketSecurity;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;
import org.jernel.syscall.SyscallDefine6;

/**
 * The socket system calls: descriptors and user addresses become sockets and kernel objects, then {@link SocketLayer} does
 * it. Modelled on the {@code __sys_*} functions of {@code net/socket.c}.
 */
@SyscallFunctions("__sys_")
public final class SocketSyscalls {

    private static final int CREATION_FLAGS = SocketType.SOCK_CLOEXEC | SocketType.SOCK_NONBLOCK;

    /** The calls that {@code socketcall} stands for. */
    public static final List<String> CALLS = List.of(
            "socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", "sendto",
            "recvfrom", "shutdown", "setsockopt", "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg",
            "sendmmsg");

    private final SocketLayer layer;
    private final SocketFile files;
    private final SocketOptionCalls options = new SocketOptionCalls();
    private final Socketcall socketcall;

    /** The calls over a layer. */
    public SocketSyscalls(SocketLayer layer, KernelClock clock) {
        this.layer = layer;
        this.files = new SocketFile(layer);
        this.socketcall = new Socketcall(this, new MmsgSyscalls(this, clock));
    }

    @SyscallDefine3("socket")
    @Partial("TCP and UDP of AF_INET and AF_INET6, AF_UNIX; not on the wire: ping of both, raw sockets;"
            + " raw ones of AF_INET6 are for ICMPv6 alone, others are EPROTONOSUPPORT")
    public int socket(int family, int type, int protocol) {
        int flags = type & ~SocketType.SOCK_TYPE_MASK;
        checkCreationFlags(flags);
        Socket sock = layer.sockCreate(family, type & SocketType.SOCK_TYPE_MASK, protocol);
        return files.map(Task.current(), sock, flags);
    }

    private static void checkCreationFlags(int flags) {
        if ((flags & ~CREATION_FLAGS) != 0) {
            throw Errno.EINVAL.exception();
        }
    }

    @SyscallDefine4("socketpair")
    public void socketpair(int family, int type, int protocol, @CType("int __user *") long usockvec) {
        int flags = type & ~SocketType.SOCK_TYPE_MASK;
        checkCreationFlags(flags);
        Task task = Task.current();
        int fd1 = reserve(task, flags);
        boolean installed = false;
        int fd2 = -1;
        try {
            fd2 = reserve(task, flags);
            task.memory().putUser(usockvec, fd1, Integer.BYTES);
            task.memory().putUser(usockvec + Integer.BYTES, fd2, Integer.BYTES);
            SocketLayer.Pair pair = layer.createPair(family, type & SocketType.SOCK_TYPE_MASK, protocol);
            task.files().fdInstall(fd1, files.open(pair.one(), flags));
            task.files().fdInstall(fd2, files.open(pair.other(), flags));
            installed = true;
        } finally {
            if (!installed) {
                task.files().putUnusedFd(fd1);
                if (fd2 >= 0) {
                    task.files().putUnusedFd(fd2);
                }
            }
        }
    }

    private static int reserve(Task task, int flags) {
        long fd = SocketFile.reserve(task, flags);
        if (fd < 0) {
            throw ErrnoException.of(fd);
        }
        return (int) fd;
    }

    @SyscallDefine3("bind")
    public void bind(int fd, @CType("struct sockaddr __user *") long umyaddr, int addrlen) {
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            Socket sock = SocketFile.socket(file);
            SockAddr address = UserMsg.moveAddrToKernel(task.memory(), umyaddr, addrlen);
            sock.net().security().mustAllow(SocketSecurity.class, "socket_bind", m -> m.socketBind(sock, address));
            ProbedOps.of(sock).bind(sock, address);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine2("listen")
    public void listen(int fd, int backlog) {
        File file = SocketFile.lookup(Task.current(), fd);
        try {
            Socket sock = SocketFile.socket(file);
            sock.net().security().mustAllow(SocketSecurity.class, "socket_listen", m -> m.socketListen(sock, backlog));
            ProbedOps.of(sock).listen(sock, backlog);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine3("accept")
    @KernelFunction("__x64_sys_accept")
    public int accept(
            int fd,
            @CType("struct sockaddr __user *") long upeerSockaddr,
            @CType("int __user *") long upeerAddrlen) {
        return accept4(fd, upeerSockaddr, upeerAddrlen, 0);
    }

    @SyscallDefine4("accept4")
    public int accept4(
            int fd,
            @CType("struct sockaddr __user *") long upeerSockaddr,
            @CType("int __user *") long upeerAddrlen,
            int flags) {
        Task task = Task.current();
        File file = SocketFile.fget(task, fd);
        try {
            checkCreationFlags(flags);
            SocketFile.socket(file);
            int newFd = reserve(task, flags);
            doAccept(task, file, newFd, flags, upeerSockaddr, upeerAddrlen);
            return newFd;
        } finally {
            file.fput();
        }
    }

    /** Fills a reserved descriptor with the next connection, or gives it back. */
    @KernelFunction("do_accept")
    private void doAccept(Task task, File listening, int newFd, int flags, long uaddr, long ulen) {
        File file = null;
        boolean installed = false;
        try {
            Socket accepted = layer.accept(SocketFile.socket(listening), listening.flags());
            file = files.open(accepted, flags);
            if (uaddr != 0) {
                UserMsg.moveAddrToUser(task.memory(), peerOf(accepted), uaddr, ulen);
            }
            task.files().fdInstall(newFd, file);
            installed = true;
        } finally {
            if (!installed) {
                task.files().putUnusedFd(newFd);
                if (file != null) {
                    file.fput();
                }
            }
        }
    }

    /** The peer of a fresh connection; accept(2) says ECONNABORTED where there is none any more. */
    private static SockAddr peerOf(Socket accepted) {
        try {
            return accepted.ops().acceptedName(accepted);
        } catch (ErrnoException gone) {
            throw Errno.ECONNABORTED.exception();
        }
    }

    @SyscallDefine3("connect")
    public void connect(int fd, @CType("struct sockaddr __user *") long uservaddr, int addrlen) {
        Task task = Task.current();
        File file = SocketFile.fget(task, fd);
        try {
            SockAddr address = UserMsg.moveAddrToKernel(task.memory(), uservaddr, addrlen);
            Socket sock = SocketFile.socket(file);
            sock.net().security()
                    .mustAllow(SocketSecurity.class, "socket_connect", m -> m.socketConnect(sock, address));
            ProbedOps.of(sock).connect(sock, address, file.flags());
        } finally {
            file.fput();
        }
    }

    @SyscallDefine3("getsockname")
    public void getsockname(
            int fd,
            @CType("struct sockaddr __user *") long usockaddr,
            @CType("int __user *") long usockaddrLen) {
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            Socket sock = SocketFile.socket(file);
            sock.net().security().mustAllow(SocketSecurity.class, "socket_getsockname", m -> m.socketGetsockname(sock));
            SockAddr own = ProbedOps.of(sock).getname(sock, false);
            UserMsg.moveAddrToUser(task.memory(), own, usockaddr, usockaddrLen);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine3("getpeername")
    public void getpeername(
            int fd,
            @CType("struct sockaddr __user *") long usockaddr,
            @CType("int __user *") long usockaddrLen) {
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            Socket sock = SocketFile.socket(file);
            sock.net().security().mustAllow(SocketSecurity.class, "socket_getpeername", m -> m.socketGetpeername(sock));
            SockAddr peer = ProbedOps.of(sock).getname(sock, true);
            UserMsg.moveAddrToUser(task.memory(), peer, usockaddr, usockaddrLen);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine6("sendto")
    @Partial("no MSG_ZEROCOPY or MSG_FASTOPEN; no MSG_MORE on raw sockets; on the wire no MSG_OOB: EOPNOTSUPP")
    public long sendto(
            int fd,
            @CType("void __user *") long buff,
            @CType("size_t") long len,
            @CType("unsigned int") int flags,
            @CType("struct sockaddr __user *") long addr,
            int addrLen) {
        Task task = Task.current();
        UserMemory memory = task.memory();
        IovIter iter = IovIter.importUbuf(memory, buff, len);
        File file = SocketFile.lookup(task, fd);
        try {
            MsgHdr message = new MsgHdr(iter);
            if (addr != 0) {
                message.setName(UserMsg.moveAddrToKernel(memory, addr, addrLen));
            }
            message.setFlags(flags | SocketFile.dontwait(file));
            return layer.sockSendmsg(SocketFile.socket(file), message);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine6("recvfrom")
    @Partial("error queues of AF_INET's packets only, not on the wire; on the wire no MSG_OOB: EINVAL")
    public long recvfrom(
            int fd,
            @CType("void __user *") long ubuf,
            @CType("size_t") long size,
            @CType("unsigned int") int flags,
            @CType("struct sockaddr __user *") long addr,
            @CType("int __user *") long addrLen) {
        Task task = Task.current();
        UserMemory memory = task.memory();
        IovIter iter = IovIter.importUbuf(memory, ubuf, size);
        File file = SocketFile.lookup(task, fd);
        try {
            MsgHdr message = new MsgHdr(iter);
            long received =
                    layer.sockRecvmsg(SocketFile.socket(file), message, flags | SocketFile.dontwait(file));
            if (received >= 0 && addr != 0) {
                UserMsg.moveAddrToUser(memory, message.name(), addr, addrLen);
            }
            return received;
        } finally {
            file.fput();
        }
    }

    @SyscallDefine3("sendmsg")
    @Partial("SCM_RIGHTS and SCM_CREDENTIALS on AF_UNIX; TTL, TOS and PKTINFO of packets, not on the wire")
    public long sendmsg(
            int fd, @CType("struct user_msghdr __user *") long msg, @CType("unsigned int") int flags) {
        forbidCompat(flags);
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            return sendmsg(file, UserMsg.read(task.memory(), msg).toSend(flags | SocketFile.dontwait(file)));
        } finally {
            file.fput();
        }
    }

    /** {@code ___sys_sendmsg}. */
    @CheckReturnValue
    long sendmsg(File file, MsgHdr message) {
        return layer.sockSendmsg(SocketFile.socket(file), message);
    }

    /** MSG_CMSG_COMPAT is for the 32-bit way in only. */
    static void forbidCompat(int flags) {
        if ((flags & MsgFlags.MSG_CMSG_COMPAT) != 0) {
            throw Errno.EINVAL.exception();
        }
    }

    @SyscallDefine3("recvmsg")
    @Partial("SCM_* on AF_UNIX; times, TTL, TOS, PKTINFO, error queues (AF_INET) of packets, not on the wire")
    public long recvmsg(
            int fd, @CType("struct user_msghdr __user *") long msg, @CType("unsigned int") int flags) {
        forbidCompat(flags);
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            return recvmsg(file, UserMsg.read(task.memory(), msg), flags);
        } finally {
            file.fput();
        }
    }

    /** {@code ___sys_recvmsg}. */
    @CheckReturnValue
    long recvmsg(File file, UserMsg user, int flags) {
        MsgHdr message = user.toReceive(flags);
        long received = layer.sockRecvmsg(SocketFile.socket(file), message, flags | SocketFile.dontwait(file));
        if (received >= 0) {
            user.storeReceived(message);
        }
        return received;
    }

    @SyscallDefine2("shutdown")
    public void shutdown(int fd, int how) {
        File file = SocketFile.lookup(Task.current(), fd);
        try {
            Socket sock = SocketFile.socket(file);
            sock.net().security().mustAllow(SocketSecurity.class, "socket_shutdown", m -> m.socketShutdown(sock, how));
            ProbedOps.of(sock).shutdown(sock, how);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine5("setsockopt")
    @Partial("the options that act here; others are ENOPROTOOPT; TCP_FASTOPEN has a queue that nobody fills;"
            + " TCP_CONGESTION knows reno only")
    public void setsockopt(int fd, int level, int optname, @CType("char __user *") long optval, int optlen) {
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            options.set(SocketFile.socket(file), level, optname, task.memory(), optval, optlen);
        } finally {
            file.fput();
        }
    }

    @SyscallDefine5("getsockopt")
    @Partial("the options that act here; others are ENOPROTOOPT; TCP_INFO has no rates")
    public void getsockopt(
            int fd,
            int level,
            int optname,
            @CType("char __user *") long optval,
            @CType("int __user *") long optlen) {
        Task task = Task.current();
        File file = SocketFile.lookup(task, fd);
        try {
            options.get(SocketFile.socket(file), level, optname, task.memory(), optval, optlen);
        } finally {
            file.fput();
        }
    }

    /** The way in of 32-bit x86, where each of the calls above is a number here. The 64-bit table has no row for it. */
    @SyscallDefine2("socketcall")
    public long socketcall(int call, @CType("unsigned long __user *") long args) {
        return socketcall.call(Task.current().memory(), call, args);
    }
}
