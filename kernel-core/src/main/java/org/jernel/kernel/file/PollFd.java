package org.jernel.kernel.file;

/** One descriptor that poll asks about, with its answer. {@code struct pollfd}. */
public final class PollFd {

    private final int fd;
    private final int events;
    private int revents;

    /** Asks for events of a descriptor; a negative one is skipped. */
    public PollFd(int fd, int events) {
        this.fd = fd;
        this.events = events;
    }

    public int fd() {
        return fd;
    }

    public int events() {
        return events;
    }

    public int revents() {
        return revents;
    }

    void setRevents(int mask) {
        revents = mask;
    }
}
