package org.jernel.kernel.inject;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.probe.ErrorType;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Registration;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_INFO;

/** The injections that are in force in one kernel. */
public final class Injector {

    private final Kernel kernel;
    private final WaitQueueHead delays;
    private final Map<Integer, InForce> inForce = new TreeMap<>();
    private int lastId;
    private String lastError = "";

    private record InForce(Injection injection, List<Runnable> undo) {}

    Injector(Kernel kernel) {
        this.kernel = kernel;
        this.delays = new WaitQueueHead(kernel.clock());
    }

    public static Injector of(Kernel kernel) {
        return kernel.get(Injector.class);
    }

    /**
     * Injects from the next call on, until what is returned is closed.
     *
     * @param text in strace's words, as {@code inject=sendto:error=ECONNRESET:when=3+2}
     * @throws InjectException if it is refused; its message says why
     */
    public synchronized Injection add(String text) {
        try {
            return add(InjectSpec.parse(text.strip()));
        } catch (InjectException e) {
            lastError = String.valueOf(e.getMessage());
            throw e;
        }
    }

    private Injection add(InjectSpec spec) {
        InjectSet set = set(spec);
        List<ProbePoint> functions = new ArrayList<>();
        set.others().forEach(name -> functions.add(function(spec, name)));
        Injection injection = new Injection(this, ++lastId, spec, set, delays, seed(spec));
        List<Runnable> undo = new ArrayList<>();
        if (!set.calls().isEmpty()) {
            Registration hook = kernel.syscalls().addHook(set::contains, injection);
            undo.add(hook::close);
        }
        for (ProbePoint point : functions) {
            kernel.probes().add(point, injection);
            undo.add(() -> kernel.probes().remove(point, injection));
        }
        inForce.put(injection.id(), new InForce(injection, undo));
        tellSeed(spec, Integer.toString(injection.id()), injection.seed());
        return injection;
    }

    /**
     * Makes an injection into system calls that is in force only where {@link Injection#inject} is called: of a tracer, for the
     * tasks that it traces.
     *
     * @throws InjectException if it is refused; its message says why
     */
    public Injection prepare(String text) {
        InjectSpec spec = InjectSpec.parse(text);
        InjectSet set = InjectSet.parse(kernel.syscalls(), spec.set());
        if (!set.others().isEmpty()) {
            throw new InjectException(spec.text() + ": '" + set.others().iterator().next() + "' is no system call");
        }
        Injection injection = new Injection(this, 0, spec, set, delays, seed(spec));
        tellSeed(spec, spec.text(), injection.seed());
        return injection;
    }

    /** Without it nobody could have the same choice again. */
    private void tellSeed(InjectSpec spec, String which, long seed) {
        if (spec.percent() < InjectSpec.ALWAYS) {
            kernel.printk().printkDeferred(KERN_INFO + "inject: %s: seed %ld\n", which, seed);
        }
    }

    private long seed(InjectSpec spec) {
        @Nullable Long wanted = spec.seed();
        return wanted == null ? kernel.random().getRandomLong() >>> 1 : wanted;
    }

    private InjectSet set(InjectSpec spec) {
        InjectSet set;
        try {
            set = InjectSet.parse(kernel.syscalls(), spec.set());
        } catch (InjectException e) {
            throw new InjectException(spec.text() + ": " + e.getMessage());
        }
        if (set.calls().isEmpty() && set.others().isEmpty()) {
            throw new InjectException(spec.text() + ": the set is empty");
        }
        return set;
    }

    /** A function that may be made to fail in this way. {@code within_error_injection_list}. */
    private ProbePoint function(InjectSpec spec, String name) {
        ProbePoint point = kernel.probes().find(name);
        if (point == null) {
            throw new InjectException("%s: '%s' is neither a system call of the table nor a function with a probe"
                    .formatted(spec.text(), name));
        }
        if (spec.skips() && point.errorType() == ErrorType.NONE) {
            throw new InjectException("%s: %s is not on the list of functions that may fail (ALLOW_ERROR_INJECTION)"
                    .formatted(spec.text(), name));
        }
        @Nullable Long result = spec.result();
        if (result != null && result >= 0 && point.errorType() == ErrorType.ERRNO) {
            throw new InjectException(
                    "%s: %s may be made to fail, and retval is no error".formatted(spec.text(), name));
        }
        if (spec.delayEnterNanos() > 0 && !point.mayStop()) {
            throw new InjectException("%s: %s runs where nobody may wait: no delay".formatted(spec.text(), name));
        }
        if (spec.delayExitNanos() > 0) {
            throw new InjectException("%s: delay_exit is for system calls; %s is none".formatted(spec.text(), name));
        }
        return point;
    }

    synchronized void remove(Injection injection) {
        InForce removed = inForce.remove(injection.id());
        if (removed != null) {
            removed.undo().forEach(Runnable::run);
        }
    }

    /** A module takes its call away: what was for that call alone is not for the next one of its number. */
    synchronized void end(int number) {
        list().stream().filter(injection -> injection.isForOnly(number)).forEach(this::remove);
    }

    /** Takes one back by its number, which names it. Throws {@link InjectException} if there is none of that number. */
    public synchronized void remove(String id) {
        InForce known = id.matches("\\d{1,9}") ? inForce.get(Integer.parseInt(id)) : null;
        if (known == null) {
            lastError = "no injection number " + id;
            throw new InjectException(lastError);
        }
        remove(known.injection());
    }

    /** Takes all back. */
    public synchronized void clear() {
        List.copyOf(inForce.values()).forEach(each -> remove(each.injection()));
    }

    /** What is in force, the oldest first. */
    public synchronized List<Injection> list() {
        return inForce.values().stream().map(InForce::injection).toList();
    }

    /** Why the last one was refused, or nothing. */
    public synchronized String lastError() {
        return lastError;
    }
}
