package org.jernel.kernel.symbol;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jspecify.annotations.Nullable;

/**
 * Where each function lies: names and addresses of the kernel's text and of its modules'. Modelled on
 * {@code kernel/kallsyms.c}.
 *
 * <p>A function has no bytes here, but an address of its own that it keeps as long as the kernel runs: no other gets it, also
 * after its module is gone.
 */
public final class Kallsyms {

    /** Where the kernel's text begins without a random offset. {@code __START_KERNEL_map} with {@code CONFIG_PHYSICAL_START}. */
    public static final long TEXT = 0xffffffff81000000L;

    /** Where modules begin. {@code MODULES_VADDR}. */
    public static final long MODULES = 0xffffffffc0000000L;

    /** What each function takes. */
    static final int FUNCTION_SIZE = 64;

    private static final int PAGE_SIZE = 4096;
    private static final char GLOBAL = 'T';
    private static final char LOCAL = 't';

    private static final ProbePoint LOOKUP_NAME = ProbePoint.of("kallsyms_lookup_name");
    private static final ProbePoint SPRINT_SYMBOL = ProbePoint.of("sprint_symbol", "address");

    private final Probes probes;

    /** By address; all are negative numbers, hence in order. */
    private final TreeMap<Long, Entry> byAddress = new TreeMap<>();

    private final Map<String, Long> byName = new HashMap<>();

    private long nextText = TEXT;
    private long nextModule = MODULES;

    /** @param type as nm tells it: a function that others may use, or one that is local */
    private record Entry(String name, @Nullable String module, char type) {}

    /**
     * What lies at an address.
     *
     * @param offset how far behind the function's beginning
     * @param module the module that it belongs to, or null for the kernel itself
     */
    public record Location(String name, int offset, int size, @Nullable String module) {

        /** As {@code %pS} prints it: {@code kernel_bind+0x0/0x40}. */
        @Override
        public String toString() {
            String place = String.format(Locale.ROOT, "%s+0x%x/0x%x", name, offset, size);
            return module == null ? place : place + " [" + module + "]";
        }
    }

    public Kallsyms(Probes probes) {
        this.probes = probes;
        probes.define(List.of(LOOKUP_NAME, SPRINT_SYMBOL));
    }

    /** Gives a function of the kernel its address. */
    public synchronized long add(String name) {
        long address = nextText;
        nextText += FUNCTION_SIZE;
        put(address, new Entry(name, null, GLOBAL));
        return address;
    }

    /**
     * Gives a module room for its functions.
     *
     * @param size in bytes
     */
    public synchronized long layoutModule(long size) {
        long base = nextModule;
        nextModule += (size + 2 * PAGE_SIZE - 1) & -PAGE_SIZE;
        return base;
    }

    /** Gives a function of a module an address in its room. */
    public synchronized long add(String name, String module, long base) {
        return add(name, module, base, GLOBAL);
    }

    /** Gives a function that a module keeps to itself an address in its room. */
    public synchronized long addLocal(String name, String module, long base) {
        return add(name, module, base, LOCAL);
    }

    private long add(String name, String module, long base, char type) {
        long address = base;
        while (byAddress.containsKey(address)) {
            address += FUNCTION_SIZE;
        }
        put(address, new Entry(name, module, type));
        return address;
    }

    private void put(long address, Entry entry) {
        byAddress.put(address, entry);
        byName.putIfAbsent(entry.name(), address);
    }

    /** Forgets a module's functions. */
    public synchronized void removeModule(String module) {
        byAddress.values().removeIf(entry -> module.equals(entry.module()));
        byName.values().removeIf(address -> !byAddress.containsKey(address));
    }

    /** The address of the function of that name, or 0. */
    @ExportSymbolGpl
    public long kallsymsLookupName(String name) {
        return probes.isOff() ? addressOf(name) : probes.call(LOOKUP_NAME, () -> addressOf(name));
    }

    private synchronized long addressOf(String name) {
        return byName.getOrDefault(name, 0L);
    }

    /** What lies at the address, or null. */
    public synchronized @Nullable Location kallsymsLookup(long address) {
        Map.Entry<Long, Entry> entry = byAddress.floorEntry(address);
        if (entry == null || address - entry.getKey() >= FUNCTION_SIZE) {
            return null;
        }
        int offset = (int) (address - entry.getKey());
        return new Location(entry.getValue().name(), offset, FUNCTION_SIZE, entry.getValue().module());
    }

    /** The address as {@code %pS} prints it, in hexadecimal where nothing lies. */
    @ExportSymbolGpl
    public String sprintSymbol(long address) {
        return probes.isOff() ? describe(address) : probes.get(SPRINT_SYMBOL, () -> describe(address), address);
    }

    /** As {@link #sprintSymbol}, for messages, which are written with locks held: no task stops there. */
    public String describe(long address) {
        Location location = kallsymsLookup(address);
        return location == null ? "0x" + Long.toHexString(address) : location.toString();
    }

    /**
     * The text of {@code /proc/kallsyms}.
     *
     * @param showValues whether the reader may see addresses; who may not sees zeros. {@code kallsyms_show_value}
     */
    public synchronized String text(boolean showValues) {
        StringBuilder text = new StringBuilder();
        byAddress.forEach((address, entry) -> {
            text.append(
                    String.format(Locale.ROOT, "%016x %c %s", showValues ? address : 0, entry.type(), entry.name()));
            text.append(entry.module() == null ? "\n" : "\t[" + entry.module() + "]\n");
        });
        return text.toString();
    }
}
