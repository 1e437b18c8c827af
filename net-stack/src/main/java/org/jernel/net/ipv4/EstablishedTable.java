package org.jernel.net.ipv4;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jernel.net.uapi.In6Addr;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints by the four numbers of their connection. {@code inet_ehash}.
 *
 * <p>Looking takes no lock: chains are immutable and replaced under the monitor, which is a leaf.
 */
final class EstablishedTable {

    private static final int INITIAL_BUCKETS = 64;

    private volatile AtomicReferenceArray<@Nullable Node> buckets = new AtomicReferenceArray<>(INITIAL_BUCKETS);
    private int size;

    private record Node(
            In6Addr saddr, int sport, In6Addr daddr, int dport, TcpEndpoint endpoint, @Nullable Node next) {

        boolean matches(
                long localHigh, long localLow, int localPort, long peerHigh, long peerLow, int peerPort) {
            return sport == localPort && dport == peerPort
                    && saddr.is(localHigh, localLow) && daddr.is(peerHigh, peerLow);
        }

        boolean matches(In6Addr local, int localPort, In6Addr peer, int peerPort) {
            return matches(local.high(), local.low(), localPort, peer.high(), peer.low(), peerPort);
        }

        int hash() {
            return hashOf(saddr.high(), saddr.low(), sport, daddr.high(), daddr.low(), dport);
        }
    }

    private static int hashOf(
            long saddrHigh, long saddrLow, int sport, long daddrHigh, long daddrLow, int dport) {
        long addresses = ((saddrHigh * 31 + saddrLow) * 31 + daddrHigh) * 31 + daddrLow;
        int h = (int) (addresses ^ addresses >>> 32) * 31 + (sport << 16 | dport);
        h *= 0x9e3779b9;
        return h ^ h >>> 15;
    }

    @Nullable
    TcpEndpoint lookup(In6Addr saddr, int sport, In6Addr daddr, int dport) {
        return lookup(saddr.high(), saddr.low(), sport, daddr.high(), daddr.low(), dport);
    }

    /** As {@link #lookup(In6Addr, int, In6Addr, int)} with the addresses in halves, as a packet has them. */
    @Nullable
    TcpEndpoint lookup(
            long saddrHigh, long saddrLow, int sport, long daddrHigh, long daddrLow, int dport) {
        AtomicReferenceArray<@Nullable Node> seen = buckets;
        int hash = hashOf(saddrHigh, saddrLow, sport, daddrHigh, daddrLow, dport);
        Node node = seen.get(hash & seen.length() - 1);
        while (node != null) {
            if (node.matches(saddrHigh, saddrLow, sport, daddrHigh, daddrLow, dport)) {
                return node.endpoint;
            }
            node = node.next;
        }
        return null;
    }

    /** Puts an endpoint in the place of {@code expected}, which null means a free one. False if another is there. */
    synchronized boolean replace(
            In6Addr saddr,
            int sport,
            In6Addr daddr,
            int dport,
            @Nullable TcpEndpoint expected,
            TcpEndpoint endpoint) {
        if (lookup(saddr, sport, daddr, dport) != expected) {
            return false;
        }
        if (expected != null) {
            unlink(saddr, sport, daddr, dport);
        } else if (size >= buckets.length()) {
            grow();
        }
        link(buckets, new Node(saddr, sport, daddr, dport, endpoint, null));
        size++;
        return true;
    }

    /** Takes the endpoint out, if it is what stands there. */
    synchronized void remove(In6Addr saddr, int sport, In6Addr daddr, int dport, TcpEndpoint endpoint) {
        if (lookup(saddr, sport, daddr, dport) == endpoint) {
            unlink(saddr, sport, daddr, dport);
        }
    }

    List<TcpEndpoint> endpoints() {
        AtomicReferenceArray<@Nullable Node> seen = buckets;
        List<TcpEndpoint> all = new ArrayList<>();
        for (int i = 0; i < seen.length(); i++) {
            for (Node node = seen.get(i); node != null; node = node.next) {
                all.add(node.endpoint);
            }
        }
        return all;
    }

    synchronized int size() {
        return size;
    }

    synchronized void clear() {
        buckets = new AtomicReferenceArray<>(INITIAL_BUCKETS);
        size = 0;
    }

    private void unlink(In6Addr saddr, int sport, In6Addr daddr, int dport) {
        int hash = hashOf(saddr.high(), saddr.low(), sport, daddr.high(), daddr.low(), dport);
        int bucket = hash & buckets.length() - 1;
        Node kept = null;
        for (Node node = buckets.get(bucket); node != null; node = node.next) {
            if (!node.matches(saddr, sport, daddr, dport)) {
                kept = new Node(node.saddr, node.sport, node.daddr, node.dport, node.endpoint, kept);
            }
        }
        buckets.set(bucket, kept);
        size--;
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Node> old = buckets;
        AtomicReferenceArray<@Nullable Node> larger = new AtomicReferenceArray<>(old.length() * 2);
        for (int i = 0; i < old.length(); i++) {
            for (Node node = old.get(i); node != null; node = node.next) {
                link(larger, node);
            }
        }
        buckets = larger;
    }

    private static void link(AtomicReferenceArray<@Nullable Node> table, Node node) {
        int bucket = node.hash() & table.length() - 1;
        table.set(bucket, new Node(
                node.saddr, node.sport, node.daddr, node.dport, node.endpoint, table.get(bucket)));
    }
}
