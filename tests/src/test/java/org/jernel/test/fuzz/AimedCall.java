package org.jernel.test.fuzz;

import java.util.random.RandomGenerator;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Task;

/** A call that comes far into the socket layer, because its numbers fit together; what they stand for may be wrong. */
final class AimedCall {

    private static final int ADDRESS_BYTES = 28;
    private static final int NAME_BYTES = 16;
    private static final int IFREQ_BYTES = 40;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CONTROL_BYTES = 64;
    private static final int MSGHDR_BYTES = 56;
    private static final int DESCRIPTORS = 32;
    private static final int LARGEST = 70_000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SPLICE_F_NONBLOCK = 2;

    private static final int[] FAMILIES = {1, 2, 10};
    private static final int[] LEVELS = {0, 1, 6, 17, 41, 58, 255};
    /** TCP's urgent mark, owners and queues; then what tells of interfaces and changes them. */
    private static final int[] IOCTLS = {
        0x541b, 0x5411, 0x8901, 0x8902, 0x8903, 0x8904, 0x8905, 0x8906, 0x8907, 0x894b, 0x8910, 0x8912, 0x8913, 0x8914,
        0x8915, 0x8916, 0x8917, 0x8919, 0x891b, 0x891c, 0x891d, 0x8921, 0x8927, 0x8933, 0x8942
    };
    private static final int[] FCNTLS = {3, 4, 8, 9, 15, 16, 1031, 1032};
    private static final int[] MSG_FLAGS =
            {0, 1, 2, 4, 0x10, 0x20, 0x40, 0x80, 0x100, 0x800, 0x2000, 0x4000, 0x8000, 0x10000};

    private final Task task;
    private final HostileArguments arguments;
    private final RandomGenerator random;
    private final long memory;

    AimedCall(Task task, HostileArguments arguments, RandomGenerator random) {
        this.task = task;
        this.arguments = arguments;
        this.random = random;
        this.memory = arguments.memory();
    }

    void make() {
        switch (random.nextInt(12)) {
            case 0 -> syscall(16, fd(), one(IOCTLS), ifreq(), 0, 0, 0);
            case 1 -> syscall(54, fd(), one(LEVELS), random.nextInt(80), value(), length(random.nextInt(45)), 0);
            case 2 -> syscall(55, fd(), one(LEVELS), random.nextInt(80), value(), lengthInMemory(), 0);
            case 3 -> syscall(random.nextBoolean() ? 42 : 49, fd(), address(0), length(ADDRESS_BYTES), 0, 0, 0);
            case 4 -> syscall(44, fd(), memory, bytes(), flags(), address(0), length(ADDRESS_BYTES));
            case 5 -> syscall(45, fd(), memory, bytes(), flags(), memory, lengthInMemory());
            case 6 -> syscall(random.nextBoolean() ? 46 : 47, fd(), msghdr(), flags(), 0, 0, 0);
            case 7 -> syscall(275, fd(), 0, fd(), 0, bytes(), spliceFlags());
            case 8 -> syscall(276, fd(), fd(), bytes(), spliceFlags(), 0, 0);
            case 9 -> syscall(40, fd(), fd(), 0, bytes(), 0, 0);
            case 10 -> syscall(278, fd(), msghdr() + MSGHDR_BYTES, 1 + random.nextInt(2), spliceFlags(), 0, 0);
            default -> syscall(72, fd(), one(FCNTLS), random.nextInt(1 << 17), 0, 0, 0);
        }
    }

    private void syscall(long nr, long a, long b, long c, long d, long e, long f) {
        task.syscall(nr, a, b, c, d, e, f);
    }

    private int one(int[] of) {
        return of[random.nextInt(of.length)];
    }

    private int fd() {
        return random.nextInt(DESCRIPTORS);
    }

    private int flags() {
        int first = one(MSG_FLAGS);
        int second = one(MSG_FLAGS);
        return first | second | (random.nextInt(16) == 0 ? 0 : MSG_DONTWAIT);
    }

    private int spliceFlags() {
        return random.nextInt(16) | (random.nextInt(16) == 0 ? 0 : SPLICE_F_NONBLOCK);
    }

    private int bytes() {
        return random.nextInt(8) == 0 ? random.nextInt(LARGEST) : random.nextInt(2000);
    }

    private long length(int length) {
        return random.nextInt(8) == 0 ? arguments.next() : length;
    }

    private long lengthInMemory() {
        return word(memory + CONTROL_BYTES, length(random.nextInt(300)));
    }

    private long word(long address, long value) {
        put(address, value, Integer.BYTES);
        return address;
    }

    /** What the program has unmapped meanwhile stays as it is. */
    private void put(long address, long value, int size) {
        byte[] bytes = new byte[size];
        LittleEndian.put(bytes, 0, value, size);
        int _ = task.mm().copyToUser(address, bytes, 0, size);
    }

    private long value() {
        return random.nextBoolean() ? word(memory, random.nextInt(4)) : address(0);
    }

    /** An address of the loopback interface, of all, of a group or of anybody, with a port that others use too. */
    private long address(int at) {
        long address = memory + at;
        int family = one(FAMILIES);
        put(address, family, Short.BYTES);
        put(address + 2, (random.nextInt(6) << Byte.SIZE) | 0x10, Short.BYTES);
        put(address + 4, one(new int[] {0x0100007f, 0, 0x010000e0, -1, random.nextInt()}), Integer.BYTES);
        put(address + 8, one(new int[] {0, 0, 0x02ff}), Long.BYTES);
        put(address + 16, one(new int[] {0, -65536}), Integer.BYTES);
        put(address + 20, one(new int[] {0x01000000, 0x0100007f, 0}), Integer.BYTES);
        put(address + 24, random.nextInt(3), Integer.BYTES);
        return address;
    }

    private long ifreq() {
        address(NAME_BYTES);
        long name = memory;
        put(name, 0x6f6c, Long.BYTES);
        put(name + 8, 0, Long.BYTES);
        if (random.nextInt(4) == 0) {
            put(name + 2, 0x303a, Integer.BYTES);
        }
        if (random.nextBoolean()) {
            put(name + NAME_BYTES, random.nextInt(1 << 17), Integer.BYTES);
        }
        return name;
    }

    /** A {@code struct msghdr} of one buffer, an address and one control message. */
    private long msghdr() {
        long header = memory + 512;
        long control = header + MSGHDR_BYTES + NAME_BYTES;
        put(header, address(0), Long.BYTES);
        put(header + 8, length(ADDRESS_BYTES), Integer.BYTES);
        put(header + 16, header + MSGHDR_BYTES, Long.BYTES);
        put(header + 24, 1, Long.BYTES);
        put(header + 32, control, Long.BYTES);
        put(header + 40, random.nextInt(CONTROL_BYTES), Long.BYTES);
        put(header + 48, 0, Long.BYTES);
        put(header + MSGHDR_BYTES, memory, Long.BYTES);
        put(header + MSGHDR_BYTES + 8, bytes(), Long.BYTES);
        put(control, length(16 + random.nextInt(IFREQ_BYTES)), Long.BYTES);
        put(control + CMSG_LEVEL, one(LEVELS), Integer.BYTES);
        put(control + CMSG_TYPE, random.nextInt(70), Integer.BYTES);
        return header;
    }
}
