package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.TcpState;
import org.jspecify.annotations.Nullable;

/**
 * One TCP descriptor of the host: no call on it ever blocks, and its readiness is told to one {@link Readiness}.
 *
 * <p>Not thread-safe: every method is called with the lock of the sock that owns it. What returns nothing throws an
 * {@link org.jernel.syscall.ErrnoException}.
 */
sealed interface HostSocket permits EpollHostSocket, NioHostSocket {

    /** Sets who is told of readiness; before the first {@link #arm}. */
    void onReady(Readiness listener);

    void bind(HostAddress address);

    /** Begins to listen, or changes the backlog. */
    void listen(int backlog);

    /** Begins to connect; {@link #finishConnect} tells how that went. */
    void connect(HostAddress address);

    /** 0 when the connection stands, -EAGAIN while it is on its way, or the negative error that ended it. */
    @CheckReturnValue
    long finishConnect();

    /** The next connection, or null if there is none yet. */
    @Nullable
    HostSocket accept();

    /** Ends connection or listening and leaves a socket that is bound if {@code keepPort} and can connect or listen. */
    void disconnect(boolean keepPort);

    /** Reads into the direct memory of {@code scratch}: the bytes, 0 at the end, or -errno. */
    @CheckReturnValue
    long read(Scratch scratch, int limit);

    /** Writes from the direct memory of {@code scratch}: the bytes taken, or -errno. */
    @CheckReturnValue
    long write(Scratch scratch, int length);

    /** Sends FIN; {@code input} says that the caller does not want to receive either. */
    void shutdown(boolean input);

    /** The host's pending error as a positive number, 0 for none or where it cannot be asked for; it is cleared. */
    int takeError();

    /** The state of the connection as the host knows it, or {@code guess} where it does not tell. */
    TcpState tcpState(TcpState guess);

    /** What it is bound to; 0 and 0 before that, and perhaps while it connects. */
    HostAddress localAddress();

    /** How many bytes the peer has acknowledged, SYN and FIN perhaps among them; -1 where the host does not tell. */
    long acked();

    /** How many bytes were written and not sent yet; -1 where the host does not tell. */
    long unsent();

    /** How many connections wait for {@link #accept}; 0 where the host does not tell. */
    int waiting();

    /** The peer of an accepted connection. */
    HostAddress remoteAddress();

    /** Sets an option of the host that is an int. */
    void setOption(int level, int name, int value);

    /** An option of the host that is an int, or {@code guess} where it does not tell. */
    int option(int level, int name, int guess);

    /** So many bytes of an option that is a struct or a name, or null where the host does not tell. */
    byte @Nullable [] rawOption(int level, int name, int length);

    /** Sets an option that is a struct or a name. */
    void setRawOption(int level, int name, byte[] value);

    /** Has the host hold back what fills no segment, where it can; or send that, and hold back no more. */
    void cork(boolean on);

    /** Asks to be told when one of these events comes to hold, or holds still. Costs nothing once it is asked. */
    void arm(int events);

    /** Closes with RST in place of FIN. */
    void abort();

    /** Closes; nothing but {@link #awaitClosed} may be called after that. */
    void close();

    /** Waits, without the sock's lock, until the host has let go of descriptor and port. */
    default void awaitClosed() {}
}
