package org.jernel.net.unix;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** SOCK_SEQPACKET of AF_UNIX: connected as a stream is, whole messages as datagrams are. {@code unix_seqpacket_ops}. */
final class UnixSeqpacketOps extends UnixConnectedOps {

    /** An address is ignored. */
    @Override
    @KernelFunction("unix_seqpacket_sendmsg")
    public long sendmsg(Socket sock, MsgHdr message) {
        UnixSock sk = sk(sock);
        long pending = sk.sockError();
        if (pending < 0) {
            return pending;
        }
        return sk.state() == TcpState.ESTABLISHED
                ? UnixDgram.sendmsg(sk, message, null)
                : Errno.ENOTCONN.negated();
    }

    @Override
    @KernelFunction("unix_seqpacket_recvmsg")
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        UnixSock sk = sk(sock);
        return sk.state() == TcpState.ESTABLISHED
                ? UnixDgram.recvmsg(sk, message, flags)
                : Errno.ENOTCONN.negated();
    }

    @Override
    public int poll(File file, Socket sock, @Nullable PollTable table) {
        return UnixDgram.poll(sock, table);
    }
}
