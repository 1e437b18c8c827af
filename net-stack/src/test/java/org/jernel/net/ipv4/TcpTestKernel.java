package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;

/** A kernel with a stack of its own and a clock that the test moves. */
final class TcpTestKernel implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000;

    final FakeClock clock = new FakeClock();
    final Kernel kernel = Kernel.boot(KernelConfig.hermetic().withClock(clock).withSeed(1));
    final Ipv4 ipv4 = Ipv4.init(new Net(kernel));
    final Proto tcp = ipv4.tcpProt();

    TestSocket listening(int backlog) {
        return TestSocket.listening(tcp, backlog);
    }

    TestSocket connected(TestSocket listener) {
        return TestSocket.connected(tcp, listener.port());
    }

    /** Two ends of a connection, the client's first. */
    TestSocket[] pair() {
        TestSocket listener = listening(1);
        TestSocket client = connected(listener);
        TestSocket server = listener.accept();
        listener.close();
        return new TestSocket[] {client, server};
    }

    /** Moves the clock and waits for what its timers do. */
    void advance(long amount, TimeUnit unit, BooleanSupplier until) {
        clock.advance(amount, unit);
        eventually(until);
    }

    /** Lets other threads run until it is so; the test's own time limit ends a vain wait. */
    static void eventually(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new IllegalStateException("waited in vain");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Nothing is left: no connection, no port, no timer. */
    boolean isEmpty() {
        return ipv4.hash().established().size() == 0
                && ipv4.hash().boundPorts() == 0
                && kernel.timers().size() == 0;
    }

    @Override
    public void close() {
        kernel.close();
    }
}
