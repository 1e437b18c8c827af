package org.jernel.kernel.printk;

import java.util.List;
import java.util.function.BooleanSupplier;

import org.jernel.kernel.symbol.Kallsyms;
import org.jspecify.annotations.Nullable;

/**
 * Formats as the kernel's {@code printf} does. Modelled on {@code lib/vsprintf.c}.
 *
 * <p>An argument that is missing or does not fit shows as {@code %!d(missing)} or {@code %!d(text)}: a message about
 * trouble must not make more of it. A number without a length modifier is an {@code int}, as in C: of a {@code long} its low
 * 32 bits show, and {@code %ld} shows it whole.
 *
 * <p>Behind {@code %p} there are no {@code A}, {@code C}, {@code f}, {@code G}, {@code g}, {@code N}, {@code O}, {@code R},
 * {@code r}, {@code k} and {@code u}: what they print, such as clocks, device trees, page flags and resources, is not here, and
 * they show a hashed address as any other letter without a meaning does.
 */
public final class Vsprintf {

    /** A format and its arguments in one, for {@code %pV}. {@code struct va_format}. */
    public record VaFormat(String format, List<@Nullable Object> arguments) {}

    private final PointerFormats pointers;

    /**
     * Makes a formatter.
     *
     * @param kallsyms where functions lie
     * @param pointerKey what addresses are hashed with, this boot's secret
     * @param mayReadLog whether the current task may see them if {@code kptr_restrict} is 1
     */
    public Vsprintf(Kallsyms kallsyms, long pointerKey, BooleanSupplier mayReadLog) {
        this.pointers = new PointerFormats(kallsyms, pointerKey, mayReadLog);
    }

    /** The formatted text, at most 1024 characters of it, for one that shows no address of the kernel's. */
    public static String format(String format, @Nullable Object... arguments) {
        return new FormatRun(new PointerFormats(), format, arguments).run();
    }

    /** The formatted text, at most 1024 characters of it. */
    public String vsprintf(String format, @Nullable Object... arguments) {
        return new FormatRun(pointers, format, arguments).run();
    }

    /** Teaches {@code %p} with that letter behind it what another part of the kernel knows how to print. */
    public void extend(char letter, PointerFormat pointerFormat) {
        pointers.put(letter, pointerFormat);
    }

    /** Who sees what {@code %pK} prints: 0 all, but hashed; 1 the privileged; 2 nobody. {@code kptr_restrict}. */
    public int kptrRestrict() {
        return pointers.kptrRestrict();
    }

    public void setKptrRestrict(int restrict) {
        pointers.setKptrRestrict(restrict);
    }
}
