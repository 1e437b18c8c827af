package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** What calls on files take and give. Modelled on strace's {@code open.c}, {@code stat.c}, {@code fcntl.c} and {@code dirent.c}. */
final class Files {

    static final Printer STAT = Printers.struct(144, Files::stat);
    static final Printer STATX = Printers.struct(256, Files::statx);
    static final Printer OPEN_FLAGS = (call, value) -> openFlags((int) value);
    static final Printer OPEN_FLAGS_ONLY = Xlat.flagsOf("open_flags");

    private static final Xlat ACCESS = Xlat.of("open_modes");
    private static final Xlat FLAGS = Xlat.of("open_flags");
    private static final Xlat TYPES = Xlat.of("mode_type");
    private static final Xlat FD_FLAGS = Xlat.of("fd_flags");
    private static final Xlat COMMANDS = Xlat.of("fcntl_cmds");

    private static final Xlat STATX_FLAGS = Xlat.of("statx_flags");
    private static final Xlat STATX_MASKS = Xlat.of("statx_masks");
    private static final Xlat STATX_ATTRIBUTES = Xlat.of("statx_attrs");

    private static final int AT_STATX_SYNC_TYPE = 0x6000;
    private static final int O_ACCMODE = 3;
    private static final int O_CREAT = 0x40;
    private static final int O_TMPFILE = 0x400000;
    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;

    private static final Set<String> WITHOUT_ARGUMENT = Set.of(
            "F_GETFD", "F_GETFL", "F_GETOWN", "F_GETSIG", "F_GETLEASE", "F_GETPIPE_SZ", "F_GET_SEALS");
    private static final Set<String> LOCKS =
            Set.of("F_GETLK", "F_SETLK", "F_SETLKW", "F_OFD_GETLK", "F_OFD_SETLK", "F_OFD_SETLKW");

    private Files() {}

    /** {@code O_RDWR|O_CREAT}. {@code tprint_open_modes}. */
    static String openFlags(int flags) {
        int rest = flags & ~O_ACCMODE;
        String access = ACCESS.value(flags & O_ACCMODE);
        return rest == 0 ? access : access + "|" + FLAGS.flags(rest);
    }

    /** The mode of a file that is made; there is none where none is made. */
    static Printer modeAfter(int flags) {
        return (call, value) -> (call.intArg(flags) & (O_CREAT | O_TMPFILE)) == 0 ? null : Printers.mode((int) value);
    }

    /** {@code S_IFREG|0644}. */
    static String fileMode(int mode) {
        int type = mode & S_IFMT;
        return (type == 0 ? "" : TYPES.value(type) + "|") + Printers.mode(mode & ~S_IFMT);
    }

    /** The device's number, for nodes only. */
    static @Nullable String device(TracedCall call, int mode, long value) {
        int type = (int) call.arg(mode) & S_IFMT;
        return type == S_IFCHR || type == S_IFBLK ? makedev(value) : null;
    }

    private static String makedev(long device) {
        long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
        long minor = (device & 0xff) | (device >>> 12 & ~0xffL);
        return "makedev(" + Printers.hex(major) + ", " + Printers.hex(minor) + ")";
    }

    private static String stat(ByteBuffer stat) {
        int mode = stat.getInt(24);
        int type = mode & S_IFMT;
        String what = type == S_IFCHR || type == S_IFBLK
                ? "st_rdev=" + makedev(stat.getLong(40))
                : "st_size=" + stat.getLong(48);
        return "{st_mode=" + fileMode(mode) + ", " + what + ", ...}";
    }

    private static String statx(ByteBuffer statx) {
        return "{stx_mask=" + STATX_MASKS.flags(statx.getInt(0)) + ", stx_attributes="
                + STATX_ATTRIBUTES.flags(statx.getLong(8)) + ", stx_mode=" + fileMode(statx.getShort(28) & 0xffff)
                + ", stx_size=" + Long.toUnsignedString(statx.getLong(40)) + ", ...}";
    }

    /** How it is to be synchronised stands first, by its name even where it is 0. */
    static String statxFlags(TracedCall call, long value) {
        int flags = (int) value;
        if ((flags & AT_STATX_SYNC_TYPE) != 0) {
            return STATX_FLAGS.flags(flags);
        }
        return "AT_STATX_SYNC_AS_STAT" + (flags == 0 ? "" : "|" + STATX_FLAGS.flags(flags));
    }

    static @Nullable String fcntlArgument(TracedCall call, long value) {
        String command = COMMANDS.value(call.intArg(1));
        if (WITHOUT_ARGUMENT.contains(command)) {
            return null;
        }
        if (LOCKS.contains(command)) {
            return String.valueOf(Printers.struct(32, Files::flock).print(call, value));
        }
        return switch (command) {
            case "F_SETFD" -> FD_FLAGS.flags(value);
            case "F_SETFL" -> openFlags((int) value);
            case "F_SETSIG" -> Signals.name((int) value);
            default -> COMMANDS.has(call.intArg(1)) ? Integer.toString((int) value) : Printers.hex(value);
        };
    }

    private static String flock(ByteBuffer lock) {
        String type = switch (lock.getShort()) {
            case 0 -> "F_RDLCK";
            case 1 -> "F_WRLCK";
            default -> "F_UNLCK";
        };
        return "{l_type=" + type + ", l_whence=" + Xlat.of("seek").value(lock.getShort()) + ", l_start="
                + lock.getLong(8)
                + ", l_len=" + lock.getLong(16) + "}";
    }

    /** {@code 0x802 (flags O_RDWR|O_NONBLOCK)}. */
    static @Nullable String fcntlResult(TracedCall call) {
        return switch (COMMANDS.value(call.intArg(1))) {
            case "F_GETFD" -> call.result() == 0 ? null : withFlags(call, FD_FLAGS.flags(call.result()));
            case "F_DUPFD", "F_DUPFD_CLOEXEC" -> call.descriptor((int) call.result());
            case "F_GETFL" -> withFlags(call, openFlags((int) call.result()));
            default -> null;
        };
    }

    private static String withFlags(TracedCall call, String flags) {
        return Printers.hex(call.result()) + " (flags " + flags + ")";
    }

    /** A mapping's kind, which is a number in the lowest bits, and its flags. */
    static String mapFlags(TracedCall call, long value) {
        Xlat flags = Xlat.of("map_flags");
        long kind = value & 0xf;
        long rest = value & ~0xfL;
        return flags.value(kind) + (rest == 0 ? "" : "|" + flags.flags(rest));
    }

    /** How many entries a directory's bytes are. */
    static String entries(TracedCall call, long address) {
        byte[] bytes = call.failed() ? null : call.bytes(address, (int) call.result());
        if (bytes == null) {
            return Printers.address(address);
        }
        int count = 0;
        for (int at = 0; at + 18 <= bytes.length;
                at += Math.max(1, (bytes[at + 16] & 0xff) | (bytes[at + 17] & 0xff) << 8)) {
            count++;
        }
        return Printers.address(address) + " /* " + count + " entries */";
    }
}
