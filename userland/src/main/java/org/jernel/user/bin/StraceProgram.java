package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private static final String TRACE = StraceReader.TRACE;
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
            libc.dprintf(e.isHelp() ? Libc.STDOUT_FILENO : Libc.STDERR_FILENO, "%s\n", e.getMessage());
            return e.isHelp() ? 0 : 1;
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
        StraceOutput out = StraceOutput.open(libc, options);
        if (out == null) {
            return 1;
        }
        try (out) {
            StraceReader reader = new StraceReader(libc, trace, out);
            return options.program().isEmpty()
                    ? follow(reader, words, options.pids())
                    : execute(libc, reader, out, words, options.program());
        }
    }

    private static int execute(
            Libc libc, StraceReader reader, StraceOutput out, List<String> words, List<String> program) {
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
        int child = libc.clone(own -> start(own, out, gate, path, program));
        libc.close(gate[0]);
        List<String> asked = new ArrayList<>(words.subList(0, words.size() - program.size()));
        asked.add(Integer.toString(child));
        boolean isTraced = child >= 0 && reader.ask(asked, List.of(child));
        if (isTraced) {
            libc.write(gate[1], new byte[1]);
        }
        // Without a byte the child finds the end of the pipe, and ends.
        libc.close(gate[1]);
        if (isTraced) {
            // As the tool has it, what goes to a file is written to its end.
            reader.copy(out.isStandardError() ? child : StraceReader.UNINTERRUPTED);
        }
        if (child < 0) {
            libc.perror("strace: clone");
            return 1;
        }
        if (reader.isInterrupted()) {
            return reader.die();
        }
        WaitResult end = libc.waitpid(child, 0);
        return (end.status() & 0x7f) == 0 ? end.status() >> 8 : KILLED + (end.status() & 0x7f);
    }

    /** The child: waits until it is traced. What it does up to execve is not shown. */
    private static int start(Libc own, StraceOutput out, int[] gate, String path, List<String> program) {
        own.close(gate[1]);
        int told = own.read(gate[0], new byte[1]);
        own.close(gate[0]);
        out.leaveTo(own);
        if (told != 1) {
            return 1;
        }
        own.execve(path, program, own.environ());
        own.perror("strace: exec");
        return 1;
    }

    private static int follow(StraceReader reader, List<String> words, List<Integer> pids) {
        if (!reader.ask(words, pids)) {
            return 1;
        }
        reader.copy(StraceReader.NOBODY);
        return reader.die();
    }
}
