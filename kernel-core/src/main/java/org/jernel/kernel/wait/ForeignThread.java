package org.jernel.kernel.wait;

/** A thread of the embedder that is no task: it sleeps as itself and an interrupt is its only signal. */
final class ForeignThread extends Sleeper {

    private final Thread thread;

    ForeignThread(Thread thread) {
        this.thread = thread;
    }

    @Override
    protected Thread thread() {
        return thread;
    }

    @Override
    public boolean signalPending() {
        return thread.isInterrupted();
    }
}
