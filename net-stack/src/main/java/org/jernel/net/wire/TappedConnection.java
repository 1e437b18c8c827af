package org.jernel.net.wire;

import org.jernel.net.core.SkBuff;
import org.jernel.net.ipv4.IpHeader;
import org.jernel.net.ipv4.TcpHeader;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.IpProtocol;

/**
 * A connection of the host as the taps are shown it: segments with numbers that follow each other, each acknowledged at once.
 *
 * <p>Bytes that leave one sock of this kernel and come to another are told of twice, in any order; whoever is first shows them.
 */
final class TappedConnection {

    private static final int WINDOW = 0xffff;

    private final WireTap tap;
    private final WireTap.Ends ends;
    private final End first;
    private final End second;
    private int socks;

    TappedConnection(WireTap tap, WireTap.Ends ends) {
        this.tap = tap;
        this.ends = ends;
        this.first = new End(ends.from());
        // A sock can call itself, and then there is one sequence of numbers.
        this.second = ends.to().equals(ends.from()) ? first : new End(ends.to());
    }

    WireTap.Ends ends() {
        return ends;
    }

    /** One more sock, of which {@code first} says whether it is the end that the connection was first seen from. */
    synchronized End attach(boolean isFirst) {
        socks++;
        return isFirst ? first : second;
    }

    /** One sock less; returns how many there are still. */
    synchronized int detach() {
        return --socks;
    }

    /** One end: what it sends. */
    final class End {

        private final HostAddress address;
        private int seq;

        /** Bytes that were shown. */
        private long shown;

        /** Bytes that the sock of this end has sent, and that the sock of the other has received. */
        private long sent;

        private long received;
        private boolean synSent;
        private boolean finSent;
        private boolean resetSent;

        private End(HostAddress address) {
            this.address = address;
        }

        TappedConnection connection() {
            return TappedConnection.this;
        }

        private End other() {
            return this == first ? second : first;
        }

        private void segment(int flags, byte[] data, int offset, int length) {
            SkBuff skb = SkBuff.alloc(length);
            System.arraycopy(data, offset, skb.bytes(), skb.put(length), length);
            skb.setTransportHeader(skb.push(TcpHeader.LENGTH));
            End peer = other();
            int ack = (flags & TcpHeader.ACK) == 0 ? 0 : peer.seq;
            int window = (flags & TcpHeader.RST) == 0 ? WINDOW : 0;
            TcpHeader.write(
                    skb, address.port(), peer.address.port(), seq, ack, TcpHeader.LENGTH, flags, window);
            TcpHeader.beginChecksum(skb, address.address(), peer.address.address());
            tap.show(skb, IpProtocol.IPPROTO_TCP, address.address(), peer.address.address());
            seq += length + ((flags & (TcpHeader.SYN | TcpHeader.FIN)) == 0 ? 0 : 1);
        }

        private void segment(int flags) {
            segment(flags, new byte[0], 0, 0);
        }

        /** This end calls. */
        void connecting() {
            synchronized (TappedConnection.this) {
                if (!synSent) {
                    synSent = true;
                    segment(TcpHeader.SYN);
                }
            }
        }

        /** This end's call was answered. */
        void connected() {
            synchronized (TappedConnection.this) {
                connecting();
                if (!other().synSent) {
                    other().synSent = true;
                    other().segment(TcpHeader.SYN | TcpHeader.ACK);
                    segment(TcpHeader.ACK);
                }
            }
        }

        /** The other end called this one. */
        void accepted() {
            other().connected();
        }

        /** The host took the first bytes of that array. */
        void sent(byte[] data, int length) {
            synchronized (TappedConnection.this) {
                sent += length;
                show(data, length, sent);
            }
        }

        /** The host brought the first bytes of that array from the other end. */
        void received(byte[] data, int length) {
            synchronized (TappedConnection.this) {
                other().received += length;
                other().show(data, length, other().received);
            }
        }

        /** Shows what was not shown yet of bytes of which the last is number {@code upTo} of the connection. */
        private void show(byte[] data, int length, long upTo) {
            int at = (int) Math.max(0, length - (upTo - shown));
            while (at < length) {
                int headers = address.address().isV4Mapped() ? IpHeader.LENGTH + TcpHeader.LENGTH : TcpHeader.LENGTH;
                int most = (address.address().isV4Mapped() ? IpHeader.MAX_PACKET : Ip6Header.MAX_PAYLOAD) - headers;
                int bytes = Math.min(most, length - at);
                segment(TcpHeader.ACK | (at + bytes == length ? TcpHeader.PSH : 0), data, at, bytes);
                other().segment(TcpHeader.ACK);
                at += bytes;
            }
            shown = Math.max(shown, upTo);
        }

        /** Nothing more comes from this end. */
        void finished() {
            synchronized (TappedConnection.this) {
                if (!finSent && !resetSent && !other().resetSent) {
                    finSent = true;
                    segment(TcpHeader.FIN | TcpHeader.ACK);
                    other().segment(TcpHeader.ACK);
                }
            }
        }

        void peerFinished() {
            other().finished();
        }

        /** This end breaks the connection off, or refuses it. */
        void reset() {
            synchronized (TappedConnection.this) {
                if (!resetSent && !other().resetSent) {
                    resetSent = true;
                    segment(TcpHeader.RST | TcpHeader.ACK);
                }
            }
        }

        void peerReset() {
            other().reset();
        }
    }
}
