package org.jernel.net.core;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The counters of one protocol in one network, as {@code /proc/net/snmp} lists them. {@code DEFINE_SNMP_STAT} of
 * {@code include/net/snmp.h}.
 *
 * @param <C> what is counted, in the order in which it is listed
 */
@SuppressWarnings("EnumOrdinal") // counting is on the way of every packet, and an array is the way to an adder without a look-up
public final class Mib<C extends Enum<C> & MibItem> {

    private final List<C> items;

    /** By the counters' ordinals; complete from the start, so that counting needs no lock. */
    private final LongAdder[] counters;

    /** All counters at 0. */
    public Mib(Class<C> counted) {
        items = List.of(counted.getEnumConstants());
        counters = Stream.generate(LongAdder::new).limit(items.size()).toArray(LongAdder[]::new);
    }

    /** Counts one more. {@code SNMP_INC_STATS}. */
    public void increment(C counter) {
        counters[counter.ordinal()].increment();
    }

    /** Counts so many more. {@code SNMP_ADD_STATS}. */
    public void add(C counter, long more) {
        counters[counter.ordinal()].add(more);
    }

    public long get(C counter) {
        return counters[counter.ordinal()].sum();
    }

    /** What is counted, in the order in which it is listed. */
    public List<C> items() {
        return items;
    }

    /** The values in that order, with a blank before each. */
    public String values() {
        return items.stream().map(item -> " " + get(item)).collect(Collectors.joining());
    }

    /** The names in that order, with a blank before each. */
    public String labels() {
        return items.stream().map(item -> " " + item.label()).collect(Collectors.joining());
    }
}
