package org.jernel.net.unix;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.fs.Vfs;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetProtoFamily;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;

/** AF_UNIX, the same whatever the kernel's network is. {@code unix_create} of {@code net/unix/af_unix.c}. */
public final class UnixFamily implements NetProtoFamily {

    private final UnixProto streamProto;
    private final UnixProto dgramProto;
    private final UnixStreamOps streamOps = new UnixStreamOps();
    private final UnixDgramOps dgramOps = new UnixDgramOps();
    private final UnixSeqpacketOps seqpacketOps = new UnixSeqpacketOps();

    private UnixFamily(UnixNet unix) {
        this.streamProto = new UnixProto("UNIX-STREAM", unix);
        this.dgramProto = new UnixProto("UNIX", unix);
    }

    /** Makes a kernel's network have the family. {@code af_unix_init}. */
    public static void init(Kernel kernel, Net net) {
        UnixNet unix = new UnixNet(kernel.get(Vfs.class), kernel.random());
        UnixFamily family = new UnixFamily(unix);
        net.protoRegister(family.dgramProto);
        net.protoRegister(family.streamProto);
        if (net.sockRegister(family) != 0) {
            throw new IllegalStateException("the family is registered twice");
        }
        net.sockDiagRegister(new UnixDiag(net));
        kernel.onClose(unix::close);
    }

    @Override
    public int family() {
        return AddressFamily.AF_UNIX;
    }

    @Override
    public void create(Net net, Socket sock, int protocol, boolean kern) {
        if (protocol != 0 && protocol != AddressFamily.AF_UNIX) {
            throw Errno.EPROTONOSUPPORT.exception();
        }
        switch (sock.type()) {
            case SocketType.SOCK_STREAM -> {
                sock.setOps(streamOps);
                sock.graft(streamProto.createSock(net, SocketType.SOCK_STREAM, 0));
            }
            // BSD has raw sockets of this family, which nobody uses: they are datagram sockets.
            case SocketType.SOCK_RAW, SocketType.SOCK_DGRAM -> {
                sock.setOps(dgramOps);
                sock.graft(dgramProto.createSock(net, SocketType.SOCK_DGRAM, 0));
            }
            case SocketType.SOCK_SEQPACKET -> {
                sock.setOps(seqpacketOps);
                sock.graft(dgramProto.createSock(net, SocketType.SOCK_SEQPACKET, 0));
            }
            default -> throw Errno.ESOCKTNOSUPPORT.exception();
        }
    }
}
