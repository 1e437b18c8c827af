package org.jernel.net.ipv4;

/** Comparisons of sequence numbers, modulo 2^32 as RFC 9293 section 3.4 says. */
final class TcpSeq {

    private TcpSeq() {}

    static boolean before(int a, int b) {
        return a - b < 0;
    }

    static boolean after(int a, int b) {
        return b - a < 0;
    }

    /** True if b lies in [a, c]. {@code between(seq1, seq2, seq3)} with the middle first. */
    static boolean between(int b, int a, int c) {
        return Integer.compareUnsigned(c - a, b - a) >= 0;
    }
}
