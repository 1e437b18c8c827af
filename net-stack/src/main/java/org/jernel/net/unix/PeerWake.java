package org.jernel.net.unix;

import org.jernel.kernel.wait.WaitQueueEntry;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/**
 * Passes a wake-up from the queue of those who wait for a peer's room on to the waiters of the sock itself, once each time
 * that it was asked to. {@code unix_dgram_peer_wake_relay}: a poller waits on its own socket's queue and cannot name that of
 * a peer, which may change.
 */
final class PeerWake extends WaitQueueEntry {

    private final UnixSock owner;
    private @Nullable WaitQueueHead joined;
    private volatile boolean armed;

    PeerWake(UnixSock owner) {
        this.owner = owner;
    }

    synchronized void connect(WaitQueueHead queue) {
        if (joined != queue) {
            disconnect();
            joined = queue;
            queue.add(this);
        }
        armed = true;
    }

    synchronized void disconnect() {
        armed = false;
        if (joined != null) {
            joined.remove(this);
            joined = null;
        }
    }

    @Override
    protected boolean wake(int key) {
        if (!armed) {
            return false;
        }
        armed = false;
        owner.wakeUp(UnixSock.WRITABLE);
        return true;
    }
}
