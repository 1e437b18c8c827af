package org.jernel.test.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

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

/** 64 bytes there and back over TCP on the loopback, both ends in this JVM, each in a thread of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PingPongBenchmark {

    private static final int SIZE = 64;
    /** Enough round trips to hide the start of the thread that makes them. */
    private static final int ROUND_TRIPS = 1000;

    @Param({"virtual", "platform"}) String threads = "virtual";

    private @Nullable JdkPair jdk;

    @Setup(Level.Trial)
    public void open() throws IOException {
        jdk = new JdkPair(builder());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException, InterruptedException {
        if (jdk != null) {
            jdk.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void jdkSocket() throws InterruptedException {
        JdkPair pair = jdk;
        if (pair == null) {
            throw new IllegalStateException("not open");
        }
        builder().start(pair::roundTrips).join();
    }

    private Thread.Builder builder() {
        return threads.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    /** Two connected sockets of the JDK, and a thread that echoes at the far one. */
    private static final class JdkPair {

        private final Socket near;
        private final Socket far;
        private final Thread echo;

        JdkPair(Thread.Builder builder) throws IOException {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                far = listener.accept();
            }
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            echo = builder.start(this::echo);
        }

        void roundTrips() {
            byte[] message = new byte[SIZE];
            try {
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    near.getOutputStream().write(message);
                    if (near.getInputStream().readNBytes(message, 0, SIZE) != SIZE) {
                        throw new IllegalStateException("the echo ended early");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void echo() {
            byte[] message = new byte[SIZE];
            try (far) {
                InputStream in = far.getInputStream();
                while (in.readNBytes(message, 0, SIZE) == SIZE) {
                    far.getOutputStream().write(message);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() throws IOException, InterruptedException {
            near.close();
            echo.join();
        }
    }
}
