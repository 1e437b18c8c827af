package org.jernel.net;

import java.util.function.IntPredicate;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.inet.InetFamily;
import org.jernel.net.inet.InetStreamOps;
import org.jernel.net.ipv4.Ipv4;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.socket.SocketSyscalls;
import org.jernel.net.socket.SocketSyscallsDefinitions;
import org.jernel.net.uapi.ByteOrders;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.unix.UnixFamily;
import org.jernel.net.wire.WireNetwork;

/** Starts the network of a kernel. {@code inet_init} with {@code sock_init}. */
public final class NetInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.FS;
    }

    @Override
    public String name() {
        return "inet_init";
    }

    @Override
    public void init(Kernel kernel) {
        Net net = new Net(kernel);
        InetFamily inet = new InetFamily();
        switch (kernel.config().networkMode()) {
            case HERMETIC -> registerTcp(inet, Ipv4.init(net), Ipv4::isLocalOrAny);
            // Which addresses are local is the host's to say, when it is asked for a port.
            case WIRE -> registerTcp(inet, WireNetwork.init(net), address -> true);
        }
        net.sockRegister(inet);
        UnixFamily.init(kernel, net);
        SocketLayer layer = new SocketLayer(net);
        kernel.register(Net.class, net);
        kernel.register(SocketLayer.class, layer);
        kernel.defineSyscalls(SocketSyscallsDefinitions.of(new SocketSyscalls(layer)));
        kernel.symbols().export(layer);
        kernel.symbols().exportStatic(ByteOrders.class);
    }

    private static void registerTcp(InetFamily inet, Proto tcp, IntPredicate isLocal) {
        inet.registerProtosw(
                SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP, tcp, new InetStreamOps(isLocal));
    }
}
