package org.jernel.user.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.inject.InjectException;
import org.jernel.kernel.timeline.Timeline;
import org.jernel.net.pcap.Pcap;
import org.jernel.syscall.ErrnoException;
import org.jernel.user.timeline.TraceEventJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs programs can be told of its kernel. */
final class KernelOptions {

    @Option(names = "--hermetic",
            description = "Keep the network inside the kernel: no port of the host is opened.") private boolean hermetic;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Capture the kernel's network traffic into FILE, which tshark and Wireshark read.") private @Nullable Path pcap;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description = "Record the walk of system calls through the kernel into FILE, which Perfetto opens.") private @Nullable Path timeline;

    @Option(
            names = "--trace",
            paramLabel = "SET",
            defaultValue = "all",
            description = "The system calls that --timeline records, as strace names sets; all if it is left out.") private String traced =
                    "all";

    @Option(
            names = "--copy",
            paramLabel = "FILE",
            description = "Have a copy of FILE in the kernel's /tmp; may be given more than once.") private List<
                    Path> copies =
                            List.of();

    @Option(
            names = "--mount",
            paramLabel = "MOUNTPOINT=DIR",
            description = "Show the directory DIR of the host at MOUNTPOINT, read-only; may be given more than once.") private Map<
                    String, Path> hostDirectories =
                            Map.of();

    @Mixin private final TableOption tableOption = new TableOption();

    /** The kernel that ends with the JVM, so that its timeline is written also where a signal ends that. */
    private final AtomicReference<@Nullable Kernel> recorded = new AtomicReference<>();

    /** Boots the kernel that the options ask for, and begins to watch it as they say. */
    Kernel boot(int consoleLogLevel) throws UserError {
        KernelConfig config = (hermetic ? KernelConfig.hermetic() : KernelConfig.wire())
                .withRebindsTimeWait()
                .withSyscallTable(tableOption.table())
                .withConsoleLogLevel(consoleLogLevel);
        for (var directory : hostDirectories.entrySet()) {
            if (!directory.getKey().startsWith("/")) {
                throw new UserError("--mount: " + directory.getKey() + ": not an absolute path of the kernel");
            }
            if (!Files.isDirectory(directory.getValue())) {
                throw new UserError("--mount: " + directory.getValue() + ": no directory of the host");
            }
            config = config.withHostDirectory(directory.getValue(), directory.getKey());
        }
        Kernel kernel = Kernel.boot(config);
        try {
            for (Path file : copies) {
                copy(kernel, file);
            }
        } catch (IOException e) {
            kernel.close();
            throw new UserError("--copy: " + e.getMessage() + ": cannot be read");
        }
        try {
            if (timeline != null) {
                record(kernel, timeline);
            }
            if (pcap != null) {
                Pcap _ = Pcap.start(kernel, pcap);
            }
            return kernel;
        } catch (IOException | InjectException e) {
            kernel.close();
            // The JDK's message names the file, and why.
            throw new UserError((e instanceof InjectException ? "--trace: " : "") + e.getMessage());
        }
    }

    /** Opens the file at once, so that nobody waits for what cannot be written. */
    private void record(Kernel kernel, Path file) throws IOException {
        // Before the file is emptied, as the set may be none.
        Timeline recording = Timeline.start(kernel, traced);
        OutputStream out = new FileOutputStream(file.toFile());
        if (recorded.getAndSet(kernel) == null) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::closeRecorded, "shutdown"));
        }
        kernel.onClose(() -> {
            recording.close();
            try (out) {
                TraceEventJson.write(recording.events(), out);
            }
        });
    }

    private void closeRecorded() {
        Kernel kernel = recorded.get();
        if (kernel != null) {
            kernel.close();
        }
    }

    private static void copy(Kernel kernel, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Vfs vfs = kernel.get(Vfs.class);
        File copy = vfs.filpOpen("/tmp/" + file.getFileName(), Fcntl.O_CREAT | Fcntl.O_WRONLY, 0644);
        try {
            long written = vfs.kernelWrite(copy, bytes, 0, bytes.length, new FilePosition(0));
            if (written < 0) {
                throw ErrnoException.of(written);
            }
        } finally {
            vfs.filpClose(copy);
        }
    }
}
