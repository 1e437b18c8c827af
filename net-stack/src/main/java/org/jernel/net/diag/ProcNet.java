package org.jernel.net.diag;

import java.util.Locale;
import java.util.function.Predicate;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;

/**
 * The files of {@code /proc/net} that list sockets, in the columns that Linux has: {@code tcp4_seq_show}, {@code tcp6_seq_show},
 * {@code udp4_seq_show}, {@code udp6_seq_show}, {@code unix_seq_show}.
 *
 * <p>Timers, users and kernel addresses are told as zeroes.
 */
public final class ProcNet {

    private static final String TCP =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
                    + "  timeout inode";
    private static final String WIDE =
            "  sl  local_address                         remote_address                       "
                    + " st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String UDP = " ref pointer drops";

    /** {@code __SO_ACCEPTCON}. */
    private static final int SO_ACCEPTCON = 1 << 16;

    private ProcNet() {}

    /** Makes the files. */
    public static void init(Kernel kernel) {
        ProcFs proc = kernel.get(ProcFs.class);
        proc.create("net", "tcp", () -> inet(kernel, "tcp", TCP));
        proc.create("net", "tcp6", () -> inet(kernel, "tcp6", WIDE));
        proc.create("net", "udp", () -> inet(kernel, "udp", " " + TCP + UDP + " "));
        proc.create("net", "udp6", () -> inet(kernel, "udp6", WIDE + UDP));
        proc.create("net", "unix", () -> unix(kernel));
    }

    private static String inet(Kernel kernel, String proto, String title) {
        StringBuilder text = new StringBuilder(title).append('\n');
        boolean tcp = proto.startsWith("tcp");
        Predicate<NetstatEntry> hashed =
                tcp ? entry -> entry.state() != TcpState.CLOSE : entry -> port(entry.local()) != 0;
        int slot = 0;
        for (NetstatEntry entry : Netstat.of(kernel)) {
            if (entry.proto().equals(proto) && hashed.test(entry)) {
                text.append(String.format(
                        Locale.ROOT,
                        "%4d: %s %s %02X %08X:%08X 00:00000000 00000000     0        0 %d 1 0000000000000000%s\n",
                        slot++,
                        address(entry.local()),
                        address(entry.peer()),
                        entry.state().number(),
                        // The file does not tell a listener's backlog.
                        entry.state() == TcpState.LISTEN ? 0 : entry.sendQ(),
                        entry.recvQ(),
                        entry.inode(),
                        tcp ? "" : " 0"));
            }
        }
        return text.toString();
    }

    private static int port(SockAddr addr) {
        return addr.family() == AddressFamily.AF_INET6 ? SockAddrIn6.port(addr) : SockAddrIn.port(addr);
    }

    /** Each word of the address is printed as the number that this processor reads there. */
    private static String address(SockAddr addr) {
        if (addr.family() == AddressFamily.AF_INET) {
            return String.format(
                    Locale.ROOT, "%08X:%04X", Integer.reverseBytes(SockAddrIn.address(addr)), port(addr));
        }
        In6Addr address = SockAddrIn6.address(addr);
        StringBuilder text = new StringBuilder();
        for (long half : new long[] {address.high(), address.low()}) {
            text.append(String.format(
                    Locale.ROOT,
                    "%08X%08X",
                    Integer.reverseBytes((int) (half >>> Integer.SIZE)),
                    Integer.reverseBytes((int) half)));
        }
        return text.append(String.format(Locale.ROOT, ":%04X", port(addr))).toString();
    }

    private static String unix(Kernel kernel) {
        StringBuilder text = new StringBuilder("Num       RefCount Protocol Flags    Type St Inode Path\n");
        for (NetstatEntry entry : Netstat.of(kernel)) {
            if (entry.isUnix()) {
                boolean connected = entry.state() == TcpState.ESTABLISHED;
                text.append(String.format(
                        Locale.ROOT,
                        "0000000000000000: %08X 00000000 %08X %04X %02X %5d%s\n",
                        connected ? 3 : 2,
                        entry.state() == TcpState.LISTEN ? SO_ACCEPTCON : 0,
                        entry.type(),
                        socketState(entry, connected),
                        entry.inode(),
                        entry.path().isEmpty() ? "" : " " + entry.path()));
            }
        }
        return text.toString();
    }

    /** SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED or SS_DISCONNECTING. */
    private static int socketState(NetstatEntry entry, boolean connected) {
        if (entry.inode() == 0) {
            return connected ? 2 : 4;
        }
        return connected ? 3 : 1;
    }
}
