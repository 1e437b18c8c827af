package org.jernel.net.unix;

import org.jernel.kernel.file.PollTable;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The protocol under AF_UNIX, of which there is none: the family does the work itself. {@code unix_dgram_proto}. */
record UnixProto(String name, UnixNet unix) implements Proto {

    @Override
    public UnixSock createSock(Net net, int type, int protocol) {
        return new UnixSock(net, this, unix, type);
    }

    @Override
    public void close(Sock sk) {}

    @Override
    public long sendmsg(Sock sk, MsgHdr message) {
        return Errno.EOPNOTSUPP.negated();
    }

    @Override
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return Errno.EOPNOTSUPP.negated();
    }

    @Override
    public int poll(Sock sk, @Nullable PollTable table) {
        return 0;
    }
}
