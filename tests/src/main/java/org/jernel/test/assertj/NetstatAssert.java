package org.jernel.test.assertj;

import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.jernel.net.core.TcpState;
import org.jernel.net.diag.NetstatEntry;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;

/** Assertions on all sockets of a kernel, as they were when this was made; a failure shows them. */
public final class NetstatAssert extends AbstractAssert<NetstatAssert, List<NetstatEntry>> {

    NetstatAssert(List<NetstatEntry> actual) {
        super(actual, NetstatAssert.class);
    }

    /** There are so many connections or sockets of the internet families in this state, TIME_WAIT and SYN_RECV among them. */
    public NetstatAssert has(int expected, TcpState state) {
        long found = actual.stream().filter(entry -> !entry.isUnix() && entry.state() == state).count();
        if (found != expected) {
            failWithMessage("expected %s in state %s but there were %s:%s", expected, state, found, lines());
        }
        return this;
    }

    /** Somebody takes connections at this port. */
    public NetstatAssert isListeningOn(int port) {
        if (!listens(port)) {
            failWithMessage("expected a listener on port %s but there was none:%s", port, lines());
        }
        return this;
    }

    /** Nobody takes connections at this port. */
    public NetstatAssert isNotListeningOn(int port) {
        if (listens(port)) {
            failWithMessage("expected no listener on port %s but there was one:%s", port, lines());
        }
        return this;
    }

    private boolean listens(int port) {
        return actual.stream().anyMatch(entry -> entry.state() == TcpState.LISTEN && port(entry.local()) == port);
    }

    private static int port(SockAddr address) {
        return switch (address.family()) {
            case AddressFamily.AF_INET -> SockAddrIn.port(address);
            case AddressFamily.AF_INET6 -> SockAddrIn6.port(address);
            default -> -1;
        };
    }

    /** No socket is open; what is left of connections that were closed may be there. */
    public NetstatAssert hasNoOpenSockets() {
        if (actual.stream().anyMatch(NetstatEntry::isOpen)) {
            failWithMessage("expected no open socket but there were:%s", lines());
        }
        return this;
    }

    private String lines() {
        StringBuilder lines = new StringBuilder();
        actual.forEach(entry -> lines.append("\n  ").append(entry));
        return lines.toString();
    }
}
