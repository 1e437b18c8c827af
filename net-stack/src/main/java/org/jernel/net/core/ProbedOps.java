package org.jernel.net.core;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.probe.Probes;
import org.jernel.net.uapi.SockAddr;
import org.jspecify.annotations.Nullable;

/** The operations of a socket while functions are watched; those that are not go on unseen. */
public final class ProbedOps implements ProtoOps {

    private final Probes probes;
    private final ProtoOps ops;
    private final OpsFunctions functions;

    private ProbedOps(Probes probes, ProtoOps ops, OpsFunctions functions) {
        this.probes = probes;
        this.ops = ops;
        this.functions = functions;
    }

    /** The operations of a socket, watched if any function is. */
    public static ProtoOps of(Socket sock) {
        ProtoOps ops = sock.ops();
        Probes probes = sock.net().probes();
        return probes.isOff() ? ops : new ProbedOps(probes, ops, OpsFunctions.of(ops.family(), sock.type()));
    }

    @Override
    public int family() {
        return ops.family();
    }

    @Override
    public void release(Socket sock) {
        ops.release(sock);
    }

    @Override
    public void bind(Socket sock, SockAddr addr) {
        probes.run(functions.bind, () -> ops.bind(sock, addr), sock.ino());
    }

    @Override
    public void connect(Socket sock, SockAddr addr, int flags) {
        probes.run(functions.connect, a -> ops.connect(sock, addr, (int) a[1]), sock.ino(), flags);
    }

    @Override
    public void socketpair(Socket one, Socket other) {
        ops.socketpair(one, other);
    }

    @Override
    public void accept(Socket sock, Socket newSock, int flags) {
        probes.run(functions.accept, a -> ops.accept(sock, newSock, (int) a[2]), sock.ino(), newSock.ino(), flags);
    }

    @Override
    public SockAddr getname(Socket sock, boolean peer) {
        return probes.get(functions.getname, a -> ops.getname(sock, a[1] != 0), sock.ino(), peer ? 1 : 0);
    }

    @Override
    public int poll(File file, Socket sock, @Nullable PollTable table) {
        return ops.poll(file, sock, table);
    }

    @Override
    public void listen(Socket sock, int backlog) {
        probes.run(functions.listen, a -> ops.listen(sock, (int) a[1]), sock.ino(), backlog);
    }

    @Override
    public void shutdown(Socket sock, int how) {
        probes.run(functions.shutdown, a -> ops.shutdown(sock, (int) a[1]), sock.ino(), how);
    }

    @Override
    public long sendmsg(Socket sock, MsgHdr message) {
        return probes.call(
                functions.sendmsg,
                () -> ops.sendmsg(sock, message),
                sock.ino(),
                message.iter().count(),
                message.flags());
    }

    @Override
    public boolean hasSendpage() {
        return ops.hasSendpage();
    }

    @Override
    public long sendpage(Socket sock, Page page, int offset, int size, int flags) {
        return ops.sendpage(sock, page, offset, size, flags);
    }

    @Override
    public long recvmsg(Socket sock, MsgHdr message, int flags) {
        return probes.call(
                functions.recvmsg, a -> ops.recvmsg(sock, message, (int) a[2]), sock.ino(), message.iter().count(),
                flags);
    }
}
