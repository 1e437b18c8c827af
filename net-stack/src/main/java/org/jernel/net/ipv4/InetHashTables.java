package org.jernel.net.ipv4;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.sysctl.SysctlRange;
import org.jernel.net.core.SockCommon;
import org.jernel.net.device.SoftIrq;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Who has which port, who listens, and which connections there are. Modelled on {@code net/ipv4/inet_hashtables.c} and
 * {@code inet_connection_sock.c}.
 *
 * <p>Lock order: a sock's lock, then the port monitor, then that of the {@link EstablishedTable}.
 */
final class InetHashTables {

    /** What an address is worth to a listener: more than all else together. */
    private static final int EXACT = 16;

    private static final int WILDCARD = 8;

    private final KernelRandom random;
    private final SysctlRange localPorts;
    private final Map<Integer, BindBucket> bound = new HashMap<>();
    private final ConcurrentHashMap<Integer, CopyOnWriteArrayList<TcpSock>> listening = new ConcurrentHashMap<>();
    private final EstablishedTable established = new EstablishedTable();

    InetHashTables(KernelRandom random, SysctlRange localPorts) {
        this.random = random;
        this.localPorts = localPorts;
    }

    EstablishedTable established() {
        return established;
    }

    /** Takes a port for {@code sk}, 0 for any. {@code inet_csk_get_port}. */
    int bind(TcpSock sk, int port) {
        synchronized (bound) {
            int taken = port == 0 ? findOpenPort(sk) : port;
            BindBucket bucket = bound.get(taken);
            if (port != 0 && bucket != null && bucket.conflicts(sk, true)) {
                throw Errno.EADDRINUSE.exception();
            }
            own(taken, sk, false);
            return taken;
        }
    }

    /** {@code inet_csk_find_open_port}: odd ports first, since those that connect take even ones first. */
    private int findOpenPort(TcpSock sk) {
        SysctlRange.Range range = localPorts.get();
        int half = Math.max(1, range.size() / 2);
        int start = random.getRandomBelow(half);
        for (int parity = 1; parity >= 0; parity--) {
            for (int i = 0; i < half; i++) {
                int port = range.first() + 2 * ((start + i) % half) + parity;
                BindBucket bucket = bound.get(port);
                if (range.contains(port) && (bucket == null || !bucket.conflicts(sk, false))) {
                    return port;
                }
            }
        }
        throw Errno.EADDRINUSE.exception();
    }

    private void own(int port, BindOwner owner, boolean byConnect) {
        bound.computeIfAbsent(port, _ -> new BindBucket()).add(owner, byConnect);
    }

    /** True if the port that {@code sk} holds may be listened on by it too. The second check of {@code listen}. */
    boolean mayListen(TcpSock sk, int port) {
        synchronized (bound) {
            BindBucket bucket = bound.get(port);
            return bucket == null || !bucket.conflicts(sk, true);
        }
    }

    /** A connection holds the port of its listener too. {@code __inet_inherit_port}. */
    void inheritPort(int port, TcpSock owner) {
        synchronized (bound) {
            own(port, owner, false);
        }
    }

    /** The memory of a connection holds its port too. {@code inet_twsk_hashdance}. */
    void sharePort(int port, TimewaitSock timewait, boolean byConnect) {
        synchronized (bound) {
            own(port, timewait, byConnect);
        }
    }

    void unbind(int port, BindOwner owner) {
        synchronized (bound) {
            release(port, owner);
        }
    }

    private void release(int port, BindOwner owner) {
        BindBucket bucket = bound.get(port);
        if (bucket != null) {
            bucket.remove(owner);
            if (bucket.isEmpty()) {
                bound.remove(port);
            }
        }
    }

    /** How many ports somebody holds. */
    int boundPorts() {
        synchronized (bound) {
            return bound.size();
        }
    }

    void listen(TcpSock sk) {
        listening.compute(sk.num, (port, list) -> {
            CopyOnWriteArrayList<TcpSock> listeners = list == null ? new CopyOnWriteArrayList<>() : list;
            listeners.addIfAbsent(sk);
            return listeners;
        });
    }

    void unlisten(TcpSock sk) {
        listening.computeIfPresent(sk.num, (port, list) -> {
            list.remove(sk);
            return list.isEmpty() ? null : list;
        });
    }

    /**
     * The listener for an address and port: one bound to the address before one bound to any, then one bound to the device,
     * for IPv4 one of AF_INET before one of AF_INET6, then one of this CPU; of several equal ones, which SO_REUSEPORT allows,
     * the peer's numbers choose. {@code inet_lookup_listener}.
     */
    @Nullable
    TcpSock lookupListener(
            long daddrHigh, long daddrLow, int dport, long saddrHigh, long saddrLow, int sport, int iif) {
        CopyOnWriteArrayList<TcpSock> listeners = listening.get(dport);
        if (listeners == null) {
            return null;
        }
        int best = 0;
        int equals = 0;
        for (TcpSock sk : listeners) {
            int score = score(sk, daddrHigh, daddrLow, iif);
            if (score > best) {
                best = score;
                equals = 0;
            }
            equals += score == best ? 1 : 0;
        }
        if (best == 0) {
            return null;
        }
        int source = Long.hashCode(saddrHigh) ^ Long.hashCode(saddrLow);
        int chosen = (((source * 31 + sport) * 0x9e3779b9) >>> 8) % equals;
        for (TcpSock sk : listeners) {
            if (score(sk, daddrHigh, daddrLow, iif) == best && chosen-- == 0) {
                return sk;
            }
        }
        return null;
    }

    /** How well a listener fits an address, 0 for not at all. {@code compute_score}. */
    private static int score(TcpSock sk, long daddrHigh, long daddrLow, int iif) {
        In6Addr own = sk.rcvSaddr;
        boolean v4 = In6Addr.isV4Mapped(daddrHigh, daddrLow);
        int score = 0;
        if (own.is(daddrHigh, daddrLow)) {
            score = EXACT;
        } else if (RcvSaddr.isWildcardFor(own, sk.ipv6Only, v4)) {
            score = WILDCARD;
        }
        if (score == 0 || !BoundDevice.takesFrom(sk.boundDevIf(), iif)) {
            return 0;
        }
        score += sk.boundDevIf() == 0 ? 0 : 1;
        score += sk.family() == AddressFamily.AF_INET ? 1 : 0;
        return sk.options().incomingCpu == SoftIrq.CPU ? score + 1 : score;
    }

    /**
     * Gives a connecting sock a port, unless it has one, and enters it under its four numbers.
     * {@code __inet_hash_connect}.
     *
     * @throws org.jernel.syscall.ErrnoException EADDRNOTAVAIL if there is no port, or the same connection exists
     */
    void hashConnect(TcpSock sk) {
        if (sk.num != 0) {
            if (!enter(sk, sk.num)) {
                throw Errno.EADDRNOTAVAIL.exception();
            }
            return;
        }
        SysctlRange.Range range = localPorts.get();
        int half = Math.max(1, range.size() / 2);
        int start = random.getRandomBelow(half);
        synchronized (bound) {
            for (int parity = 0; parity <= 1; parity++) {
                for (int i = 0; i < half; i++) {
                    int port = range.first() + 2 * ((start + i) % half) + parity;
                    BindBucket bucket = bound.get(port);
                    boolean isFree = bucket == null || bucket.isConnectOnly();
                    if (range.contains(port) && isFree && enter(sk, port)) {
                        own(port, sk, true);
                        sk.num = port;
                        sk.portHeld = true;
                        sk.portByConnect = true;
                        return;
                    }
                }
            }
        }
        throw Errno.EADDRNOTAVAIL.exception();
    }

    /** {@code __inet_check_established}: a connection in TIME_WAIT gives way if it can be told from the new one. */
    private boolean enter(TcpSock sk, int port) {
        TcpEndpoint there = established.lookup(sk.saddr, port, sk.daddr, sk.dport);
        if (there instanceof TimewaitSock timewait && timewait.mayBeReusedFor(sk)) {
            boolean entered = established.replace(sk.saddr, port, sk.daddr, sk.dport, timewait, sk);
            if (entered) {
                timewait.kill();
            }
            return entered;
        }
        return there == null && established.replace(sk.saddr, port, sk.daddr, sk.dport, null, sk);
    }

    /** Those who listen, connect or are connected. */
    List<TcpSock> socks() {
        List<TcpSock> all = new ArrayList<>();
        listening.values().forEach(all::addAll);
        for (TcpEndpoint endpoint : established.endpoints()) {
            if (endpoint instanceof TcpSock sk) {
                all.add(sk);
            }
        }
        return all;
    }

    /** Those of {@link #socks} with what is no sock yet or any more. {@code inet_diag_dump_icsk}. */
    void dump(Consumer<SockCommon> visitor) {
        listening.values().forEach(listeners -> listeners.forEach(visitor));
        established.endpoints().forEach(visitor);
    }

    /** Forgets everything: the kernel closes. */
    void clear() {
        synchronized (bound) {
            bound.clear();
        }
        listening.clear();
        established.clear();
    }
}
