package org.jernel.test.conformance;

import java.util.Map;
import java.util.TreeMap;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** TCP_INFO of getsockopt(2): the fields that are the same on every machine. */
final class TcpInfoTest {

    private static final int ROOM = 512;
    private static final int OPTIONS = 5;
    private static final int UNACKED = 24;
    private static final int SACKED = 28;

    /** Offsets of four bytes. */
    private static final Map<String, Integer> INTS = Map.of(
            "unacked", UNACKED, "lost", 32, "retrans", 36, "totalRetrans", 100, "notsent", 144,
            "dataSegsIn", 152, "dataSegsOut", 156);

    /** Offsets of eight bytes. */
    private static final Map<String, Integer> LONGS =
            Map.of("bytesAcked", 120, "bytesReceived", 128, "bytesSent", 200, "bytesRetrans", 208);

    private static long info(Task t, long fd) {
        long info = t.alloc(ROOM);
        assertThat(t.unrecorded(GETSOCKOPT, fd, IPPROTO_TCP, TCP_INFO, info, t.cell(ROOM))).isZero();
        return info;
    }

    private static int state(Task t, long fd) {
        return t.bytesAt(info(t, fd), 1)[0];
    }

    private static Map<String, Long> counters(Task t, long fd) {
        long info = info(t, fd);
        Map<String, Long> counters = new TreeMap<>();
        INTS.forEach((name, offset) -> counters.put(name, (long) t.intAt(info + offset)));
        LONGS.forEach((name, offset) -> counters.put(name, t.longAt(info + offset)));
        counters.values().removeIf(value -> value == 0);
        return counters;
    }

    @ConformanceTest
    void ofAFreshSocketHasTheDefaults(Scenario s) {
        var t = s.task();
        long info = info(t, Tcp.socket(t));
        assertThat(t.bytesAt(info, 7)).containsExactly(7, 0, 0, 0, 0, 0, 0);
        assertThat(t.intAt(info + 8)).as("rto").isEqualTo(1_000_000);
        assertThat(t.intAt(info + 16)).as("snd_mss").isEqualTo(536);
        assertThat(t.intAt(info + 20)).as("rcv_mss").isZero();
        assertThat(t.intAt(info + 60)).as("pmtu").isZero();
        assertThat(t.intAt(info + 68)).as("rtt").isZero();
        assertThat(t.intAt(info + 72)).as("rttvar").isEqualTo(250_000);
        assertThat(t.intAt(info + 76)).as("snd_ssthresh").isEqualTo(Integer.MAX_VALUE);
        assertThat(t.intAt(info + 80)).as("snd_cwnd").isEqualTo(10);
        assertThat(t.intAt(info + 88)).as("reordering").isEqualTo(3);
        assertThat(t.longAt(info + 112)).as("max_pacing_rate").isEqualTo(-1);
        assertThat(t.intAt(info + 148)).as("min_rtt").isEqualTo(-1);
    }

    @ConformanceTest
    void ofAListenerHasItsQueue(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        t.ok(LISTEN, listener, 5);
        Tcp.connect(t, listener);
        t.pollBecomes(POLLIN, listener, POLLIN);
        long info = info(t, listener);
        assertThat(t.bytesAt(info, 1)).containsExactly(10);
        assertThat(t.intAt(info + UNACKED)).isOne();
        assertThat(t.intAt(info + SACKED)).isEqualTo(5);
        assertThat(t.intAt(info + 8)).isZero();
    }

    @ConformanceTest
    void countsWhatWentBothWays(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        assertThat(t.bytesAt(info(t, p.client()) + OPTIONS, 1)[0] & 7).as("timestamps, SACK, window scale")
                .isEqualTo(7);
        assertThat(t.intAt(info(t, p.client()) + 60)).as("pmtu").isEqualTo(65535);
        assertThat(t.intAt(info(t, p.client()) + 84)).as("advmss").isEqualTo(65483);
        Tcp.send(t, p.client(), "hello");
        Tcp.receives(t, p.server(), "hello");
        Tcp.send(t, p.server(), "welcome");
        Tcp.receives(t, p.client(), "welcome");
        assertThat(counters(t, p.client())).isEqualTo(Map.of(
                "bytesAcked", 6L, "bytesReceived", 7L, "bytesSent", 5L, "dataSegsIn", 1L, "dataSegsOut", 1L));
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.gives(0, RECVFROM, p.server(), t.alloc(1), 1, 0, 0, 0);
        assertThat(counters(t, p.server())).isEqualTo(Map.of(
                "bytesAcked", 7L, "bytesReceived", 6L, "bytesSent", 7L, "dataSegsIn", 1L, "dataSegsOut", 1L));
    }

    @ConformanceTest
    void followsTheStates(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        assertThat(state(t, p.client())).as("ESTABLISHED").isOne();
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.pollBecomes(POLLRDHUP, p.server(), POLLRDHUP);
        assertThat(state(t, p.server())).as("CLOSE_WAIT").isEqualTo(8);
        t.ok(SHUTDOWN, p.server(), SHUT_WR);
        t.gives(0, RECVFROM, p.client(), t.alloc(1), 1, 0, 0, 0);
        t.pollBecomes(POLLHUP, p.server(), 0);
        assertThat(state(t, p.server())).as("CLOSE").isEqualTo(7);
        assertThat(state(t, p.client())).as("TIME_WAIT is not the socket's").isEqualTo(7);
    }

    @ConformanceTest
    void isCutToTheCallersLength(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long info = t.alloc(8);
        long length = t.cell(1);
        t.ok(GETSOCKOPT, fd, IPPROTO_TCP, TCP_INFO, info, length);
        assertThat(t.intAt(length)).isOne();
        assertThat(t.bytesAt(info, 2)).containsExactly(7, 0xee);
        t.ok(GETSOCKOPT, fd, IPPROTO_TCP, TCP_INFO, info, t.cell(0));
        t.fails(EINVAL, GETSOCKOPT, fd, IPPROTO_TCP, TCP_INFO, info, t.cell(-1));
        t.fails(EFAULT, GETSOCKOPT, fd, IPPROTO_TCP, TCP_INFO, t.unmapped(), t.cell(8));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_INFO, t.alloc(8), 8);
    }
}
