package org.jernel.test.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/**
 * The files of {@code /proc/net}, byte by byte but for what is no two machines' alike: inodes, pointers, references, ports and
 * the slots of hash tables. proc(5).
 */
final class NetFileTest {

    private static final int PAGE = 4096;
    private static final int TCP_WIDTH = 149;
    private static final int UDP_WIDTH = 127;

    private static final String WIDE =
            "  sl  local_address                         remote_address                        "
                    + "st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    private static List<String> lines(Task t, String file) {
        long fd = t.ok(OPEN, t.path("/proc/self/net/" + file), O_RDONLY);
        long page = t.alloc(PAGE);
        var text = new StringBuilder();
        for (long got = t.unrecorded(READ, fd, page, PAGE); got > 0; got = t.unrecorded(READ, fd, page, PAGE)) {
            text.append(t.textAt(page, (int) got));
        }
        t.ok(CLOSE, fd);
        assertThat(text.toString()).endsWith("\n");
        return text.toString().lines().toList();
    }

    /** The line of a socket by its local port, which stands there as LLLL, and that of its peer as PPPP. */
    private static String line(Task t, String file, int port, int peer) {
        String name = "%04X".formatted(port);
        String line = lines(t, file).stream()
                .filter(each -> each
                        .matches("^ *[0-9]+: [0-9A-F]*:" + name + " [0-9A-F]*:" + "%04X .*".formatted(peer)))
                .reduce((one, other) -> one + "\n" + other)
                .orElse("no line");
        return line.replace(":" + name + " ", ":LLLL ").replace(":%04X ".formatted(peer),
                peer == 0 ? ":0000 " : ":PPPP ");
    }

    /** Up to the inode, with the slot out of it: what stands in fixed columns. */
    private static String columns(String line) {
        int slot = line.indexOf(':') + 1;
        return slot + line.substring(slot, end(line));
    }

    /** Where the eight columns before the inode end. */
    private static int end(String line) {
        int at = line.indexOf(':') + 1;
        for (int i = 0; i < 8; i++) {
            at = line.indexOf(' ', skipBlanks(line, at));
        }
        return at;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Inode, references and pointer by their forms, and what follows them. */
    private static String rest(String line) {
        return line.substring(end(line)).stripTrailing()
                .replaceFirst("^ [0-9]+ [0-9]+ [0-9a-f]{16}", " INODE REF POINTER");
    }

    @ConformanceTest
    void aListenerShowsWhoWaitsForAccept(Scenario s) {
        var t = Paths.procTask(s);
        long listener = Tcp.listener(t);
        int port = t.port(listener);
        String idle = line(t, "tcp", port, 0);
        assertThat(columns(idle)).isEqualTo(
                "5 0100007F:LLLL 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0");
        assertThat(rest(idle)).isEqualTo(" INODE REF POINTER 100 0 0 10 0");
        assertThat(idle).hasSize(TCP_WIDTH);
        Tcp.connect(t, listener);
        Tcp.connect(t, listener);
        t.pollBecomes(POLLIN | POLLRDNORM, listener, POLLIN | POLLRDNORM);
        assertThat(columns(line(t, "tcp", port, 0))).contains("0A 00000000:00000002 00:00000000");
        t.ok(ACCEPT, listener, 0, 0);
        assertThat(columns(line(t, "tcp", port, 0))).contains("0A 00000000:00000001 00:00000000");
    }

    @ConformanceTest
    void aConnectionShowsWhatIsUnread(Scenario s) {
        var t = Paths.procTask(s);
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        int here = t.port(client);
        int there = t.port(server);
        Tcp.send(t, client, "hello");
        Tcp.awaitQueued(t, server, 5);
        String unread = line(t, "tcp", there, here);
        assertThat(columns(unread)).isEqualTo(
                "5 0100007F:LLLL 0100007F:PPPP 01 00000000:00000005 00:00000000 00000000     0        0");
        assertThat(rest(unread)).matches(" INODE REF POINTER [0-9]+ [0-9]+ [0-9]+ 10 -1");
        assertThat(unread).hasSize(TCP_WIDTH);
        Tcp.receives(t, server, "hello");
        assertThat(columns(line(t, "tcp", there, here))).contains("01 00000000:00000000");
        assertThat(lines(t, "tcp").getFirst()).hasSize(TCP_WIDTH).isEqualTo(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
                        + " ".repeat(53));
    }

    @ConformanceTest
    void socketsOfBothVersionsStandInWideColumns(Scenario s) {
        var t = Paths.procTask(s);
        long listener = t.ok(SOCKET, AF_INET6, SOCK_STREAM, 0);
        t.ok(BIND, listener, t.inet6(0, 1, 0), SOCKADDR_IN6);
        t.ok(LISTEN, listener, 8);
        int port = t.port(listener);
        assertThat(lines(t, "tcp6").getFirst()).isEqualTo(WIDE);
        String idle = line(t, "tcp6", port, 0);
        assertThat(columns(idle)).isEqualTo(
                "5 00000000000000000000000001000000:LLLL 00000000000000000000000000000000:0000 0A 00000000:00000000"
                        + " 00:00000000 00000000     0        0");
        assertThat(rest(idle)).isEqualTo(" INODE REF POINTER 100 0 0 10 0");
        assertThat(idle).doesNotMatch(".* $");
        long udp = t.ok(SOCKET, AF_INET6, SOCK_DGRAM, 0);
        t.ok(BIND, udp, t.inet6(0, 1, 0), SOCKADDR_IN6);
        assertThat(lines(t, "udp6").getFirst()).isEqualTo(WIDE + " ref pointer drops");
        String datagrams = line(t, "udp6", t.port(udp), 0);
        assertThat(columns(datagrams)).isEqualTo(
                "6 00000000000000000000000001000000:LLLL 00000000000000000000000000000000:0000 07 00000000:00000000"
                        + " 00:00000000 00000000     0        0");
        assertThat(rest(datagrams)).isEqualTo(" INODE REF POINTER 0");
    }

    @ConformanceTest
    void datagramSocketsShowPeerAndDrops(Scenario s) {
        var t = Paths.procTask(s);
        long udp = Udp.bound(t);
        long peer = Udp.connected(t, t.port(udp));
        String bound = line(t, "udp", t.port(udp), 0);
        assertThat(columns(bound)).isEqualTo(
                "6 0100007F:LLLL 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0");
        assertThat(rest(bound)).isEqualTo(" INODE REF POINTER 0");
        assertThat(bound).hasSize(UDP_WIDTH);
        assertThat(columns(line(t, "udp", t.port(peer), t.port(udp)))).isEqualTo(
                "6 0100007F:LLLL 0100007F:PPPP 01 00000000:00000000 00:00000000 00000000     0        0");
        Udp.send(t, peer, "waits");
        t.pollBecomes(POLLIN, udp, POLLIN);
        assertThat(columns(line(t, "udp", t.port(udp), 0))).doesNotContain(":00000000 00:00000000");
        assertThat(lines(t, "udp").getFirst()).hasSize(UDP_WIDTH).isEqualTo(
                "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref"
                        + " pointer drops" + " ".repeat(12));
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = "the host's raw sockets are not offered: EPROTONOSUPPORT")
    void rawSocketsHaveTheirProtocolForAPort(Scenario s) {
        var t = Paths.procTask(s);
        t.ok(SOCKET, AF_INET, SOCK_RAW, 253);
        String raw = line(t, "raw", 253, 0);
        assertThat(columns(raw)).isEqualTo(
                "5 00000000:LLLL 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0");
        assertThat(rest(raw)).isEqualTo(" INODE REF POINTER 0");
        assertThat(lines(t, "raw").getFirst()).isEqualTo(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref"
                        + " pointer drops");
        assertThat(lines(t, "raw6").getFirst()).isEqualTo(WIDE + " ref pointer drops");
    }

    @ConformanceTest
    void socketsOfUnixShowStateAndName(Scenario s) {
        var t = Paths.procTask(s);
        String name = Unix.abstractName("netfile");
        long listener = Unix.socket(t, SOCK_STREAM);
        t.ok(BIND, listener, Unix.addr(t, name), Unix.length(name));
        assertThat(unix(t, name)).isEqualTo("POINTER: 00000002 00000000 00000000 0001 01 INODE NAME");
        t.ok(LISTEN, listener, 3);
        assertThat(unix(t, name)).isEqualTo("POINTER: 00000002 00000000 00010000 0001 01 INODE NAME");
        long client = Unix.socket(t, SOCK_STREAM);
        t.ok(CONNECT, client, Unix.addr(t, name), Unix.length(name));
        assertThat(unix(t, name).lines().sorted()).containsExactly(
                "POINTER: 00000002 00000000 00010000 0001 01 INODE NAME",
                "POINTER: 00000003 00000000 00000000 0001 02 INODE NAME");
        t.ok(ACCEPT, listener, 0, 0);
        assertThat(unix(t, name).lines().sorted()).containsExactly(
                "POINTER: 00000002 00000000 00010000 0001 01 INODE NAME",
                "POINTER: 00000003 00000000 00000000 0001 03 INODE NAME");
        String other = Unix.abstractName("netfile-datagrams");
        t.ok(BIND, Unix.socket(t, SOCK_DGRAM), Unix.addr(t, other), Unix.length(other));
        assertThat(unix(t, other)).isEqualTo("POINTER: 00000002 00000000 00000000 0002 01 INODE NAME");
        assertThat(lines(t, "unix").getFirst())
                .isEqualTo("Num       RefCount Protocol Flags    Type St Inode Path");
    }

    private static String unix(Task t, String name) {
        String shown = " @" + name.substring(1);
        return lines(t, "unix").stream()
                .filter(line -> line.endsWith(shown))
                .map(line -> line.replaceFirst("^[0-9a-f]{16}: ", "POINTER: ")
                        .replaceFirst("(0[0-9]) ( {4}[0-9]| {3}[0-9]{2}| {2}[0-9]{3}| [0-9]{4}|[0-9]{5,}) @",
                                "$1 INODE @")
                        .replace(shown, " NAME"))
                .reduce((one, next) -> one + "\n" + next)
                .orElse("no line");
    }

    /** Of the protocols there are those that a kernel may leave out: what is there has the same columns. */
    @ConformanceTest
    void protocolsAreListedWithTheirMethods(Scenario s) {
        var t = Paths.procTask(s);
        List<String> all = lines(t, "protocols");
        assertThat(all.getFirst()).isEqualTo("protocol  size sockets  memory press maxhdr  slab module    "
                + " cl co di ac io in de sh ss gs se re bi br ha uh gp em");
        assertThat(protocol(all, "TCP")).isEqualTo("NN   no     192   yes  kernel     "
                + " y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y");
        assertThat(protocol(all, "TCPv6")).isEqualTo(protocol(all, "TCP"));
        assertThat(protocol(all, "UDP")).isEqualTo("NN   NI       0   yes  kernel     "
                + " y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n");
        assertThat(protocol(all, "UDPv6")).isEqualTo(protocol(all, "UDP"));
        assertThat(protocol(all, "UNIX")).isEqualTo("NN   NI       0   yes  kernel     "
                + " y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n");
        assertThat(protocol(all, "UNIX-STREAM")).isEqualTo(protocol(all, "UNIX"));
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = "the host's sockets for echo requests and raw ones are not offered")
    void protocolsOfPacketsAreListed(Scenario s) {
        var t = Paths.procTask(s);
        List<String> all = lines(t, "protocols");
        assertThat(protocol(all, "RAW")).isEqualTo("NN   NI       0   yes  kernel     "
                + " y  y  y  n  y  y  y  n  y  y  y  y  y  y  y  y  n  n");
        assertThat(protocol(all, "RAWv6")).isEqualTo(protocol(all, "RAW"));
        assertThat(protocol(all, "PING")).isEqualTo("NN   NI       0   yes  kernel     "
                + " y  y  y  n  n  y  n  n  y  y  y  y  y  y  n  y  y  n");
        assertThat(protocol(all, "PINGv6")).isEqualTo(protocol(all, "PING"));
    }

    /** A protocol's line without its name and the numbers after it, which stand in fixed columns too. */
    private static String protocol(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(Math.max(name.length(), 9)))
                .map(line -> line.replaceFirst("^ +[0-9]+ [ 0-9]{6} {2}[ 0-9-]{6}", "NN"))
                .findFirst()
                .orElse("no line");
    }

    @ConformanceTest
    void countersStandBelowTheirNames(Scenario s) {
        var t = Paths.procTask(s);
        List<String> snmp = lines(t, "snmp");
        assertThat(snmp.stream().filter(line -> !line.startsWith("IcmpMsg")).map(NetFileTest::masked)).containsExactly(
                "Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards"
                        + " InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails"
                        + " FragOKs FragFails FragCreates OutTransmits",
                "Ip:" + " N".repeat(20),
                "Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects"
                        + " InEchos InEchoReps InTimestamps InTimestampReps InAddrMasks InAddrMaskReps OutMsgs OutErrors"
                        + " OutRateLimitGlobal OutRateLimitHost OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs"
                        + " OutRedirects OutEchos OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps",
                "Icmp:" + " N".repeat(29),
                "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab"
                        + " InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors",
                "Tcp:" + " N".repeat(15),
                "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti"
                        + " MemErrors",
                "Udp:" + " N".repeat(9),
                "UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti"
                        + " MemErrors",
                "UdpLite:" + " N".repeat(9));
        assertThat(lines(t, "netstat").stream().filter(line -> line.startsWith("IpExt:")).map(NetFileTest::masked))
                .containsExactly(
                        "IpExt: InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets"
                                + " OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets InCsumErrors"
                                + " InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts ReasmOverlaps",
                        "IpExt:" + " N".repeat(18));
        assertThat(lines(t, "snmp6").stream().map(NetFileTest::labelled).filter(line -> !line.matches(".*Type.*")))
                .containsExactlyElementsOf(snmp6());
    }

    private static String masked(String line) {
        return line.replaceAll(" -?[0-9]+", " N");
    }

    /** A name of snmp6 with its column and whether a number follows. */
    private static String labelled(String line) {
        return line.length() > 33 && line.substring(33).matches("[0-9]+") ? line.substring(0, 33) : line;
    }

    private static List<String> snmp6() {
        Stream<String> ip = names(
                "Ip6", "InReceives InHdrErrors InTooBigErrors InNoRoutes InAddrErrors InUnknownProtos InTruncatedPkts"
                        + " InDiscards InDelivers OutForwDatagrams OutRequests OutDiscards OutNoRoutes ReasmTimeout"
                        + " ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates InMcastPkts OutMcastPkts InOctets"
                        + " OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets InNoECTPkts InECT1Pkts"
                        + " InECT0Pkts InCEPkts OutTransmits");
        Stream<String> icmp = names(
                "Icmp6", "InMsgs InErrors OutMsgs OutErrors InCsumErrors OutRateLimitHost InDestUnreachs InPktTooBigs"
                        + " InTimeExcds InParmProblems InEchos InEchoReplies InGroupMembQueries InGroupMembResponses"
                        + " InGroupMembReductions InRouterSolicits InRouterAdvertisements InNeighborSolicits"
                        + " InNeighborAdvertisements InRedirects InMLDv2Reports OutDestUnreachs OutPktTooBigs OutTimeExcds"
                        + " OutParmProblems OutEchos OutEchoReplies OutGroupMembQueries OutGroupMembResponses"
                        + " OutGroupMembReductions OutRouterSolicits OutRouterAdvertisements OutNeighborSolicits"
                        + " OutNeighborAdvertisements OutRedirects OutMLDv2Reports");
        Stream<String> udp =
                names("Udp6", "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors"
                        + " IgnoredMulti MemErrors");
        Stream<String> lite = names("UdpLite6", "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors"
                + " InCsumErrors MemErrors");
        return Stream.of(ip, icmp, udp, lite).flatMap(each -> each).toList();
    }

    private static Stream<String> names(String prefix, String all) {
        return Arrays.stream(all.split(" ")).map(name -> "%-32s\t".formatted(prefix + name));
    }

    @ConformanceTest
    void socketsAreCounted(Scenario s) {
        var t = Paths.procTask(s);
        assertThat(lines(t, "sockstat").stream().map(NetFileTest::masked)).containsExactly(
                "sockets: used N",
                "TCP: inuse N orphan N tw N alloc N mem N",
                "UDP: inuse N mem N",
                "UDPLITE: inuse N",
                "RAW: inuse N",
                "FRAG: inuse N memory N");
        assertThat(lines(t, "sockstat6").stream().map(NetFileTest::masked)).containsExactly(
                "TCP6: inuse N", "UDP6: inuse N", "UDPLITE6: inuse N", "RAW6: inuse N", "FRAG6: inuse N memory N");
    }

    @ConformanceTest
    void devicesStandInTheirColumns(Scenario s) {
        var t = Paths.procTask(s);
        List<String> devices = lines(t, "dev");
        assertThat(devices.subList(0, 2)).containsExactly(
                "Inter-|   Receive                                                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls"
                        + " carrier compressed");
        assertThat(devices).filteredOn(line -> line.startsWith("    lo:")).singleElement().asString().matches(
                " {4}lo: [ 0-9]{6,}[0-9] [ 0-9]{6,}[0-9] {4}0 {4}0 {4}0 {5}0 {10}0 {9}0 [ 0-9]{7,}[0-9] [ 0-9]{6,}[0-9]"
                        + " {4}0 {4}0 {4}0 {5}0 {7}0 {10}0");
        assertThat(lines(t, "arp").getFirst())
                .isEqualTo("IP address       HW type     Flags       HW address            Mask     Device");
        assertThat(lines(t, "if_inet6")).contains("00000000000000000000000000000001 01 80 10 80       lo");
    }
}
