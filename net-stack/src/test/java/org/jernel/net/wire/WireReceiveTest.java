package org.jernel.net.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jernel.net.core.Mib;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource
final class WireReceiveTest {

    private static final int FIONREAD = 0x541b;
    private static final int PAGE = 4096;

    private final WireFixture wire;
    private final WireTcpSock sk;
    private final WireTcpSock peer;

    WireReceiveTest(HostTransport transport) {
        wire = new WireFixture(transport);
        WireFixture.Pair pair = wire.pair();
        sk = pair.caller();
        peer = pair.called();
    }

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void connectionsAreCounted() {
        Mib<TcpMib> tcp = wire.net.mib().tcp();
        assertThat(tcp.get(TcpMib.ACTIVE_OPENS)).isOne();
        assertThat(tcp.get(TcpMib.PASSIVE_OPENS)).isOne();
        WireTcpSock listener = wire.listening();
        int port = listener.num;
        wire.close(listener);
        WireTcpSock refused = wire.open();
        wire.beginConnect(refused, port);
        wire.await(refused, () -> wire.isConnected(refused));
        assertThat(tcp.get(TcpMib.ACTIVE_OPENS)).isEqualTo(2);
        assertThat(tcp.get(TcpMib.ATTEMPT_FAILS)).isOne();
        assertThat(tcp.get(TcpMib.ESTAB_RESETS)).isZero();
        WireFixture.locked(peer, () -> peer.closeHost(true));
        wire.await(sk, () -> (wire.poll(sk) & Poll.POLLHUP) != 0);
        assertThat(tcp.get(TcpMib.ESTAB_RESETS)).isEqualTo(2);
    }

    @Test
    void nothingIsEagainWithoutWaiting() {
        assertThat(wire.receive(sk, 10, MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
        assertThat(wire.receive(sk, 0, MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
        assertThat(wire.poll(sk)).isEqualTo(Poll.POLLOUT | Poll.POLLWRNORM);
    }

    @Test
    void aReceiverIsWokenByBytes() throws InterruptedException {
        Task sender = wire.kernel.kthreadRun("sender", () -> wire.send(peer, "wake"));
        assertThat(wire.receive(sk, 10, 0)).isEqualTo("wake");
        sender.join();
    }

    /** Else nobody asks the host anew for those who wait on: a transport may tell of an interest once only. */
    @Test
    void whoWaitsTriesAgainAlthoughAnotherReadEverything() {
        int seen = sk.news.seen();
        assertThat(wire.receive(sk, 10, MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
        WireFixture.locked(sk, sk::armForReceive);
        wire.send(peer, "all");
        wire.await(sk, () -> sk.news.isAfter(seen));
        assertThat(wire.receive(sk, 10, 0)).isEqualTo("all");
        assertThat(sk.isWorthReceiving(seen, 0)).isTrue();
    }

    @Test
    void aTimeoutIsEagain() {
        sk.options().rcvtimeoNanos = Duration.ofMillis(5).toNanos();
        assertThat(wire.receive(sk, 10, 0)).isEqualTo("EAGAIN");
    }

    @Test
    void aSignalEndsTheWaitAndSaysHowToRestart() throws InterruptedException {
        assertThat(receiveAndSignal()).isEqualTo(-KernelErrno.ERESTARTSYS);
        sk.options().rcvtimeoNanos = WireFixture.PATIENCE;
        assertThat(receiveAndSignal()).isEqualTo(Errno.EINTR.negated());
    }

    private long receiveAndSignal() throws InterruptedException {
        long[] result = new long[1];
        UserMode receiver = new OneCall(() -> result[0] = wire.receive(sk, new byte[1], 0));
        Task task = wire.kernel.spawn("receiver", new FdTable(), receiver);
        awaitAsleep(task);
        task.sendSignal(Signal.SIGTERM.number());
        task.join();
        return result[0];
    }

    private static void awaitAsleep(Task task) {
        while (!task.isAsleep()) {
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void peekingLeavesTheBytes() {
        wire.send(peer, "peekaboo");
        assertThat(wire.receiveSoon(sk, 4, MsgFlags.MSG_PEEK)).isEqualTo("peek");
        assertThat(wire.receive(sk, 20, MsgFlags.MSG_PEEK)).isEqualTo("peekaboo");
        assertThat(wire.receive(sk, 20, 0)).isEqualTo("peekaboo");
        assertThat(wire.receive(sk, 20, MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
    }

    @Test
    void waitallWaitsForAll() throws InterruptedException {
        wire.send(peer, "one ");
        Task sender = wire.kernel.kthreadRun("sender", () -> {
            wire.send(peer, "two ");
            wire.send(peer, "three");
        });
        assertThat(wire.receive(sk, 13, MsgFlags.MSG_WAITALL)).isEqualTo("one two three");
        sender.join();
    }

    @Test
    void waitallPeeksAtAll() throws InterruptedException {
        wire.send(peer, "one ");
        Task sender = wire.kernel.kthreadRun("sender", () -> wire.send(peer, "two"));
        assertThat(wire.receive(sk, 7, MsgFlags.MSG_WAITALL | MsgFlags.MSG_PEEK)).isEqualTo("one two");
        assertThat(wire.receive(sk, 7, MsgFlags.MSG_WAITALL)).isEqualTo("one two");
        sender.join();
    }

    @Test
    void waitallEndsWithTheStream() {
        wire.send(peer, "short");
        wire.shutdownSend(peer);
        assertThat(wire.receive(sk, 100, MsgFlags.MSG_WAITALL)).isEqualTo("short");
        assertThat(wire.receive(sk, 100, MsgFlags.MSG_WAITALL)).isEmpty();
    }

    @Test
    void truncatingDropsBytesAndCountsThem() {
        wire.send(peer, "drop me keep");
        wire.pollUntil(sk, Poll.POLLIN);
        assertThat(wire.receive(sk, new byte[8], MsgFlags.MSG_TRUNC)).isEqualTo(8);
        assertThat(wire.receive(sk, 20, 0)).isEqualTo("keep");
    }

    @Test
    void theLowWaterMarkHoldsBackPollAndReceive() throws InterruptedException {
        sk.options().rcvlowat = 5;
        wire.send(peer, "abc");
        wire.await(sk, () -> wire.receive(sk, 10, MsgFlags.MSG_PEEK | MsgFlags.MSG_DONTWAIT).equals("abc"));
        assertThat(wire.poll(sk)).isEqualTo(Poll.POLLOUT | Poll.POLLWRNORM);
        // Linux too: the mark counts what is queued, and not what the receiver has taken already.
        Task receiver =
                wire.kernel.kthreadRun("receiver", () -> assertThat(wire.receive(sk, 10, 0)).isEqualTo("abcdefgh"));
        awaitAsleep(receiver);
        wire.send(peer, "def");
        wire.send(peer, "gh");
        receiver.join();
        assertThat(wire.kernel.oopsCount()).isZero();
    }

    @Test
    void fionreadCountsWhatWaits() {
        assertThat(wire.proto.ioctl(sk, FIONREAD)).isZero();
        wire.send(peer, "12345");
        wire.pollUntil(sk, Poll.POLLIN);
        wire.send(peer, "6789");
        wire.await(sk, () -> wire.proto.ioctl(sk, FIONREAD) == 9);
        assertThat(wire.receive(sk, 20, 0)).isEqualTo("123456789");
        assertThat(wire.proto.ioctl(wire.listening(), FIONREAD)).isEqualTo(Errno.EINVAL.negated());
    }

    @Test
    @Timeout(60)
    void bytesThatAnotherTookFromTheHostWakeTheReceiver() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Task receiver = wire.kernel.kthreadRun("receiver", () -> assertThat(wire.receive(sk, 1, 0)).isEqualTo("x"));
            awaitAsleep(receiver);
            wire.send(peer, "x");
            assertThat(wire.proto.ioctl(sk, FIONREAD)).isBetween(0L, 1L);
            receiver.join();
        }
        assertThat(wire.kernel.oopsCount()).isZero();
    }

    @Test
    void bytesThatDoNotReachTheUserAreNotLost() {
        AddressSpace mm = new AddressSpace();
        long page = mm.mmap(0, 2 * PAGE, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
        assertThat(mm.munmap(page + PAGE, PAGE)).isZero();
        wire.send(peer, "0123456789");
        IovIter halfMissing = IovIter.user(mm, page + PAGE - 5, 10);
        assertThat(wire.receive(sk, halfMissing, 0)).isEqualTo(Errno.EFAULT.negated());
        assertThat(wire.receive(sk, IovIter.user(mm, page + PAGE - 5, 10), 0)).isEqualTo(Errno.EFAULT.negated());
        assertThat(wire.receive(sk, 20, 0)).isEqualTo("0123456789");
    }

    @Test
    void theEndComesAfterTheBytes() {
        wire.send(peer, "last");
        wire.shutdownSend(peer);
        assertThat(wire.pollUntil(sk, Poll.POLLIN)).matches(mask -> (mask & Poll.POLLHUP) == 0);
        assertThat(wire.receive(sk, 20, 0)).isEqualTo("last");
        assertThat(wire.receive(sk, 20, 0)).isEmpty();
        assertThat(wire.poll(sk)).isEqualTo(Poll.DEFAULT_POLLMASK | Poll.POLLRDHUP);
        assertThat(sk.state()).isEqualTo(TcpState.CLOSE_WAIT);
        wire.send(sk, "still");
        assertThat(wire.receiveSoon(peer, 20, 0)).isEqualTo("still");
    }

    @Test
    void aResetComesAfterTheBytes() throws IOException {
        WireTcpSock listener = wire.listening();
        java.net.Socket host = WireFixture.hostClient(listener);
        WireTcpSock accepted = wire.accept(listener);
        host.getOutputStream().write(WireFixture.bytes("bytes"));
        wire.pollUntil(accepted, Poll.POLLIN);
        host.setSoLinger(true, 0);
        host.close();
        assertThat(wire.receive(accepted, 20, 0)).isEqualTo("bytes");
        assertThat(wire.receive(accepted, 20, 0)).isEqualTo("ECONNRESET");
        assertThat(wire.receive(accepted, 20, 0)).isEmpty();
        assertThat(accepted.state()).isEqualTo(TcpState.CLOSE);
        assertThat(wire.poll(accepted)).isEqualTo(Poll.DEFAULT_POLLMASK | Poll.POLLHUP | Poll.POLLRDHUP);
        assertThat(wire.send(accepted, new byte[1], 0)).isEqualTo(Errno.EPIPE.negated());
    }

    @Test
    void aSenderIsToldOfAReset() throws IOException {
        WireTcpSock listener = wire.listening();
        java.net.Socket host = WireFixture.hostClient(listener);
        WireTcpSock accepted = wire.accept(listener);
        host.setSoLinger(true, 0);
        host.close();
        long result = wire.send(accepted, new byte[1], 0);
        while (result > 0) {
            result = wire.send(accepted, new byte[1], 0);
        }
        assertThat(result).isEqualTo(Errno.EPIPE.negated());
        assertThat(accepted.sockError()).isEqualTo(Errno.ECONNRESET.negated());
    }

    @Test
    void bytesThatArriveAfterShutRdCanBeRead() {
        wire.shutdown(sk, Shutdown.RCV_SHUTDOWN);
        assertThat(wire.poll(sk)).isEqualTo(Poll.DEFAULT_POLLMASK | Poll.POLLRDHUP);
        assertThat(wire.receive(sk, 10, 0)).isEmpty();
        wire.send(peer, "more");
        wire.await(sk, () -> wire.receive(sk, 10, MsgFlags.MSG_PEEK).equals("more"));
        assertThat(wire.receive(sk, 10, 0)).isEqualTo("more");
        assertThat(wire.receive(sk, 10, 0)).isEmpty();
    }

    @Test
    void whatTheHostCannotDoIsRefused() {
        assertThat(wire.receive(sk, 1, MsgFlags.MSG_OOB)).isEqualTo("EINVAL");
        assertThat(wire.receive(sk, 1, MsgFlags.MSG_ERRQUEUE)).isEqualTo("EAGAIN");
        assertThat(wire.send(sk, new byte[1], MsgFlags.MSG_OOB)).isEqualTo(Errno.EOPNOTSUPP.negated());

    }
}
