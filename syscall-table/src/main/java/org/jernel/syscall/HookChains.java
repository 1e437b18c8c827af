package org.jernel.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;

/**
 * The hooks of each number, behind one flags word for each, so that a call without hooks costs one load.
 *
 * <p>Writers hold the monitor; a reader that sees a flag finds the chain that was published before it, or a later one,
 * which may be empty.
 */
final class HookChains {

    private static final int HOOKED = 1;
    private static final int OUTSIDE = -1;

    private final AtomicIntegerArray flags;
    private final AtomicReferenceArray<List<SyscallHook>> chains;

    HookChains(int size) {
        // One more for all numbers that lie outside the table.
        flags = new AtomicIntegerArray(size + 1);
        chains = new AtomicReferenceArray<>(size + 1);
        for (int nr = 0; nr <= size; nr++) {
            chains.set(nr, List.of());
        }
    }

    boolean isHooked(int nr) {
        return flags.getAcquire(nr) != 0;
    }

    /** The hooks of a number in the order in which they were added. */
    List<SyscallHook> chain(int nr) {
        return chains.getAcquire(nr);
    }

    boolean isHookedOutside() {
        return isHooked(chains.length() - 1);
    }

    /** The hooks of what lies outside the table. */
    List<SyscallHook> chainOutside() {
        return chain(chains.length() - 1);
    }

    synchronized Registration add(IntPredicate numbers, SyscallHook hook) {
        List<Integer> hooked = new ArrayList<>();
        for (int nr = 0; nr < chains.length(); nr++) {
            if (numbers.test(nr == chains.length() - 1 ? OUTSIDE : nr)) {
                List<SyscallHook> chain = new ArrayList<>(chains.get(nr));
                chain.add(hook);
                publish(nr, chain);
                hooked.add(nr);
            }
        }
        return new Registered(hook, hooked);
    }

    private void publish(int nr, List<SyscallHook> chain) {
        chains.setRelease(nr, List.copyOf(chain));
        flags.setRelease(nr, chain.isEmpty() ? 0 : HOOKED);
    }

    private synchronized void remove(SyscallHook hook, int nr) {
        List<SyscallHook> chain = new ArrayList<>(chains.get(nr));
        chain.remove(hook);
        publish(nr, chain);
    }

    private final class Registered implements Registration {

        private final SyscallHook hook;
        private List<Integer> numbers;

        Registered(SyscallHook hook, List<Integer> numbers) {
            this.hook = hook;
            this.numbers = numbers;
        }

        @Override
        public void close() {
            synchronized (HookChains.this) {
                for (int nr : numbers) {
                    remove(hook, nr);
                }
                numbers = List.of();
            }
        }
    }
}
