package org.jernel.net.core;

import java.util.List;

import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.kernel.sysctl.SysctlInt;
import org.jernel.kernel.sysctl.SysctlInts;
import org.jernel.kernel.sysctl.SysctlRange;

/**
 * The numbers of one network that its administrator may change: {@code /proc/sys/net}. {@code struct netns_core} and the {@code
 * sysctl_} fields of {@code struct netns_ipv4}.
 */
public final class NetSysctl {

    private static final int MAX_PORT = 65535;
    private static final int MAX_BYTE = 255;
    private static final int SYN_RETRIES_MAX = 127;
    private static final int SOCK_MIN_SNDBUF = 4608;
    private static final int SOCK_MIN_RCVBUF = 2304;
    private static final int BUFFER = 212992;

    /** Times are kept in ticks, which an int must hold, and may be negative. {@code proc_dointvec_jiffies} with 250 HZ. */
    private static final int MAX_SECONDS = Integer.MAX_VALUE / 250;

    /** What a backlog is cut to. */
    public final SysctlInt somaxconn = new SysctlInt(4096, 0, Integer.MAX_VALUE);

    /** The most that SO_RCVBUF can ask for. */
    public final SysctlInt rmemMax = new SysctlInt(BUFFER, SOCK_MIN_RCVBUF, Integer.MAX_VALUE);

    /** The most that SO_SNDBUF can ask for. */
    public final SysctlInt wmemMax = new SysctlInt(BUFFER, SOCK_MIN_SNDBUF, Integer.MAX_VALUE);

    /** What a sock has whose protocol keeps no sizes of its own. */
    public final SysctlInt rmemDefault = new SysctlInt(BUFFER, SOCK_MIN_RCVBUF, Integer.MAX_VALUE);

    public final SysctlInt wmemDefault = new SysctlInt(BUFFER, SOCK_MIN_SNDBUF, Integer.MAX_VALUE);

    /** The receive buffer of TCP: under pressure, at first, and how far it grows by itself. */
    public final SysctlInts tcpRmem = new SysctlInts(1, 4096, 131072, 6291456);

    /** The send buffer of TCP: the least, before there is a connection, and the most that a connection brings. */
    public final SysctlInts tcpWmem = new SysctlInts(1, 4096, 16384, 4194304);

    /** How many messages or connections a socket of AF_UNIX holds. */
    public final SysctlInt unixMaxDgramQlen = new SysctlInt(10);

    /** The ports that are given to who asks for any. */
    public final SysctlRange ipLocalPortRange = new SysctlRange(32768, 60999, 1, MAX_PORT);

    /** Ports below it are for the privileged. */
    public final SysctlInt ipUnprivilegedPortStart = new SysctlInt(1024, 0, MAX_PORT);

    /** What packets may live where nobody says otherwise; from RFC 1700. */
    public final SysctlInt ipDefaultTtl = new SysctlInt(64, 1, MAX_BYTE);

    /** Whether sockets may be bound to addresses that are not this host's. */
    public final SysctlInt ipNonlocalBind = new SysctlInt(0, 0, MAX_BYTE);

    /** Whether nobody's echo request is answered. */
    public final SysctlInt icmpEchoIgnoreAll = new SysctlInt(0, 0, MAX_BYTE);

    /** The groups that may have ping sockets; Linux leaves it empty, here it has root's. */
    public final SysctlRange pingGroupRange = new SysctlRange(0, 0, 0, Integer.MAX_VALUE);

    public final SysctlInt tcpSynRetries = new SysctlInt(6, 1, SYN_RETRIES_MAX);
    public final SysctlInt tcpSynackRetries = new SysctlInt(5, 0, MAX_BYTE);
    public final SysctlInt tcpRetries2 = new SysctlInt(15, 0, MAX_BYTE);

    /** How often a closed sock sends the same again, 0 for 8 times. */
    public final SysctlInt tcpOrphanRetries = new SysctlInt(0, 0, MAX_BYTE);

    /** How many seconds FIN_WAIT2 lasts without an owner. */
    public final SysctlInt tcpFinTimeout = new SysctlInt(60, -MAX_SECONDS, MAX_SECONDS);

    public final SysctlInt tcpKeepaliveTime = new SysctlInt(7200, -MAX_SECONDS, MAX_SECONDS);
    public final SysctlInt tcpKeepaliveIntvl = new SysctlInt(75, -MAX_SECONDS, MAX_SECONDS);
    public final SysctlInt tcpKeepaliveProbes = new SysctlInt(9, 0, MAX_BYTE);

    NetSysctl() {}

    /** Makes the files of what every stack heeds. */
    public void registerCommon(Sysctl sysctl) {
        sysctl.registerSysctl("net/core", List.of(
                CtlTable.of("somaxconn", somaxconn),
                CtlTable.of("rmem_max", rmemMax),
                CtlTable.of("wmem_max", wmemMax),
                CtlTable.of("rmem_default", rmemDefault),
                CtlTable.of("wmem_default", wmemDefault)));
        sysctl.registerSysctl("net/unix", List.of(CtlTable.of("max_dgram_qlen", unixMaxDgramQlen)));
        sysctl.registerSysctl("net/ipv4", List.of(CtlTable.ofNumbers(
                "ip_unprivileged_port_start",
                () -> new int[] {ipUnprivilegedPortStart.get()},
                this::setUnprivilegedPorts)));
    }

    /** Makes the files of what only our own stack heeds: on the wire the host has its own. */
    public void registerOwn(Sysctl sysctl) {
        sysctl.registerSysctl("net/ipv4", List.of(
                CtlTable.ofNumbers(
                        "ip_local_port_range",
                        () -> new int[] {ipLocalPortRange.get().first(), ipLocalPortRange.get().last()},
                        this::setLocalPorts),
                CtlTable.of("ip_default_ttl", ipDefaultTtl),
                CtlTable.of("ip_nonlocal_bind", ipNonlocalBind),
                CtlTable.of("icmp_echo_ignore_all", icmpEchoIgnoreAll),
                CtlTable.ofNumbers(
                        "ping_group_range",
                        () -> new int[] {pingGroupRange.get().first(), pingGroupRange.get().last()},
                        this::setPingGroups),
                CtlTable.of("tcp_rmem", tcpRmem),
                CtlTable.of("tcp_wmem", tcpWmem),
                CtlTable.of("tcp_syn_retries", tcpSynRetries),
                CtlTable.of("tcp_synack_retries", tcpSynackRetries),
                CtlTable.of("tcp_retries2", tcpRetries2),
                CtlTable.of("tcp_orphan_retries", tcpOrphanRetries),
                CtlTable.of("tcp_fin_timeout", tcpFinTimeout),
                CtlTable.of("tcp_keepalive_time", tcpKeepaliveTime),
                CtlTable.of("tcp_keepalive_intvl", tcpKeepaliveIntvl),
                CtlTable.of("tcp_keepalive_probes", tcpKeepaliveProbes)));
    }

    /** No port that only the privileged may have is given to who asks for any. {@code ipv4_local_port_range}. */
    private boolean setLocalPorts(int[] numbers) {
        int last = numbers.length > 1 ? numbers[1] : ipLocalPortRange.get().last();
        return numbers[0] >= ipUnprivilegedPortStart.get() && ipLocalPortRange.set(numbers[0], last);
    }

    /** As {@link #setLocalPorts}, from the other side. {@code ipv4_privileged_ports}. */
    private boolean setUnprivilegedPorts(int[] numbers) {
        boolean good = ipUnprivilegedPortStart.accepts(numbers[0]) && numbers[0] <= ipLocalPortRange.get().first();
        if (good) {
            ipUnprivilegedPortStart.set(numbers[0]);
        }
        return good;
    }

    /** Numbers in the wrong order are nobody's groups. {@code ipv4_ping_group_range}. */
    private boolean setPingGroups(int[] numbers) {
        int last = numbers.length > 1 ? numbers[1] : pingGroupRange.get().last();
        if (numbers[0] < 0 || last < 0) {
            return false;
        }
        pingGroupRange.replace(numbers[0] <= last
                ? new SysctlRange.Range(numbers[0], last)
                : new SysctlRange.Range(1, 0));
        return true;
    }
}
