package org.jernel.net.socket;

import java.util.Map;

import org.jernel.kernel.file.File;
import org.jernel.kernel.task.FunctionNames;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.AddressFamily;

/** Linux's names of functions that serve both families here, where a task is in a call on a socket of AF_INET6. */
public final class Inet6Names implements FunctionNames {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("inet_bind", "inet6_bind"),
            Map.entry("inet_getname", "inet6_getname"),
            Map.entry("inet_sendmsg", "inet6_sendmsg"),
            Map.entry("inet_recvmsg", "inet6_recvmsg"),
            Map.entry("udp_sendmsg", "udpv6_sendmsg"),
            Map.entry("udp_recvmsg", "udpv6_recvmsg"),
            Map.entry("udp_send_skb", "udp_v6_send_skb"),
            Map.entry("tcp_v4_connect", "tcp_v6_connect"),
            Map.entry("ip4_datagram_connect", "ip6_datagram_connect"),
            Map.entry("raw_sendmsg", "rawv6_sendmsg"),
            Map.entry("ping_v4_sendmsg", "ping_v6_sendmsg"));

    @Override
    public String of(Task task, String function) {
        String other = NAMES.get(function);
        return other != null && isOnInet6(task) ? other : function;
    }

    /** The first argument of every call that these functions serve is the descriptor. */
    private static boolean isOnInet6(Task task) {
        File file = task.syscallNumber() < 0 ? null : task.files().fget((int) task.syscallArguments()[0]);
        if (file == null) {
            return false;
        }
        try {
            return file.privateData() instanceof Socket socket && socket.ops().family() == AddressFamily.AF_INET6;
        } finally {
            file.fput();
        }
    }
}
