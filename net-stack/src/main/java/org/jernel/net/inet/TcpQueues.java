package org.jernel.net.inet;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * How many bytes a TCP sock has in its queues, as its ioctls tell. Asked with the lock, once there has been a handshake;
 * negative where it is not known.
 */
@CheckReturnValue
public interface TcpQueues {

    /** Received and not read. {@code tcp_inq}. */
    long unread();

    /** Written and not acknowledged. */
    long unacknowledged();

    /** Written and not sent. */
    long unsent();

    /** What is to be read next is an urgent byte, or would be if it were read inline. Asked without the lock. */
    boolean isAtMark();
}
