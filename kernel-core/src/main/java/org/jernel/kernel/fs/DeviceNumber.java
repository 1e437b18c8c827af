package org.jernel.kernel.fs;

/** A device's major and minor number in one, as the kernel keeps it. {@code dev_t}, modelled on {@code include/linux/kdev_t.h}. */
public final class DeviceNumber {

    private static final int MINOR_BITS = 20;
    private static final int MINOR_MASK = (1 << MINOR_BITS) - 1;
    private static final int LOW_BYTE = 0xff;
    private static final int MAJOR_MASK = 0xfff;

    private DeviceNumber() {}

    /** {@code MKDEV}. */
    public static int of(int major, int minor) {
        return major << MINOR_BITS | minor;
    }

    public static int major(int device) {
        return device >>> MINOR_BITS;
    }

    public static int minor(int device) {
        return device & MINOR_MASK;
    }

    /** From the number that mknod takes. {@code new_decode_dev}. */
    public static int decode(int encoded) {
        return of((encoded >>> 8) & MAJOR_MASK, (encoded & LOW_BYTE) | ((encoded >>> 12) & 0xfff00));
    }

    /** To the number that stat gives. {@code new_encode_dev}. */
    public static int encode(int device) {
        int minor = minor(device);
        return (minor & LOW_BYTE) | (major(device) << 8) | ((minor & ~LOW_BYTE) << 12);
    }
}
