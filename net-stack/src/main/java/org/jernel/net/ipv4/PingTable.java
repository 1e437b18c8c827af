package org.jernel.net.ipv4;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jernel.net.core.SkBuff;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Which ping sock has which identifier, those of both versions of IP alike. {@code struct ping_table} of {@code
 * net/ipv4/ping.c}.
 *
 * <p>Lock order: a sock's lock, then the monitor. Looking up takes no lock.
 */
final class PingTable {

    private static final int LAST_IDENT = 0xffff;

    /** The socks of each identifier, the newest first. */
    private final ConcurrentHashMap<Integer, CopyOnWriteArrayList<PingSock>> idents = new ConcurrentHashMap<>();

    /** Every open sock, bound or not. */
    private final Set<PingSock> socks = ConcurrentHashMap.newKeySet();

    /** The last identifier that the kernel chose. {@code ping_port_rover}. */
    private int rover;

    void open(PingSock sk) {
        socks.add(sk);
    }

    Set<PingSock> socks() {
        return socks;
    }

    /** Takes an identifier for {@code sk}, 0 for any. {@code ping_get_port}. */
    synchronized int bind(PingSock sk, int ident) {
        int taken = ident == 0 ? findFree() : ident;
        if (ident != 0 && conflicts(sk, ident)) {
            throw Errno.EADDRINUSE.exception();
        }
        idents.computeIfAbsent(taken, _ -> new CopyOnWriteArrayList<>()).addFirst(sk);
        return taken;
    }

    private int findFree() {
        for (int tried = 0; tried <= LAST_IDENT; tried++) {
            rover = rover == LAST_IDENT ? 1 : rover + 1;
            if (!idents.containsKey(rover)) {
                return rover;
            }
        }
        throw Errno.EADDRINUSE.exception();
    }

    private boolean conflicts(PingSock sk, int ident) {
        for (PingSock other : socksOf(ident)) {
            if (!other.options().reuseAddr || !sk.options().reuseAddr) {
                return true;
            }
        }
        return false;
    }

    private List<PingSock> socksOf(int ident) {
        List<PingSock> there = idents.get(ident);
        return there == null ? List.of() : there;
    }

    /** Gives the identifier back, if there is one. {@code ping_unhash}. */
    synchronized void unbind(PingSock sk) {
        idents.computeIfPresent(sk.num, (_, there) -> {
            there.remove(sk);
            return there.isEmpty() ? null : there;
        });
    }

    void close(PingSock sk) {
        unbind(sk);
        socks.remove(sk);
    }

    /** Forgets every sock and identifier. */
    synchronized void clear() {
        socks.clear();
        idents.clear();
    }

    /** The sock that has an identifier and may receive what goes where that packet goes. {@code ping_lookup}. */
    @Nullable
    PingSock lookup(SkBuff skb, int ident) {
        for (PingSock sk : socksOf(ident)) {
            if (sk.receivesAt(skb.daddrHigh, skb.daddrLow)
                    && BoundDevice.takesFrom(sk.options().boundDevIf, skb.iif)) {
                return sk;
            }
        }
        return null;
    }
}
