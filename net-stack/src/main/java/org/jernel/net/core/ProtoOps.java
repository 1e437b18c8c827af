package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.Page;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * What a family does with a socket of a type. {@code struct proto_ops}; what a family leaves out answers as the
 * {@code sock_no_*} functions of {@code net/core/sock.c}.
 *
 * <p>{@code flags} of accept and connect are the file's, of which O_NONBLOCK matters.
 */
public interface ProtoOps {

    int family();

    /** The socket goes: the last reference to its file is gone, or kernel code released it. */
    void release(Socket sock);

    default void bind(Socket sock, SockAddr addr) {
        throw Errno.EOPNOTSUPP.exception();
    }

    default void connect(Socket sock, SockAddr addr, int flags) {
        throw Errno.EOPNOTSUPP.exception();
    }

    default void socketpair(Socket one, Socket other) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** Fills {@code newSock} with the next connection of {@code sock}; waits for one unless O_NONBLOCK is in flags. */
    default void accept(Socket sock, Socket newSock, int flags) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** The socket's own address, or its peer's. */
    default SockAddr getname(Socket sock, boolean peer) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** The peer of a connection that accept has just filled, though it may have ended already. */
    default SockAddr acceptedName(Socket sock) {
        return getname(sock, true);
    }

    @CheckReturnValue
    default int poll(File file, Socket sock, @Nullable PollTable table) {
        return 0;
    }

    /** Returns the number to store where the caller's argument points, or -errno. */
    @CheckReturnValue
    default long ioctl(Socket sock, int command) {
        return -KernelErrno.ENOIOCTLCMD;
    }

    /** Whether the family takes options of other levels than SOL_SOCKET at all; EOPNOTSUPP for every one if not. */
    default boolean hasSockOptions() {
        return true;
    }

    /** An option of another level than SOL_SOCKET, or null where there is none: ENOPROTOOPT. */
    default @Nullable SockOption sockOption(int level, int name) {
        return null;
    }

    default void listen(Socket sock, int backlog) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** @param how a SHUT_ constant, or what the caller took for one */
    default void shutdown(Socket sock, int how) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** Sends; the bytes are those of the message's iterator. Returns the bytes taken or -errno. */
    @CheckReturnValue
    default long sendmsg(Socket sock, MsgHdr message) {
        return Errno.EOPNOTSUPP.negated();
    }

    /** Whether the family has a {@link #sendpage}; without one the bytes go by {@link #sendmsg}. */
    default boolean hasSendpage() {
        return false;
    }

    /** Sends a part of a page; a security module is not asked. Returns the bytes taken or -errno. */
    @CheckReturnValue
    default long sendpage(Socket sock, Page page, int offset, int size, int flags) {
        return Errno.EOPNOTSUPP.negated();
    }

    /** The receive flags that those of a splice come to: some families do not wait with SPLICE_F_NONBLOCK, others do. */
    default int spliceReadFlags(int spliceFlags) {
        return 0;
    }

    /** The file that was sent with MSG_MORE ended early: what was held back goes. {@code splice_eof}. */
    default void spliceEof(Socket sock) {}

    /** Receives into the message's iterator. Returns the bytes received, 0 at the end, or -errno. */
    @CheckReturnValue
    default long recvmsg(Socket sock, MsgHdr message, int flags) {
        return Errno.EOPNOTSUPP.negated();
    }
}
