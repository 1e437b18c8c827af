package org.jernel.net;

import java.util.function.Predicate;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetFunctions;
import org.jernel.net.core.Proto;
import org.jernel.net.diag.ProcNet;
import org.jernel.net.inet.InetDgramOps;
import org.jernel.net.inet.InetFamily;
import org.jernel.net.inet.InetStreamOps;
import org.jernel.net.ipv4.Ipv4;
import org.jernel.net.pcap.PcapFile;
import org.jernel.net.socket.Inet6Names;
import org.jernel.net.socket.MmsgSyscalls;
import org.jernel.net.socket.MmsgSyscallsDefinitions;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.socket.SocketSyscalls;
import org.jernel.net.socket.SocketSyscallsDefinitions;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.ByteOrders;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.unix.UnixFamily;
import org.jernel.net.wire.WireNetwork;

/** Starts the network of a kernel. {@code inet_init} with {@code sock_init}. */
public final class NetInit implements Initcall {

    private static final int OWNER_ONLY = 0400;

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
        Sysctl sysctl = kernel.get(Sysctl.class);
        net.sysctl().registerCommon(sysctl);
        kernel.probes().define(NetFunctions.all());
        kernel.tasks().setFunctionNames(new Inet6Names());
        kernel.probes().defineMultiplexer("socketcall", SocketSyscalls.CALLS);
        switch (kernel.config().networkMode()) {
            case HERMETIC -> {
                net.sysctl().registerOwn(sysctl);
                Ipv4 stack = Ipv4.init(net);
                stack.procInit(kernel.get(ProcFs.class));
                InetFamily inet =
                        register(net, AddressFamily.AF_INET, stack.tcpProt(), stack.udpProt(), stack::mayBind);
                registerPing(net, inet, IpProtocol.IPPROTO_ICMP, stack.pingProt(), stack::mayBind);
                registerRaw(net, inet, stack.rawProt(), stack::mayBind);
                InetFamily inet6 =
                        register(net, AddressFamily.AF_INET6, stack.tcpv6Prot(), stack.udpv6Prot(), stack::mayBind);
                registerPing(net, inet6, IpProtocol.IPPROTO_ICMPV6, stack.pingv6Prot(), stack::mayBind);
                registerRaw(net, inet6, stack.rawv6Prot(), stack::mayBind);
            }
            case WIRE -> {
                WireNetwork wire = WireNetwork.init(net);
                // Which addresses are local is the host's to say, when it is asked for a port.
                InetFamily _ = register(net, AddressFamily.AF_INET, wire.tcpProt(), wire.udpProt(), address -> true);
                InetFamily _ =
                        register(net, AddressFamily.AF_INET6, wire.tcpv6Prot(), wire.udpv6Prot(), address -> true);
            }
        }
        UnixFamily.init(kernel, net);
        SocketLayer layer = new SocketLayer(net);
        kernel.register(Net.class, net);
        kernel.register(SocketLayer.class, layer);
        ProcNet.init(kernel);
        SocketSyscalls calls = new SocketSyscalls(layer, kernel.clock());
        kernel.defineSyscalls(SocketSyscallsDefinitions.of(calls));
        kernel.defineSyscalls(MmsgSyscallsDefinitions.of(new MmsgSyscalls(calls, kernel.clock())));
        kernel.symbols().export(layer);
        kernel.symbols().exportStatic(ByteOrders.class);
        kernel.get(Debugfs.class).create("pcap", OWNER_ONLY, new PcapFile(kernel));
    }

    /** A family with its streams and datagrams. */
    private static InetFamily register(Net net, int number, Proto tcp, Proto udp, Predicate<In6Addr> isLocal) {
        InetFamily family = new InetFamily(number);
        family.registerProtosw(
                SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP, tcp, new InetStreamOps(number, isLocal));
        family.registerProtosw(
                SocketType.SOCK_DGRAM,
                IpProtocol.IPPROTO_UDP,
                udp,
                new InetDgramOps(number, isLocal, IpProtocol.IPPROTO_UDP));
        net.protoRegister(tcp);
        net.protoRegister(udp);
        mustBeFree(net.sockRegister(family));
        return family;
    }

    private static void mustBeFree(int result) {
        if (result != 0) {
            throw new IllegalStateException("a family is registered twice: " + result);
        }
    }

    private static void registerPing(
            Net net, InetFamily family, int protocol, Proto ping, Predicate<In6Addr> isLocal) {
        net.protoRegister(ping);
        family.registerProtosw(
                SocketType.SOCK_DGRAM, protocol, ping, new InetDgramOps(family.family(), isLocal, protocol));
    }

    /** Raw sockets serve every protocol, which 0 stands for. */
    private static void registerRaw(Net net, InetFamily family, Proto raw, Predicate<In6Addr> isLocal) {
        net.protoRegister(raw);
        family.registerProtosw(
                SocketType.SOCK_RAW,
                IpProtocol.IPPROTO_IP,
                raw,
                new InetDgramOps(family.family(), isLocal, IpProtocol.SOL_RAW));
    }
}
