package org.jernel.net.diag;

import java.util.List;
import java.util.function.Predicate;

import org.jernel.kernel.mm.Page;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.Net;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.SockAddrIn;

/** {@code /proc/net/sockstat} and {@code sockstat6}. {@code sockstat_seq_show} and {@code sockstat6_seq_show}. */
final class SockstatFiles {

    private SockstatFiles() {}

    static void sockstat(Net net, SeqFile text) {
        List<Netstat.Row> all = Netstat.rows(net, "tcp", "tcp6");
        text.printf("sockets: used %d\n", net.sockets().size());
        text.printf(
                "TCP: inuse %ld orphan %ld tw %ld alloc %ld mem %ld\n",
                count(Netstat.rows(net, "tcp"), SockstatFiles::isInUse),
                count(all, SockstatFiles::isOrphan),
                count(all, row -> isTimewait(row.entry())),
                count(all, row -> !isMini(row.entry())),
                pages(all));
        List<Netstat.Row> udp = Netstat.rows(net, "udp");
        text.printf("UDP: inuse %ld mem %ld\n", count(udp, SockstatFiles::hasPort), pages(udp));
        text.puts("UDPLITE: inuse 0\n");
        text.printf("RAW: inuse %d\n", Netstat.rows(net, "raw").size());
        text.puts("FRAG: inuse 0 memory 0\n");
    }

    static void sockstat6(Net net, SeqFile text) {
        text.printf("TCP6: inuse %ld\n", count(Netstat.rows(net, "tcp6"), SockstatFiles::isInUse));
        text.printf("UDP6: inuse %ld\n", count(Netstat.rows(net, "udp6"), SockstatFiles::hasPort));
        text.puts("UDPLITE6: inuse 0\n");
        text.printf("RAW6: inuse %d\n", Netstat.rows(net, "raw6").size());
        text.puts("FRAG6: inuse 0 memory 0\n");
    }

    private static long count(List<Netstat.Row> rows, Predicate<Netstat.Row> wanted) {
        return rows.stream().filter(wanted).count();
    }

    /** In the tables, and a whole sock. {@code sock_prot_inuse_get}. */
    static boolean isInUse(Netstat.Row row) {
        return row.entry().state() != TcpState.CLOSE && !isMini(row.entry());
    }

    private static boolean hasPort(Netstat.Row row) {
        return SockAddrIn.port(row.entry().local()) != 0;
    }

    private static boolean isTimewait(NetstatEntry entry) {
        return entry.state() == TcpState.TIME_WAIT;
    }

    private static boolean isMini(NetstatEntry entry) {
        return isTimewait(entry) || entry.state() == TcpState.SYN_RECV;
    }

    /** Closed by its program, and not yet through. A connection that nobody has accepted is none. */
    private static boolean isOrphan(Netstat.Row row) {
        boolean ending = switch (row.entry().state()) {
            case FIN_WAIT1, FIN_WAIT2, LAST_ACK, CLOSING -> true;
            default -> false;
        };
        return ending && row.sk().socket() == null;
    }

    /** What the queues hold, in pages. {@code proto_memory_allocated}. */
    static long pages(List<Netstat.Row> rows) {
        long bytes = rows.stream()
                .filter(row -> row.entry().state() != TcpState.LISTEN)
                .mapToLong(row -> row.entry().recvQ() + row.entry().sendQ())
                .sum();
        return (bytes + Page.SIZE - 1) / Page.SIZE;
    }
}
