package org.jernel.net.wire;

import org.jernel.net.core.TcpState;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** What one sock tells the taps of its connection; one load where there are none. Used with the sock's lock held. */
final class WireTcpTap {

    private final WireTap tap;
    private final WireTcpSock sk;
    private TappedConnection.@Nullable End end;

    WireTcpTap(WireTap tap, WireTcpSock sk) {
        this.tap = tap;
        this.sk = sk;
    }

    /** The sock's end, or null where nobody looks, or where the host does not tell yet which end that is. */
    private TappedConnection.@Nullable End end() {
        if (tap.isOff()) {
            return null;
        }
        if (end == null && sk.shownPort() != 0 && sk.dport != 0) {
            end = tap.attach(sk);
        }
        return end;
    }

    void connecting() {
        TappedConnection.End known = end();
        if (known != null) {
            known.connecting();
        }
    }

    /** The handshake is through; before the state says so. */
    void established() {
        TappedConnection.End known = end();
        if (known == null) {
            return;
        }
        if (sk.state() == TcpState.SYN_SENT) {
            known.connected();
        } else {
            known.accepted();
        }
    }

    void sent(byte[] data, int length) {
        TappedConnection.End known = end();
        if (known != null) {
            known.sent(data, length);
        }
    }

    void received(byte[] data, int length) {
        TappedConnection.End known = end();
        if (known != null) {
            known.received(data, length);
        }
    }

    void finished() {
        TappedConnection.End known = end();
        if (known != null) {
            known.finished();
        }
    }

    void peerFinished() {
        TappedConnection.End known = end();
        if (known != null) {
            known.peerFinished();
        }
    }

    /** The connection has ended with an error, which may be the peer's doing. */
    void failed(int errno) {
        // 0 is what a write tells of a connection that was reset before.
        boolean byPeer = errno == 0
                || errno == Errno.EPIPE.number()
                || errno == Errno.ECONNRESET.number()
                || errno == Errno.ECONNREFUSED.number();
        TappedConnection.End known = byPeer ? end() : null;
        if (known != null) {
            known.peerReset();
        }
    }

    /** The sock lets go of its connection; before the state says so. */
    void closed(boolean withReset) {
        TappedConnection.End known = end == null && sk.isAssociated() ? end() : end;
        if (known == null) {
            return;
        }
        if (sk.isAssociated()) {
            if (withReset) {
                known.reset();
            } else {
                known.finished();
            }
        }
        tap.detach(known);
        end = null;
    }
}
