package org.jernel.net.wire;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Netty's event loop on one platform thread: softirq context. It starts when the first socket has to wait.
 *
 * <p>A virtual thread would be pinned in {@code epoll_wait} and starve the tasks.
 */
final class ReadinessLoop implements AutoCloseable {

    private final IoHandlerFactory factory;
    private volatile @Nullable IoEventLoop loop;
    private @Nullable Thread thread;
    private boolean closed;

    ReadinessLoop(IoHandlerFactory factory) {
        this.factory = factory;
    }

    private @Nullable IoEventLoop loop() {
        IoEventLoop running = loop;
        if (running != null) {
            return running;
        }
        synchronized (this) {
            if (loop == null && !closed) {
                loop = new SingleThreadIoEventLoop(null, this::newThread, factory);
            }
            return loop;
        }
    }

    private synchronized Thread newThread(Runnable body) {
        Thread created = Thread.ofPlatform().daemon().name("jernel-wire").unstarted(body);
        thread = created;
        return created;
    }

    /**
     * Has the loop watch a handle.
     *
     * @param then called in the loop with the registration, which has no interest yet; never called once the loop is closed
     */
    void register(IoHandle handle, Consumer<IoRegistration> then) {
        IoEventLoop running = loop();
        if (running == null || running.isShuttingDown()) {
            return;
        }
        running.register(handle).addListener((Future<IoRegistration> future) -> {
            if (future.isSuccess()) {
                then.accept(future.getNow());
            }
        });
    }

    /** Runs work in the loop. Returns false, and runs nothing, once it is closed. */
    boolean execute(Runnable work) {
        IoEventLoop running = loop();
        if (running == null || running.isShuttingDown()) {
            return false;
        }
        try {
            running.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Called in the loop: runs work there once it has asked the host for events again, or when it ends. */
    void afterSelect(Runnable work) {
        IoEventLoop running = loop();
        if (running == null) {
            work.run();
            return;
        }
        // What is scheduled waits for the next round, and what is executed would not.
        running.schedule(() -> {}, 0, TimeUnit.NANOSECONDS).addListener(_ -> work.run());
    }

    /** Ends the loop and waits for its thread. */
    @Override
    public void close() {
        IoEventLoop running;
        synchronized (this) {
            closed = true;
            running = loop;
        }
        if (running == null) {
            return;
        }
        // Never wait for the loop's future: a listener on it would start Netty's global executor, one more thread.
        var _ = running.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        joinThread();
    }

    private void joinThread() {
        Thread last;
        synchronized (this) {
            last = thread;
        }
        boolean interrupted = false;
        while (last != null && last.isAlive()) {
            try {
                last.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
