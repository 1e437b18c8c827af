package org.jernel.net.unix;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.file.SpliceFlags;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jspecify.annotations.Nullable;

/** SOCK_STREAM of AF_UNIX. {@code unix_stream_ops}. */
final class UnixStreamOps extends UnixConnectedOps {

    @Override
    @KernelFunction("unix_stream_sendmsg")
    public long sendmsg(Socket sock, MsgHdr message) {
        return UnixStreamSend.sendmsg(sk(sock), message);
    }

    @Override
    public boolean hasSendpage() {
        return true;
    }

    @Override
    @KernelFunction("unix_stream_sendpage")
    public long sendpage(Socket sock, Page page, int offset, int size, int flags) {
        return sendmsg(sock, MsgHdr.ofPages(IovIter.kernel(page.address(), offset, size), flags));
    }

    @Override
    @KernelFunction("unix_stream_recvmsg")
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        return new UnixStreamRead(sk(sock), message, flags).recvmsg();
    }

    /** {@code unix_stream_splice_read}. */
    @Override
    public int spliceReadFlags(int spliceFlags) {
        return (spliceFlags & SpliceFlags.SPLICE_F_NONBLOCK) == 0 ? 0 : MsgFlags.MSG_DONTWAIT;
    }

    /** {@code unix_poll}. */
    @Override
    public int poll(File file, Socket sock, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(sock.wq());
        }
        UnixSock sk = sk(sock);
        int mask = sk.err() == 0 ? 0 : Poll.POLLERR;
        if (sk.shutdownMask() == Shutdown.SHUTDOWN_MASK || sk.state() == TcpState.CLOSE) {
            mask |= Poll.POLLHUP;
        }
        if (sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            mask |= Poll.POLLRDHUP | UnixSock.READABLE;
        }
        synchronized (sk.unix) {
            mask |= sk.receiveQueue.isEmpty() ? 0 : UnixSock.READABLE;
            mask |= sk.oobSkb == null ? 0 : Poll.POLLPRI;
        }
        return sk.isWritable() ? mask | UnixSock.WRITABLE : mask;
    }
}
