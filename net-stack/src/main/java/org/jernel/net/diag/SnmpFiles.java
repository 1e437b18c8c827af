package org.jernel.net.diag;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.IcmpMib;
import org.jernel.net.core.Mib;
import org.jernel.net.core.MibItem;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetMib;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.UdpMib;

/**
 * {@code /proc/net/snmp}, {@code snmp6} and {@code netstat}: what the protocols have counted. Modelled on {@code net/ipv4/proc.c}
 * and {@code net/ipv6/proc.c}; of {@code netstat} there is what is counted here.
 */
final class SnmpFiles {

    /** By type, as {@code icmpmibmap} has them. */
    private static final Map<Integer, String> ICMP_TYPES = names(
            3, "DestUnreachs", 11, "TimeExcds", 12, "ParmProbs", 4, "SrcQuenchs", 5, "Redirects", 8, "Echos",
            0, "EchoReps", 13, "Timestamps", 14, "TimestampReps", 17, "AddrMasks", 18, "AddrMaskReps");

    /** By type, as {@code snmp6_icmp6_list} names them. */
    private static final Map<Integer, String> ICMP6_TYPES = names(
            1, "DestUnreachs", 2, "PktTooBigs", 3, "TimeExcds", 4, "ParmProblems", 128, "Echos", 129, "EchoReplies",
            130, "GroupMembQueries", 131, "GroupMembResponses", 132, "GroupMembReductions", 133, "RouterSolicits",
            134, "RouterAdvertisements", 135, "NeighborSolicits", 136, "NeighborAdvertisements", 137, "Redirects",
            143, "MLDv2Reports");

    /** {@code snmp6_ipstats_list}. */
    private static final List<String> IP6 = List.of(
            "InReceives", "InHdrErrors", "InTooBigErrors", "InNoRoutes", "InAddrErrors", "InUnknownProtos",
            "InTruncatedPkts", "InDiscards", "InDelivers", "OutForwDatagrams", "OutRequests", "OutDiscards",
            "OutNoRoutes", "ReasmTimeout", "ReasmReqds", "ReasmOKs", "ReasmFails", "FragOKs", "FragFails",
            "FragCreates",
            "InMcastPkts", "OutMcastPkts", "InOctets", "OutOctets", "InMcastOctets", "OutMcastOctets", "InBcastOctets",
            "OutBcastOctets", "InNoECTPkts", "InECT1Pkts", "InECT0Pkts", "InCEPkts", "OutTransmits");

    /** {@code snmp6_icmp6_list}. */
    private static final List<IcmpMib> ICMP6 = List.of(
            IcmpMib.IN_MSGS, IcmpMib.IN_ERRORS, IcmpMib.OUT_MSGS, IcmpMib.OUT_ERRORS, IcmpMib.IN_CSUM_ERRORS,
            IcmpMib.OUT_RATE_LIMIT_HOST);

    /** RtoAlgorithm, RtoMin, RtoMax, MaxConn: Van Jacobson's, milliseconds, and as many connections as there can be. */
    private static final String TCP_LIMITS = " 1 200 120000 -1";

    private SnmpFiles() {}

    private static Map<Integer, String> names(Object... typesAndNames) {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (int i = 0; i < typesAndNames.length; i += 2) {
            names.put((Integer) typesAndNames[i], (String) typesAndNames[i + 1]);
        }
        return names;
    }

    static void snmp(Net net, SeqFile text) {
        NetMib mib = net.mib();
        // Nothing is forwarded.
        text.puts("Ip: Forwarding DefaultTTL" + mib.ip().common().labels() + "\n");
        text.puts("Ip: 2 " + net.sysctl().ipDefaultTtl.get() + mib.ip().common().values() + "\n");
        icmp(mib.icmp(), text);
        icmpMessages(mib.icmp(), text);
        text.puts("Tcp: RtoAlgorithm RtoMin RtoMax MaxConn");
        tcp(net, text);
        text.puts("Udp:" + mib.udp().labels() + "\nUdp:" + mib.udp().values() + "\n");
        // There is no UDP-Lite that could have counted.
        Mib<UdpMib> lite = new Mib<>(UdpMib.class);
        text.puts("UdpLite:" + lite.labels() + "\nUdpLite:" + lite.values() + "\n");
    }

    private static void icmp(NetMib.IcmpCounters icmp, SeqFile text) {
        text.puts("Icmp: InMsgs InErrors InCsumErrors" + typeLabels("In") + " OutMsgs OutErrors"
                + " OutRateLimitGlobal OutRateLimitHost" + typeLabels("Out"));
        text.printf(
                "\nIcmp: %lu %lu %lu",
                icmp.common().get(IcmpMib.IN_MSGS),
                icmp.common().get(IcmpMib.IN_ERRORS),
                icmp.common().get(IcmpMib.IN_CSUM_ERRORS));
        text.puts(typeValues(icmp.in()));
        text.printf(
                " %lu %lu %lu %lu",
                icmp.common().get(IcmpMib.OUT_MSGS),
                icmp.common().get(IcmpMib.OUT_ERRORS),
                icmp.common().get(IcmpMib.OUT_RATE_LIMIT_GLOBAL),
                icmp.common().get(IcmpMib.OUT_RATE_LIMIT_HOST));
        text.puts(typeValues(icmp.out()) + "\n");
    }

    private static String typeLabels(String direction) {
        return ICMP_TYPES.values().stream().map(name -> " " + direction + name).collect(Collectors.joining());
    }

    private static String typeValues(Map<Integer, LongAdder> byType) {
        return ICMP_TYPES.keySet().stream().map(type -> " " + sum(byType, type)).collect(Collectors.joining());
    }

    private static long sum(Map<Integer, LongAdder> byType, int type) {
        LongAdder counter = byType.get(type);
        return counter == null ? 0 : counter.sum();
    }

    /** {@code icmpmsg_put}: only of types that there were. */
    private static void icmpMessages(NetMib.IcmpCounters icmp, SeqFile text) {
        Map<String, Long> messages = new LinkedHashMap<>();
        icmp.in().forEach((type, count) -> messages.put("InType" + type, count.sum()));
        icmp.out().forEach((type, count) -> messages.put("OutType" + type, count.sum()));
        if (!messages.isEmpty()) {
            text.puts("IcmpMsg: " + String.join(" ", messages.keySet()) + "\nIcmpMsg:");
            messages.values().forEach(count -> text.puts(" " + count));
            text.putc('\n');
        }
    }

    /** The connections that are open stand in the midst of what is counted. */
    private static void tcp(Net net, SeqFile text) {
        Mib<TcpMib> tcp = net.mib().tcp();
        for (TcpMib counter : tcp.items()) {
            text.puts(counter == TcpMib.IN_SEGS ? " CurrEstab" : "");
            text.puts(" " + counter.label());
        }
        text.puts("\nTcp:" + TCP_LIMITS);
        for (TcpMib counter : tcp.items()) {
            text.puts(counter == TcpMib.IN_SEGS ? " " + established(net) : "");
            text.puts(" " + tcp.get(counter));
        }
        text.putc('\n');
    }

    /** {@code TCP_MIB_CURRESTAB}. */
    private static long established(Net net) {
        return Netstat.rows(net, "tcp", "tcp6").stream()
                .filter(row -> row.entry().state().isOneOf(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT))
                .count();
    }

    static void netstat(Net net, SeqFile text) {
        NetMib mib = net.mib();
        text.puts("TcpExt:" + mib.net().labels() + "\nTcpExt:" + mib.net().values() + "\n");
        text.puts("IpExt:" + mib.ip().extended().labels() + "\nIpExt:" + mib.ip().extended().values() + "\n");
    }

    static void snmp6(Net net, SeqFile text) {
        NetMib mib = net.mib();
        IP6.forEach(name -> row(text, "Ip6" + name, ip6(mib.ipv6(), name)));
        ICMP6.forEach(counter -> row(text, "Icmp6" + counter.label(), mib.icmpv6().common().get(counter)));
        ICMP6_TYPES.forEach((type, name) -> row(text, "Icmp6In" + name, sum(mib.icmpv6().in(), type)));
        ICMP6_TYPES.forEach((type, name) -> row(text, "Icmp6Out" + name, sum(mib.icmpv6().out(), type)));
        mib.icmpv6().in().forEach((type, count) -> row(text, "Icmp6InType" + type, count.sum()));
        mib.icmpv6().out().forEach((type, count) -> row(text, "Icmp6OutType" + type, count.sum()));
        mib.udp6().items().forEach(counter -> row(text, "Udp6" + counter.label(), mib.udp6().get(counter)));
        mib.udp6().items().stream()
                .filter(counter -> counter != UdpMib.IGNORED_MULTI)
                .forEach(counter -> row(text, "UdpLite6" + counter.label(), 0));
    }

    /** What both versions of IP count has one name; nothing is forwarded, so nothing is too big or goes out that came in. */
    private static long ip6(NetMib.IpCounters ip, String name) {
        return find(ip.common(), name) + find(ip.extended(), name);
    }

    private static <C extends Enum<C> & MibItem> long find(Mib<C> mib, String name) {
        return mib.items().stream().filter(item -> item.label().equals(name)).mapToLong(mib::get).sum();
    }

    private static void row(SeqFile text, String name, long value) {
        text.printf("%-32s\t%lu\n", name, value);
    }
}
