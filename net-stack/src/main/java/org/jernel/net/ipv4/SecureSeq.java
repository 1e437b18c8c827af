package org.jernel.net.ipv4;

import org.jernel.kernel.KernelRandom;
import org.jernel.net.uapi.In6Addr;

/**
 * Numbers that an outsider cannot guess but that grow for the same two ends, so that a connection is told from the one before
 * it. RFC 6528 and RFC 7323, 5.4; {@code net/core/secure_seq.c}.
 */
final class SecureSeq {

    /** Initial sequence numbers grow by one in that many nanoseconds, as a shift. */
    private static final int ISN_CLOCK_SHIFT = 6;

    private final int secret;
    private final int timestampSecret;

    SecureSeq(KernelRandom random) {
        secret = random.getRandomInt();
        timestampSecret = random.getRandomInt();
    }

    /** {@code secure_tcp_seq}. */
    int initialSequence(In6Addr saddr, int sport, In6Addr daddr, int dport, long nowNanos) {
        int ports = sport << 16 | dport;
        return mix(mix(mix(secret, saddr), daddr), ports) + (int) (nowNanos >> ISN_CLOCK_SHIFT);
    }

    /** What is added to the clock for timestamps between two hosts. {@code secure_tcp_ts_off}. */
    int timestampOffset(In6Addr saddr, In6Addr daddr) {
        return mix(mix(timestampSecret, saddr), daddr);
    }

    private static int mix(int hash, In6Addr address) {
        int high = mix(mix(hash, (int) (address.high() >>> Integer.SIZE)), (int) address.high());
        return mix(mix(high, (int) (address.low() >>> Integer.SIZE)), (int) address.low());
    }

    /** One round of MurmurHash3 with its finish. */
    private static int mix(int hash, int value) {
        int k = Integer.rotateLeft(value * 0xcc9e2d51, 15) * 0x1b873593;
        int h = Integer.rotateLeft(hash ^ k, 13) * 5 + 0xe6546b64;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
