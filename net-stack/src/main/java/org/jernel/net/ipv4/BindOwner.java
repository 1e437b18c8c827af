package org.jernel.net.ipv4;

/** Who keeps a local port from others. Its values are read under the port table's monitor. */
interface BindOwner {

    int rcvSaddr();

    boolean reuseAddr();

    boolean reusePort();

    boolean isListening();
}
