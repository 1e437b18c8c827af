package org.jernel.net.ipv4;

/** Which devices a bound one stands for: none is every device. {@code sk_bound_dev_if}. */
final class BoundDevice {

    private BoundDevice() {}

    /** True if a packet could be for both of two bound devices. */
    static boolean overlap(int a, int b) {
        return a == 0 || b == 0 || a == b;
    }

    /** True if a packet that came in by a device may be for who is bound. {@code inet_sk_bound_dev_eq}. */
    static boolean takesFrom(int boundDevIf, int iif) {
        return boundDevIf == 0 || boundDevIf == iif;
    }
}
