package org.jernel.net.core;

/**
 * What Recv-Q and Send-Q show: the bytes that nobody has read and those that nobody has acknowledged; of a listener the
 * connections that wait for accept and how many may. {@code idiag_rqueue} and {@code idiag_wqueue}.
 */
public record SockQueues(long receive, long send) {

    /** Nothing in either. */
    public static final SockQueues EMPTY = new SockQueues(0, 0);
}
