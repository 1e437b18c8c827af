package org.jernel.kernel;

/** What a kernel's sockets are connected to. */
public enum NetworkMode {
    /** The kernel's own stack over its own {@code lo}: no host socket is ever opened. */
    HERMETIC,
    /** The host's network: other programs on the machine can talk to this kernel's. */
    WIRE
}
