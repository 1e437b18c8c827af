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
    private static final Xlat SPECIAL_BITS = Xlat.of("mode_bits");
    private static final Xlat FD_FLAGS = Xlat.of("fd_flags");
    private static final Xlat COMMANDS = Xlat.of("fcntl_cmds");
    private static final Xlat SEALS = Xlat.of("seals");
    private static final Xlat NOTIFY_FLAGS = Xlat.of("notify_flags");
    private static final Xlat LOCK_TYPES = Xlat.of("lock_types");
    private static final Printer OWNER = Printers.struct(8,
            owner -> "{type=" + Xlat.of("owner_types").value(owner.getInt()) + ", pid=" + owner.getInt() + "}");

    private static final Xlat STATX_FLAGS = Xlat.of("statx_flags");
    private static final Xlat STATX_MASKS = Xlat.of("statx_masks");
    private static final Xlat STATX_ATTRIBUTES = Xlat.of("statx_attrs");

    private static final int AT_STATX_SYNC_TYPE = 0x6000;
    private static final int O_ACCMODE = 3;
    private static final long MAP_TYPE = 0xf;
    private static final int MAP_HUGE_SHIFT = 26;
    private static final long MAP_HUGE_MASK = 0x3f;
    private static final int O_CREAT = 0x40;
    private static final int O_TMPFILE = 0x400000;
    private static final int S_IFMT = 0170000;
    private static final int S_ISALL = 07000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;

    private static final Set<String> WITHOUT_ARGUMENT = Set.of(
            "F_GETFD", "F_GETFL", "F_GETOWN", "F_GETSIG", "F_GETLEASE", "F_GETPIPE_SZ", "F_GET_SEALS");
    private static final Set<String> LOCKS =
            Set.of("F_GETLK", "F_SETLK", "F_SETLKW", "F_OFD_GETLK", "F_OFD_SETLK", "F_OFD_SETLKW");
    private static final Set<String> ADDRESSES = Set.of(
            "F_GETLK64", "F_SETLK64", "F_SETLKW64", "F_CANCELLK", "F_GETOWNER_UIDS");

    private Files() {}

    /** {@code O_RDWR|O_CREAT}. {@code tprint_open_modes}. */
    static String openFlags(int flags) {
        return ACCESS.value(flags & O_ACCMODE) + FLAGS.moreFlags(flags & ~O_ACCMODE);
    }

    /** The mode of a file that is made; there is none where none is made. */
    static Printer modeAfter(int flags) {
        return (call, value) -> (call.intArg(flags) & (O_CREAT | O_TMPFILE)) == 0 ? null : Printers.mode((int) value);
    }

    /** {@code S_IFREG|S_ISUID|0755}; a number where there is no such type. {@code print_symbolic_mode_t}. */
    static String fileMode(int mode) {
        int type = mode & S_IFMT;
        if (type != 0 && !TYPES.has(type)) {
            return Printers.mode(mode);
        }
        String bits = SPECIAL_BITS.moreFlags(mode & S_ISALL);
        String names = (type == 0 ? "" : "|" + TYPES.value(type)) + bits;
        String permissions = Printers.mode(mode & ~(S_IFMT | S_ISALL));
        return names.isEmpty() ? permissions : names.substring(1) + "|" + permissions;
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
        return "AT_STATX_SYNC_AS_STAT" + STATX_FLAGS.moreFlags(flags);
    }

    static @Nullable String fcntlArgument(TracedCall call, long value) {
        String command = COMMANDS.value(call.intArg(1));
        if (WITHOUT_ARGUMENT.contains(command)) {
            return null;
        }
        if (LOCKS.contains(command)) {
            return String.valueOf(Printers.struct(32, Files::flock).print(call, value));
        }
        if (ADDRESSES.contains(command)) {
            return Printers.address(value);
        }
        return switch (command) {
            case "F_ADD_SEALS" -> SEALS.flags(value);
            case "F_NOTIFY" -> NOTIFY_FLAGS.flags(value);
            case "F_SETLEASE" -> LOCK_TYPES.value(value);
            case "F_SETOWN_EX", "F_GETOWN_EX" -> String.valueOf(OWNER.print(call, value));
            case "F_SETFD" -> FD_FLAGS.flags(value);
            case "F_SETFL" -> openFlags((int) value);
            case "F_SETSIG" -> Signals.name((int) value);
            default -> COMMANDS.has(call.intArg(1)) ? Integer.toString((int) value) : Printers.hex(value);
        };
    }

    private static String flock(ByteBuffer lock) {
        return "{l_type=" + LOCK_TYPES.value(lock.getShort()) + ", l_whence=" + Xlat.of("seek").value(lock.getShort())
                + ", l_start=" + lock.getLong(8) + ", l_len=" + lock.getLong(16) + "}";
    }

    /** {@code 0x802 (flags O_RDWR|O_NONBLOCK)}. */
    static @Nullable String fcntlResult(TracedCall call) {
        return switch (COMMANDS.value(call.intArg(1))) {
            case "F_GETFD" -> call.result() == 0 ? null : withFlags(call, FD_FLAGS.flags(call.result()));
            case "F_DUPFD", "F_DUPFD_CLOEXEC" -> call.descriptor((int) call.result());
            case "F_GETFL" -> withFlags(call, openFlags((int) call.result()));
            case "F_GETLEASE" -> Printers.hex(call.result()) + " (" + LOCK_TYPES.value(call.result()) + ")";
            case "F_GET_SEALS" -> call.result() == 0
                    ? null
                    : Printers.hex(call.result()) + " (seals " + SEALS.flags(call.result()) + ")";
            case "F_GETSIG" -> call.result() == 0
                    ? null
                    : call.result() + " (" + Signals.name((int) call.result()) + ")";
            default -> null;
        };
    }

    private static String withFlags(TracedCall call, String flags) {
        return Printers.hex(call.result()) + " (flags " + flags + ")";
    }

    /** A mapping's kind, which is a number in the lowest bits, and its flags. */
    static String mapFlags(TracedCall call, long value) {
        Xlat flags = Xlat.of("map_flags");
        long pages = value >>> MAP_HUGE_SHIFT & MAP_HUGE_MASK;
        return flags.value(value & MAP_TYPE) + flags.moreFlags(value & ~(MAP_TYPE | MAP_HUGE_MASK << MAP_HUGE_SHIFT))
                + (pages == 0 ? "" : "|" + pages + "<<MAP_HUGE_SHIFT");
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
