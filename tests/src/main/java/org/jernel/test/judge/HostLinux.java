package org.jernel.test.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The Linux under this JVM, through raw system calls: right by definition.
 *
 * <p>What the process bends: a task is one of its threads, with an fd table that close_range(2) has unshared, so that
 * numbers start at 3 and the JVM's own descriptors are out of reach; the JVM catches SIGPIPE, so that it ends no task;
 * RLIMIT_NOFILE is the whole process's, so a task's lower limit is its table filled up from there.
 */
public final class HostLinux implements SyscallKernel {

    /** Real-time signals that neither the JVM nor the C library uses. */
    static final int INTERRUPT = 40;

    static final int INTERRUPT_AND_RESTART = 41;

    private static final int RLIMIT_NOFILE = 7;
    private static final int PRLIMIT64 = 302;
    private static final int PROC_BYTES = 4096;

    private final LibC libc = new LibC();
    private final List<HostTask> tasks = new ArrayList<>();

    private long formerFileLimit;

    private HostLinux() {
        libc.handleWithNothing(INTERRUPT, false);
        libc.handleWithNothing(INTERRUPT_AND_RESTART, true);
    }

    /** Why this machine has no host arm, or null if it has one. */
    static @Nullable String unavailable() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        return "Linux".equals(os) && "amd64".equals(arch)
                ? null
                : "the host arm makes the system calls of Linux on x86-64; this is " + os + " on " + arch;
    }

    static HostLinux boot() {
        return new HostLinux();
    }

    @Override
    public KernelTask spawn() {
        return adopt(HostTask.start(this, libc));
    }

    HostTask adopt(HostTask task) {
        tasks.add(task);
        return task;
    }

    @Override
    public int unprivilegedPortStart() {
        return Integer.parseInt(proc("/proc/sys/net/ipv4/ip_unprivileged_port_start"));
    }

    /** A file of procfs, in one read: a sysctl has no second half for one that stops short. */
    static String proc(String path) {
        try (var file = Files.newInputStream(Path.of(path))) {
            byte[] content = new byte[PROC_BYTES];
            int length = file.read(content);
            return new String(content, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the soft limit on descriptors until the end, if it is above that. */
    void limitFilesOfProcess(long limit) {
        try (var arena = Arena.ofConfined()) {
            var limits = arena.allocate(ValueLayout.JAVA_LONG, 2);
            libc.must(PRLIMIT64, 0, RLIMIT_NOFILE, 0, limits.address());
            long soft = limits.get(ValueLayout.JAVA_LONG, 0);
            if (formerFileLimit == 0) {
                formerFileLimit = soft;
            }
            limits.set(ValueLayout.JAVA_LONG, 0, limit);
            libc.must(PRLIMIT64, 0, RLIMIT_NOFILE, limits.address());
        }
    }

    @Override
    public void close() {
        tasks.forEach(HostTask::close);
        if (formerFileLimit != 0) {
            limitFilesOfProcess(formerFileLimit);
        }
    }

    /** The host arm as a service. */
    public static final class Provider implements ArmProvider {
        @Override
        public Arm arm() {
            return Arm.HOST;
        }

        @Override
        public @Nullable String unavailable() {
            return HostLinux.unavailable();
        }

        @Override
        public SyscallKernel boot() {
            return HostLinux.boot();
        }
    }
}
