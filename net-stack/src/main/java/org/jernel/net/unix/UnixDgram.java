package org.jernel.net.unix;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Scm;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** Whole messages: sending, receiving and polling, for datagram and seqpacket sockets. {@code unix_dgram_sendmsg} and so on. */
final class UnixDgram {

    private UnixDgram() {}

    /** @param name whom to send to, or null for the peer */
    @CheckReturnValue
    static long sendmsg(UnixSock sk, MsgHdr message, @Nullable SockAddr name) {
        Scm scm = new Scm();
        long checked = scm.send(AddressFamily.AF_UNIX, message);
        if (checked < 0) {
            return checked;
        }
        try {
            return send(sk, message, name, scm);
        } catch (ErrnoException e) {
            return e.result();
        } finally {
            scm.destroy();
        }
    }

    private static long send(UnixSock sk, MsgHdr message, @Nullable SockAddr name, Scm scm) {
        if ((message.flags() & MsgFlags.MSG_OOB) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        if (name != null) {
            UnixAddress.validate(name);
        }
        UnixOps.autobindForCreds(sk);
        long count = message.iter().count();
        if (count > sk.options().sndbuf - 32L) {
            return Errno.EMSGSIZE.negated();
        }
        boolean dontwait = UnixOps.isDontwait(message.flags());
        long room = sk.waitForWmem(dontwait);
        if (room < 0) {
            return room;
        }
        if (scm.fp() != null && sk.unix.isTooManyFds()) {
            return Errno.ETOOMANYREFS.negated();
        }
        int length = (int) count;
        byte[] data = new byte[length];
        if (message.iter().copyFromIter(data, 0, length) < length) {
            return Errno.EFAULT.negated();
        }
        UnixSkb skb = UnixSkb.ofDatagram(sk, data);
        skb.fp = scm.takeFp();
        skb.creds = scm.creds();
        boolean queued = false;
        try {
            long result = deliver(sk, skb, name, SockWait.sndtimeo(sk, dontwait));
            queued = result == 0;
            return queued ? length : result;
        } finally {
            if (!queued) {
                skb.free();
            }
        }
    }

    /** Puts a message into the queue of its receiver, when there is room. Returns 0 or -errno. */
    private static long deliver(UnixSock sk, UnixSkb skb, @Nullable SockAddr name, long sndtimeo) {
        long timeout = sndtimeo;
        UnixSock other = name == null ? peer(sk) : sk.unix.find(name, sk.type());
        while (other != null) {
            long result = tryDeliver(sk, skb, other, timeout == 0);
            if (result == Errno.EAGAIN.negated() && timeout != 0) {
                timeout = other.waitForRoom(timeout);
                if (timeout < 0) {
                    return timeout;
                }
            } else if (result == Errno.ECONNRESET.negated() && name != null) {
                // The receiver went between the look-up and now: its name may have another owner.
                other = sk.unix.find(name, sk.type());
            } else {
                return result;
            }
        }
        return Errno.ENOTCONN.negated();
    }

    private static @Nullable UnixSock peer(UnixSock sk) {
        synchronized (sk.unix) {
            return sk.peer;
        }
    }

    private static long tryDeliver(UnixSock sk, UnixSkb skb, UnixSock other, boolean nonblock) {
        boolean gone;
        synchronized (sk.unix) {
            if (!other.mayReceiveFrom(sk)) {
                return Errno.EPERM.negated();
            }
            gone = other.dead;
            long refused = gone ? refusal(sk, other) : backPressure(sk, other, nonblock);
            if (refused < 0) {
                return refused;
            }
            if (!gone) {
                other.enqueue(skb);
            }
        }
        if (gone) {
            sk.forgetPeerWake();
            sk.wakeUp(UnixSock.WRITABLE);
            sk.disconnected(other);
            return Errno.ECONNREFUSED.negated();
        }
        other.wakeUp(UnixSock.READABLE);
        return 0;
    }

    /** The receiver is dead: a datagram sock whose peer it was is connected no more. */
    private static long refusal(UnixSock sk, UnixSock other) {
        if (sk.type() == SocketType.SOCK_SEQPACKET) {
            return Errno.EPIPE.negated();
        }
        if (sk.peer != other) {
            return Errno.ECONNRESET.negated();
        }
        sk.peer = null;
        sk.setState(TcpState.CLOSE);
        return 0;
    }

    /** Two that are each other's peers are only held back by the sender's own buffer. */
    private static long backPressure(UnixSock sk, UnixSock other, boolean nonblock) {
        if (other.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            return Errno.EPIPE.negated();
        }
        if (other == sk || other.peer == sk || !other.isQueueFull()) {
            return 0;
        }
        if (nonblock && sk.peer == other) {
            sk.wakeWhenRoom(other);
        }
        return Errno.EAGAIN.negated();
    }

    @CheckReturnValue
    static long recvmsg(UnixSock sk, MsgHdr message, int flags) {
        if ((flags & MsgFlags.MSG_OOB) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        long timeout = SockWait.rcvtimeo(sk, UnixOps.isDontwait(flags));
        while (true) {
            long result = tryReceive(sk, message, peek, (flags & MsgFlags.MSG_TRUNC) != 0);
            if (result != Errno.EAGAIN.negated()) {
                return result;
            }
            if (timeout == 0) {
                boolean ended = sk.type() == SocketType.SOCK_SEQPACKET && sk.isShutdown(Shutdown.RCV_SHUTDOWN);
                return ended ? 0 : result;
            }
            if (sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
                return 0;
            }
            timeout = sk.waitForPacket(timeout);
            if (timeout < 0) {
                return timeout;
            }
        }
    }

    /** The next message, or -EAGAIN. */
    private static long tryReceive(UnixSock sk, MsgHdr message, boolean peek, boolean trunc) {
        Scm scm = new Scm();
        UnixSkb skb;
        long result;
        sk.iolock.lock();
        try {
            long pending = sk.sockError();
            if (pending < 0) {
                return pending;
            }
            synchronized (sk.unix) {
                skb = peek ? sk.receiveQueue.first() : sk.receiveQueue.poll();
                if (skb == null) {
                    return Errno.EAGAIN.negated();
                }
                takeFiles(sk, skb, scm, peek);
            }
            result = copyOut(skb, message, trunc);
        } finally {
            sk.iolock.unlock();
        }
        sk.peerWait.wakeUp(UnixSock.WRITABLE);
        if (!peek) {
            skb.free();
        }
        if (result < 0) {
            scm.destroy();
            return result;
        }
        scm.setCreds(skb.creds);
        scm.recv(sk, message);
        return result;
    }

    /** Who peeks gets the files too, with references of his own. */
    private static void takeFiles(UnixSock sk, UnixSkb skb, Scm scm, boolean peek) {
        if (skb.fp != null && peek) {
            scm.setFp(skb.fp.dup());
        } else if (skb.fp != null) {
            sk.unix.removeInflight(sk, skb.fp);
            scm.setFp(skb.takeFp());
        }
    }

    private static long copyOut(UnixSkb skb, MsgHdr message, boolean trunc) {
        message.setName(skb.sender.addr());
        int size = (int) Math.min(message.iter().count(), skb.data.length);
        if (size < skb.data.length) {
            message.setFlags(message.flags() | MsgFlags.MSG_TRUNC);
        }
        if (message.iter().copyToIter(skb.data, 0, size) < size) {
            return Errno.EFAULT.negated();
        }
        return trunc ? skb.data.length : size;
    }

    /** {@code unix_dgram_poll}: writable only if a peer that is not connected back has room too. */
    @CheckReturnValue
    static int poll(Socket sock, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(sock.wq());
        }
        UnixSock sk = UnixOps.sk(sock);
        int mask = sk.err() == 0 ? 0 : Poll.POLLERR;
        if (sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            mask |= Poll.POLLRDHUP | UnixSock.READABLE;
        }
        boolean unconnected = sk.type() == SocketType.SOCK_SEQPACKET && sk.state() == TcpState.CLOSE;
        if (sk.shutdownMask() == Shutdown.SHUTDOWN_MASK || unconnected) {
            mask |= Poll.POLLHUP;
        }
        boolean asksWritable = table == null || (table.requested() & UnixSock.WRITABLE) != 0;
        synchronized (sk.unix) {
            mask |= sk.receiveQueue.isEmpty() ? 0 : UnixSock.READABLE;
            return asksWritable && sk.isWritable() && hasPeerRoom(sk) ? mask | UnixSock.WRITABLE : mask;
        }
    }

    private static boolean hasPeerRoom(UnixSock sk) {
        UnixSock other = sk.peer;
        if (other == null || other.dead || other.peer == sk || !other.isQueueFull()) {
            return true;
        }
        sk.wakeWhenRoom(other);
        return false;
    }
}
