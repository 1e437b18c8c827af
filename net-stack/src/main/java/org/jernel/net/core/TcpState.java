package org.jernel.net.core;

/** States of RFC 9293 with Linux's numbers; protocols other than TCP use CLOSE, ESTABLISHED and LISTEN. */
public enum TcpState {
    ESTABLISHED(1),
    SYN_SENT(2),
    SYN_RECV(3),
    FIN_WAIT1(4),
    FIN_WAIT2(5),
    TIME_WAIT(6),
    CLOSE(7),
    CLOSE_WAIT(8),
    LAST_ACK(9),
    LISTEN(10),
    CLOSING(11),
    NEW_SYN_RECV(12);

    private final int number;

    TcpState(int number) {
        this.number = number;
    }

    /** The number that {@code TCP_INFO} and {@code /proc/net/tcp} show. */
    public int number() {
        return number;
    }

    /** True if this is one of {@code states}. */
    public boolean isOneOf(TcpState a, TcpState b) {
        return this == a || this == b;
    }
}
