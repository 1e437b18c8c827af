package org.jernel.net.inet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetProtoFamily;
import org.jernel.net.core.Proto;
import org.jernel.net.core.ProtoOps;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;

/**
 * AF_INET or AF_INET6: finds the protocol of a new socket among those registered. {@code inet_create} of {@code
 * net/ipv4/af_inet.c} and {@code inet6_create} of {@code net/ipv6/af_inet6.c}.
 */
public final class InetFamily implements NetProtoFamily {

    private final int family;
    private final List<InetProtosw> inetsw = new CopyOnWriteArrayList<>();

    public InetFamily(int family) {
        this.family = family;
    }

    /** Has sockets of that type and protocol number served. {@code inet_register_protosw}. */
    public void registerProtosw(int type, int protocol, Proto prot, ProtoOps ops) {
        inetsw.add(new InetProtosw(type, protocol, prot, ops));
    }

    @Override
    public int family() {
        return family;
    }

    @Override
    public void create(Net net, Socket sock, int protocol, boolean kern) {
        if (protocol < 0 || protocol >= IpProtocol.IPPROTO_MAX) {
            throw Errno.EINVAL.exception();
        }
        InetProtosw answer = lookup(sock.type(), protocol);
        if (sock.type() == SocketType.SOCK_RAW && !kern && !Task.capable(Cred.CAP_NET_RAW)) {
            throw Errno.EPERM.exception();
        }
        int number = protocol == IpProtocol.IPPROTO_IP ? answer.protocol() : protocol;
        sock.setOps(answer.ops());
        sock.graft(answer.prot().createSock(net, sock.type(), number));
    }

    /** A protocol asked for by 0 is the first of its type; one registered as 0 takes every number. */
    private InetProtosw lookup(int type, int protocol) {
        Errno reason = Errno.ESOCKTNOSUPPORT;
        for (InetProtosw candidate : inetsw) {
            if (candidate.type() != type) {
                continue;
            }
            boolean wild = candidate.protocol() == IpProtocol.IPPROTO_IP;
            if (protocol == IpProtocol.IPPROTO_IP ? !wild : wild || protocol == candidate.protocol()) {
                return candidate;
            }
            reason = Errno.EPROTONOSUPPORT;
        }
        throw reason.exception();
    }
}
