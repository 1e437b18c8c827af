package org.jernel.kernel.symbol;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** The exported symbols of one kernel, by their Linux names. Modelled on {@code kernel/module} and {@code kallsyms}. */
public final class SymbolTable {

    private final Map<String, KernelSymbol> byName = new TreeMap<>();

    /** Exports every method of {@code owner} that carries {@link ExportSymbol}. */
    public synchronized void export(Object owner) {
        export(owner.getClass(), owner, false);
    }

    /** Exports every static method of {@code functions} that carries {@link ExportSymbol}. */
    public synchronized void exportStatic(Class<?> functions) {
        export(functions, functions, true);
    }

    private void export(Class<?> type, Object owner, boolean statics) {
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(ExportSymbol.class)
                    && Modifier.isStatic(method.getModifiers()) == statics) {
                String name = snakeCase(method.getName());
                KernelSymbol earlier = byName.putIfAbsent(name, new KernelSymbol(name, owner, method));
                if (earlier != null) {
                    throw new IllegalStateException("symbol " + name + " is exported twice: by "
                            + earlier.method().getDeclaringClass().getName() + " and by "
                            + method.getDeclaringClass().getName());
                }
            }
        }
    }

    /** The symbol of that name, or null. {@code find_symbol}. */
    public synchronized @Nullable KernelSymbol find(String name) {
        return byName.get(name);
    }

    /** All symbols, by name. */
    public synchronized Collection<KernelSymbol> list() {
        return List.copyOf(byName.values());
    }

    /** The one rule between the two spellings: {@code kernelBind} is {@code kernel_bind}. */
    static String snakeCase(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
