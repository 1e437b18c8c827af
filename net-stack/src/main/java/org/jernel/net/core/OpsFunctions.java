package org.jernel.net.core;

import java.util.List;

import org.jernel.kernel.probe.ProbePoint;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SocketType;

/** What the functions behind a {@link ProtoOps} are called in Linux. */
@SuppressWarnings("ImmutableEnumChecker") // a probe point is a record of values
enum OpsFunctions {
    INET_STREAM("inet", "inet_stream", "inet"),
    INET_DGRAM("inet", "inet_dgram", "inet"),
    INET6_STREAM("inet6", "inet_stream", "inet6"),
    INET6_DGRAM("inet6", "inet_dgram", "inet6"),
    UNIX_STREAM("unix", "unix_stream", "unix_stream"),
    UNIX_DGRAM("unix", "unix_dgram", "unix_dgram"),
    UNIX_SEQPACKET("unix", "unix_stream", "unix_seqpacket");

    final ProbePoint bind;
    final ProbePoint connect;
    final ProbePoint listen;
    final ProbePoint accept;
    final ProbePoint getname;
    final ProbePoint shutdown;
    final ProbePoint sendmsg;
    final ProbePoint recvmsg;

    OpsFunctions(String names, String connecting, String transfer) {
        String family = names.equals("unix") ? "unix" : "inet";
        bind = NetFunctions.failing(names + "_bind", "sock");
        connect = NetFunctions.failing(connecting + "_connect", "sock", "flags").changeable("flags");
        listen = NetFunctions.failing(family + "_listen", "sock", "backlog").changeable("backlog");
        accept = NetFunctions.failing(family + "_accept", "sock", "newsock", "flags").changeable("flags");
        getname = NetFunctions.failing(names + "_getname", "sock", "peer").changeable("peer");
        shutdown = NetFunctions.failing(family + "_shutdown", "sock", "how").changeable("how");
        sendmsg = NetFunctions.failing(transfer + "_sendmsg", "sock", "size", "flags");
        recvmsg = NetFunctions.failing(transfer + "_recvmsg", "sock", "size", "flags").changeable("flags");
    }

    static OpsFunctions[] all() {
        return values();
    }

    static OpsFunctions of(int family, int type) {
        boolean stream = type == SocketType.SOCK_STREAM;
        return switch (family) {
            case AddressFamily.AF_UNIX -> stream
                    ? UNIX_STREAM
                    : type == SocketType.SOCK_SEQPACKET ? UNIX_SEQPACKET : UNIX_DGRAM;
            case AddressFamily.AF_INET6 -> stream ? INET6_STREAM : INET6_DGRAM;
            default -> stream ? INET_STREAM : INET_DGRAM;
        };
    }

    List<ProbePoint> points() {
        return List.of(bind, connect, listen, accept, getname, shutdown, sendmsg, recvmsg);
    }
}
