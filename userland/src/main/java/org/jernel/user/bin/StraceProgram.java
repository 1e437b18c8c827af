package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.WaitResult;
import org.jernel.user.strace.StraceOptions;

/** Traces the system calls of a program, or of tasks that run already: {@code strace [OPTIONS] PROGRAM [ARG]... | -p PID}. */
final class StraceProgram implements Program {

    private static final String TRACE = "/sys/kernel/debug/strace";
    private static final int FILE_MODE = 0666;
    private static final int KILLED = 128;
    private static final int BUFFER = 4096;

    @Override
    public int main(Libc libc, List<String> argv) {
        int trace = libc.open(TRACE, Libc.O_RDWR | Libc.O_CLOEXEC);
        if (trace < 0) {
            libc.perror("strace: " + TRACE);
            return 1;
        }
        try {
            List<String> words = argv.subList(1, argv.size());
            return run(libc, trace, words, StraceOptions.parse(words, calls(libc, trace)));
        } catch (StraceOptions.UsageException e) {
            libc.dprintf(Libc.STDERR_FILENO, "%s\n", e.getMessage());
            return 1;
        } finally {
            libc.close(trace);
        }
    }

    /** The kernel's calls, as the file tells them before a trace. */
    private static Map<Integer, String> calls(Libc libc, int trace) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[BUFFER];
        for (int length = libc.read(trace, buffer); length > 0; length = libc.read(trace, buffer)) {
            text.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
        }
        Map<Integer, String> calls = new HashMap<>();
        text.toString().lines().map(line -> line.split(" ")).forEach(row -> calls.put(Integer.valueOf(row[0]), row[1]));
        return calls;
    }

    private static int run(Libc libc, int trace, List<String> words, StraceOptions options) {
        for (int pid : options.pids()) {
            if (libc.kill(pid, 0) < 0) {
                libc.perror("strace: attach: " + TRACE + ", " + pid);
                return 1;
            }
        }
        String output = options.output();
        int out = output == null
                ? Libc.STDERR_FILENO
                : libc.open(output, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC | Libc.O_CLOEXEC, FILE_MODE);
        if (out < 0) {
            libc.perror("strace: Can't fopen '" + output + "'");
            return 1;
        }
        try {
            return options.program().isEmpty()
                    ? follow(libc, trace, out, words)
                    : execute(libc, trace, out, words, options.program());
        } finally {
            if (out != Libc.STDERR_FILENO) {
                libc.close(out);
            }
        }
    }

    private static int execute(Libc libc, int trace, int out, List<String> words, List<String> program) {
        String path = ProgramPath.find(libc, program.getFirst());
        if (path == null) {
            libc.dprintf(Libc.STDERR_FILENO, "strace: Can't stat '%s': %s\n", program.getFirst(),
                    Errno.ENOENT.message());
            return 1;
        }
        int[] gate = libc.pipe();
        if (gate == null) {
            libc.perror("strace: pipe");
            return 1;
        }
        int child = libc.clone(own -> start(own, gate, path, program));
        libc.close(gate[0]);
        List<String> asked = new ArrayList<>(words.subList(0, words.size() - program.size()));
        asked.add(Integer.toString(child));
        int asking = child < 0 ? -1 : ask(libc, trace, asked);
        if (asking == 0) {
            libc.write(gate[1], new byte[1]);
        }
        // Without a byte the child finds the end of the pipe, and ends.
        libc.close(gate[1]);
        if (asking == 0) {
            copy(libc, trace, out);
        }
        if (child < 0) {
            libc.perror("strace: clone");
            return 1;
        }
        WaitResult end = libc.waitpid(child, 0);
        return (end.status() & 0x7f) == 0 ? end.status() >> 8 : KILLED + (end.status() & 0x7f);
    }

    /** The child: waits until it is traced. What it does up to execve is not shown. */
    private static int start(Libc own, int[] gate, String path, List<String> program) {
        own.close(gate[1]);
        int told = own.read(gate[0], new byte[1]);
        own.close(gate[0]);
        if (told != 1) {
            return 1;
        }
        own.execve(path, program, own.environ());
        own.perror("strace: exec");
        return 1;
    }

    private static int follow(Libc libc, int trace, int out, List<String> words) {
        if (ask(libc, trace, words) < 0) {
            return 1;
        }
        copy(libc, trace, out);
        return 0;
    }

    private static int ask(Libc libc, int trace, List<String> words) {
        byte[] lines = (String.join("\n", words) + "\n").getBytes(StandardCharsets.UTF_8);
        if (libc.write(trace, lines) < 0) {
            libc.perror("strace: " + TRACE);
            return -1;
        }
        return 0;
    }

    private static void copy(Libc libc, int from, int to) {
        byte[] buffer = new byte[BUFFER];
        for (int length = libc.read(from, buffer); length > 0; length = libc.read(from, buffer)) {
            libc.writeAll(to, Arrays.copyOf(buffer, length));
        }
    }
}
