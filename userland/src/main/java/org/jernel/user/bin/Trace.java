package org.jernel.user.bin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.timeline.TimelineEvent;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.WaitResult;
import org.jernel.user.timeline.TraceEventJson;

/**
 * Records the walk of system calls through the kernel's layers, while a program runs or until it is interrupted, and writes it as
 * a file that Perfetto opens.
 */
public final class Trace implements Program {

    private static final String FILE = "timeline";
    private static final String REASONS = "timeline_error";
    private static final int NOT_FOUND = 127;
    private static final long POLL_NANOS = 100_000_000;
    private static final int FILE_MODE = 0644;

    @Override
    public int main(Libc libc, List<String> argv) {
        if (argv.size() < 4 || !argv.get(2).equals("--timeline")) {
            libc.dprintf(Libc.STDERR_FILENO, "usage: trace SET --timeline FILE [PROGRAM [ARG]...]\n");
            return 2;
        }
        int out = libc.open(argv.get(3), Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC, FILE_MODE);
        if (out < 0) {
            libc.perror("trace: " + argv.get(3));
            return 1;
        }
        int code = DebugFile.write(libc, "trace", FILE, argv.get(1), REASONS);
        if (code != 0) {
            return code;
        }
        code = argv.size() == 4 ? awaitInterrupt(libc) : run(libc, argv.subList(4, argv.size()));
        int stopped = DebugFile.write(libc, "trace", FILE, "stop", REASONS);
        List<TimelineEvent> events =
                DebugFile.read(libc, FILE).lines().map(TimelineEvent::of).toList();
        return stopped != 0 || !write(libc, out, json(events)) ? 1 : code;
    }

    private static int awaitInterrupt(Libc libc) {
        AtomicBoolean interrupted = new AtomicBoolean();
        libc.signal(Signal.SIGINT.number(), signo -> interrupted.set(true));
        libc.signal(Signal.SIGTERM.number(), signo -> interrupted.set(true));
        while (!interrupted.get()) {
            libc.nanosleep(POLL_NANOS);
        }
        return 0;
    }

    private static int run(Libc libc, List<String> words) {
        int pid = libc.clone(child -> {
            int _ = child.execvpe(words.getFirst(), words, child.environ());
            child.perror("trace: " + words.getFirst());
            return NOT_FOUND;
        });
        if (pid < 0) {
            libc.perror("trace: clone");
            return 1;
        }
        WaitResult result = libc.waitpid(pid, 0);
        return result.exited() ? result.exitCode() : result.signal() + 128;
    }

    private static byte[] json(List<TimelineEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            TraceEventJson.write(events, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private static boolean write(Libc libc, int fd, byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int piece = Math.min(bytes.length - at, 1 << 12);
            int written = libc.write(fd, Arrays.copyOfRange(bytes, at, at + piece));
            if (written <= 0) {
                libc.perror("trace: write");
                return false;
            }
            at += written;
        }
        libc.close(fd);
        return true;
    }
}
