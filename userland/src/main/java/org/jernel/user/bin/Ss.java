package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/**
 * Lists sockets in the columns of iproute2's {@code ss}: {@code ss [-tuxlanpHs]}.
 *
 * <p>It reads {@code /proc/net} and {@code /proc/PID/fd}, as that one does on a kernel without NETLINK_SOCK_DIAG: a listener's
 * backlog and the queues and peers of AF_UNIX are not told there and shown as 0. Numbers are never made names of.
 */
final class Ss implements Program {

    /** Netid, State, Recv-Q, Send-Q, address and port twice, Process. */
    private static final List<String> TITLES =
            List.of("Netid", "State", "Recv-Q", "Send-Q", "Local Address:", "Port", "Peer Address:", "Port", "Process");

    private static final int NETID = 0;
    private static final int STATE = 1;
    private static final int LOCAL = 4;
    private static final int PEER = 6;
    private static final int QUEUE_WIDTH = 6;

    @Override
    public int main(Libc libc, List<String> argv) {
        SocketFlags flags = SocketFlags.parse(libc, argv, "tuxlanpHs");
        if (flags.use().isOver()) {
            return flags.use().exitCode(1);
        }
        if (flags.has('s')) {
            SsSummary.print(libc);
            if (!(flags.has('t') || flags.has('u') || flags.has('x'))) {
                return 0;
            }
        }
        ProcOwners owners = flags.has('p') ? ProcOwners.scan(libc) : null;
        List<List<String>> rows = new ArrayList<>();
        if (!flags.has('H')) {
            rows.add(TITLES);
        }
        if (flags.wants('x')) {
            add(libc, flags, owners, rows, "unix");
        }
        if (flags.wants('u')) {
            add(libc, flags, owners, rows, "udp", "udp6");
        }
        if (flags.wants('t')) {
            add(libc, flags, owners, rows, "tcp", "tcp6");
        }
        boolean oneState = isOne(flags) && flags.has('u') && !flags.has('a') && !flags.has('l');
        print(libc, rows, !isOne(flags), !oneState);
        return 0;
    }

    /** Whether one protocol alone is asked for, which then needs no name. AF_UNIX has three. */
    private static boolean isOne(SocketFlags flags) {
        return flags.has('t') != flags.has('u') && !flags.has('x');
    }

    private static void add(
            Libc libc, SocketFlags flags, @Nullable ProcOwners owners, List<List<String>> rows, String... protos) {
        for (String proto : protos) {
            for (ProcSocket socket : ProcSocket.list(libc, proto)) {
                if (isShown(flags, socket)) {
                    rows.add(row(socket, owners));
                }
            }
        }
    }

    /** {@code SS_CONN}, or who serves: listeners, and with datagrams who has no peer. */
    private static boolean isShown(SocketFlags flags, ProcSocket socket) {
        if (flags.has('a')) {
            return true;
        }
        boolean server = socket.state().isOneOf(TcpState.LISTEN, TcpState.CLOSE);
        return flags.has('l') ? server : !server && !socket.state().isOneOf(TcpState.TIME_WAIT, TcpState.SYN_RECV);
    }

    private static List<String> row(ProcSocket socket, @Nullable ProcOwners owners) {
        List<String> row = new ArrayList<>(List.of(
                netid(socket), state(socket.state()), queue(socket.recvQ()), queue(socket.sendQ())));
        if (socket.isUnix()) {
            String path = socket.local().path();
            row.addAll(List.of((path.isEmpty() ? "*" : path) + " ", Long.toString(socket.inode()), "* ", "0"));
        } else {
            row.addAll(List.of(
                    address(socket, socket.local()), port(socket.local()),
                    address(socket, socket.peer()), port(socket.peer())));
        }
        row.add(owners == null ? "" : users(owners.of(socket)));
        return row;
    }

    private static String queue(long bytes) {
        String text = Long.toString(bytes);
        return text + " ".repeat(Math.max(0, QUEUE_WIDTH - text.length()));
    }

    private static String netid(ProcSocket socket) {
        if (!socket.isUnix()) {
            return socket.proto().substring(0, 3);
        }
        return switch (socket.type()) {
            case SocketType.SOCK_STREAM -> "u_str";
            case SocketType.SOCK_DGRAM -> "u_dgr";
            default -> "u_seq";
        };
    }

    private static String state(TcpState state) {
        return switch (state) {
            case ESTABLISHED -> "ESTAB";
            case CLOSE -> "UNCONN";
            case FIN_WAIT1 -> "FIN-WAIT-1";
            case FIN_WAIT2 -> "FIN-WAIT-2";
            default -> state.name().replace('_', '-');
        };
    }

    /** {@code ::} of a socket that takes both versions is shown as neither's. */
    private static String address(ProcSocket socket, ProcSocket.End end) {
        if (!socket.proto().endsWith("6")) {
            return SockAddrIn.format(end.address().v4()) + ":";
        }
        return end.address().isAny() ? "*:" : "[" + end.address() + "]:";
    }

    private static String port(ProcSocket.End end) {
        return end.port() == 0 ? "*" : Integer.toString(end.port());
    }

    private static String users(List<ProcOwners.Owner> owners) {
        return owners.isEmpty()
                ? ""
                : owners.stream()
                        .map(owner -> "(\"%s\",pid=%s,fd=%s)".formatted(owner.program(), owner.pid(), owner.fd()))
                        .collect(Collectors.joining(",", " users:(", ")"));
    }

    /** Columns as wide as what stands in them; addresses to the right, so that ports follow them. */
    private static void print(Libc libc, List<List<String>> rows, boolean netid, boolean state) {
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                if ((i == NETID && !netid) || (i == STATE && !state)) {
                    continue;
                }
                boolean ofPort = i == LOCAL + 1 || i >= PEER + 1;
                line.append(line.isEmpty() || ofPort ? "" : " ");
                String blanks = " ".repeat(widths[i] - row.get(i).length());
                boolean right = i == LOCAL || i == PEER;
                line.append(right ? blanks + row.get(i) : row.get(i) + blanks);
            }
            libc.printf("%s\n", line);
        }
    }
}
