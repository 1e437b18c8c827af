package org.jernel.kernel.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/**
 * What has been traced, of bounded size: the newest overwrites the oldest. Its text is made when it is read. Modelled on
 * {@code kernel/trace/ring_buffer.c}, with one buffer for all processors.
 */
final class TraceBuffer {

    private static final int DEFAULT_KIB = 1408;
    private static final int KIBI = 1024;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** The header of {@code print_event_info} and {@code print_func_help_header_irq}, by a tracer without functions. */
    @SuppressWarnings("InlineFormatString") // a page that would hide the method
    private static final String HEADER = """
            # tracer: nop
            #
            # entries-in-buffer/entries-written: %d/%d   #P:%d
            #
            #                                _-----=> irqs-off/BH-disabled
            #                               / _----=> need-resched
            #                              | / _---=> hardirq/softirq
            #                              || / _--=> preempt-depth
            #                              ||| / _-=> migrate-disable
            #                              |||| /     delay
            #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
            #              | |         |   |||||     |         |
            """;

    /**
     * An entry, whose names and text are of bytes, each a character.
     *
     * @param size how much room it takes in Linux
     */
    record Entry(long nanos, int pid, String comm, int size, Supplier<String> text) {

        /** {@code trace_print_context} and the event. */
        String line() {
            long micros = nanos / NANOS_PER_MICRO;
            return "%16s-%-7d [000] ..... %5d.%06d: %s\n".formatted(
                    comm, pid, micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND, text.get());
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final WaitQueueHead readers;
    private int kib = DEFAULT_KIB;
    private long bytes;
    private long written;

    TraceBuffer(KernelClock clock) {
        readers = new WaitQueueHead(clock);
    }

    /** Where to wait for an entry. */
    WaitQueueHead readers() {
        return readers;
    }

    void add(Entry entry) {
        synchronized (this) {
            entries.addLast(entry);
            bytes += entry.size;
            written++;
            shrink();
        }
        readers.wakeUpAll(Poll.POLLIN);
    }

    private void shrink() {
        while (bytes > (long) kib * KIBI) {
            bytes -= entries.removeFirst().size;
        }
    }

    /** Takes the oldest entry away; null if there is none. */
    synchronized @Nullable Entry take() {
        Entry first = entries.pollFirst();
        if (first != null) {
            bytes -= first.size;
        }
        return first;
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
        written = 0;
    }

    synchronized int kib() {
        return kib;
    }

    synchronized void resize(int newKib) {
        kib = newKib;
        shrink();
    }

    /** All of it, with the header. */
    synchronized String text() {
        StringBuilder text = new StringBuilder(
                HEADER.formatted(entries.size(), written, Runtime.getRuntime().availableProcessors()));
        entries.forEach(entry -> text.append(entry.line()));
        return text.toString();
    }
}
