package org.jernel.net.ipv4;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.ThreadMXBean;
import org.jernel.kernel.file.Poll;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Much data, many connections, and what they leave behind. */
@Timeout(120)
class TcpFlowTest {

    private static final int VAIN_CALLS = 10_000;

    private final TcpTestKernel host = new TcpTestKernel();

    @AfterEach
    void noOops() {
        assertThat(host.kernel.oopsCount()).isZero();
        host.close();
    }

    @Test
    void aWriterStallsInBoundedMemoryAndGoesOnWhenTheReaderReads() {
        TestSocket[] pair = smallBuffers();
        byte[] chunk = new byte[1000];
        long sent = fill(pair[0], chunk);
        assertThat(pair[0].send(chunk, MsgFlags.MSG_DONTWAIT)).isEqualTo(Errno.EAGAIN.negated());
        assertThat(pair[0].poll() & Poll.POLLOUT).isZero();
        assertThat(pair[0].sk.wmemQueued).isLessThan(pair[0].sk.options().sndbuf + 2 * 4096);
        assertThat(pair[1].sk.rmemAlloc).isLessThanOrEqualTo(pair[1].sk.options().rcvbuf);
        assertThat(pair[0].sk.writeSeq - pair[1].sk.copiedSeq).isEqualTo((int) sent);
        assertThat(sent).isLessThan(40_000);
        assertThat(drain(pair, sent)).isEqualTo(sent);
        assertThat(pair[0].poll() & Poll.POLLOUT).isNotZero();
        assertThat(pair[0].sk.wmemQueued).isZero();
        assertThat(pair[1].sk.rmemAlloc).isZero();
    }

    @Test
    void bytesOneByOneDoNotOverflowTheReceiver() {
        TestSocket[] pair = smallBuffers();
        pair[0].sk.tcp.noDelay = true;
        pair[0].sk.options().sndbuf = 1 << 20;
        byte[] one = {42};
        for (int i = 0; i < 6000; i++) {
            while (pair[0].send(one, MsgFlags.MSG_DONTWAIT) < 0) {
                host.clock.advance(40, TimeUnit.MILLISECONDS);
                TcpTestKernel.eventually(() -> (pair[0].poll() & Poll.POLLOUT) != 0);
            }
            assertThat(pair[1].sk.rmemAlloc).isLessThanOrEqualTo(pair[1].sk.options().rcvbuf);
        }
        assertThat(drain(pair, 6000)).isEqualTo(6000);
    }

    @Test
    void aBlockedWriterIsWokenWhenAThirdIsFree() throws InterruptedException {
        TestSocket[] pair = smallBuffers();
        long sent = fill(pair[0], new byte[1000]);
        List<Long> results = new CopyOnWriteArrayList<>();
        Thread writer = Thread.ofVirtual().start(() -> results.add(pair[0].send(new byte[5000], 0)));
        TcpTestKernel.eventually(() -> pair[0].sk.noSpace);
        assertThat(results).isEmpty();
        assertThat(drain(pair, sent + 5000)).isEqualTo(sent + 5000);
        writer.join();
        assertThat(results).containsExactly(5000L);
    }

    @Test
    void aWriterThatWaitsLearnsThatThePeerHasGone() throws InterruptedException {
        TestSocket[] pair = smallBuffers();
        fill(pair[0], new byte[1000]);
        List<Long> results = new CopyOnWriteArrayList<>();
        Thread writer = Thread.ofVirtual().start(() -> results.add(pair[0].send(new byte[5000], 0)));
        TcpTestKernel.eventually(() -> pair[0].sk.noSpace);
        pair[1].close();
        writer.join();
        assertThat(results).containsExactly(Errno.EPIPE.negated());
        assertThat(pair[0].sk.err()).isEqualTo(Errno.ECONNRESET.number());
    }

    @Test
    void aWriteAndItsAnswerCostOneSegmentEachOnceTheSidesTakeTurns() {
        TestSocket[] pair = host.pair();
        byte[] message = new byte[64];
        for (int i = 0; i < 20; i++) {
            roundTrip(pair, message);
        }
        NetDevice lo = Objects.requireNonNull(pair[0].sk.route).device();
        long before = lo.txPackets();
        for (int i = 0; i < 100; i++) {
            roundTrip(pair, message);
        }
        assertThat(lo.txPackets() - before).isEqualTo(200);
    }

    private static void roundTrip(TestSocket[] pair, byte[] message) {
        for (int side = 0; side < 2; side++) {
            assertThat(pair[side].send(message, 0)).isEqualTo(message.length);
            assertThat(pair[1 - side].recv(message, 0)).isEqualTo(message.length);
        }
    }

    @Test
    void lookingForDataInVainAllocatesNothing() {
        TestSocket[] pair = host.pair();
        MsgHdr message = MsgHdr.of(new byte[10]);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        receiveInVain(pair[0], message);
        long before = threads.getCurrentThreadAllocatedBytes();
        receiveInVain(pair[0], message);
        long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / VAIN_CALLS;
        assertThat(perCall).isZero();
    }

    private void receiveInVain(TestSocket socket, MsgHdr message) {
        for (int i = 0; i < VAIN_CALLS; i++) {
            if (host.tcp.recvmsg(socket.sk, message, MsgFlags.MSG_DONTWAIT) != Errno.EAGAIN.negated()) {
                throw new AssertionError("received something");
            }
        }
    }

    @Test
    void randomSizesInBothDirectionsArriveUnchanged() throws InterruptedException {
        TestSocket[] pair = host.pair();
        int total = 3_000_000;
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int side = 0; side < 2; side++) {
            TestSocket from = pair[side];
            TestSocket to = pair[1 - side];
            int seed = side;
            threads.add(start(() -> write(from, seed, total), failures));
            threads.add(start(() -> read(to, seed, total), failures));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(pair[0].sk.wmemQueued).isZero();
        assertThat(pair[1].sk.rmemAlloc).isZero();
    }

    private static Thread start(Runnable body, List<Throwable> failures) {
        return Thread.ofVirtual().start(() -> {
            try {
                body.run();
            } catch (AssertionError | RuntimeException e) {
                failures.add(e);
            }
        });
    }

    private static void write(TestSocket to, int seed, int total) {
        Random sizes = new Random(seed + 100);
        byte[] chunk = new byte[200_000];
        int at = 0;
        while (at < total) {
            int length = Math.min(total - at, 1 + sizes.nextInt(sizes.nextInt(10) == 0 ? chunk.length : 3000));
            for (int i = 0; i < length; i++) {
                chunk[i] = pattern(seed, at + i);
            }
            assertThat(to.send(chunk, 0, length, 0)).isEqualTo(length);
            at += length;
        }
        to.shutdown(Shutdown.SEND_SHUTDOWN);
    }

    private static void read(TestSocket from, int seed, int total) {
        Random sizes = new Random(seed + 200);
        byte[] chunk = new byte[100_000];
        int at = 0;
        while (true) {
            int got = (int) from.recv(chunk, 0, 1 + sizes.nextInt(chunk.length), 0);
            if (got <= 0) {
                assertThat(got).isZero();
                break;
            }
            for (int i = 0; i < got; i++) {
                if (chunk[i] != pattern(seed, at + i)) {
                    throw new AssertionError("wrong byte at " + (at + i));
                }
            }
            at += got;
        }
        assertThat(at).isEqualTo(total);
    }

    private static byte pattern(int seed, int at) {
        return (byte) (at * 31 + (at >> 8) * 7 + (at >> 16) + seed);
    }

    @Test
    void manyConnectionsLeaveNothingBehind() {
        TestSocket listener = host.listening(5);
        byte[] buffer = new byte[10];
        for (int i = 0; i < 2000; i++) {
            // New numbers lie beyond old ones because time passes.
            host.clock.advance(1, TimeUnit.MILLISECONDS);
            TestSocket client = host.connected(listener);
            TestSocket server = listener.accept();
            assertThat(client.send(new byte[] {1, 2, 3}, 0)).isEqualTo(3);
            assertThat(server.recv(buffer, 0)).isEqualTo(3);
            if (i % 3 == 0) {
                server.close();
                client.close();
            } else {
                client.close();
                assertThat(server.recv(buffer, 0)).isZero();
                server.close();
            }
        }
        assertThat(host.ipv4.hash().established().size()).isBetween(1800, 2000);
        listener.close();
        host.advance(61, TimeUnit.SECONDS, host::isEmpty);
    }

    @Test
    void manyClientsAtOnceAreServedByOneListener() throws InterruptedException {
        TestSocket listener = host.listening(100);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        int clients = 50;
        Thread server = start(() -> {
            for (int i = 0; i < clients; i++) {
                TestSocket connection = listener.accept();
                start(() -> echo(connection), failures);
            }
        }, failures);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            byte mark = (byte) i;
            threads.add(start(() -> {
                TestSocket client = host.connected(listener);
                byte[] buffer = new byte[100];
                java.util.Arrays.fill(buffer, mark);
                for (int round = 0; round < 20; round++) {
                    assertThat(client.send(buffer, 0)).isEqualTo(100);
                    byte[] answer = new byte[100];
                    assertThat(client.recv(answer, MsgFlags.MSG_WAITALL)).isEqualTo(100);
                    assertThat(answer).isEqualTo(buffer);
                }
                client.close();
            }, failures));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        server.join();
        assertThat(failures).isEmpty();
    }

    private static void echo(TestSocket connection) {
        byte[] buffer = new byte[4096];
        for (long got = connection.recv(buffer, 0); got > 0; got = connection.recv(buffer, 0)) {
            assertThat(connection.send(buffer, 0, (int) got, 0)).isEqualTo(got);
        }
        connection.close();
    }

    /** Two ends with 16 KiB each way at most. */
    private TestSocket[] smallBuffers() {
        TestSocket listener = TestSocket.create(host.tcp);
        listener.sk.options().rcvbuf = 16384;
        listener.sk.options().rcvbufLocked = true;
        listener.bind("127.0.0.1", 0).listen(1);
        TestSocket client = TestSocket.create(host.tcp);
        client.sk.options().sndbuf = 16384;
        client.sk.options().sndbufLocked = true;
        client.connect("127.0.0.1", listener.port());
        return new TestSocket[] {client, listener.accept()};
    }

    private static long fill(TestSocket socket, byte[] chunk) {
        long sent = 0;
        for (long n = socket.send(chunk, MsgFlags.MSG_DONTWAIT); n > 0; n = socket.send(chunk, MsgFlags.MSG_DONTWAIT)) {
            sent += n;
        }
        return sent;
    }

    /** Reads that many bytes, moving the clock whenever nothing comes, for the sake of delayed acknowledgements. */
    private long drain(TestSocket[] pair, long expected) {
        byte[] buffer = new byte[3000];
        long got = 0;
        while (got < expected) {
            long n = pair[1].recv(buffer, MsgFlags.MSG_DONTWAIT);
            if (n > 0) {
                got += n;
            } else if (n == Errno.EAGAIN.negated()) {
                host.clock.advance(10, TimeUnit.MILLISECONDS);
                LockSupport.parkNanos(20_000);
            } else {
                throw new AssertionError("recv " + n);
            }
        }
        return got;
    }
}
