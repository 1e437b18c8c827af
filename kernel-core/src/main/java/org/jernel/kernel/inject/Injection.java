package org.jernel.kernel.inject;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.probe.Probe;
import org.jernel.kernel.probe.ProbeHit;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jspecify.annotations.Nullable;

/** An injection that is in force until it is closed. */
public final class Injection implements SyscallHook, Probe, AutoCloseable {

    private static final int RESOLUTION = 1_000_000;

    private final Injector injector;
    private final int id;
    private final InjectSpec spec;
    private final InjectSet set;
    private final WaitQueueHead delays;
    private final long seed;
    private final KernelRandom random;

    /** As strace counts: of each task, and of each call in it. */
    private final Map<Count, AtomicLong> invocations = new ConcurrentHashMap<>();

    private final AtomicLong hits = new AtomicLong();

    /** Calls that are to be delayed at their exit, which not every call has. */
    private final Set<SyscallFrame> delayed =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private record Count(int pid, String function) {}

    Injection(Injector injector, int id, InjectSpec spec, InjectSet set, WaitQueueHead delays, long seed) {
        this.injector = injector;
        this.id = id;
        this.spec = spec;
        this.set = set;
        this.delays = delays;
        this.seed = seed;
        this.random = KernelRandom.seeded(seed);
    }

    /** Throws {@link InjectException}, with the reason alone, for what cannot be injected into any call. */
    public static void check(String text) {
        InjectSpec _ = InjectSpec.parseBare(text);
    }

    /** What it is removed by. */
    public int id() {
        return id;
    }

    /** How often something was injected. */
    public long hits() {
        return hits.get();
    }

    /** What a second run needs to choose the same, with {@code seed=}. */
    public long seed() {
        return seed;
    }

    /** Whether this invocation is one that is meant; to be asked once for each. */
    private boolean isMeant(String function) {
        Task task = Task.currentOrNull();
        int pid = task == null ? 0 : task.pid();
        long count = invocations
                .computeIfAbsent(new Count(pid, spec.failNth() == 0 ? function : ""), key -> new AtomicLong())
                .incrementAndGet();
        boolean meant = spec.failNth() == 0 ? spec.when().matches(count) : count == spec.failNth();
        if (meant && spec.percent() < InjectSpec.ALWAYS) {
            meant = random.getRandomBelow(RESOLUTION) < spec.percent() / InjectSpec.ALWAYS * RESOLUTION;
        }
        if (meant) {
            hits.incrementAndGet();
        }
        return meant;
    }

    private void begin() {
        sleep(spec.delayEnterNanos());
        Task task = Task.currentOrNull();
        if (spec.signal() != 0 && task != null) {
            task.sendSignal(spec.signal());
        }
    }

    /** A signal ends a delay, as it ends every sleep. */
    private void sleep(long nanos) {
        if (nanos > 0) {
            long _ = delays.waitEvent(() -> false, nanos);
        }
    }

    @Override
    public void enter(SyscallFrame frame) {
        boolean _ = inject(frame);
    }

    /** Whether it is for that system call. */
    public boolean isFor(long nr) {
        return nr >= 0 && nr <= Integer.MAX_VALUE && set.contains((int) nr);
    }

    /** Whether it is for that system call and for nothing else. */
    boolean isForOnly(int nr) {
        return set.others().isEmpty() && set.numbers().equals(Set.of(nr));
    }

    /** A task ends: it is counted for no more, and another may have its number next. */
    public void forget(Task task) {
        invocations.keySet().removeIf(count -> count.pid() == task.pid());
    }

    /** At the beginning of a call that it is for; {@link #exit(SyscallFrame)} follows. True if this invocation is meant. */
    public boolean inject(SyscallFrame frame) {
        if (!isMeant(Long.toString(frame.nr()))) {
            return false;
        }
        begin();
        if (spec.skips()) {
            frame.skip(result());
        }
        if (spec.delayExitNanos() > 0) {
            delayed.add(frame);
        }
        return true;
    }

    /** Whether the caller gets another result than the call's. */
    public boolean replacesResult() {
        return spec.skips();
    }

    /** Whether calls take longer. */
    public boolean delays() {
        return spec.delayEnterNanos() >= 0 || spec.delayExitNanos() >= 0;
    }

    @Override
    public void exit(SyscallFrame frame) {
        if (spec.delayExitNanos() > 0 && delayed.remove(frame)) {
            sleep(spec.delayExitNanos());
        }
    }

    @Override
    public void enter(ProbeHit hit) {
        if (!hit.isSkipped() && isMeant(hit.point().function())) {
            begin();
            if (spec.skips()) {
                hit.skip(hit.point().errorType().adjust(result()));
            }
        }
    }

    private long result() {
        @Nullable Long result = spec.result();
        return result == null ? 0 : result;
    }

    @Override
    public void close() {
        injector.remove(this);
    }

    @Override
    public String toString() {
        String chance = spec.percent() < InjectSpec.ALWAYS && spec.seed() == null ? ":seed=" + seed : "";
        return spec.text() + chance;
    }
}
