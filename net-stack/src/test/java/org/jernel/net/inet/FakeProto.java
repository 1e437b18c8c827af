package org.jernel.net.inet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A protocol that does what a test says, and notes what it was asked. */
public final class FakeProto implements Proto {

    /** What was asked, in order. */
    public final List<String> calls = new ArrayList<>();

    /** The state that a connect leads to at once. */
    public TcpState connectsTo = TcpState.ESTABLISHED;

    /** The error that a connect leaves with the sock. */
    public int connectError;

    /** What sendmsg and recvmsg return. */
    public long result;

    /** A port that is taken. */
    public int takenPort = -1;

    /** Connections that wait to be accepted. */
    public final Deque<Sock> acceptQueue = new ArrayDeque<>();

    @Override
    public String name() {
        return "FAKE";
    }

    @Override
    public Sock createSock(Net net, int type, int protocol) {
        return new FakeSock(net, this, type, protocol);
    }

    @Override
    public int getPort(Sock sk, int port) {
        calls.add("getPort " + port);
        if (port == takenPort) {
            throw Errno.EADDRINUSE.exception();
        }
        return port == 0 ? 40000 : port;
    }

    @Override
    public void listen(Sock sk, int backlog) {
        calls.add("listen " + backlog);
        sk.setState(TcpState.LISTEN);
    }

    @Override
    public void connect(Sock sk, SockAddr addr) {
        InetSock inet = (InetSock) sk;
        inet.daddr = InetDestination.of(inet, addr);
        calls.add("connect " + addr);
        inet.dport = SockAddrIn.port(addr);
        sk.setErr(connectError);
        sk.setState(connectsTo);
    }

    @Override
    public void disconnect(Sock sk) {
        calls.add("disconnect");
        sk.setState(TcpState.CLOSE);
    }

    @Override
    public @Nullable Sock acceptOrNull(Sock sk) {
        return acceptQueue.poll();
    }

    @Override
    public void shutdown(Sock sk, int how) {
        calls.add("shutdown " + how);
    }

    @Override
    public void close(Sock sk) {
        calls.add("close");
        sk.setState(TcpState.CLOSE);
    }

    @Override
    public long sendmsg(Sock sk, MsgHdr message) {
        return result;
    }

    @Override
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return result;
    }

    @Override
    public int poll(Sock sk, @Nullable PollTable table) {
        return Poll.POLLOUT;
    }

    @Override
    public void optionChanged(Sock sk, int level, int name) {
        calls.add("option " + level + "/" + name);
    }

    private static final class FakeSock extends InetConnectionSock {

        FakeSock(Net net, Proto proto, int type, int protocol) {
            super(net, proto, AddressFamily.AF_INET, type, protocol);
        }
    }
}
