package org.jernel.net.diag;

import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.Net;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;

/** {@code /proc/net/unix}. {@code unix_seq_show} of {@code net/unix/af_unix.c}. */
final class UnixSeqFile {

    /** {@code __SO_ACCEPTCON}. */
    private static final int SO_ACCEPTCON = 1 << 16;

    private UnixSeqFile() {}

    static void show(Net net, SeqFile text) {
        text.puts("Num       RefCount Protocol Flags    Type St Inode Path\n");
        for (Netstat.Row row : Netstat.rows(net, "unix")) {
            NetstatEntry entry = row.entry();
            boolean connected = entry.state() == TcpState.ESTABLISHED;
            text.printf(
                    "%016x: %08X %08X %08X %04X %02X %5lu",
                    InetSeqFile.pointer(row.sk()),
                    connected ? 3 : 2,
                    0,
                    entry.state() == TcpState.LISTEN ? SO_ACCEPTCON : 0,
                    entry.type(),
                    socketState(entry, connected).number(),
                    entry.inode());
            text.puts(entry.path().isEmpty() ? "\n" : " " + entry.path() + "\n");
        }
    }

    /** One that nobody has accepted has no socket: it is connecting still. */
    private static SocketState socketState(NetstatEntry entry, boolean connected) {
        if (entry.inode() == 0) {
            return connected ? SocketState.SS_CONNECTING : SocketState.SS_DISCONNECTING;
        }
        return connected ? SocketState.SS_CONNECTED : SocketState.SS_UNCONNECTED;
    }
}
