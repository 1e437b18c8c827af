package org.jernel.net.ipv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What users of the two ends of a connection see. */
@Timeout(60)
class TcpConnectionTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final int DONTWAIT = MsgFlags.MSG_DONTWAIT;

    private final TcpTestKernel host = new TcpTestKernel();
    private final byte[] buffer = new byte[100];

    @AfterEach
    void noOops() {
        assertThat(host.kernel.oopsCount()).isZero();
        host.close();
    }

    @Test
    void connectsAndSendsBeforeTheListenerAccepts() {
        TestSocket listener = host.listening(1);
        TestSocket client = host.connected(listener);
        assertThat(client.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(client.send(HELLO, 0)).isEqualTo(5);
        assertThat(listener.poll()).isEqualTo(Poll.POLLIN | Poll.POLLRDNORM);
        TestSocket server = listener.accept();
        assertThat(server.recv(buffer, 0)).isEqualTo(5);
        assertThat(buffer).startsWith(HELLO);
        assertThat(server.sk.dport).isEqualTo(client.port());
        assertThat(client.sk.dport).isEqualTo(server.port()).isEqualTo(listener.port());
    }

    @Test
    void refusesWhereNobodyListens() {
        TestSocket taken = TestSocket.create(host.tcp).bind("127.0.0.1", 0);
        TestSocket client = TestSocket.connected(host.tcp, taken.port());
        assertThat(client.state()).isEqualTo(TcpState.CLOSE);
        assertThat(client.sk.err()).isEqualTo(Errno.ECONNREFUSED.number());
        assertThat(client.poll()).isEqualTo(Poll.POLLIN | Poll.POLLOUT | Poll.POLLERR | Poll.POLLHUP
                | Poll.POLLRDHUP | Poll.POLLRDNORM | Poll.POLLWRNORM);
        assertThat(client.recv(buffer, 0)).isEqualTo(Errno.ECONNREFUSED.negated());
    }

    @Test
    void anOrderlyEndIsReadAsZeroAfterTheLastByte() {
        TestSocket[] pair = host.pair();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        pair[0].close();
        assertThat(pair[1].poll()).isEqualTo(
                Poll.POLLIN | Poll.POLLRDNORM | Poll.POLLRDHUP | Poll.POLLOUT | Poll.POLLWRNORM);
        assertThat(pair[1].recv(buffer, 0)).isEqualTo(5);
        assertThat(pair[1].recv(buffer, 0)).isZero();
        assertThat(pair[1].recv(buffer, DONTWAIT)).isZero();
    }

    @Test
    void halfACloseLeavesTheOtherDirectionOpen() {
        TestSocket[] pair = host.pair();
        pair[0].shutdown(Shutdown.SEND_SHUTDOWN);
        assertThat(pair[0].state()).isEqualTo(TcpState.FIN_WAIT1);
        assertThat(pair[1].state()).isEqualTo(TcpState.CLOSE_WAIT);
        host.advance(40, TimeUnit.MILLISECONDS, () -> pair[0].state() == TcpState.FIN_WAIT2);
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(Errno.EPIPE.negated());
        assertThat(pair[1].recv(buffer, 0)).isZero();
        assertThat(pair[1].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[0].recv(buffer, 0)).isEqualTo(5);
        pair[1].shutdown(Shutdown.SEND_SHUTDOWN);
        assertThat(pair[1].state()).isEqualTo(TcpState.CLOSE);
        assertThat(pair[0].state()).isEqualTo(TcpState.CLOSE);
        assertThat(pair[0].recv(buffer, 0)).isZero();
        assertThat(pair[0].poll() & Poll.POLLHUP).isNotZero();
    }

    @Test
    void closingWithUnreadDataResetsThePeer() {
        TestSocket[] pair = host.pair();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        pair[1].close();
        assertThat(pair[0].sk.err()).isEqualTo(Errno.ECONNRESET.number());
        assertThat(pair[0].poll() & (Poll.POLLERR | Poll.POLLHUP)).isEqualTo(Poll.POLLERR | Poll.POLLHUP);
        assertThat(pair[0].recv(buffer, 0)).isEqualTo(Errno.ECONNRESET.negated());
        assertThat(pair[0].recv(buffer, 0)).isZero();
    }

    @Test
    void dataThatCameBeforeAResetIsReadBeforeItsError() {
        TestSocket[] pair = host.pair();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].send(HELLO, 0)).isEqualTo(5);
        pair[1].close();
        assertThat(pair[0].recv(buffer, 0)).isEqualTo(5);
        assertThat(pair[0].recv(buffer, 0)).isEqualTo(Errno.ECONNRESET.negated());
    }

    @Test
    void whatCameBeforeTheResetOfAConnectionThatNobodyHadAcceptedIsReadToo() {
        TestSocket listener = host.listening(1);
        TestSocket client = host.connected(listener);
        assertThat(client.send(HELLO, 0)).isEqualTo(5);
        client.sk.options().lingerOn = true;
        client.close();
        TestSocket server = listener.accept();
        assertThat(server.recv(buffer, 0)).isEqualTo(5);
        assertThat(server.recv(buffer, 0)).isEqualTo(Errno.ECONNRESET.negated());
    }

    @Test
    void receivingNothingWaitsForSomethingAllTheSame() {
        TestSocket[] pair = host.pair();
        assertThat(pair[1].recv(buffer, 0, 0, DONTWAIT)).isEqualTo(Errno.EAGAIN.negated());
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].recv(buffer, 0, 0, DONTWAIT)).isZero();
        assertThat(pair[1].recv(buffer, DONTWAIT)).isEqualTo(5);
    }

    @Test
    void aSenderLearnsOfAReaderThatHasGoneByTheSecondWrite() {
        TestSocket[] pair = host.pair();
        pair[1].close();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[0].sk.err()).isEqualTo(Errno.EPIPE.number());
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(Errno.EPIPE.negated());
    }

    @Test
    void lingeringForNoTimeResets() {
        TestSocket[] pair = host.pair();
        pair[0].sk.options().lingerOn = true;
        pair[0].sk.options().lingerNanos = 0;
        pair[0].close();
        assertThat(pair[1].sk.err()).isEqualTo(Errno.ECONNRESET.number());
        pair[1].close();
        assertThat(host.isEmpty()).isTrue();
    }

    @Test
    void closingAListenerResetsWhatNobodyAccepted() {
        TestSocket listener = host.listening(5);
        TestSocket first = host.connected(listener);
        TestSocket second = host.connected(listener);
        listener.close();
        assertThat(first.sk.err()).isEqualTo(Errno.ECONNRESET.number());
        assertThat(second.sk.err()).isEqualTo(Errno.ECONNRESET.number());
        first.close();
        second.close();
        assertThat(host.isEmpty()).isTrue();
    }

    @Test
    void oneMoreThanTheBacklogWaitsAndTheNextConnectsWhenThereIsRoom() {
        TestSocket listener = host.listening(1);
        List<TestSocket> waiting = new ArrayList<>(List.of(host.connected(listener), host.connected(listener)));
        TestSocket late = TestSocket.create(host.tcp).connect("127.0.0.1", listener.port());
        assertThat(late.state()).isEqualTo(TcpState.SYN_SENT);
        waiting.add(listener.accept());
        assertThat(late.state()).isEqualTo(TcpState.SYN_SENT);
        host.advance(1, TimeUnit.SECONDS, () -> listener.sk.ackBacklog == 2);
        assertThat(late.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(waiting).hasSize(3);
    }

    @Test
    void gaveUpConnectingAfterTheLastSyn() {
        TestSocket listener = host.listening(0);
        TestSocket first = host.connected(listener);
        TestSocket late = TestSocket.create(host.tcp).connect("127.0.0.1", listener.port());
        int[] seconds = {1, 1, 1, 1, 1, 2, 4};
        for (int i = 0; i < seconds.length; i++) {
            int sent = i + 1;
            boolean last = sent == seconds.length;
            host.advance(seconds[i], TimeUnit.SECONDS, () -> late.lockedIs(
                    () -> last ? late.state() == TcpState.CLOSE : late.sk.retransmits == sent));
        }
        assertThat(late.sk.err()).isEqualTo(Errno.ETIMEDOUT.number());
        assertThat(first.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void aSockMayConnectToItself() {
        TestSocket self = TestSocket.create(host.tcp).bind("127.0.0.1", 0);
        self.connect("127.0.0.1", self.port());
        assertThat(self.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(self.send(HELLO, 0)).isEqualTo(5);
        assertThat(self.recv(buffer, 0)).isEqualTo(5);
        self.close();
        host.advance(60, TimeUnit.SECONDS, host::isEmpty);
    }

    @Test
    void twoThatCallAtOnceGetOneConnection() {
        TestSocket one = TestSocket.create(host.tcp).bind("127.0.0.1", 0);
        TestSocket other = TestSocket.create(host.tcp).bind("127.0.0.1", 0);
        // Nothing is sent as long as a lock is held by the thread that sends, so both SYNs cross.
        one.sk.lockSock();
        other.sk.lockSock();
        one.connect("127.0.0.1", other.port());
        other.connect("127.0.0.1", one.port());
        other.sk.releaseSock();
        one.sk.releaseSock();
        assertThat(one.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(other.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(one.send(HELLO, 0)).isEqualTo(5);
        assertThat(other.recv(buffer, 0)).isEqualTo(5);
    }

    @Test
    void timeWaitKeepsThePortAMinuteUnlessTheNextOneSaysReuse() {
        TestSocket listener = host.listening(1);
        TestSocket client = host.connected(listener);
        TestSocket server = listener.accept();
        int port = listener.port();
        server.close();
        client.close();
        listener.close();
        TestSocket plain = TestSocket.create(host.tcp);
        assertThat(errnoOf(() -> plain.bind("127.0.0.1", port))).isEqualTo(Errno.EADDRINUSE);
        server.sk.options().reuseAddr = true;
        assertThat(host.isEmpty()).isFalse();
        host.advance(60, TimeUnit.SECONDS, host::isEmpty);
        assertThat(plain.bind("127.0.0.1", port).port()).isEqualTo(port);
    }

    @Test
    void peekingLeavesTheBytesAndWaitallGathersThem() throws InterruptedException {
        TestSocket[] pair = host.pair();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].recv(buffer, 0, 3, MsgFlags.MSG_PEEK)).isEqualTo(3);
        assertThat(pair[1].sk.inq()).isEqualTo(5);
        Thread sender = Thread.ofVirtual().start(() -> assertThat(pair[0].send(HELLO, 0)).isEqualTo(5));
        assertThat(pair[1].recv(buffer, 0, 10, MsgFlags.MSG_WAITALL)).isEqualTo(10);
        sender.join();
        assertThat(new String(buffer, 0, 10, StandardCharsets.US_ASCII)).isEqualTo("hellohello");
        assertThat(pair[1].recv(buffer, DONTWAIT)).isEqualTo(Errno.EAGAIN.negated());
    }

    @Test
    void truncatingThrowsBytesAway() {
        TestSocket[] pair = host.pair();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        buffer[0] = 'x';
        assertThat(pair[1].recv(buffer, 0, 4, MsgFlags.MSG_TRUNC)).isEqualTo(4);
        assertThat(buffer[0]).isEqualTo((byte) 'x');
        assertThat(pair[1].recv(buffer, 0)).isEqualTo(1);
        assertThat(buffer[0]).isEqualTo((byte) 'o');
    }

    @Test
    void pollWaitsForTheLowWaterMark() {
        TestSocket[] pair = host.pair();
        pair[1].sk.options().rcvlowat = 6;
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].poll() & Poll.POLLIN).isZero();
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].poll() & Poll.POLLIN).isNotZero();
    }

    @Test
    void corkHoldsWhatDoesNotFillASegment() {
        TestSocket[] pair = host.pair();
        pair[0].sk.tcp.cork = true;
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].sk.inq()).isZero();
        pair[0].sk.tcp.cork = false;
        pair[0].locked(() -> host.tcp.optionChanged(pair[0].sk, 6, 3));
        assertThat(pair[1].sk.inq()).isEqualTo(5);
    }

    @Test
    void nagleHoldsTheSecondSmallSegmentUntilTheFirstIsAcknowledged() {
        TestSocket[] pair = host.pair();
        // Past the quick acknowledgements of the beginning, so that they are delayed.
        pair[1].locked(() -> {
            pair[1].sk.ack.started = true;
            pair[1].sk.ack.quick = 0;
        });
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].sk.inq()).isEqualTo(5);
        host.advance(40, TimeUnit.MILLISECONDS, () -> pair[1].sk.inq() == 10);
        pair[0].sk.tcp.noDelay = true;
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[0].send(HELLO, 0)).isEqualTo(5);
        assertThat(pair[1].sk.inq()).isEqualTo(20);
    }

    static Errno errnoOf(Runnable call) {
        try {
            call.run();
        } catch (org.jernel.syscall.ErrnoException e) {
            return java.util.Objects.requireNonNull(e.errno());
        }
        throw new AssertionError("no error");
    }
}
