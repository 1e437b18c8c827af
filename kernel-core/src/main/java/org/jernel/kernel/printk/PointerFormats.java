package org.jernel.kernel.printk;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jernel.kernel.printk.Vsprintf.VaFormat;
import org.jernel.kernel.symbol.Kallsyms;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/** What the letters behind {@code %p} mean. {@code pointer()} of {@code lib/vsprintf.c}. */
final class PointerFormats {

    private static final long MAX_ERRNO = 4095;

    /** Formats whose width is the length of what they print. */
    private static final Set<Character> WIDTH_IS_LENGTH = Set.of('h', 'b', 'E');

    private static final Map<Character, PointerFormat> BUILT_IN = Map.ofEntries(
            entry('I', AddressText::ip),
            entry('i', AddressText::ip),
            entry('M', AddressText::mac),
            entry('m', AddressText::mac),
            entry('h', BytesText::hex),
            entry('b', BytesText::bitmap),
            entry('E', EscapedText::escape),
            entry('4', BytesText::fourcc),
            entry('U', BytesText::uuid),
            entry('t', TimeText::timeAndDate),
            entry('a', PointerFormats::physical));

    private final Map<Character, PointerFormat> extensions = new ConcurrentHashMap<>();
    private final long key;
    private volatile int kptrRestrict;

    PointerFormats(Kallsyms kallsyms, long key, BooleanSupplier mayReadLog) {
        this(key);
        put('s', (argument, options, width) -> symbol(kallsyms, argument, options));
        put('S', (argument, options, width) -> symbol(kallsyms, argument, options));
        put('B', (argument, options, width) -> symbol(kallsyms, argument, options));
        put('K', (argument, options, width) -> argument instanceof Number n
                ? restricted(n.longValue(), mayReadLog)
                : null);
    }

    /** Formats for texts that show no address of the kernel's. */
    PointerFormats() {
        this(0);
    }

    private PointerFormats(long key) {
        this.key = key;
        put('V', (argument, options, width) -> argument instanceof VaFormat(String format, var arguments)
                ? new FormatRun(this, format, arguments.toArray()).run()
                : null);
    }

    void put(char letter, PointerFormat format) {
        extensions.put(letter, format);
    }

    int kptrRestrict() {
        return kptrRestrict;
    }

    void setKptrRestrict(int restrict) {
        kptrRestrict = restrict;
    }

    /** Appends the text. Returns false for an argument that the format is not for. */
    boolean append(StringBuilder out, FormatSpec spec, String options, @Nullable Object argument) {
        char letter = options.isEmpty() ? 0 : options.charAt(0);
        return switch (letter) {
            case 'x' -> {
                Long address = number(argument);
                yield address != null && pointer(out, spec, address);
            }
            case 'e' -> error(out, spec, argument);
            default -> {
                PointerFormat format = BUILT_IN.getOrDefault(letter, extensions.get(letter));
                Long address = number(argument);
                yield format == null
                        ? address != null && hashed(out, spec, address)
                        : extended(out, spec, format, options, argument);
            }
        };
    }

    private static @Nullable Long number(@Nullable Object argument) {
        return switch (argument) {
            case null -> 0L;
            case Number n -> n.longValue();
            default -> null;
        };
    }

    private static boolean pointer(StringBuilder out, FormatSpec spec, long address) {
        spec.pointer(out, address);
        return true;
    }

    private static boolean extended(
            StringBuilder out, FormatSpec spec, PointerFormat format, String options, @Nullable Object argument) {
        String text = argument == null ? "(null)" : format.format(argument, options, spec.width);
        if (text == null) {
            return false;
        }
        if (WIDTH_IS_LENGTH.contains(options.charAt(0))) {
            out.append(text);
        } else {
            spec.string(out, text);
        }
        return true;
    }

    private boolean hashed(StringBuilder out, FormatSpec spec, long address) {
        spec.pointer(out, hash(address));
        return true;
    }

    /** An address that tells who sees it twice that it is the same, and nothing else. {@code ptr_to_id}. */
    private long hash(long address) {
        if (address == 0 || isError(address)) {
            return address;
        }
        long mixed = address ^ key;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return (mixed ^ (mixed >>> 31)) & 0xffff_ffffL;
    }

    /** {@code restricted_pointer}. */
    private String restricted(long address, BooleanSupplier mayReadLog) {
        long shown = switch (kptrRestrict) {
            case 0 -> hash(address);
            case 1 -> mayReadLog.getAsBoolean() ? address : 0;
            default -> 0;
        };
        return hex("%016x", shown);
    }

    private static @Nullable String physical(Object argument, String options, int width) {
        return argument instanceof Number n ? hex("0x%016x", n.longValue()) : null;
    }

    private static boolean isError(long address) {
        return address < 0 && address >= -MAX_ERRNO;
    }

    /** {@code err_ptr}: the name of a negative errno, its number if it has none, and anything else as an address. */
    private boolean error(StringBuilder out, FormatSpec spec, @Nullable Object argument) {
        Object value = switch (argument) {
            case ErrnoException e -> (Object) (e.errno() == null ? 0L : e.errno().negated());
            case Errno e -> (Object) e.negated();
            case null, default -> number(argument);
        };
        if (!(value instanceof Long address)) {
            return false;
        }
        if (!isError(address)) {
            return hashed(out, spec, address);
        }
        Errno errno = Errno.of((int) -address);
        spec.string(out, errno == null ? Long.toString(address) : "-" + errno.name());
        return true;
    }

    /** {@code symbol_string}: s leaves the offset out. */
    private static @Nullable String symbol(Kallsyms kallsyms, Object argument, String options) {
        Long address = argument instanceof KernelSymbol symbol ? symbol.address() : number(argument);
        if (address == null) {
            return null;
        }
        Kallsyms.Location location = kallsyms.kallsymsLookup(address);
        if (location == null || !options.startsWith("s")) {
            return kallsyms.describe(address);
        }
        return location.module() == null ? location.name() : location.name() + " [" + location.module() + "]";
    }

    private static String hex(String format, long value) {
        return String.format(Locale.ROOT, format, value);
    }
}
