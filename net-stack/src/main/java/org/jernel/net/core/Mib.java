package org.jernel.net.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one protocol in one network, as {@code /proc/net/snmp} lists them. {@code DEFINE_SNMP_STAT} of
 * {@code include/net/snmp.h}.
 *
 * @param <C> what is counted, in the order in which it is listed
 */
public final class Mib<C extends Enum<C>> {

    /** Complete from the start and never changed, so that counting needs no lock. */
    private final Map<C, LongAdder> counters;

    /** All counters at 0. */
    public Mib(Class<C> counted) {
        counters = new EnumMap<>(counted);
        for (C counter : counted.getEnumConstants()) {
            counters.put(counter, new LongAdder());
        }
    }

    private LongAdder adder(C counter) {
        return Objects.requireNonNull(counters.get(counter));
    }

    /** Counts one more. {@code SNMP_INC_STATS}. */
    public void increment(C counter) {
        adder(counter).increment();
    }

    public long get(C counter) {
        return adder(counter).sum();
    }
}
