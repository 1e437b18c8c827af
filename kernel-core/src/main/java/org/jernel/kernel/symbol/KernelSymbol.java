package org.jernel.kernel.symbol;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * An exported function. {@code struct kernel_symbol}.
 *
 * @param name its Linux name
 * @param address where {@link Kallsyms} has put it
 * @param owner the object to call it on, or the class of a static one
 * @param gplOnly whether only modules with a licence that goes with the GPL find it
 * @param module the module that exports it, or null for the kernel itself
 */
public record KernelSymbol(
        String name, long address, Object owner, Method method, boolean gplOnly, @Nullable String module) {

    /** Whether Linux has it as an inline function or a macro, which is no place to stop at. */
    public boolean isInline() {
        Export export = Export.of(method);
        return export != null && export.inline();
    }
}
