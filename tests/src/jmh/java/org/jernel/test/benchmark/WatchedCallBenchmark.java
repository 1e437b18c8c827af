package org.jernel.test.benchmark;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.breakpoint.Breakpoint;
import org.jernel.kernel.breakpoint.Breakpoints;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.inject.Injection;
import org.jernel.kernel.inject.Injector;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.timeline.Timeline;
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

/** What it costs a call that it could be watched: nobody watches, somebody did, other calls are injected into, all is recorded. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WatchedCallBenchmark {

    private static final int CALLS = 1000;
    private static final int SIZE = 64;
    private static final long GETPID = 39;
    private static final long SENDTO = 44;
    private static final long RECVFROM = 45;

    @Param({"nobody", "nobodyAnyMore", "othersInjected", "recorded"}) String watched = "nobody";

    private final SynchronousQueue<ToIntFunction<Libc>> work = new SynchronousQueue<>();
    private final SynchronousQueue<Integer> done = new SynchronousQueue<>();
    private @Nullable Kernel kernel;

    @Setup(Level.Trial)
    public void open() {
        Kernel booted = Kernel.boot(KernelConfig.hermetic());
        kernel = booted;
        switch (watched) {
            case "nobodyAnyMore" -> {
                Breakpoint breakpoint = Breakpoints.of(booted).add("udp_sendmsg", frame -> {});
                Injection injection = Injector.of(booted).add("sendto,recvfrom,getpid:error=EPERM");
                breakpoint.close();
                injection.close();
            }
            case "othersInjected" -> {
                Injection _ = Injector.of(booted).add("mkdir,unlink:error=EPERM");
            }
            case "recorded" -> {
                // Full at once, so that what is measured is the watching.
                Timeline _ = Timeline.start(booted, "all");
            }
            default -> {
                // As it boots.
            }
        }
        Task _ = booted.spawn("caller", new FdTable(), new ProgramImage((libc, argv) -> run(libc), List.of("caller")));
    }

    private int run(Libc libc) {
        try {
            for (ToIntFunction<Libc> next = work.take(); true; next = work.take()) {
                done.put(next.applyAsInt(libc));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private int ask(ToIntFunction<Libc> calls) throws InterruptedException {
        work.put(calls);
        return done.take();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int getpid() throws InterruptedException {
        return ask(libc -> {
            int sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += (int) libc.syscall(GETPID);
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int sendAndReceive() throws InterruptedException {
        return ask(libc -> {
            int fd = libc.socket(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, 0);
            libc.bind(fd, SockAddrIn.of("127.0.0.1", 0));
            SockAddr own = libc.getsockname(fd);
            libc.connect(fd, own);
            long buffer = libc.malloc(SIZE);
            int sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += (int) libc.syscall(SENDTO, fd, buffer, SIZE, 0, 0, 0);
                sum += (int) libc.syscall(RECVFROM, fd, buffer, SIZE, 0, 0, 0);
            }
            libc.free(buffer);
            libc.close(fd);
            if (sum != 2 * CALLS * SIZE) {
                throw new IllegalStateException("a message did not come back whole");
            }
            return sum;
        });
    }

    @TearDown(Level.Trial)
    public void close() {
        if (kernel != null) {
            kernel.close();
        }
    }
}
