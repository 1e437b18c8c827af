package org.jernel.kernel.seq;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How the records of a file are gone through and shown. {@code struct seq_operations}.
 *
 * <p>A reader who stops and comes back starts again where it was, by the record's number: whatever {@link #start} takes is given
 * back in {@link #stop}.
 *
 * @param <T> a record
 */
public interface SeqOperations<T> {

    /** {@code show} says that there is nothing to be said of this record. */
    int SEQ_SKIP = 1;

    /** The record of that number, or null behind the last. May throw an errno, which the reader gets. */
    @Nullable
    T start(SeqFile text, long position);

    /** The record after {@code record}, whose number is {@code position}, or null. */
    @Nullable
    T next(SeqFile text, T record, long position);

    /** The reader stops, after every {@link #start}; {@code record} is where it stands, or null. */
    default void stop(SeqFile text, @Nullable T record) {}

    /** Writes one record. Returns 0 or {@link #SEQ_SKIP}, or throws an errno, which the reader gets. */
    int show(SeqFile text, T record);

    /** A file that is one record. {@code single_open}. */
    static SeqOperations<Boolean> single(Consumer<SeqFile> show) {
        return new SeqOperations<>() {

            @Override
            public @Nullable Boolean start(SeqFile text, long position) {
                return position == 0 ? Boolean.TRUE : null;
            }

            @Override
            public @Nullable Boolean next(SeqFile text, Boolean record, long position) {
                return null;
            }

            @Override
            public int show(SeqFile text, Boolean record) {
                show.accept(text);
                return 0;
            }
        };
    }

    /**
     * A head line and one record for each element of a list that is taken anew whenever a reader starts. {@code
     * seq_list_start_head}.
     *
     * @param <E> an element
     */
    static <E> SeqOperations<Integer> list(
            Consumer<SeqFile> head, Supplier<List<E>> elements, BiConsumer<SeqFile, E> show) {
        return new SeqOperations<>() {

            private List<E> snapshot = List.of();

            @Override
            public @Nullable Integer start(SeqFile text, long position) {
                snapshot = elements.get();
                return at(position);
            }

            @Override
            public @Nullable Integer next(SeqFile text, Integer record, long position) {
                return at(position);
            }

            private @Nullable Integer at(long position) {
                return position <= snapshot.size() ? (int) position : null;
            }

            @Override
            public int show(SeqFile text, Integer record) {
                if (record == 0) {
                    head.accept(text);
                } else {
                    show.accept(text, snapshot.get(record - 1));
                }
                return 0;
            }
        };
    }
}
