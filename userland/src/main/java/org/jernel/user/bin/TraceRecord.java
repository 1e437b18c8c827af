package org.jernel.user.bin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.timeline.TimelineEvent;
import org.jernel.user.libc.Libc;
import org.jernel.user.timeline.TraceEventJson;
import org.jspecify.annotations.Nullable;

/** What the program trace has open: the recorders of {@code /sys/kernel/debug}, and the files that it writes from them. */
final class TraceRecord implements AutoCloseable {

    private static final String TIMELINE = "/sys/kernel/debug/timeline";
    private static final String PCAP = "/sys/kernel/debug/pcap";
    private static final String REASONS = "timeline_error";
    private static final int PIECE = 1 << 12;
    private static final long POLL_NANOS = 100_000_000;
    private static final int FILE_MODE = 0644;
    private static final int NONE = -1;

    private final Libc libc;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    /** What the descriptors are of. */
    private final Map<Integer, String> paths = new HashMap<>();

    private int timeline = NONE;
    private int pcap = NONE;
    private int timelineFile = NONE;
    private int pcapFile = NONE;

    TraceRecord(Libc libc) {
        this.libc = libc;
    }

    /**
     * Begins, and empties the files once all else is known to be right. False after telling what is not.
     *
     * @param timelineTo where the calls go, or null
     * @param pcapTo where the packets go, or null
     */
    boolean begin(String set, @Nullable String timelineTo, @Nullable String pcapTo) {
        timeline = open(TIMELINE, Libc.O_RDWR);
        if (timeline < 0) {
            return false;
        }
        if (libc.write(timeline, (set + "\n").getBytes(StandardCharsets.UTF_8)) < 0) {
            libc.dprintf(Libc.STDERR_FILENO, "trace: %s\n", DebugFile.read(libc, REASONS).strip());
            return false;
        }
        if (!mayWrite(timelineTo) || !mayWrite(pcapTo)) {
            return false;
        }
        if (pcapTo != null) {
            pcap = open(PCAP, Libc.O_RDONLY);
            pcapFile = pcap < 0 ? pcap : open(pcapTo, Libc.O_WRONLY | Libc.O_TRUNC);
            if (pcapFile < 0) {
                return false;
            }
        }
        timelineFile = timelineTo == null ? NONE : open(timelineTo, Libc.O_WRONLY | Libc.O_TRUNC);
        return timelineTo == null || timelineFile >= 0;
    }

    private boolean mayWrite(@Nullable String path) {
        int fd = path == null ? NONE : open(path, Libc.O_WRONLY | Libc.O_CREAT);
        close(fd);
        return path == null || fd >= 0;
    }

    private int open(String path, int flags) {
        int fd = libc.open(path, flags | Libc.O_CLOEXEC, FILE_MODE);
        if (fd < 0) {
            libc.perror("trace: " + path);
        }
        paths.put(fd, path);
        return fd;
    }

    /** Has a signal end only {@link #awaitInterrupt}: before anything begins that is to be finished. */
    void catchInterrupts() {
        libc.signal(Signal.SIGINT.number(), signo -> interrupted.set(true));
        libc.signal(Signal.SIGTERM.number(), signo -> interrupted.set(true));
    }

    /** Writes packets as they come, until a signal ends that. Returns the exit code. */
    int awaitInterrupt() {
        while (!interrupted.get() && copyPackets()) {
            libc.nanosleep(POLL_NANOS);
        }
        return interrupted.get() ? 0 : 1;
    }

    /** Ends, and writes what there is. False after telling what went wrong. */
    boolean finish() {
        if (libc.write(timeline, "stop\n".getBytes(StandardCharsets.UTF_8)) < 0) {
            libc.perror("trace: " + TIMELINE);
            return false;
        }
        return copyPackets() && (timelineFile < 0 || write(timelineFile, json(readAll(timeline))));
    }

    private boolean copyPackets() {
        return pcap < 0 || write(pcapFile, readAll(pcap));
    }

    private byte[] readAll(int fd) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int length = libc.read(fd, piece); length > 0; length = libc.read(fd, piece)) {
            all.write(piece, 0, length);
        }
        return all.toByteArray();
    }

    private static byte[] json(byte[] lines) {
        List<TimelineEvent> events =
                new String(lines, StandardCharsets.UTF_8).lines().map(TimelineEvent::of).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            TraceEventJson.write(events, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private boolean write(int fd, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += PIECE) {
            if (!libc.writeAll(fd, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE)))) {
                libc.perror("trace: " + paths.get(fd));
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        List.of(timeline, pcap, timelineFile, pcapFile).forEach(this::close);
    }

    private void close(int fd) {
        if (fd >= 0) {
            libc.close(fd);
        }
    }
}
