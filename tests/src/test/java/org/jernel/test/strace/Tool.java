package org.jernel.test.strace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleBackend;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.tbl.SyscallTables;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.ProgramFormat;
import org.jernel.user.libc.ProgramImage;
import org.jspecify.annotations.Nullable;

/** The tool itself, as one types it, over a program in C; and ours over a program of ours. */
final class Tool {

    private static final int MOST = 1 << 20;

    private final Path directory;

    private Tool(Path directory) {
        this.directory = directory;
    }

    static Tool compile(Path directory, String source) throws Exception {
        Traces.assumeTools();
        Files.writeString(directory.resolve("program.c"), source);
        Traces.run(directory, "gcc", "-w", "-o", directory.resolve("program").toString(),
                directory.resolve("program.c").toString());
        return new Tool(directory);
    }

    /** What it writes, to a file or to standard error. */
    String trace(boolean isToFile, String... options) throws Exception {
        Path output = directory.resolve("output");
        List<String> words = command("strace", isToFile ? output.toString() : null, options,
                directory.resolve("program").toString());
        ProcessBuilder command = new ProcessBuilder(words).directory(directory.toFile());
        if (!isToFile) {
            command.redirectError(output.toFile());
        }
        Traces.await(command);
        return Files.readString(output);
    }

    static String ours(Program program, boolean isToFile, String... options) throws Exception {
        var screen = new Screen();
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic().withSyscallTable(SyscallTables.recentTable()));
                var console = new Console(kernel.clock(), screen)) {
            kernel.get(ProgramFormat.class).install("/program", () -> program);
            List<String> words = command("strace", isToFile ? "/output" : null, options, "/program");
            Program strace = (libc, argv) -> libc.execve("/bin/strace", words, List.of());
            kernel.spawn("strace", console.openStdio(), new ProgramImage(strace, words)).join();
            return isToFile ? read(kernel, "/output") : screen.toString();
        }
    }

    private static List<String> command(String tool, @Nullable String output, String[] options, String program) {
        List<String> words = new ArrayList<>(List.of(tool));
        if (output != null) {
            words.addAll(List.of("-o", output));
        }
        words.addAll(List.of(options));
        words.add(program);
        return words;
    }

    private static String read(Kernel kernel, String path) {
        Vfs vfs = kernel.get(Vfs.class);
        File file = vfs.filpOpen(path, Fcntl.O_RDONLY, 0);
        try {
            byte[] bytes = new byte[MOST];
            int length = (int) vfs.kernelRead(file, bytes, 0, bytes.length, new FilePosition(0));
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        } finally {
            vfs.filpClose(file);
        }
    }

    /** A terminal at which nobody types. */
    private static final class Screen implements ConsoleBackend {

        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

        @Override
        public void write(byte[] bytes, int offset, int length) {
            shown.write(bytes, offset, length);
        }

        @Override
        public byte @Nullable [] readLine() {
            return null;
        }

        @Override
        public String toString() {
            return shown.toString(StandardCharsets.UTF_8);
        }
    }
}
