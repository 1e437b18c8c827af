package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.In6Addr;
import org.jernel.user.libc.Libc;

/**
 * A line of a file of {@code /proc/net}, which is all that {@code netstat} and {@code ss} know of a socket.
 *
 * @param proto the name of the file: tcp, tcp6, udp, udp6, unix
 * @param state of AF_UNIX: ESTABLISHED with a peer, LISTEN, SYN_SENT for a connection that nobody has accepted, else CLOSE
 * @param local address and port, or of AF_UNIX the path
 * @param peer address and port
 * @param type SOCK_STREAM and the like; told for AF_UNIX only
 * @param references how many hold the socket; told for AF_UNIX only
 * @param uid whose it is; not told for AF_UNIX
 * @param timer what it waits for; none for AF_UNIX
 */
record ProcSocket(
        String proto,
        TcpState state,
        long recvQ,
        long sendQ,
        End local,
        End peer,
        long inode,
        int type,
        int references,
        int uid,
        Timer timer) {

    /** Where a connection ends. */
    record End(In6Addr address, int port, String path) {}

    /**
     * What a socket waits for.
     *
     * @param kind the {@code tr} of the file
     * @param ticks in how many hundredths of a second
     * @param retransmits how often the same was sent again
     * @param probes how often a silent peer was asked
     */
    record Timer(int kind, long ticks, int retransmits, int probes) {}

    private static final Timer NO_TIMER = new Timer(0, 0, 0, 0);
    private static final End NOWHERE = new End(In6Addr.ANY, 0, "");
    private static final int HEX = 16;
    private static final int SO_ACCEPTCON = 1 << 16;
    private static final int SS_CONNECTING = 2;
    private static final int SS_CONNECTED = 3;
    private static final int PATH_FIELD = 7;
    private static final int INODE_FIELD = 9;

    boolean isUnix() {
        return proto.equals("unix");
    }

    /** The sockets of a protocol; none where the kernel has no such file. */
    static List<ProcSocket> list(Libc libc, String proto) {
        String text = libc.readFile("/proc/net/" + proto);
        List<ProcSocket> sockets = new ArrayList<>();
        if (text != null) {
            text.lines().skip(1)
                    .map(line -> proto.equals("unix") ? unix(line) : inet(proto, line))
                    .forEach(sockets::add);
        }
        return sockets;
    }

    private static ProcSocket inet(String proto, String line) {
        String[] fields = line.strip().split("\\s+");
        String[] queues = fields[4].split(":");
        String[] timer = fields[5].split(":");
        return new ProcSocket(
                proto,
                state(Integer.parseInt(fields[3], HEX)),
                Long.parseLong(queues[1], HEX),
                Long.parseLong(queues[0], HEX),
                end(fields[1]),
                end(fields[2]),
                Long.parseLong(fields[INODE_FIELD]),
                0,
                0,
                Integer.parseInt(fields[7]),
                new Timer(
                        Integer.parseInt(timer[0], HEX),
                        Long.parseLong(timer[1], HEX),
                        Integer.parseInt(fields[6], HEX),
                        Integer.parseInt(fields[8])));
    }

    private static TcpState state(int number) {
        for (TcpState state : TcpState.values()) {
            if (state.number() == number) {
                return state;
            }
        }
        return TcpState.CLOSE;
    }

    /** Words of eight digits, each the number that a little-endian processor reads there, then the port. */
    private static End end(String field) {
        int colon = field.indexOf(':');
        int port = Integer.parseInt(field.substring(colon + 1), HEX);
        int[] words = new int[colon / 8];
        for (int i = 0; i < words.length; i++) {
            words[i] = Integer.reverseBytes(Integer.parseUnsignedInt(field.substring(8 * i, 8 * i + 8), HEX));
        }
        In6Addr address = words.length == 1
                ? In6Addr.mapped(words[0])
                : new In6Addr(half(words[0], words[1]), half(words[2], words[3]));
        return new End(address, port, "");
    }

    private static long half(int high, int low) {
        return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
    }

    private static ProcSocket unix(String line) {
        String[] fields = line.split("\\s+", PATH_FIELD + 1);
        int socketState = Integer.parseInt(fields[5], HEX);
        TcpState state = switch (socketState) {
            case SS_CONNECTED -> TcpState.ESTABLISHED;
            case SS_CONNECTING -> TcpState.SYN_SENT;
            default -> (Integer.parseInt(fields[3], HEX) & SO_ACCEPTCON) == 0 ? TcpState.CLOSE : TcpState.LISTEN;
        };
        return new ProcSocket(
                "unix",
                state,
                0,
                0,
                new End(In6Addr.ANY, 0, fields.length > PATH_FIELD ? fields[PATH_FIELD] : ""),
                NOWHERE,
                Long.parseLong(fields[6]),
                Integer.parseInt(fields[4], HEX),
                Integer.parseInt(fields[1], HEX),
                0,
                NO_TIMER);
    }
}
