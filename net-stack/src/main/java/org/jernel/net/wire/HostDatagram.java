package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.Ipv6Mreq;
import org.jspecify.annotations.Nullable;

/**
 * One UDP descriptor of the host: no call on it ever blocks, and its readiness is told to one {@link Readiness}.
 *
 * <p>Not thread-safe: every method is called with the lock of the sock that owns it. What returns nothing throws an
 * {@link org.jernel.syscall.ErrnoException}.
 */
sealed interface HostDatagram permits EpollHostDatagram, NioHostDatagram {

    /** Sets who is told of readiness; before the first {@link #arm}. */
    void onReady(Readiness listener);

    void bind(HostAddress address);

    /** Sets the peer, or another one. */
    void connect(HostAddress peer);

    /** Takes the peer away; a port that nobody chose is given back if {@code keepPort} is false. */
    void disconnect(boolean keepPort);

    /** Receives one datagram, whole, into the direct memory of {@code scratch}: its bytes, or -errno. */
    @CheckReturnValue
    long receive(Scratch scratch);

    /** Who sent what was received last. */
    HostAddress sender();

    /** Sends one datagram from the direct memory of {@code scratch}, to the peer if {@code to} is null: 0 or -errno. */
    @CheckReturnValue
    long send(Scratch scratch, int length, @Nullable HostAddress to);

    /** The host's pending error as a positive number, 0 for none or where it cannot be asked for; it is cleared. */
    int takeError();

    /** What it is bound to; 0 and 0 before that. */
    HostAddress localAddress();

    /** Sets an option of the host that is an int. */
    void setOption(int level, int name, int value);

    /** An option of the host that is an int, or {@code guess} where it does not tell. */
    int option(int level, int name, int guess);

    void joinGroup(IpMreqn group);

    void leaveGroup(IpMreqn group);

    void setMulticastInterface(IpMreqn device);

    void joinGroup(Ipv6Mreq group);

    void leaveGroup(Ipv6Mreq group);

    /** Asks to be told when one of these events comes to hold, or holds still. */
    void arm(int events);

    /** Closes; nothing but {@link #awaitClosed} may be called after that. */
    void close();

    /** Waits, without the sock's lock, until the host has let go of descriptor and port. */
    default void awaitClosed() {}
}
