package org.jernel.net.ipv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.sysctl.SysctlRange;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Who has which port, and whose a datagram is. {@code struct udp_table}; modelled on {@code net/ipv4/udp.c}.
 *
 * <p>Lock order: a sock's lock, then the monitor. Looking up takes no lock.
 */
final class UdpTable {

    private final KernelRandom random;
    private final SysctlRange localPorts;

    /** Makes the choice within a group of SO_REUSEPORT one that nobody can foresee. {@code udp_ehash_secret}. */
    private final int secret;

    /** The socks of each port, the newest first, but for those of AF_INET6 and SO_REUSEPORT. */
    private final ConcurrentHashMap<Integer, CopyOnWriteArrayList<UdpSock>> ports = new ConcurrentHashMap<>();

    /** Every open sock, bound or not. */
    private final Set<UdpSock> socks = ConcurrentHashMap.newKeySet();

    UdpTable(KernelRandom random, SysctlRange localPorts) {
        this.random = random;
        this.localPorts = localPorts;
        this.secret = random.getRandomInt();
    }

    void open(UdpSock sk) {
        socks.add(sk);
    }

    Set<UdpSock> socks() {
        return socks;
    }

    /** Takes a port for {@code sk}, 0 for any. {@code udp_lib_get_port}. */
    synchronized int bind(UdpSock sk, int port) {
        int taken = port == 0 ? findOpenPort(sk) : port;
        List<UdpSock> there = ports.computeIfAbsent(taken, _ -> new CopyOnWriteArrayList<>());
        if (port != 0 && conflicts(there, sk)) {
            throw Errno.EADDRINUSE.exception();
        }
        sk.sharesPort = sk.options().reusePort;
        sk.portHeld = taken;
        if (sk.sharesPort && sk.family() == AddressFamily.AF_INET6) {
            there.addLast(sk);
        } else {
            there.addFirst(sk);
        }
        return taken;
    }

    private int findOpenPort(UdpSock sk) {
        SysctlRange.Range range = localPorts.get();
        int start = random.getRandomBelow(range.size());
        for (int i = 0; i < range.size(); i++) {
            int port = range.first() + (start + i) % range.size();
            List<UdpSock> there = ports.get(port);
            if (there == null || !conflicts(there, sk)) {
                return port;
            }
        }
        throw Errno.EADDRINUSE.exception();
    }

    /** SO_REUSEADDR shares without asking, SO_REUSEPORT among those who bind with it. {@code udp_lib_lport_inuse}. */
    private static boolean conflicts(List<UdpSock> there, UdpSock sk) {
        for (UdpSock other : there) {
            boolean bothReuse = other.options().reuseAddr && sk.options().reuseAddr;
            if (!bothReuse && sk.conflictsWith(other)) {
                return !(other.options().reusePort && sk.options().reusePort);
            }
        }
        return false;
    }

    /** Gives the port back, if there is one. {@code udp_lib_unhash}. */
    synchronized void unbind(UdpSock sk) {
        ports.computeIfPresent(sk.portHeld, (port, there) -> {
            there.remove(sk);
            return there.isEmpty() ? null : there;
        });
        sk.portHeld = 0;
        sk.sharesPort = false;
    }

    /**
     * The local address has changed: the sock is the newest there, and if it shared the port now stands alone. {@code
     * udp_lib_rehash}.
     */
    synchronized void rehash(UdpSock sk) {
        sk.sharesPort = false;
        ports.computeIfPresent(sk.portHeld, (_, there) -> {
            List<UdpSock> socks = new ArrayList<>(there);
            socks.remove(sk);
            socks.addFirst(sk);
            // In one go: who looks a datagram up meanwhile finds the sock before or behind.
            return new CopyOnWriteArrayList<>(socks);
        });
    }

    void close(UdpSock sk) {
        unbind(sk);
        socks.remove(sk);
    }

    /** Forgets every sock and port. */
    synchronized void clear() {
        socks.clear();
        ports.clear();
    }

    /** How many ports somebody holds. */
    int boundPorts() {
        return ports.size();
    }

    /** The socks of a port that a datagram to many is looked at by. */
    List<UdpSock> socksOf(int port) {
        List<UdpSock> there = ports.get(port);
        return there == null ? List.of() : there;
    }

    /**
     * The sock that a datagram is for: one bound to its address before one bound to any, among those the one that says most
     * about the peer, and for IPv4 one of AF_INET before one of AF_INET6. {@code __udp4_lib_lookup} and {@code
     * __udp6_lib_lookup}.
     */
    @Nullable
    UdpSock lookup(
            long saddrHigh, long saddrLow, int sport, long daddrHigh, long daddrLow, int dport, int iif) {
        List<UdpSock> there = ports.get(dport);
        if (there == null) {
            return null;
        }
        UdpSock exact = best(there, false, saddrHigh, saddrLow, sport, daddrHigh, daddrLow, dport, iif);
        return exact == null
                ? best(there, true, saddrHigh, saddrLow, sport, daddrHigh, daddrLow, dport, iif)
                : exact;
    }

    private @Nullable UdpSock best(
            List<UdpSock> there,
            boolean any,
            long saddrHigh,
            long saddrLow,
            int sport,
            long daddrHigh,
            long daddrLow,
            int dport,
            int iif) {
        boolean v4 = In6Addr.isV4Mapped(daddrHigh, daddrLow);
        UdpSock result = null;
        int badness = 0;
        for (UdpSock sk : there) {
            boolean isBound = any ? sk.isBoundToAny(v4) : sk.rcvSaddr.is(daddrHigh, daddrLow);
            int score = isBound ? sk.scoreFor(saddrHigh, saddrLow, sport, iif) : 0;
            if (score > badness) {
                badness = score;
                result = sk;
                if (sk.sharesPort && sk.state() != TcpState.ESTABLISHED) {
                    result = balance(there, sk, hash(saddrHigh, saddrLow, sport, daddrHigh, daddrLow, dport));
                }
            }
        }
        return result;
    }

    /** One of a group, always the same for the same four numbers, and of this CPU if one is. {@code reuseport_select_sock}. */
    private static UdpSock balance(List<UdpSock> there, UdpSock sk, int hash) {
        List<UdpSock> group = there.stream()
                .filter(each -> each.sharesPort && each.rcvSaddr.equals(sk.rcvSaddr))
                .filter(each -> each.family() == sk.family() && each.ipv6Only == sk.ipv6Only)
                .filter(each -> each.options().boundDevIf == sk.options().boundDevIf)
                .filter(each -> each.state() != TcpState.ESTABLISHED)
                .toList();
        if (group.isEmpty()) {
            return sk;
        }
        int chosen = (int) (((hash & 0xffff_ffffL) * group.size()) >>> 32);
        for (int i = 0; i < group.size(); i++) {
            UdpSock each = group.get((chosen + i) % group.size());
            if (each.isOfThisCpu()) {
                return each;
            }
        }
        return group.get(chosen);
    }

    /** {@code udp_ehashfn}. */
    private int hash(long saddrHigh, long saddrLow, int sport, long daddrHigh, long daddrLow, int dport) {
        long addresses = ((saddrHigh * 31 + saddrLow) * 31 + daddrHigh) * 31 + daddrLow;
        int hash = secret;
        hash = mix(hash, (int) addresses);
        hash = mix(hash, (int) (addresses >>> 32));
        return mix(mix(hash, sport), dport);
    }

    private static int mix(int hash, int word) {
        return Integer.rotateLeft((hash ^ word) * 0x9e3779b9, 15);
    }
}
