package org.jernel.net.diag;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.Net;
import org.jernel.net.core.SockCommon;
import org.jernel.net.core.TcpRow;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;

/**
 * The files of {@code /proc/net} that list internet sockets, in Linux's columns: {@code tcp4_seq_show}, {@code tcp6_seq_show},
 * {@code udp4_seq_show}, {@code udp6_seq_show}, {@code raw_seq_show}, {@code ping_v4_seq_show} and their like.
 */
enum InetSeqFile {
    TCP("tcp", 149),
    TCP6("tcp6", 0),
    UDP("udp", 127),
    UDP6("udp6", 0),
    RAW("raw", 0),
    RAW6("raw6", 0),
    ICMP("icmp", 127),
    ICMP6("icmp6", 0);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String NARROW =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String WIDE =
            "  sl  local_address                         remote_address                       "
                    + " st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String DATAGRAMS = " ref pointer drops";

    /** Socks of datagrams are held by their socket and by the table. */
    private static final int DATAGRAM_REFERENCES = 2;

    /** The files tell times in this part of a second. {@code USER_HZ}. */
    private static final int USER_HZ = 100;

    private final String fileName;

    /** What lines are filled up to, or 0. {@code TMPSZ}. */
    private final int width;

    InetSeqFile(String fileName, int width) {
        this.fileName = fileName;
        this.width = width;
    }

    String fileName() {
        return fileName;
    }

    private boolean isTcp() {
        return this == TCP || this == TCP6;
    }

    private boolean isWide() {
        return fileName.endsWith("6");
    }

    void show(Net net, SeqFile text) {
        text.setWidth(width);
        // The columns of datagrams begin one further to the right.
        text.puts(this == UDP ? " " : "");
        text.puts(isWide() ? WIDE : NARROW);
        text.puts(isTcp() ? "" : DATAGRAMS);
        text.pad('\n');
        int slot = 0;
        for (Netstat.Row row : Netstat.rows(net, fileName)) {
            if (isHashed(row)) {
                text.setWidth(width);
                show(row, slot++, text);
                text.pad('\n');
            }
        }
    }

    /** A sock without a port is in no table. */
    private boolean isHashed(Netstat.Row row) {
        return isTcp() ? row.entry().state() != TcpState.CLOSE : port(row.entry().local()) != 0;
    }

    private void show(Netstat.Row row, int slot, SeqFile text) {
        NetstatEntry entry = row.entry();
        SockCommon sk = row.sk();
        TcpRow tcp = sk.tcpRow();
        boolean raw = this == RAW || this == RAW6;
        boolean listens = entry.state() == TcpState.LISTEN;
        text.printf(isTcp() || raw ? "%4d: " : "%5d: ", raw ? port(entry.local()) : slot);
        text.printf("%s %s %02X ", address(entry.local()), address(entry.peer()), entry.state().number());
        // The file does not tell a listener's backlog.
        text.printf("%08lX:%08lX ", listens ? 0 : entry.sendQ(), entry.recvQ());
        text.printf(
                "%02X:%08lX %08X %5u %8d %lu",
                isTcp() ? tcp.timer() : 0,
                isTcp() ? ticks(tcp.expiresNanos()) : 0,
                isTcp() ? tcp.retransmits() : 0,
                sk.uid(),
                isTcp() ? tcp.probes() : 0,
                entry.inode());
        int references = isTcp() ? tcp.references() : DATAGRAM_REFERENCES;
        text.printf(" %d %016x", references, pointer(sk));
        TcpRow.Connection connection = tcp.connection();
        if (!isTcp()) {
            text.printf(" %u", sk.drops());
        } else if (connection != null) {
            text.printf(
                    " %lu %lu %u %u %d",
                    ticks(connection.rtoNanos()),
                    ticks(connection.atoNanos()),
                    connection.quick(),
                    connection.window(),
                    connection.threshold());
        }
    }

    /** {@code jiffies_to_clock_t}. */
    private static long ticks(long nanos) {
        return nanos / (TimeUnit.SECONDS.toNanos(1) / USER_HZ);
    }

    /** What tells the sock from others; not where it is, as Linux too hides that. {@code ptr_to_hashval}. */
    static int pointer(SockCommon sk) {
        return System.identityHashCode(sk);
    }

    private static int port(SockAddr addr) {
        return addr.family() == AddressFamily.AF_INET6 ? SockAddrIn6.port(addr) : SockAddrIn.port(addr);
    }

    /** Each word of the address is printed as the number that this processor reads there. */
    private static String address(SockAddr addr) {
        if (addr.family() == AddressFamily.AF_INET) {
            return word(SockAddrIn.address(addr)) + port16(addr);
        }
        In6Addr address = SockAddrIn6.address(addr);
        return word((int) (address.high() >>> Integer.SIZE))
                + word((int) address.high())
                + word((int) (address.low() >>> Integer.SIZE))
                + word((int) address.low())
                + port16(addr);
    }

    private static String word(int networkOrder) {
        return HEX.toHexDigits(Integer.reverseBytes(networkOrder));
    }

    private static String port16(SockAddr addr) {
        return ":" + HEX.toHexDigits((short) port(addr));
    }
}
