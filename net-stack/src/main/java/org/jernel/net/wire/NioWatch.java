package org.jernel.net.wire;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import org.jernel.kernel.file.Poll;
import org.jspecify.annotations.Nullable;

/**
 * Watches one channel: each interest is told once and then asked for anew, so that a channel nobody reads does not keep the
 * loop busy.
 */
final class NioWatch extends NioSelectableChannelIoHandle<SelectableChannel> {

    private final ReadinessLoop loop;
    private final SelectableChannel channel;
    private final Readiness listener;
    private final Runnable update = this::update;

    /** The operations that somebody waits for; what is here already needs no word to the loop. */
    private final AtomicInteger wanted = new AtomicInteger();

    /** Set once, in the loop; null before the first interest. */
    private volatile @Nullable IoRegistration registration;

    private boolean registered;

    NioWatch(ReadinessLoop loop, SelectableChannel channel, Readiness listener) {
        super(channel);
        this.loop = loop;
        this.channel = channel;
        this.listener = listener;
    }

    /** Called with the sock's lock. */
    void arm(int events) {
        int operations = operations(events);
        int before = wanted.getAndUpdate(held -> held | operations);
        if ((before | operations) == before) {
            return;
        }
        if (registered) {
            loop.execute(update);
        } else {
            registered = true;
            loop.register(this, fresh -> {
                registration = fresh;
                update();
            });
        }
    }

    /** True if the loop does not watch for the connection, be it not yet or not any more. */
    boolean isConnectable() {
        return (wanted.get() & SelectionKey.OP_CONNECT) == 0;
    }

    private int operations(int events) {
        if (channel instanceof ServerSocketChannel) {
            return SelectionKey.OP_ACCEPT;
        }
        if (channel instanceof SocketChannel socket && !socket.isConnected()) {
            return SelectionKey.OP_CONNECT;
        }
        int read = (events & Poll.POLLIN) == 0 ? 0 : SelectionKey.OP_READ;
        int write = (events & Poll.POLLOUT) == 0 ? 0 : SelectionKey.OP_WRITE;
        return read | write;
    }

    /** In the loop. */
    private void update() {
        IoRegistration watched = registration;
        if (watched == null) {
            return;
        }
        try {
            watched.submit(NioIoOps.valueOf(wanted.get()));
        } catch (CancelledKeyException e) {
            // Closed at this moment; nobody waits for it any more.
        }
    }

    /** In the loop. */
    @Override
    protected void handle(SelectableChannel ready, SelectionKey key) {
        int operations;
        try {
            operations = key.readyOps();
        } catch (CancelledKeyException e) {
            return;
        }
        wanted.getAndUpdate(held -> held & ~operations);
        update();
        int in = operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        int out = operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
        listener.ready((in == 0 ? 0 : Poll.POLLIN) | (out == 0 ? 0 : Poll.POLLOUT));
    }

    /** In the loop where it is watched: a key that another thread cancels may be one that the loop is just looking at. */
    @Override
    public void close() {
        IoRegistration watched = registration;
        if (watched == null || !loop.execute(() -> close(watched))) {
            closeChannel();
        }
    }

    private void close(IoRegistration watched) {
        // Before the channel: while that closes, its events wake the selector, which sees nothing ready and spins.
        watched.<SelectionKey>attachment().cancel();
        watched.cancel();
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // close(2) has let go of the descriptor whatever it says.
        }
    }

    /** The JDK closes the descriptor of a registered channel no sooner than its selector runs again. */
    void awaitClosed() {
        if (!channel.isRegistered()) {
            return;
        }
        CountDownLatch gone = new CountDownLatch(1);
        if (loop.execute(() -> loop.afterSelect(gone::countDown))) {
            awaitUninterruptibly(gone);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch gone) {
        boolean interrupted = false;
        while (gone.getCount() > 0) {
            try {
                gone.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
