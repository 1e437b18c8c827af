package org.jernel.test.strace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleBackend;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.tbl.SyscallTables;
import org.jernel.user.strace.Strace;
import org.jernel.user.strace.StraceOptions;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the real strace says of a script on the host, and what ours says of it here. */
final class Traces {

    private static final String START = "mmap(0x" + Long.toHexString(SyscallScript.MEMORY);

    private Traces() {}

    /** Fails with all pairs of lines that differ. */
    static void same(SyscallScript script, Path directory, String... options) throws Exception {
        mustBe(host(script, directory, options), jernel(script, options));
    }

    static void mustBe(List<String> host, List<String> ours) {
        assertThat(host).isNotEmpty();
        var differences = new ArrayList<String>();
        for (int i = 0; i < Math.max(host.size(), ours.size()); i++) {
            String theirs = i < host.size() ? host.get(i) : "nothing";
            String mine = i < ours.size() ? ours.get(i) : "nothing";
            if (!theirs.equals(mine)) {
                differences.add("strace: " + theirs + "\nours:   " + mine);
            }
        }
        assertThat(differences).isEmpty();
    }

    /** The real tool's lines, without those of the C library's start. */
    static List<String> host(SyscallScript script, Path directory, String... options) throws Exception {
        assumeTools();
        Path source = directory.resolve("script.c");
        Path program = directory.resolve("script");
        Path output = directory.resolve("trace");
        Files.writeString(source, script.inC());
        run(directory, "gcc", "-w", "-o", program.toString(), source.toString());
        run(directory, Stream.of(
                Stream.of("strace", "-o", output.toString()), Arrays.stream(options), Stream.of(program.toString()))
                .flatMap(words -> words)
                .toArray(String[]::new));
        return comparable(Files.readString(output));
    }

    /** Our lines, in a hermetic kernel. */
    @SuppressWarnings("JdkObsolete") // tasks append from their own threads
    static List<String> jernel(SyscallScript script, String... options) throws Exception {
        var text = new StringBuffer();
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic().withSyscallTable(SyscallTables.recentTable()));
                var console = new Console(kernel.clock(), new Silence());
                var _ = Strace.attach(kernel, StraceOptions.of(kernel.syscalls().names(), options), text::append)) {
            Task task = kernel.spawn("script", console.openStdio(), script);
            task.join();
        }
        return comparable(text.toString());
    }

    private static List<String> comparable(String trace) {
        List<String> lines = trace.lines().toList();
        int start = 0;
        while (start < lines.size() && !lines.get(start).contains(START)) {
            start++;
        }
        return lines.stream().skip(start + 1L).map(Traces::normalized).toList();
    }

    /** Numbers that differ from run to run; the width of an inode's moves the result. */
    private static String normalized(String line) {
        String normalized = line.replaceAll("si_pid=\\d+", "si_pid=PID")
                .replaceAll("\\{pid=\\d+", "{pid=PID")
                .replaceAll("(:\\[|->)\\d+(?=[],-])", "$1INODE")
                .replaceAll("left \\{tv_sec=(\\d+), tv_([un])sec=\\d+\\}", "left {tv_sec=$1, tv_$2sec=N}")
                .replaceAll("^(mmap.*= )0x7\\p{XDigit}+$", "$1MAPPED")
                .replaceAll("^(getpid|gettid|getppid)\\(\\)( *)= \\d+", "$1()$2= PID");
        return normalized.contains("INODE") ? normalized.replaceAll("\\) +=", ") =") : normalized;
    }

    static void assumeTools() {
        assumeTrue(isThere("gcc", "--version") && isThere("strace", "-V"), "gcc and strace are needed on the host");
    }

    private static boolean isThere(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static void run(Path directory, String... command) throws Exception {
        await(new ProcessBuilder(command).directory(directory.toFile()).inheritIO());
    }

    static void await(ProcessBuilder command) throws Exception {
        Process process = command.start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command.command()) + " does not end");
        }
    }

    /** Standard input, output and error that say and hear nothing. */
    private record Silence() implements ConsoleBackend {

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public byte @Nullable [] readLine() {
            return null;
        }
    }
}
