package org.jernel.net.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.SolSocket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass
@EnumSource
final class WireSendTest {

    private static final int PAGE = 4096;

    private final HostTransport transport;
    private final WireFixture wire;
    private final WireTcpSock sk;
    private final WireTcpSock peer;

    WireSendTest(HostTransport transport) {
        this.transport = transport;
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
    void aReaderThatIsSlowStallsTheWriterAndGetsEverything() throws InterruptedException {
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        long[] result = new long[1];
        Task writer = wire.kernel.kthreadRun("writer", () -> result[0] = wire.send(sk, sent, 0));
        byte[] received = new byte[sent.length];
        int total = 0;
        while (total < received.length) {
            int most = Math.min(100_000, received.length - total);
            long bytes = wire.receive(peer, IovIter.kernel(received, total, most), 0);
            assertThat(bytes).isPositive();
            total += (int) bytes;
        }
        writer.join();
        assertThat(result[0]).isEqualTo(sent.length);
        assertThat(Arrays.equals(received, sent)).isTrue();
        assertThat(peer.receiveQueue.size()).isZero();
    }

    @Test
    void aFullConnectionTakesAPartThenNothingAndBecomesWritableWhenRead() {
        byte[] chunk = new byte[1 << 20];
        IovIter iter = IovIter.kernel(chunk, 0, chunk.length);
        long taken = wire.send(sk, iter, MsgFlags.MSG_DONTWAIT);
        long total = taken;
        while (taken > 0) {
            assertThat(iter.count()).isEqualTo(chunk.length - taken);
            iter = IovIter.kernel(chunk, 0, chunk.length);
            taken = wire.send(sk, iter, MsgFlags.MSG_DONTWAIT);
            total += Math.max(taken, 0);
        }
        assertThat(taken).isEqualTo(Errno.EAGAIN.negated());
        assertThat(iter.count()).isEqualTo(chunk.length);
        assertThat(wire.poll(sk)).isZero();
        drain(peer, total);
        assertThat(wire.pollUntil(sk, Poll.POLLOUT)).isEqualTo(Poll.POLLOUT | Poll.POLLWRNORM);
    }

    @Test
    void aSenderTimesOutWithWhatItSentAndThenWithEagain() {
        sk.options().sndtimeoNanos = Duration.ofMillis(5).toNanos();
        byte[] much = new byte[16 << 20];
        assertThat(wire.send(sk, much, 0)).isBetween(1L, (long) much.length - 1);
        long result = wire.send(sk, much, 0);
        while (result > 0) {
            result = wire.send(sk, much, 0);
        }
        assertThat(result).isEqualTo(Errno.EAGAIN.negated());
    }

    private void drain(WireTcpSock from, long total) {
        byte[] into = new byte[1 << 20];
        long left = total;
        while (left > 0) {
            long bytes = wire.receive(from, into, 0);
            assertThat(bytes).isPositive();
            left -= bytes;
        }
    }

    @Test
    void bytesThatCannotBeReadFromTheUserAreNotSent() {
        AddressSpace mm = new AddressSpace();
        long page = mm.mmap(0, 2 * PAGE, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
        assertThat(mm.munmap(page + PAGE, PAGE)).isZero();
        IovIter halfMissing = IovIter.user(mm, page + PAGE - 5, 10);
        assertThat(wire.send(sk, halfMissing, 0)).isEqualTo(Errno.EFAULT.negated());
        assertThat(halfMissing.count()).isEqualTo(10);
        wire.send(sk, "clean");
        assertThat(wire.receiveSoon(peer, 20, 0)).isEqualTo("clean");
    }

    @Test
    void nothingIsSentAfterShutdown() {
        wire.send(sk, "bye");
        wire.shutdownSend(sk);
        assertThat(wire.send(sk, new byte[1], 0)).isEqualTo(Errno.EPIPE.negated());
        assertThat(sk.state()).isIn(TcpState.FIN_WAIT1, TcpState.FIN_WAIT2);
        assertThat(wire.receive(peer, 20, MsgFlags.MSG_WAITALL)).isEqualTo("bye");
        wire.shutdownSend(peer);
        assertThat(wire.receive(sk, 1, 0)).isEmpty();
        assertThat(wire.poll(sk)).isEqualTo(Poll.DEFAULT_POLLMASK | Poll.POLLHUP | Poll.POLLRDHUP);
        assertThat(sk.err()).isZero();
    }

    @Test
    void closingWithUnreadBytesResetsThePeer() {
        wire.send(peer, "unread");
        wire.pollUntil(sk, Poll.POLLIN);
        wire.close(sk);
        assertThat(wire.receiveSoon(peer, 1, 0)).isEqualTo("ECONNRESET");
    }

    @Test
    void closingAfterEverythingWasReadEndsInOrder() {
        wire.send(peer, "read");
        assertThat(wire.receiveSoon(sk, 10, 0)).isEqualTo("read");
        wire.close(sk);
        assertThat(wire.receiveSoon(peer, 1, 0)).isEmpty();
    }

    @Test
    void lingeringForNoTimeResetsThePeer() {
        sk.options().lingerOn = true;
        wire.close(sk);
        assertThat(wire.receiveSoon(peer, 1, 0)).isEqualTo("ECONNRESET");
    }

    @Test
    void optionsReachTheHost() throws IOException {
        WireTcpSock one = wire.open();
        WireTcpSock other = wire.open();
        for (WireTcpSock sharing : new WireTcpSock[] {one, other}) {
            sharing.options().reuseAddr = true;
            changed(sharing, SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR);
        }
        int port = wire.bind(one, 0x7f000001, 0);
        assertThat(wire.bind(other, 0x7f000001, port)).isEqualTo(port);
        for (int name : new int[] {OptName.SO_KEEPALIVE, OptName.SO_SNDBUF, OptName.SO_RCVBUF}) {
            changed(sk, SolSocket.SOL_SOCKET, name);
        }
        for (int name : new int[] {OptName.TCP_NODELAY, OptName.TCP_KEEPIDLE, OptName.TCP_KEEPINTVL}) {
            changed(sk, IpProtocol.IPPROTO_TCP, name);
        }
    }

    @Test
    void anOptionThatTheJdkDoesNotKnowIsRefusedThere() {
        if (transport == HostTransport.NIO) {
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> changed(sk, IpProtocol.IPPROTO_TCP, OptName.TCP_CORK))
                    .withMessageContaining("ENOPROTOOPT");
        } else {
            sk.tcp.cork = true;
            changed(sk, IpProtocol.IPPROTO_TCP, OptName.TCP_CORK);
            wire.send(sk, "corked");
            sk.tcp.cork = false;
            changed(sk, IpProtocol.IPPROTO_TCP, OptName.TCP_CORK);
            assertThat(wire.receiveSoon(peer, 20, 0)).isEqualTo("corked");
        }
    }

    private void changed(WireTcpSock of, int level, int name) {
        WireFixture.locked(of, () -> wire.proto.optionChanged(of, level, name));
    }
}
