package org.jernel.syscall.processor;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.lang.model.type.TypeKind;

import org.jspecify.annotations.Nullable;

/** How a register becomes an argument of some C type on x86-64: what the cast of {@code __SC_CAST} does. */
enum ArgumentType {
    SIGNED_16("16 bits wide", "(short) %s"),
    UNSIGNED_16("16 bits wide", "(int) %s & 0xffff"),
    SIGNED_32("32 bits wide", "(int) %s"),
    UNSIGNED_32("32 bits wide", "(int) %s"),
    WIDE("64 bits wide", "%s");

    private static final Pattern POINTER =
            Pattern.compile("[A-Za-z_]\\w*( [A-Za-z_]\\w*)* ?(\\*( ?(const|__user|__restrict))* ?)*\\*( ?const)?");

    private static final Map<String, ArgumentType> SCALARS = scalars();

    private final String width;
    private final String toInt;

    ArgumentType(String width, String toInt) {
        this.width = width;
        this.toInt = toInt;
    }

    /** The type that a C declaration spells, or null where it is none that a system call can take. */
    static @Nullable ArgumentType of(String cType) {
        if (POINTER.matcher(cType).matches()) {
            return WIDE;
        }
        return SCALARS.get(cType.startsWith("const ") ? cType.substring("const ".length()) : cType);
    }

    /** C's own spelling of blanks, so that metadata and {@code strace} print one form. */
    static String normalize(String cType) {
        return cType.strip().replaceAll("\\s+", " ");
    }

    /** Whether a Java parameter of this kind can hold every value. */
    boolean fits(TypeKind java) {
        return switch (this) {
            case WIDE -> java == TypeKind.LONG;
            case UNSIGNED_32 -> java == TypeKind.LONG || java == TypeKind.INT;
            default -> java == TypeKind.INT;
        };
    }

    /** What the Java parameter must be, for a message. */
    String needs() {
        return width + " and needs a Java " + switch (this) {
            case WIDE -> "long";
            case UNSIGNED_32 -> "int or long";
            default -> "int";
        };
    }

    /** The Java expression that casts a register. */
    String cast(String register, TypeKind java) {
        return this == UNSIGNED_32 && java == TypeKind.LONG
                ? register + " & 0xffff_ffffL"
                : toInt.formatted(register);
    }

    private static Map<String, ArgumentType> scalars() {
        Map<String, ArgumentType> types = new HashMap<>();
        put(types, SIGNED_16, "short", "s16", "__s16");
        put(types, UNSIGNED_16, "unsigned short", "u16", "__u16", "umode_t", "old_uid_t", "old_gid_t");
        put(types, SIGNED_32, "int", "signed int", "s32", "__s32", "pid_t", "clockid_t", "timer_t", "key_t");
        put(types, SIGNED_32, "mqd_t", "rwf_t", "__kernel_rwf_t", "key_serial_t", "int32_t", "__kernel_pid_t");
        put(types, UNSIGNED_32, "unsigned int", "unsigned", "u32", "__u32", "uint32_t", "uid_t", "gid_t", "qid_t");
        put(types, UNSIGNED_32, "socklen_t", "mode_t", "dev_t");
        put(types, WIDE, "long", "long int", "long long", "s64", "__s64", "int64_t", "loff_t", "off_t", "ssize_t");
        put(types, WIDE, "unsigned long", "unsigned long int", "unsigned long long", "u64", "__u64", "uint64_t");
        put(types, WIDE, "size_t", "__kernel_size_t", "__kernel_ulong_t", "aio_context_t", "time_t");
        put(types, WIDE, "__kernel_old_time_t", "uintptr_t");
        put(types, WIDE, "__sighandler_t", "cap_user_header_t", "cap_user_data_t");
        return Map.copyOf(types);
    }

    private static void put(Map<String, ArgumentType> types, ArgumentType type, String... names) {
        for (String name : names) {
            types.put(name, type);
        }
    }
}
