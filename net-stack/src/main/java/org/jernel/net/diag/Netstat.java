package org.jernel.net.diag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.Net;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SockCommon;
import org.jernel.net.core.SockQueues;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;

/**
 * The sockets of a running kernel, for embedders: the {@code netstat} that is no program. It is not a method of {@link Kernel},
 * which knows of no sockets.
 */
public final class Netstat {

    /** Families, then types, then who listens before who does not, then the order in which sockets were made. */
    private static final Comparator<NetstatEntry> ORDER = Comparator.comparing(NetstatEntry::isUnix)
            .thenComparingInt(NetstatEntry::family)
            .thenComparingInt(NetstatEntry::type)
            .thenComparing(entry -> entry.state() != TcpState.LISTEN)
            .thenComparingLong(NetstatEntry::inode)
            .thenComparing(entry -> entry.local().toString())
            .thenComparing(entry -> entry.peer().toString());

    private Netstat() {}

    /**
     * Every socket of the kernel, bound or not, and every connection without one, in an immutable list.
     *
     * <p>Any thread may call, at any time; the kernel goes on meanwhile. Each socket is looked at by itself, so the list is not
     * of one moment: a connection's two ends may be told before and after a segment. On the wire, what the host keeps of
     * connections that were closed is not among them.
     */
    public static List<NetstatEntry> of(Kernel kernel) {
        Map<Socket, List<SocketOwner>> owners = owners(kernel);
        return socks(kernel.get(Net.class)).stream()
                .map(sk -> entry(sk, owners))
                .sorted(ORDER)
                .toList();
    }

    /** A sock and what is told of it. */
    record Row(SockCommon sk, NetstatEntry entry) {}

    /** The socks of these protocols, in order; whose they are is not looked up. */
    static List<Row> rows(Net net, String... protos) {
        Set<String> wanted = Set.of(protos);
        return socks(net).stream()
                .map(sk -> new Row(sk, entry(sk, Map.of())))
                .filter(row -> wanted.contains(row.entry().proto()))
                .sorted(Comparator.comparing(Row::entry, ORDER))
                .toList();
    }

    /** Sockets first: one that is accepted while we look is then found by its socket or where it waits, or by both. */
    private static Set<SockCommon> socks(Net net) {
        Set<SockCommon> socks = new LinkedHashSet<>();
        for (Socket socket : net.sockets()) {
            Sock sk = socket.skOrNull();
            if (sk != null) {
                socks.add(sk);
            }
        }
        net.sockDiags().forEach(diag -> diag.dump(socks::add));
        return socks;
    }

    private static NetstatEntry entry(SockCommon sk, Map<Socket, List<SocketOwner>> owners) {
        // First: the host may tell the state with them.
        SockQueues queues = sk.queues();
        Socket socket = sk.socket();
        return new NetstatEntry(
                sk.family(),
                sk.type(),
                sk.protocol(),
                sk.state(),
                sk.localAddress(),
                sk.peerAddress(),
                queues.receive(),
                queues.send(),
                socket == null ? 0 : socket.ino(),
                socket == null ? List.of() : owners.getOrDefault(socket, List.of()));
    }

    private static Map<Socket, List<SocketOwner>> owners(Kernel kernel) {
        Map<Socket, List<SocketOwner>> owners = new HashMap<>();
        for (Task task : kernel.tasks().list()) {
            task.files().iterateFd((fd, file) -> {
                if (file.privateData() instanceof Socket socket) {
                    owners.computeIfAbsent(socket, _ -> new ArrayList<>())
                            .add(new SocketOwner(task.pid(), task.comm(), fd));
                }
            });
        }
        return owners;
    }
}
