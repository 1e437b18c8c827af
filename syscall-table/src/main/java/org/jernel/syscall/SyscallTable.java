package org.jernel.syscall;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.tbl.EntryPoint;
import org.jernel.syscall.tbl.SyscallTableFile;
import org.jernel.syscall.tbl.SyscallTableRow;
import org.jspecify.annotations.Nullable;

/**
 * The table of a running kernel: it binds the rows of a file to definitions and dispatches calls by number. Modelled on
 * arch/x86/entry/common.c, and on kernel/trace/trace_syscalls.c for the way between names and numbers.
 *
 * <p>Only rows of the abis {@code common} and {@code 64} are reached.
 */
public final class SyscallTable {

    /** Where the numbers of x32 begin: up to here rows can be added to a table in use. */
    static final int ROOM = 512;

    private final SyscallTableFile file;
    private final SyscallEvents events;
    private final NiSyscall niSyscall;
    private final AtomicReferenceArray<Slot> slots;
    private final HookChains hooks;
    private final List<IntConsumer> departures = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> numbers;

    /** Rows that are not the file's, by number; guarded by this, as is every change of a slot. */
    private final Map<Integer, SyscallTableRow> added = new TreeMap<>();

    private SyscallTable(SyscallTableFile file, SyscallEvents events, Map<String, SyscallDefinition> definitions) {
        this.file = file;
        this.events = events;
        List<SyscallTableRow> rows =
                file.rows().stream().filter(row -> row.abi().isNative()).toList();
        int size = Math.max(ROOM, rows.stream().mapToInt(SyscallTableRow::number).max().orElse(-1) + 1);
        niSyscall = new NiSyscall(events, size);
        slots = new AtomicReferenceArray<>(size);
        hooks = new HookChains(size);
        for (int nr = 0; nr < size; nr++) {
            slots.set(nr, unimplemented(nr, null));
        }
        for (SyscallTableRow row : rows) {
            SyscallDefinition definition = definition(row, definitions);
            slots.set(
                    row.number(),
                    definition == null
                            ? unimplemented(row.number(), row.name())
                            : new Slot(definition, definition.stub(), null));
        }
        numbers = numbers(rows);
    }

    public static Builder builder(SyscallTableFile file, SyscallEvents events) {
        return new Builder(file, events);
    }

    /**
     * Makes a call: the result, a negative errno, or one of {@link KernelErrno} for the caller to deal with. Throws
     * nothing but {@link NonLocalExit}.
     */
    @CheckReturnValue
    public long syscall(long nr, long a0, long a1, long a2, long a3, long a4, long a5) {
        // The x32 bit (0x40000000) lies above every table, so it needs no test of its own.
        if (nr < 0 || nr >= slots.length()) {
            return hooks.isHookedOutside()
                    ? callHooked(nr, hooks.chainOutside(), outside(nr), a0, a1, a2, a3, a4, a5)
                    : call(nr, outside(nr), a0, a1, a2, a3, a4, a5);
        }
        int index = (int) nr;
        Slot slot = slots.getAcquire(index);
        return hooks.isHooked(index)
                ? callHooked(index, hooks.chain(index), slot, a0, a1, a2, a3, a4, a5)
                : call(index, slot, a0, a1, a2, a3, a4, a5);
    }

    private long call(long nr, Slot slot, long a0, long a1, long a2, long a3, long a4, long a5) {
        try {
            return slot.handler.call(a0, a1, a2, a3, a4, a5);
        } catch (Throwable e) {
            return result(e, nr, slot, a0, a1, a2, a3, a4, a5);
        }
    }

    /** What a hook does is a part of the call, for which the owner is held. */
    private long callHooked(long nr, List<SyscallHook> chain, Slot slot, long... args) {
        SyscallOwner owner = slot.owner;
        if (owner == null) {
            return callWithHooks(nr, chain, slot, args);
        }
        if (!owner.tryGet()) {
            return Errno.ENOSYS.negated();
        }
        try {
            return callWithHooks(nr, chain, slot, args);
        } finally {
            owner.put();
        }
    }

    /** @param chain as it is now: a hook that is added or removed during the call must not see half of it */
    private long callWithHooks(long nr, List<SyscallHook> chain, Slot slot, long... args) {
        SyscallFrame frame = new SyscallFrame(nr, slot.metadata(), args);
        for (SyscallHook hook : chain) {
            try {
                hook.enter(frame);
            } catch (Throwable e) {
                frame.skip(result(e, nr, slot, args));
            }
        }
        if (!frame.skipped()) {
            frame.setResult(call(nr, slot, args[0], args[1], args[2], args[3], args[4], args[5]));
        }
        for (SyscallHook hook : chain.reversed()) {
            try {
                hook.exit(frame);
            } catch (Throwable e) {
                frame.setResult(result(e, nr, slot, args));
            }
        }
        return frame.result();
    }

    private long result(Throwable thrown, long nr, Slot slot, long... args) {
        return switch (thrown) {
            case ErrnoException e -> e.result();
            case NonLocalExit exit -> throw exit;
            default -> oops(thrown, nr, slot, args);
        };
    }

    private long oops(Throwable thrown, long nr, Slot slot, long... args) {
        try {
            return events.oops(nr, slot.metadata(), args.clone(), thrown);
        } catch (NonLocalExit exit) {
            throw exit;
        } catch (Throwable e) {
            // The report failed too, as it may where the stack is at its end.
            return Errno.EFAULT.negated();
        }
    }

    /** Adds a hook to one number, if it is within the table. */
    public Registration addHook(long nr, SyscallHook hook) {
        return addHook(candidate -> candidate == nr, hook);
    }

    /**
     * Adds a hook to each number that the predicate picks now, with or without a handler; -1 stands for all that lie outside
     * the table.
     */
    public Registration addHook(IntPredicate numbers, SyscallHook hook) {
        return hooks.add(numbers, hook);
    }

    /** The number of a call by its name in the table or its entry point's, or -1: syscall_name_to_nr. */
    public int nameToNr(String name) {
        return numbers.getOrDefault(name, -1);
    }

    /** The name in the table of every number that is reached, with or without a handler. */
    public SortedMap<Integer, String> names() {
        SortedMap<Integer, String> names = new TreeMap<>();
        rows().stream().filter(row -> row.abi().isNative()).forEach(row -> names.put(row.number(), row.name()));
        return names;
    }

    /** The definition's metadata, or null where the number has no handler: syscall_nr_to_meta. */
    public @Nullable SyscallMetadata nrToMeta(long nr) {
        return nr < 0 || nr >= slots.length() ? null : slots.getAcquire((int) nr).metadata();
    }

    /** How often a number was called in vain. */
    public long unimplementedCount(long nr) {
        return niSyscall.count(nr);
    }

    /** How often any number was called in vain. */
    public long unimplementedTotal() {
        return niSyscall.total();
    }

    /** Every row of the file, of all abis, then those that were added, with what is there for them. */
    public synchronized List<SyscallRow> rows() {
        return Stream.concat(file.rows().stream(), added.values().stream())
                .map(this::row)
                .toList();
    }

    /** The native row of a number, or null. */
    public synchronized @Nullable SyscallTableRow rowOf(int number) {
        return file.rows().stream()
                .filter(row -> row.number() == number && row.abi().isNative())
                .findFirst()
                .orElse(added.get(number));
    }

    /** The number behind that of the last row, where new calls belong; -1 if there is no room left. */
    public synchronized int nextNumber() {
        int next = Stream.concat(file.rows().stream(), added.values().stream())
                .filter(row -> row.abi().isNative())
                .mapToInt(SyscallTableRow::number)
                .max()
                .orElse(-1)
                + 1;
        return next < slots.length() ? next : -1;
    }

    /**
     * Has a row lead to a definition from now on: one of the table's that has no handler, or one more. A call that was on its way
     * when the owner went is answered with ENOSYS.
     *
     * @param owner held for as long as a task is in the call
     * @return takes it away again; a call in progress goes on
     * @throws IllegalStateException if the number or the name is another's, or beyond the table
     */
    public synchronized SyscallBinding bind(SyscallTableRow row, SyscallDefinition definition, SyscallOwner owner) {
        int number = row.number();
        if (number >= slots.length()) {
            throw new IllegalStateException(
                    "number " + number + " is above the limit of " + (slots.length() - 1));
        }
        SyscallTableRow there = rowOf(number);
        if (there != null && (!there.name().equals(row.name()) || slots.get(number).definition != null)) {
            throw new IllegalStateException("number " + number + " is taken by " + there.name());
        }
        Integer named = numbers.get(row.name());
        if (named != null && named != number) {
            throw new IllegalStateException("name " + row.name() + " is taken by number " + named);
        }
        if (there == null) {
            added.put(number, row);
            numbers.put(row.name(), number);
        }
        slots.setRelease(number, new Slot(definition, counted(definition.stub(), owner), owner));
        return new SyscallBinding(number, () -> {
            departures.forEach(told -> told.accept(number));
            unbind(number);
        });
    }

    /** Has somebody told of each number whose definition is about to be taken away: what he has there is for no other. */
    public void onUnbind(IntConsumer told) {
        departures.add(told);
    }

    private static SyscallHandler counted(SyscallHandler stub, SyscallOwner owner) {
        return (a0, a1, a2, a3, a4, a5) -> {
            if (!owner.tryGet()) {
                return Errno.ENOSYS.negated();
            }
            try {
                return stub.call(a0, a1, a2, a3, a4, a5);
            } finally {
                owner.put();
            }
        };
    }

    private synchronized void unbind(int number) {
        SyscallTableRow own = added.remove(number);
        if (own != null) {
            numbers.remove(own.name());
        }
        SyscallTableRow row = rowOf(number);
        slots.setRelease(number, unimplemented(number, row == null ? null : row.name()));
    }

    private SyscallRow row(SyscallTableRow row) {
        SyscallDefinition definition = row.abi().isNative() ? slots.getAcquire(row.number()).definition : null;
        return new SyscallRow(
                row.number(),
                row.abi(),
                row.name(),
                row.entryPoint(),
                definition == null ? null : definition.origin(),
                definition == null ? Support.MISSING : definition.support());
    }

    private Slot unimplemented(int nr, @Nullable String name) {
        return new Slot(null, (a0, a1, a2, a3, a4, a5) -> niSyscall.call(nr, name), null);
    }

    private Slot outside(long nr) {
        return new Slot(null, (a0, a1, a2, a3, a4, a5) -> niSyscall.callOutside(nr), null);
    }

    private static @Nullable SyscallDefinition definition(
            SyscallTableRow row, Map<String, SyscallDefinition> definitions) {
        String name = EntryPoint.definedName(row.entryPoint());
        return name == null ? null : definitions.get(name);
    }

    private static Map<String, Integer> numbers(List<SyscallTableRow> rows) {
        Map<String, Integer> numbers = new ConcurrentHashMap<>();
        for (SyscallTableRow row : rows) {
            numbers.put(row.name(), row.number());
        }
        for (SyscallTableRow row : rows) {
            String name = EntryPoint.definedName(row.entryPoint());
            if (name != null) {
                numbers.putIfAbsent(name, row.number());
            }
        }
        return numbers;
    }

    private record Slot(
            @Nullable SyscallDefinition definition, SyscallHandler handler, @Nullable SyscallOwner owner) {

        @Nullable
        SyscallMetadata metadata() {
            return definition == null ? null : definition.metadata();
        }
    }

    /** Gathers the definitions of a kernel's subsystems. */
    public static final class Builder {

        private final SyscallTableFile file;
        private final SyscallEvents events;
        private final Map<String, SyscallDefinition> definitions = new LinkedHashMap<>();

        private Builder(SyscallTableFile file, SyscallEvents events) {
            this.file = file;
            this.events = events;
        }

        /**
         * Adds definitions.
         *
         * @throws IllegalStateException if a name is defined already
         */
        public Builder define(List<SyscallDefinition> more) {
            for (SyscallDefinition definition : more) {
                SyscallDefinition earlier = definitions.putIfAbsent(definition.name(), definition);
                if (earlier != null) {
                    throw new IllegalStateException("system call " + definition.name() + " is defined twice: by "
                            + earlier.origin() + " and by " + definition.origin());
                }
            }
            return this;
        }

        /** Binds, and reports the definitions that no row calls for. */
        public SyscallTable build() {
            SyscallTable table = new SyscallTable(file, events, definitions);
            Set<SyscallDefinition> bound = new HashSet<>();
            for (int nr = 0; nr < table.slots.length(); nr++) {
                SyscallDefinition definition = table.slots.get(nr).definition;
                if (definition != null) {
                    bound.add(definition);
                }
            }
            definitions.values().stream()
                    .filter(definition -> !bound.contains(definition))
                    .forEach(events::unbound);
            return table;
        }
    }
}
