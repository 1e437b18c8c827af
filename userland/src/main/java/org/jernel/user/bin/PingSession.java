package org.jernel.user.bin;

import java.time.Duration;
import java.util.Locale;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Signal;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Received;

import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/** One run of ping over an open ping socket: its calls are those of iputils' {@code ping_common.c}, in their order. */
final class PingSession {

    /** The exit code of a ping that could not even begin. */
    static final int FAILED = 2;

    private static final int SOL_SOCKET = 1;

    private static final int HEADER_LENGTH = 8;
    private static final int IP_HEADER_LENGTH = 20;
    private static final int TIMEVAL_LENGTH = 16;

    /** Room for the longest headers of IP and ICMP in front of the data. */
    private static final int LONGEST_HEADERS = 136;

    /** Any port: asking for the way sends nothing. */
    private static final int PROBE_PORT = 1025;

    /** What the kernel is believed to count for 512 bytes of a packet beside them. */
    private static final int OVERHEAD = 260;

    private static final int LEAST_RCVBUF = 65536;
    private static final int SHORTEST_TIMEOUT_MILLIS = 10;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Libc libc;
    private final int fd;
    private final PingOptions options;
    private final EchoFamily family;
    private final SockAddr target;
    private final PingStatistics statistics = new PingStatistics();
    private final byte[] packet;
    private boolean interrupted;

    /** When the next request is due, and when to stop to wait once all are sent; in microseconds of the clock. */
    private long due;

    private long end = Long.MAX_VALUE;

    PingSession(Libc libc, int fd, PingOptions options) {
        this.libc = libc;
        this.fd = fd;
        this.options = options;
        this.family = options.family();
        this.target = family.address(options.target(), 0);
        this.packet = new byte[options.size() + LONGEST_HEADERS];
    }

    int run() {
        if (!hasWay()) {
            return FAILED;
        }
        prepare();
        long start = libc.gettimeofday();
        due = start;
        while (!isOver()) {
            long wait = sendWhenDue();
            if (wait > 0) {
                receive(wait);
            }
        }
        libc.printf("%s", statistics.summary(options.target(), libc.gettimeofday() - start));
        return statistics.received() == 0 ? 1 : 0;
    }

    private boolean isOver() {
        boolean enough = options.count() > 0 && statistics.received() + statistics.errors() >= options.count();
        return interrupted || enough || libc.gettimeofday() >= end;
    }

    /** Connects a socket of another protocol, which tells whether there is a way. */
    private boolean hasWay() {
        int probe = libc.socket(family.family(), SOCK_DGRAM, 0);
        if (probe < 0) {
            libc.perror("ping: socket");
            return false;
        }
        boolean connected = libc.connect(probe, family.address(options.target(), PROBE_PORT)) == 0;
        if (connected) {
            libc.getsockname(probe);
        } else if (libc.errno() == Errno.EACCES.number()) {
            libc.dprintf(Libc.STDERR_FILENO, "ping: Do you want to ping broadcast? There is no way to here.\n");
        } else {
            libc.perror("ping: connect");
        }
        libc.close(probe);
        return connected;
    }

    private void prepare() {
        set(family.level(), family.receiveHops(), 1);
        for (int option : options.ttl() > 0 ? family.setHops() : new int[0]) {
            set(family.level(), option, options.ttl());
        }
        int length = options.size() + HEADER_LENGTH;
        int weight = length + (length + 511) / 512 * OVERHEAD;
        set(SOL_SOCKET, OptName.SO_SNDBUF, weight);
        set(SOL_SOCKET, OptName.SO_RCVBUF, Math.max(weight, LEAST_RCVBUF));
        libc.getsockopt(fd, SOL_SOCKET, OptName.SO_RCVBUF);
        libc.printf("%s", String.format(
                Locale.ROOT,
                family.title(),
                options.target(),
                family.format(target),
                options.size(),
                length + IP_HEADER_LENGTH));
        set(SOL_SOCKET, OptName.SO_TIMESTAMP, 1);
        int interval = Math.max(options.intervalMillis(), SHORTEST_TIMEOUT_MILLIS);
        libc.setsockopt(fd, SOL_SOCKET, OptName.SO_SNDTIMEO, Duration.ofMillis(Math.min(interval, 1000)));
        libc.setsockopt(fd, SOL_SOCKET, OptName.SO_RCVTIMEO, Duration.ofMillis(interval));
        libc.signal(Signal.SIGINT.number(), signo -> interrupted = true);
    }

    private void set(int level, int name, int value) {
        if (libc.setsockopt(fd, level, name, value) < 0) {
            libc.perror("ping: setsockopt");
        }
    }

    /** Sends the next request if it is time. Returns how many microseconds there are to wait then. {@code pinger}. */
    private long sendWhenDue() {
        long now = libc.gettimeofday();
        if (areAllSent()) {
            return end - now;
        }
        if (now < due) {
            return due - now;
        }
        due = now + options.intervalMillis() * MICROS_PER_MILLI;
        statistics.sent();
        if (libc.sendto(fd, request(now), 0, target) < 0 && !interrupted) {
            statistics.failed();
            libc.perror("ping: sendmsg");
        }
        if (areAllSent()) {
            long last = timeForTheLast();
            // A timer of 0 is none: -W 0 waits until an interrupt comes.
            end = last == 0 ? Long.MAX_VALUE : now + last;
            return end - now;
        }
        return due - now;
    }

    private boolean areAllSent() {
        return options.count() > 0 && statistics.transmitted() >= options.count();
    }

    /** How long the last replies may take: twice what the slowest took, if there was any. {@code schedule_exit}. */
    private long timeForTheLast() {
        return statistics.received() == 0
                ? options.lingerMillis() * MICROS_PER_MILLI
                : Math.max(2 * statistics.longestTime(), options.intervalMillis() * MICROS_PER_MILLI);
    }

    private byte[] request(long now) {
        byte[] bytes = new byte[HEADER_LENGTH + options.size()];
        for (int i = 0; i < options.size(); i++) {
            bytes[HEADER_LENGTH + i] = (byte) i;
        }
        int sequence = (int) statistics.transmitted();
        bytes[0] = (byte) family.request();
        bytes[6] = (byte) (sequence >> 8);
        bytes[7] = (byte) sequence;
        if (hasTime()) {
            LittleEndian.put(bytes, HEADER_LENGTH, now / MICROS_PER_SECOND, Long.BYTES);
            LittleEndian.put(bytes, HEADER_LENGTH + Long.BYTES, now % MICROS_PER_SECOND, Long.BYTES);
        }
        int sum = checksum(bytes);
        bytes[2] = (byte) (sum >> 8);
        bytes[3] = (byte) sum;
        return bytes;
    }

    /** Whether there is room for the time in the data. */
    private boolean hasTime() {
        return options.size() >= TIMEVAL_LENGTH;
    }

    /** RFC 1071. */
    private static int checksum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? Byte.SIZE : 0);
        }
        sum = (sum & 0xffff) + (sum >>> Short.SIZE);
        return (int) ~(sum + (sum >>> Short.SIZE)) & 0xffff;
    }

    /** Waits so long at most, and takes what has come. {@code main_loop}. */
    private void receive(long waitMicros) {
        int flags = 0;
        if (waitMicros < options.intervalMillis() * MICROS_PER_MILLI) {
            // The socket's own timeout would be too long.
            int millis = (int) ((waitMicros + MICROS_PER_MILLI - 1) / MICROS_PER_MILLI);
            if ((libc.poll(fd, Poll.POLLIN, millis) & (Poll.POLLIN | Poll.POLLERR)) == 0) {
                return;
            }
            flags = MsgFlags.MSG_DONTWAIT;
        }
        do {
            Received received = libc.recvmsg(fd, packet, flags);
            flags = MsgFlags.MSG_DONTWAIT;
            if (received.bytes() < 0) {
                if (libc.errno() != Errno.EAGAIN.number() && libc.errno() != Errno.EINTR.number()) {
                    libc.perror("ping: recvmsg");
                }
                return;
            }
            tell(received);
        } while (statistics.isInFlight());
    }

    /** Prints the line of a reply. {@code ping4_parse_reply} and {@code gather_statistics}. */
    private void tell(Received received) {
        int sequence = (packet[6] & 0xff) << 8 | (packet[7] & 0xff);
        byte[] ttl = received.control(family.level(), family.hops());
        StringBuilder line = new StringBuilder();
        line.append(received.bytes()).append(" bytes from ");
        line.append(family.format(received.from())).append(": icmp_seq=").append(sequence);
        if (ttl != null) {
            line.append(" ttl=").append(LittleEndian.get(ttl, 0, Integer.BYTES));
        }
        boolean duplicate = statistics.replied(sequence);
        if (hasTime()) {
            long took = Math.max(0, arrival(received) - micros(packet, HEADER_LENGTH));
            statistics.took(took);
            line.append(" time=").append(PingStatistics.time(took));
        }
        libc.printf("%s%s\n", line, duplicate ? " (DUP!)" : "");
    }

    /** When the kernel got it, or at least when it was read. */
    private long arrival(Received received) {
        byte[] timeval = received.control(SOL_SOCKET, OptName.SO_TIMESTAMP);
        return timeval == null ? libc.gettimeofday() : micros(timeval, 0);
    }

    private static long micros(byte[] bytes, int at) {
        return LittleEndian.get(bytes, at, Long.BYTES) * MICROS_PER_SECOND
                + LittleEndian.get(bytes, at + Long.BYTES, Long.BYTES);
    }
}
