package org.jernel.kernel.file;

/**
 * The numbers of ioctl commands: who has it, which of his it is, and what its argument points to. Modelled on
 * {@code include/uapi/asm-generic/ioctl.h}.
 */
public final class IoctlNumber {

    /** The argument is no address. */
    public static final int IOC_NONE = 0;

    /** The program writes, and the kernel reads. */
    public static final int IOC_WRITE = 1;

    /** The program reads, and the kernel writes. */
    public static final int IOC_READ = 2;

    private static final int TYPE_SHIFT = 8;
    private static final int SIZE_SHIFT = 16;
    private static final int DIRECTION_SHIFT = 30;
    private static final int BYTE = 0xff;
    private static final int SIZE_MASK = 0x3fff;

    private IoctlNumber() {}

    /** A command. {@code _IOC}. */
    public static int ioc(int direction, char type, int number, int size) {
        return (direction << DIRECTION_SHIFT)
                | ((size & SIZE_MASK) << SIZE_SHIFT)
                | ((type & BYTE) << TYPE_SHIFT)
                | (number & BYTE);
    }

    /** One without an argument in memory. {@code _IO}. */
    public static int io(char type, int number) {
        return ioc(IOC_NONE, type, number, 0);
    }

    /** One that the kernel answers in memory of that size. {@code _IOR}. */
    public static int ior(char type, int number, int size) {
        return ioc(IOC_READ, type, number, size);
    }

    /** One whose argument the kernel reads from memory of that size. {@code _IOW}. */
    public static int iow(char type, int number, int size) {
        return ioc(IOC_WRITE, type, number, size);
    }

    /** One whose argument the kernel reads and writes. {@code _IOWR}. */
    public static int iowr(char type, int number, int size) {
        return ioc(IOC_READ | IOC_WRITE, type, number, size);
    }

    /** {@code _IOC_DIR}. */
    public static int direction(int command) {
        return command >>> DIRECTION_SHIFT;
    }

    /** {@code _IOC_TYPE}. */
    public static char type(int command) {
        return (char) ((command >>> TYPE_SHIFT) & BYTE);
    }

    /** {@code _IOC_NR}. */
    public static int number(int command) {
        return command & BYTE;
    }

    /** {@code _IOC_SIZE}. */
    public static int size(int command) {
        return (command >>> SIZE_SHIFT) & SIZE_MASK;
    }
}
