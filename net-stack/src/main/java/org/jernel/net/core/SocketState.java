package org.jernel.net.core;

/** How far a socket has come, for the BSD layer. {@code socket_state} of {@code include/uapi/linux/net.h}. */
public enum SocketState {
    SS_FREE(0),
    SS_UNCONNECTED(1),
    SS_CONNECTING(2),
    SS_CONNECTED(3),
    SS_DISCONNECTING(4);

    private final int number;

    SocketState(int number) {
        this.number = number;
    }

    /** As {@code /proc/net/unix} tells it. */
    public int number() {
        return number;
    }
}
