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
enum ProtocolsFile {
    TCP("TCP", 2304, 192, "yyyyyyyyyyyynyyyyy", row -> SockstatFiles.isInUse(row), "tcp"),
    UDP("UDP", 1344, 0, "yyynyyynyyyynnyyyn", row -> hasPort(row), "udp"),
    RAW("RAW", 1152, 0, "yyynyyynyyyyyyyynn", _ -> true, "raw"),
    PING("PING", 1016, 0, "yyynnynnyyyyyynyyn", row -> hasPort(row), "icmp"),
    UNIX("UNIX", 1152, 0, "ynnnnnnnnnnnnnnnnn", row -> !isStream(row), "unix"),
    UNIX_STREAM("UNIX-STREAM", 1152, 0, "ynnnnnnnnnnnnnnnnn", row -> isStream(row), "unix"),
    TCPV6("TCPv6", 2432, 192, "yyyyyyyyyyyynyyyyy", row -> SockstatFiles.isInUse(row), "tcp6"),
    UDPV6("UDPv6", 1472, 0, "yyynyyynyyyynnyyyn", row -> hasPort(row), "udp6"),
    RAWV6("RAWv6", 1344, 0, "yyynyyynyyyyyyyynn", _ -> true, "raw6"),
    PINGV6("PINGv6", 1344, 0, "yyynnynnyyyyyynyyn", row -> hasPort(row), "icmp6");

    /** No memory is counted. */
    private static final int NOT_COUNTED = -1;

    private final String name;
    private final int size;
    private final int maxHeader;

    /** Which methods there are, in the order of the columns. */
    private final String methods;

    private final Predicate<Netstat.Row> inUse;
    private final String rows;

    ProtocolsFile(String name, int size, int maxHeader, String methods, Predicate<Netstat.Row> inUse, String rows) {
        this.name = name;
        this.size = size;
        this.maxHeader = maxHeader;
        this.methods = methods;
        this.inUse = inUse;
        this.rows = rows;
    }

    /** The protocols of a network, those first that came last. */
    static void show(Net net, SeqFile text) {
        text.printf("%-9s %-4s %-8s %-6s %-5s %-7s %-4s %-10s %s",
                "protocol", "size", "sockets", "memory", "press", "maxhdr", "slab", "module",
                "cl co di ac io in de sh ss gs se re bi br ha uh gp em\n");
        List<String> there = net.protos().stream().map(Proto::name).toList();
        for (ProtocolsFile each : List.of(values()).reversed()) {
            if (there.contains(each.name)) {
                each.showLine(net, text);
            }
        }
    }

    private void showLine(Net net, SeqFile text) {
        boolean tcp = this == TCP || this == TCPV6;
        text.printf("%-9s %4u %6d  %6ld   %-3s %6u   %-3s  %-10s",
                name,
                size,
                Netstat.rows(net, rows).stream().filter(inUse).count(),
                memory(net),
                tcp ? "no" : "NI",
                maxHeader,
                "yes",
                "kernel");
        methods.chars().forEach(method -> text.printf(" %2c", method));
        text.putc('\n');
    }

    /** Pages, which both versions of IP count together. */
    private long memory(Net net) {
        return switch (this) {
            case TCP, TCPV6 -> SockstatFiles.pages(Netstat.rows(net, "tcp", "tcp6"));
            case UDP, UDPV6 -> SockstatFiles.pages(Netstat.rows(net, "udp", "udp6"));
            default -> NOT_COUNTED;
        };
    }

    private static boolean hasPort(Netstat.Row row) {
        return SockAddrIn.port(row.entry().local()) != 0;
    }

    private static boolean isStream(Netstat.Row row) {
        return row.entry().type() == SocketType.SOCK_STREAM;
    }
}
