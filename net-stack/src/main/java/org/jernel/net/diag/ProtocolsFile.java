package org.jernel.net.diag;

import java.util.List;
import java.util.function.Predicate;

import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;

/**
 * {@code /proc/net/protocols}: {@code proto_seq_printf} of {@code net/core/sock.c}. Sizes and methods are those of Linux's
 * {@code struct proto}, which a program may look for.
 */
final class ProtocolsFile {

    /** No memory is counted. */
    private static final int NOT_COUNTED = -1;

    private static final List<Line> LINES = List.of(
            new Line("TCP", 2304, 192, "yyyyyyyyyyyynyyyyy", "tcp", SockstatFiles::isInUse),
            new Line("UDP", 1344, 0, "yyynyyynyyyynnyyyn", "udp", ProtocolsFile::hasPort),
            new Line("RAW", 1152, 0, "yyynyyynyyyyyyyynn", "raw", _ -> true),
            new Line("PING", 1016, 0, "yyynnynnyyyyyynyyn", "icmp", ProtocolsFile::hasPort),
            new Line("UNIX", 1152, 0, "ynnnnnnnnnnnnnnnnn", "unix", row -> !isStream(row)),
            new Line("UNIX-STREAM", 1152, 0, "ynnnnnnnnnnnnnnnnn", "unix", ProtocolsFile::isStream),
            new Line("TCPv6", 2432, 192, "yyyyyyyyyyyynyyyyy", "tcp6", SockstatFiles::isInUse),
            new Line("UDPv6", 1472, 0, "yyynyyynyyyynnyyyn", "udp6", ProtocolsFile::hasPort),
            new Line("RAWv6", 1344, 0, "yyynyyynyyyyyyyynn", "raw6", _ -> true),
            new Line("PINGv6", 1344, 0, "yyynnynnyyyyyynyyn", "icmp6", ProtocolsFile::hasPort));

    private ProtocolsFile() {}

    /**
     * A protocol.
     *
     * @param maxHeader the room that a packet of it leaves for headers
     * @param methods which there are, in the order of the columns
     * @param rows the file that lists its socks
     * @param inUse which of them count
     */
    private record Line(
            String name, int size, int maxHeader, String methods, String rows, Predicate<Netstat.Row> inUse) {

        void show(Net net, SeqFile text) {
            text.printf("%-9s %4u %6ld  %6ld   %-3s %6u   %-3s  %-10s",
                    name,
                    size,
                    Netstat.rows(net, rows).stream().filter(inUse).count(),
                    memory(net),
                    name.startsWith("TCP") ? "no" : "NI",
                    maxHeader,
                    "yes",
                    "kernel");
            methods.chars().forEach(method -> text.printf(" %2c", method));
            text.putc('\n');
        }

        /** Pages, which both versions of IP count together. */
        private long memory(Net net) {
            return switch (name) {
                case "TCP", "TCPv6" -> SockstatFiles.pages(Netstat.rows(net, "tcp", "tcp6"));
                case "UDP", "UDPv6" -> SockstatFiles.pages(Netstat.rows(net, "udp", "udp6"));
                default -> NOT_COUNTED;
            };
        }
    }

    /** The protocols of a network, those first that came last. */
    static void show(Net net, SeqFile text) {
        text.printf("%-9s %-4s %-8s %-6s %-5s %-7s %-4s %-10s %s",
                "protocol", "size", "sockets", "memory", "press", "maxhdr", "slab", "module",
                "cl co di ac io in de sh ss gs se re bi br ha uh gp em\n");
        List<String> there = net.protos().stream().map(Proto::name).toList();
        LINES.reversed().stream()
                .filter(line -> there.contains(line.name()))
                .forEach(line -> line.show(net, text));
    }

    private static boolean hasPort(Netstat.Row row) {
        return SockAddrIn.port(row.entry().local()) != 0;
    }

    private static boolean isStream(Netstat.Row row) {
        return row.entry().type() == SocketType.SOCK_STREAM;
    }
}
