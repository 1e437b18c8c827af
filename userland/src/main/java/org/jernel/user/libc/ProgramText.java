package org.jernel.user.libc;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The functions of a program that have an address, because the kernel is told where they are: signal handlers and what a
 * clone begins with. Shared by a program's tasks, as its text segment would be.
 */
final class ProgramText {

    private static final long START = 0x401000;
    private static final long STEP = 16;

    private final Map<Long, Object> functions = new HashMap<>();
    private final IdentityHashMap<Object, Long> addresses = new IdentityHashMap<>();
    private long next = START;
    private long heapStart;
    private volatile long startStack;

    /** Where the kernel put the number of arguments, and above it all that a program is given. */
    long startStack() {
        return startStack;
    }

    void setStartStack(long address) {
        startStack = address;
    }

    /** Where this program's heap begins: the end of data as the first of its tasks to ask found it. */
    synchronized long heapStart(long breakNow) {
        if (heapStart == 0) {
            heapStart = breakNow;
        }
        return heapStart;
    }

    /** Gives a function an address that it keeps. */
    synchronized long place(Object function) {
        Long placed = addresses.get(function);
        if (placed != null) {
            return placed;
        }
        long address = next;
        next += STEP;
        addresses.put(function, address);
        functions.put(address, function);
        return address;
    }

    /** The function at an address, or null where there is none of that type: a jump into nowhere. */
    synchronized <T> @Nullable T at(long address, Class<T> type) {
        Object function = functions.get(address);
        return type.isInstance(function) ? type.cast(function) : null;
    }

    /** Forgets a function that is called once. */
    synchronized void remove(long address) {
        addresses.remove(functions.remove(address));
    }
}
