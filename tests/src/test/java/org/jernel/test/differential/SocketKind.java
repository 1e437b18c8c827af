package org.jernel.test.differential;

import java.util.List;

import static org.jernel.test.judge.Linux.*;

/**
 * A kind of socket that programs use. A new family or type is a row here, with the addresses that it understands.
 *
 * @param weight how often it is picked, against the others
 * @param oriented whether it listens and connects before it sends
 */
record SocketKind(String name, int family, int type, Addresses addresses, int weight, boolean oriented) {

    static final List<SocketKind> ALL = List.of(
            new SocketKind("AF_INET, SOCK_STREAM", AF_INET, SOCK_STREAM, Addresses.INET, 5, true),
            new SocketKind("AF_INET, SOCK_DGRAM", AF_INET, SOCK_DGRAM, Addresses.INET, 4, false),
            // One that has failed to connect over IPv4 fails to send over IPv6 on Linux 6.18, so each keeps to a version.
            new SocketKind("AF_INET6, SOCK_STREAM", AF_INET6, SOCK_STREAM, Addresses.INET6_ALONE, 2, true),
            new SocketKind("AF_INET6, SOCK_STREAM", AF_INET6, SOCK_STREAM, Addresses.INET6_MAPPED, 1, true),
            new SocketKind("AF_INET6, SOCK_DGRAM", AF_INET6, SOCK_DGRAM, Addresses.INET6, 4, false),
            new SocketKind("AF_UNIX, SOCK_STREAM", AF_UNIX, SOCK_STREAM, Addresses.UNIX, 3, true),
            new SocketKind("AF_UNIX, SOCK_DGRAM", AF_UNIX, SOCK_DGRAM, Addresses.UNIX, 3, false),
            new SocketKind("AF_UNIX, SOCK_SEQPACKET", AF_UNIX, SOCK_SEQPACKET, Addresses.UNIX, 2, true));

    boolean isTcp() {
        return isInet() && type == SOCK_STREAM;
    }

    /** Whether sockets of both kinds can reach each other. */
    boolean meets(SocketKind other) {
        return equals(other) || (isInet() && other.isInet() && type == other.type);
    }

    private boolean isInet() {
        return family == AF_INET || family == AF_INET6;
    }

    /** The name with the flags of socket(2). */
    Arg typeArg(int flags) {
        String named = name.substring(name.indexOf(' ') + 1);
        return Arg.named(flags == 0 ? named : named + "|0x" + Integer.toHexString(flags), type | flags);
    }

    Arg familyArg() {
        return Arg.named(name.substring(0, name.indexOf(',')), family);
    }
}
