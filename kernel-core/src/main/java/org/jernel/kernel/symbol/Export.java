package org.jernel.kernel.symbol;

import java.lang.reflect.Method;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a method's annotation says of its export.
 *
 * @param name the Linux name
 * @param gplOnly whether only modules with a licence that goes with the GPL find it
 * @param inline whether Linux has it as an inline function or a macro
 */
public record Export(String name, boolean gplOnly, boolean inline) {

    /** The method's export, or null where it has none. */
    public static @Nullable Export of(Method method) {
        ExportSymbol plain = method.getAnnotation(ExportSymbol.class);
        if (plain != null) {
            return new Export(name(plain.value(), method), false, plain.inline());
        }
        ExportSymbolGpl gpl = method.getAnnotation(ExportSymbolGpl.class);
        return gpl == null ? null : new Export(name(gpl.value(), method), true, false);
    }

    private static String name(String given, Method method) {
        return given.isEmpty() ? snakeCase(method.getName()) : given;
    }

    /** The one rule between the two spellings: {@code kernelBind} is {@code kernel_bind}. */
    public static String snakeCase(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
