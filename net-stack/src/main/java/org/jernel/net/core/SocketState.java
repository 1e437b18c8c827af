package org.jernel.net.core;

/** How far a socket has come, for the BSD layer. {@code socket_state} of {@code include/uapi/linux/net.h}. */
public enum SocketState {
    SS_FREE,
    SS_UNCONNECTED,
    SS_CONNECTING,
    SS_CONNECTED,
    SS_DISCONNECTING
}
