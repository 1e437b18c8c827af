package org.jernel.net.inet;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Sock;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The states and the order of checks above a protocol that does what it is told. */
@Timeout(30)
class InetStreamOpsTest {

    private static final SockAddr SERVER = SockAddrIn.of("127.0.0.1", 5001);

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final Net net = new Net(kernel);
    private final FakeProto proto = new FakeProto();
    private final InetStreamOps ops =
            new InetStreamOps(AddressFamily.AF_INET, address -> address.isWildcard() || address.v4() >>> 24 == 127);
    private final Socket sock = socket();

    @AfterEach
    void close() {
        kernel.close();
    }

    private Socket socket() {
        Socket made = new Socket(net, SOCK_STREAM);
        made.setOps(ops);
        made.graft(proto.createSock(net, SOCK_STREAM, 6));
        return made;
    }

    private void fails(Errno errno, Runnable call) {
        assertThatThrownBy(call::run).isSameAs(errno.exception());
    }

    private static SockAddr cut(SockAddr addr, int length) {
        return new SockAddr(Arrays.copyOf(addr.bytes(), length));
    }

    private static SockAddr ofFamily(int family, SockAddr addr) {
        byte[] bytes = addr.bytes().clone();
        bytes[0] = (byte) family;
        return new SockAddr(bytes);
    }

    @Test
    void bindLooksAtLengthFamilyAddressAndOnlyThenAtTheSock() {
        ops.bind(sock, SERVER);
        fails(Errno.EINVAL, () -> ops.bind(sock, cut(SockAddrIn.of("8.8.8.8", 80), 15)));
        fails(Errno.EAFNOSUPPORT, () -> ops.bind(sock, ofFamily(10, SockAddrIn.of("8.8.8.8", 80))));
        fails(Errno.EADDRNOTAVAIL, () -> ops.bind(sock, SockAddrIn.of("8.8.8.8", 80)));
        fails(Errno.EINVAL, () -> ops.bind(sock, SERVER));
        assertThat(ops.getname(sock, false)).isEqualTo(SERVER);
    }

    @Test
    void bindTakesNoFamilyForAnyAddressOnly() {
        fails(Errno.EAFNOSUPPORT, () -> ops.bind(sock, ofFamily(0, SERVER)));
        ops.bind(sock, ofFamily(0, SockAddrIn.of(0, 5001)));
        assertThat(ops.getname(sock, false)).isEqualTo(SockAddrIn.of(0, 5001));
    }

    @Test
    void aBindThatFindsThePortTakenLeavesTheSockUnbound() {
        proto.takenPort = 5001;
        fails(Errno.EADDRINUSE, () -> ops.bind(sock, SERVER));
        assertThat(ops.getname(sock, false)).isEqualTo(SockAddrIn.of(0, 0));
        ops.bind(sock, SockAddrIn.of("127.0.0.1", 0));
        assertThat(ops.getname(sock, false)).isEqualTo(SockAddrIn.of("127.0.0.1", 40000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1023})
    void aPortBelow1024NeedsTheCapability(int port) throws InterruptedException {
        CompletableFuture<Throwable> asUser = new CompletableFuture<>();
        Task task = kernel.kthreadRun("user", () -> {
            Task.current().setCred(Cred.user(1000));
            try {
                ops.bind(sock, SockAddrIn.of("127.0.0.1", port));
            } catch (ErrnoException e) {
                asUser.complete(e);
            }
        });
        task.join();
        assertThat(asUser).isCompletedWithValue(Errno.EACCES.exception());
        ops.bind(sock, SockAddrIn.of("127.0.0.1", port));
        assertThat(SockAddrIn.port(ops.getname(sock, false))).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4097, Integer.MIN_VALUE})
    void aBacklogIsCutToSomaxconn(int backlog) {
        ops.listen(sock, backlog);
        assertThat(proto.calls).containsExactly("getPort 0", "listen 4096");
    }

    @Test
    void listenAgainChangesTheBacklogAlone() {
        ops.bind(sock, SERVER);
        ops.listen(sock, 1);
        ops.listen(sock, 7);
        assertThat(proto.calls).containsExactly("getPort 5001", "listen 1", "listen 7");
    }

    @Test
    void aConnectedSocketDoesNotListen() {
        ops.connect(sock, SERVER, 0);
        fails(Errno.EINVAL, () -> ops.listen(sock, 1));
    }

    @Test
    void connectChecksTheAddressBeforeItBegins() {
        fails(Errno.EINVAL, () -> ops.connect(sock, cut(SERVER, 1), 0));
        fails(Errno.EINVAL, () -> ops.connect(sock, cut(SERVER, 15), 0));
        fails(Errno.EAFNOSUPPORT, () -> ops.connect(sock, ofFamily(1, SERVER), 0));
        assertThat(proto.calls).isEmpty();
        assertThat(sock.state()).isEqualTo(SocketState.SS_UNCONNECTED);
    }

    @Test
    void aConnectedSocketSaysSo() {
        ops.connect(sock, SERVER, 0);
        assertThat(sock.state()).isEqualTo(SocketState.SS_CONNECTED);
        assertThat(ops.getname(sock, true)).isEqualTo(SERVER);
        fails(Errno.EISCONN, () -> ops.connect(sock, SERVER, 0));
    }

    @Test
    void aListenerSaysThatItIsConnected() {
        ops.listen(sock, 1);
        fails(Errno.EISCONN, () -> ops.connect(sock, SERVER, 0));
    }

    @Test
    void aRefusedSocketCanTryAgain() {
        proto.connectsTo = TcpState.CLOSE;
        proto.connectError = Errno.ECONNREFUSED.number();
        fails(Errno.ECONNREFUSED, () -> ops.connect(sock, SERVER, 0));
        assertThat(sock.sk().err()).isZero();
        proto.connectsTo = TcpState.ESTABLISHED;
        proto.connectError = 0;
        ops.connect(sock, SERVER, 0);
        assertThat(sock.state()).isEqualTo(SocketState.SS_CONNECTED);
    }

    @Test
    void anOutcomeWithoutAnErrorIsAnAbort() {
        proto.connectsTo = TcpState.CLOSE;
        fails(Errno.ECONNABORTED, () -> ops.connect(sock, SERVER, 0));
    }

    @Test
    void aNonblockingConnectIsInProgressThenAlreadyThenDone() {
        proto.connectsTo = TcpState.SYN_SENT;
        fails(Errno.EINPROGRESS, () -> ops.connect(sock, SERVER, Fcntl.O_NONBLOCK));
        fails(Errno.EALREADY, () -> ops.connect(sock, SERVER, Fcntl.O_NONBLOCK));
        sock.sk().setState(TcpState.ESTABLISHED);
        ops.connect(sock, SERVER, Fcntl.O_NONBLOCK);
        fails(Errno.EISCONN, () -> ops.connect(sock, SERVER, Fcntl.O_NONBLOCK));
    }

    @Test
    void aConnectThatTimesOutIsInProgress() {
        proto.connectsTo = TcpState.SYN_SENT;
        sock.sk().options().sndtimeoNanos = 1;
        fails(Errno.EINPROGRESS, () -> ops.connect(sock, SERVER, 0));
        fails(Errno.EALREADY, () -> ops.connect(sock, SERVER, 0));
    }

    @Test
    void aBlockingConnectWaitsForTheHandshake() throws InterruptedException {
        proto.connectsTo = TcpState.SYN_SENT;
        Task task = kernel.kthreadRun("client", () -> ops.connect(sock, SERVER, 0));
        awaitAsleep(task);
        sock.sk().setState(TcpState.ESTABLISHED);
        sock.sk().wakeUp(0);
        task.join();
        assertThat(sock.state()).isEqualTo(SocketState.SS_CONNECTED);
    }

    private static void awaitAsleep(Task task) throws InterruptedException {
        while (!task.isAsleep()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void anAddressOfNoFamilyDisconnects() {
        ops.connect(sock, SERVER, 0);
        ops.connect(sock, new SockAddr(new byte[2]), 0);
        assertThat(sock.state()).isEqualTo(SocketState.SS_UNCONNECTED);
        fails(Errno.ENOTCONN, () -> ops.getname(sock, true));
    }

    @Test
    void acceptNeedsAListener() {
        fails(Errno.EINVAL, () -> ops.accept(sock, new Socket(net, SOCK_STREAM), 0));
    }

    @Test
    void anEmptyQueueIsEagainAtOnceOrWhenTheTimeIsUp() {
        ops.listen(sock, 1);
        fails(Errno.EAGAIN, () -> ops.accept(sock, new Socket(net, SOCK_STREAM), Fcntl.O_NONBLOCK));
        sock.sk().options().rcvtimeoNanos = 1;
        fails(Errno.EAGAIN, () -> ops.accept(sock, new Socket(net, SOCK_STREAM), 0));
    }

    @Test
    void acceptTiesTheConnectionToItsSocket() {
        ops.listen(sock, 1);
        Sock connection = proto.createSock(net, SOCK_STREAM, 6);
        proto.acceptQueue.add(connection);
        Socket accepted = new Socket(net, SOCK_STREAM);
        ops.accept(sock, accepted, 0);
        assertThat(accepted.sk()).isSameAs(connection);
        assertThat(connection.socket()).isSameAs(accepted);
        assertThat(accepted.state()).isEqualTo(SocketState.SS_CONNECTED);
    }

    @Test
    void acceptEndsWhenTheListenerDoes() throws InterruptedException {
        ops.listen(sock, 1);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Task task = kernel.kthreadRun("server", () -> {
            try {
                ops.accept(sock, new Socket(net, SOCK_STREAM), 0);
            } catch (ErrnoException e) {
                outcome.complete(e);
            }
        });
        awaitAsleep(task);
        ops.shutdown(sock, Shutdown.SHUT_RD);
        task.join();
        assertThat(outcome).isCompletedWithValue(Errno.EINVAL.exception());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 7, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shutdownKnowsThreeWays(int how) {
        fails(Errno.EINVAL, () -> ops.shutdown(sock, how));
    }

    @Test
    void shutdownOfWhatIsNotConnectedIsKeptAndRefused() {
        fails(Errno.ENOTCONN, () -> ops.shutdown(sock, Shutdown.SHUT_WR));
        assertThat(sock.sk().shutdownMask()).isEqualTo(Shutdown.SEND_SHUTDOWN);
    }

    @Test
    void shutdownAddsUp() {
        ops.connect(sock, SERVER, 0);
        ops.shutdown(sock, Shutdown.SHUT_RD);
        ops.shutdown(sock, Shutdown.SHUT_WR);
        assertThat(sock.sk().shutdownMask()).isEqualTo(Shutdown.SHUTDOWN_MASK);
        assertThat(proto.calls).endsWith("shutdown 1", "shutdown 2");
    }

    @Test
    void aListenerStopsByShutdownOfReading() {
        ops.listen(sock, 1);
        ops.shutdown(sock, Shutdown.SHUT_WR);
        assertThat(sock.sk().state()).isEqualTo(TcpState.LISTEN);
        ops.shutdown(sock, Shutdown.SHUT_RDWR);
        assertThat(sock.sk().state()).isEqualTo(TcpState.CLOSE);
        assertThat(proto.calls).endsWith("disconnect");
    }

    @ParameterizedTest
    @EnumSource(names = {"ESTABLISHED", "SYN_SENT"})
    void shutdownSettlesAConnectThatHasBegun(TcpState reached) {
        proto.connectsTo = TcpState.SYN_SENT;
        fails(Errno.EINPROGRESS, () -> ops.connect(sock, SERVER, Fcntl.O_NONBLOCK));
        sock.sk().setState(reached);
        ops.shutdown(sock, Shutdown.SHUT_RDWR);
        assertThat(sock.state())
                .isEqualTo(reached == TcpState.ESTABLISHED
                        ? SocketState.SS_CONNECTED
                        : SocketState.SS_UNCONNECTED);
    }

    @Test
    void sendingIntoNothingRaisesTheSignalUnlessToldNotTo() throws InterruptedException {
        proto.result = Errno.EPIPE.negated();
        MsgHdr quiet = MsgHdr.of(new byte[1]);
        quiet.setFlags(MsgFlags.MSG_NOSIGNAL);
        SendingProgram sends = new SendingProgram(() -> ops.sendmsg(sock, quiet));
        int unharmed = kernel.spawn("quiet", new FdTable(), sends).join();
        assertThat(unharmed).isZero();
        assertThat(sends.results).containsExactly(Errno.EPIPE.negated());
        SendingProgram raises = new SendingProgram(() -> ops.sendmsg(sock, MsgHdr.of(new byte[1])));
        kernel.spawn("loud", new FdTable(), raises).join();
        assertThat(raises.pending).isTrue();
        assertThat(sends.pending).isFalse();
    }

    @Test
    void aPendingErrorComesBeforeEpipe() {
        proto.result = Errno.EPIPE.negated();
        sock.sk().setErr(Errno.ECONNRESET.number());
        assertThat(ops.sendmsg(sock, MsgHdr.of(new byte[1]))).isEqualTo(Errno.ECONNRESET.negated());
        assertThat(ops.sendmsg(sock, MsgHdr.of(new byte[1]))).isEqualTo(Errno.EPIPE.negated());
    }

    @Test
    void closingAsksTheProtocolOnce() {
        sock.close();
        sock.close();
        assertThat(proto.calls).containsExactly("close");
        assertThat(sock.skOrNull()).isNull();
    }
}
