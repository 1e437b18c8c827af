package org.jernel.kernel.symbol;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jernel.kernel.probe.Probes;
import org.jspecify.annotations.Nullable;

/** The exported symbols of one kernel, by their Linux names. Modelled on {@code kernel/module/main.c}. */
public final class SymbolTable {

    private final Kallsyms kallsyms;
    private final Map<String, KernelSymbol> byName = new TreeMap<>();

    public SymbolTable(Probes probes) {
        this.kallsyms = new Kallsyms(probes);
    }

    /** Where all functions lie, also those that are not exported. */
    public Kallsyms kallsyms() {
        return kallsyms;
    }

    /** Exports every method of {@code owner} that carries {@link ExportSymbol} or {@link ExportSymbolGpl}. */
    public synchronized void export(Object owner) {
        export(owner.getClass(), owner, false);
    }

    /** Exports every static method of {@code functions} that carries {@link ExportSymbol} or {@link ExportSymbolGpl}. */
    public synchronized void exportStatic(Class<?> functions) {
        export(functions, functions, true);
    }

    private void export(Class<?> type, Object owner, boolean statics) {
        for (Method method : type.getMethods()) {
            Export export = Export.of(method);
            if (export != null && Modifier.isStatic(method.getModifiers()) == statics) {
                KernelSymbol earlier = byName.get(export.name());
                if (earlier != null) {
                    throw new IllegalStateException("symbol " + export.name() + " is exported twice: by "
                            + earlier.method().getDeclaringClass().getName() + " and by "
                            + method.getDeclaringClass().getName());
                }
                long address = kallsyms.add(export.name());
                byName.put(
                        export.name(),
                        new KernelSymbol(export.name(), address, owner, method, export.gplOnly(), null));
            }
        }
    }

    /**
     * Exports what a module's classes export, all or nothing.
     *
     * @param base the module's room, of {@link Kallsyms#layoutModule}
     * @return the symbol that another has already, with nothing exported; null if all is well
     */
    public synchronized @Nullable KernelSymbol exportModule(String module, long base, List<Method> functions) {
        for (Method method : functions) {
            Export export = Export.of(method);
            if (export == null) {
                continue;
            }
            KernelSymbol earlier = byName.get(export.name());
            if (earlier != null) {
                removeModule(module);
                return earlier;
            }
            long address = kallsyms.add(export.name(), module, base);
            byName.put(
                    export.name(),
                    new KernelSymbol(
                            export.name(), address, method.getDeclaringClass(), method, export.gplOnly(), module));
        }
        return null;
    }

    /** Takes back what a module exports, and its other functions. */
    public synchronized void removeModule(String module) {
        byName.values().removeIf(symbol -> module.equals(symbol.module()));
        kallsyms.removeModule(module);
    }

    /** The symbol of that name, or null. {@code find_symbol}. */
    public synchronized @Nullable KernelSymbol find(String name) {
        return byName.get(name);
    }

    /** All symbols, by name. */
    public synchronized Collection<KernelSymbol> list() {
        return List.copyOf(byName.values());
    }
}
