package org.jernel.net.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The transfer memory of one network. A call holds a piece only while it moves bytes and never while it waits, so that few
 * are made: about one a processor.
 */
final class ScratchPool implements AutoCloseable {

    /** Carriers and the embedder's own threads: a piece that finds no place is freed, for which all threads must stop. */
    private final int kept = 2 * Runtime.getRuntime().availableProcessors();

    private final AtomicReferenceArray<@Nullable Scratch> idle = new AtomicReferenceArray<>(kept);
    private volatile boolean closed;

    /** A piece that the caller gives back. */
    Scratch take() {
        for (int i = 0; i < kept; i++) {
            if (idle.getPlain(i) != null) {
                Scratch scratch = idle.getAndSet(i, null);
                if (scratch != null) {
                    return scratch;
                }
            }
        }
        return new Scratch();
    }

    void give(Scratch scratch) {
        for (int i = 0; i < kept; i++) {
            if (idle.getPlain(i) == null && idle.compareAndSet(i, null, scratch)) {
                if (closed) {
                    freeIdle();
                }
                return;
            }
        }
        scratch.free();
    }

    private void freeIdle() {
        for (int i = 0; i < kept; i++) {
            Scratch scratch = idle.getAndSet(i, null);
            if (scratch != null) {
                scratch.free();
            }
        }
    }

    /** Frees what is idle; what is in use is freed when it comes back. */
    @Override
    public void close() {
        closed = true;
        freeIdle();
    }
}
