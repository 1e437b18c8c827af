package org.jernel.kernel.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.inject.InjectException;
import org.jernel.kernel.inject.InjectSet;
import org.jernel.kernel.probe.Probe;
import org.jernel.kernel.probe.ProbeHit;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Registration;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;

/**
 * A record that is being made of system calls and of the functions that they go through, until it is closed. What packets on
 * their way in go through is shown in the task that does that work, or in none where the timers' thread does.
 */
public final class Timeline implements SyscallHook, Probe, AutoCloseable {

    /** Enough for any picture, and bounded for who forgets to stop. */
    private static final int MAX_EVENTS = 200_000;

    private final Kernel kernel;
    private final Registration hook;
    private final List<ProbePoint> points;
    private final Map<Object, Long> begun = new ConcurrentHashMap<>();
    private final Set<Integer> inCall = ConcurrentHashMap.newKeySet();
    private final List<TimelineEvent> events = new ArrayList<>();
    private final AtomicLong lost = new AtomicLong();

    private Timeline(Kernel kernel, InjectSet set) {
        this.kernel = kernel;
        this.points = kernel.probes().list();
        this.hook = kernel.syscalls().addHook(set::contains, this);
        points.forEach(point -> kernel.probes().add(point, this));
    }

    /**
     * Begins.
     *
     * @param set the calls that are recorded, as strace names sets
     * @throws InjectException if that is no set; its message says why
     */
    public static Timeline start(Kernel kernel, String set) {
        InjectSet calls = InjectSet.parse(kernel.syscalls(), set);
        if (!calls.others().isEmpty()) {
            throw new InjectException("'" + calls.others().iterator().next() + "' is no system call of the table");
        }
        return new Timeline(kernel, calls);
    }

    private static int pid() {
        Task task = Task.currentOrNull();
        return task == null ? 0 : task.pid();
    }

    @Override
    public void enter(SyscallFrame frame) {
        inCall.add(pid());
        begun.put(frame, kernel.clock().monotonicNanos());
    }

    @Override
    public void exit(SyscallFrame frame) {
        Long start = begun.remove(frame);
        inCall.remove(pid());
        if (start != null) {
            SyscallMetadata metadata = frame.metadata();
            List<TimelineEvent.Value> values = new ArrayList<>();
            for (int i = 0; metadata != null && i < metadata.nbArgs(); i++) {
                values.add(new TimelineEvent.Value(metadata.args().get(i), frame.a(i)));
            }
            String name = metadata == null ? "sys_" + frame.nr() : "sys_" + metadata.name();
            add("syscall", name, start, values, frame.result());
        }
    }

    @Override
    public void enter(ProbeHit hit) {
        int pid = pid();
        // Without a task only the network's softirq is shown, and not what the embedder calls.
        if (pid == 0 ? !hit.point().mayStop() : inCall.contains(pid)) {
            begun.put(hit, kernel.clock().monotonicNanos());
        }
    }

    @Override
    public void exit(ProbeHit hit) {
        Long start = begun.remove(hit);
        if (start == null) {
            return;
        }
        List<TimelineEvent.Value> values = new ArrayList<>();
        List<String> names = hit.point().args();
        for (int i = 0; i < names.size(); i++) {
            values.add(new TimelineEvent.Value(names.get(i), hit.a(i)));
        }
        boolean isIncoming = hit.point().function().endsWith("_rcv");
        add(isIncoming ? "softirq" : "function", hit.point().function(), start, values, hit.result());
    }

    private void add(
            String category, String name, long start, List<TimelineEvent.Value> values, long result) {
        Task task = Task.currentOrNull();
        values.add(new TimelineEvent.Value("ret", result));
        TimelineEvent event = new TimelineEvent(
                task == null ? 0 : task.pid(),
                task == null ? "ksoftirqd" : task.comm(),
                category,
                name,
                start,
                kernel.clock().monotonicNanos() - start,
                values);
        synchronized (events) {
            if (events.size() < MAX_EVENTS) {
                events.add(event);
            } else {
                lost.incrementAndGet();
            }
        }
    }

    /** What has come to its end so far, in the order of the ends. */
    public List<TimelineEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** How many events found no room. */
    public long lost() {
        return lost.get();
    }

    /** Records nothing more; what there is stays. */
    @Override
    public void close() {
        hook.close();
        points.forEach(point -> kernel.probes().remove(point, this));
    }
}
