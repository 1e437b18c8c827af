package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/**
 * Lists sockets in the columns of net-tools' {@code netstat}: {@code netstat [-tuxlanpeo]}, with {@code -r} the routes, with
 * {@code -i} the interfaces.
 *
 * <p>It reads {@code /proc/net} and {@code /proc/PID/fd} as that one does. Numbers are never made names of, with or without
 * {@code -n}: there is nobody to ask.
 */
final class Netstat implements Program {

    private static final int ADDRESS_WIDTH = 23;

    /** By the numbers of {@code /proc/net/tcp}. */
    private static final List<String> TIMERS = List.of("off", "on", "keepalive", "timewait", "probe");

    private static final double TICKS_PER_SECOND = 100;

    @Override
    public int main(Libc libc, List<String> argv) {
        SocketFlags flags = SocketFlags.parse(libc, argv, "tuxlanpeori");
        if (flags.use().isOver()) {
            return flags.use().exitCode(1);
        }
        if (flags.has('r')) {
            NetstatTables.printRoutes(libc);
            return 0;
        }
        if (flags.has('i')) {
            return NetstatTables.printInterfaces(libc, flags.has('a')) ? 0 : 1;
        }
        ProcOwners owners = flags.has('p') ? ProcOwners.scan(libc) : null;
        if (flags.wants('t') || flags.wants('u')) {
            printInet(libc, flags, owners);
        }
        if (flags.wants('x')) {
            printUnix(libc, flags, owners);
        }
        return 0;
    }

    private static String scope(SocketFlags flags) {
        if (flags.has('a')) {
            return "(servers and established)";
        }
        return flags.has('l') ? "(only servers)" : "(w/o servers)";
    }

    private static void printInet(Libc libc, SocketFlags flags, @Nullable ProcOwners owners) {
        List<ProcSocket> sockets = new ArrayList<>();
        if (flags.wants('t')) {
            sockets.addAll(ProcSocket.list(libc, "tcp"));
            sockets.addAll(ProcSocket.list(libc, "tcp6"));
        }
        if (flags.wants('u')) {
            sockets.addAll(ProcSocket.list(libc, "udp"));
            sockets.addAll(ProcSocket.list(libc, "udp6"));
        }
        libc.printf("Active Internet connections %s\n", scope(flags));
        libc.printf(
                "Proto Recv-Q Send-Q Local Address           Foreign Address         State      %s%s%s\n",
                flags.has('e') ? " User       Inode     " : "",
                owners == null ? "" : " PID/Program name    ",
                flags.has('o') ? " Timer" : "");
        for (ProcSocket socket : sockets) {
            boolean tcp = socket.proto().startsWith("tcp");
            // What UDP serves it serves without a connection.
            boolean server = socket.state() == (tcp ? TcpState.LISTEN : TcpState.CLOSE);
            if (isShown(flags, server)) {
                libc.printf(
                        "%-4s  %6d %6d %-23s %-23s %-11s%s%s%s\n",
                        socket.proto(),
                        socket.recvQ(),
                        socket.sendQ(),
                        end(socket.local()),
                        end(socket.peer()),
                        !tcp && server ? "" : socket.state(),
                        flags.has('e')
                                ? String.format(Locale.ROOT, " %-10d %-10d", socket.uid(), socket.inode())
                                : "",
                        owners == null ? "" : String.format(Locale.ROOT, " %-20s", program(owners, socket)),
                        flags.has('o') ? " " + timer(socket.timer()) : "");
            }
        }
    }

    private static String timer(ProcSocket.Timer timer) {
        String kind = timer.kind() < TIMERS.size() ? TIMERS.get(timer.kind()) : "unkn-" + timer.kind();
        return String.format(
                Locale.ROOT,
                "%s (%.2f/%d/%d)",
                kind,
                timer.kind() == 0 ? 0 : timer.ticks() / TICKS_PER_SECOND,
                timer.retransmits(),
                timer.probes());
    }

    private static boolean isShown(SocketFlags flags, boolean server) {
        return flags.has('a') || flags.has('l') == server;
    }

    /** Too long an address loses its end, never its port. */
    private static String end(ProcSocket.End end) {
        String address = end.address().isV4Mapped()
                ? SockAddrIn.format(end.address().v4())
                : end.address().toString();
        String port = ":" + (end.port() == 0 ? "*" : Integer.toString(end.port()));
        return address.substring(0, Math.min(address.length(), ADDRESS_WIDTH - 1 - port.length())) + port;
    }

    private static String program(ProcOwners owners, ProcSocket socket) {
        List<ProcOwners.Owner> all = owners.of(socket);
        return all.isEmpty() ? "-" : all.getFirst().pid() + "/" + all.getFirst().program();
    }

    private static void printUnix(Libc libc, SocketFlags flags, @Nullable ProcOwners owners) {
        libc.printf("Active UNIX domain sockets %s\n", scope(flags));
        libc.printf(
                "Proto RefCnt Flags       Type       State         I-Node   %sPath\n",
                owners == null ? "" : "PID/Program name     ");
        for (ProcSocket socket : ProcSocket.list(libc, "unix")) {
            boolean server = socket.state() == TcpState.LISTEN;
            if (isShown(flags, server)) {
                libc.printf(
                        "%-5s %-6d %-11s %-10s %-13s %-8d %s%s\n",
                        socket.proto(),
                        socket.references(),
                        server ? "[ ACC ]" : "[ ]",
                        type(socket.type()),
                        unixState(socket.state()),
                        socket.inode(),
                        owners == null ? "" : String.format(Locale.ROOT, "%-20s ", program(owners, socket)),
                        socket.local().path());
            }
        }
    }

    private static String type(int number) {
        return switch (number) {
            case SocketType.SOCK_STREAM -> "STREAM";
            case SocketType.SOCK_DGRAM -> "DGRAM";
            default -> "SEQPACKET";
        };
    }

    private static String unixState(TcpState state) {
        return switch (state) {
            case ESTABLISHED -> "CONNECTED";
            case LISTEN -> "LISTENING";
            case SYN_SENT -> "CONNECTING";
            default -> "";
        };
    }
}
