package org.jernel.user.strace;

import java.nio.ByteBuffer;

/** What calls on mounts take and give. Modelled on strace's {@code mount.c} and {@code statfs.c}. */
final class Mounts {

    static final Printer STATFS = Printers.struct(120, Mounts::statfs);

    private static final Xlat FLAGS = Xlat.of("mount_flags");
    private static final Xlat TYPES = Xlat.of("fsmagic");
    private static final Xlat STATFS_FLAGS = Xlat.of("statfs_flags");

    private static final long MAGIC_MASK = 0xffff_0000L;
    private static final long MAGIC = 0xc0ed_0000L;
    private static final long MS_REMOUNT = 0x20;
    /** Bind, move and the kinds of propagation. */
    private static final long OF_A_MOUNT = 0x1000 | 0x2000 | 0x20000 | 0x40000 | 0x80000 | 0x100000;

    private Mounts() {}

    /** Nobody reads it where a mount is there already. */
    static String type(TracedCall call, long value) {
        return (flags(call) & (MS_REMOUNT | OF_A_MOUNT)) != 0
                ? Printers.address(value)
                : Printers.string(call, value);
    }

    static String data(TracedCall call, long value) {
        boolean unread = (flags(call) & MS_REMOUNT) == 0 && (flags(call) & OF_A_MOUNT) != 0;
        return unread ? Printers.address(value) : Printers.string(call, value);
    }

    /** Without what programs of the last century put before them. */
    private static long flags(TracedCall call) {
        long flags = call.arg(3);
        return (flags & MAGIC_MASK) == MAGIC ? flags & ~MAGIC_MASK : flags;
    }

    static String flags(TracedCall call, long value) {
        long flags = flags(call);
        if (flags == value) {
            return FLAGS.flags(flags);
        }
        return "MS_MGC_VAL" + (flags == 0 ? "" : "|" + FLAGS.flags(flags));
    }

    private static String statfs(ByteBuffer struct) {
        return "{f_type=" + TYPES.value(struct.getLong())
                + ", f_bsize=" + Long.toUnsignedString(struct.getLong())
                + ", f_blocks=" + Long.toUnsignedString(struct.getLong())
                + ", f_bfree=" + Long.toUnsignedString(struct.getLong())
                + ", f_bavail=" + Long.toUnsignedString(struct.getLong())
                + ", f_files=" + Long.toUnsignedString(struct.getLong())
                + ", f_ffree=" + Long.toUnsignedString(struct.getLong())
                + ", f_fsid={val=[" + Printers.hex(Integer.toUnsignedLong(struct.getInt())) + ", "
                + Printers.hex(Integer.toUnsignedLong(struct.getInt()))
                + "]}, f_namelen=" + Long.toUnsignedString(struct.getLong())
                + ", f_frsize=" + Long.toUnsignedString(struct.getLong())
                + ", f_flags=" + STATFS_FLAGS.flags(struct.getLong()) + "}";
    }
}
