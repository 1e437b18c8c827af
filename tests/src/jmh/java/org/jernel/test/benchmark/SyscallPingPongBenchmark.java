package org.jernel.test.benchmark;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.ProgramImage;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What {@link PingPongBenchmark} does, by two tasks of a kernel: the cost of the whole walk, table and user memory too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SyscallPingPongBenchmark {

    private static final int SIZE = 64;
    private static final int ROUND_TRIPS = 1000;
    private static final long SENDTO = 44;
    private static final long RECVFROM = 45;

    @Param({"hermetic", "wire"}) String network = "hermetic";

    private final SynchronousQueue<Boolean> turns = new SynchronousQueue<>();
    private final SynchronousQueue<Boolean> done = new SynchronousQueue<>();
    private @Nullable Kernel kernel;

    @Setup(Level.Trial)
    public void open() throws Exception {
        Kernel booted = Kernel.boot(network.equals("wire") ? KernelConfig.wire() : KernelConfig.hermetic());
        kernel = booted;
        CompletableFuture<SockAddr> address = new CompletableFuture<>();
        start(booted, "far", libc -> echo(libc, address));
        SockAddr far = address.get();
        start(booted, "near", libc -> ask(libc, far));
    }

    private interface Body {
        int run(Libc libc);
    }

    private static Task start(Kernel kernel, String name, Body body) {
        return kernel.spawn(name, new FdTable(), new ProgramImage((libc, argv) -> body.run(libc), List.of(name)));
    }

    private static int echo(Libc libc, CompletableFuture<SockAddr> address) {
        int listener = libc.socket(AddressFamily.AF_INET, SocketType.SOCK_STREAM, 0);
        libc.bind(listener, SockAddrIn.of("127.0.0.1", 0));
        libc.listen(listener, 1);
        address.complete(libc.getsockname(listener));
        int fd = libc.accept(listener).fd();
        long buffer = libc.malloc(SIZE);
        while (libc.syscall(RECVFROM, fd, buffer, SIZE, 0, 0, 0) == SIZE) {
            libc.syscall(SENDTO, fd, buffer, SIZE, 0, 0, 0);
        }
        return 0;
    }

    private int ask(Libc libc, SockAddr far) {
        int fd = libc.socket(AddressFamily.AF_INET, SocketType.SOCK_STREAM, 0);
        libc.connect(fd, far);
        long buffer = libc.malloc(SIZE);
        try {
            while (turns.take()) {
                boolean whole = true;
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    libc.syscall(SENDTO, fd, buffer, SIZE, 0, 0, 0);
                    whole &= libc.syscall(RECVFROM, fd, buffer, SIZE, 0, 0, 0) == SIZE;
                }
                done.put(whole);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void syscalls() throws InterruptedException {
        turns.put(true);
        if (!done.take()) {
            throw new IllegalStateException("a message did not come back whole");
        }
    }

    @TearDown(Level.Trial)
    public void close() throws InterruptedException {
        turns.put(false);
        if (kernel != null) {
            kernel.close();
        }
    }
}
