package org.jernel.net.core;

import java.util.function.Consumer;

/** Knows socks that no open socket leads to: orphans, connections that nobody has accepted. {@code sock_diag_handler}. */
@FunctionalInterface
public interface SockDiag {

    /** Shows what is there now, be it that a socket leads to it too. */
    void dump(Consumer<SockCommon> visitor);
}
