package org.jernel.kernel.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Who watches which functions of one kernel. A function asks {@link #isOff}, which is one load, and goes on if nobody watches any.
 *
 * {@snippet :
 * Probes probes = net.probes();
 * return probes.isOff() ? send(sk, message) : probes.call(UDP_SENDMSG, () -> send(sk, message), sk.number());
 * }
 */
public final class Probes {

    private final Map<String, ProbePoint> points = new TreeMap<>();
    private final Map<String, List<String>> multiplexers = new TreeMap<>();
    private volatile Map<ProbePoint, List<Probe>> watched = Map.of();
    private volatile boolean on;

    /** Makes functions known that can be watched. */
    public synchronized void define(Collection<ProbePoint> functions) {
        functions.forEach(point -> points.put(point.function(), point));
    }

    /**
     * Makes known that other architectures enter calls of the table through one call, which this one need not have.
     *
     * @param call as {@code socketcall}
     * @param calls those that have rows of their own here
     */
    public synchronized void defineMultiplexer(String call, List<String> calls) {
        multiplexers.put(call, List.copyOf(calls));
    }

    /** The calls that are entered through that one on other architectures; none for any other name. */
    public synchronized List<String> multiplexed(String call) {
        return multiplexers.getOrDefault(call, List.of());
    }

    /** The function of that Linux name, or null. */
    public synchronized @Nullable ProbePoint find(String function) {
        return points.get(function);
    }

    /** All functions, by name. */
    public synchronized List<ProbePoint> list() {
        return List.copyOf(points.values());
    }

    /** True where no function is watched. */
    public boolean isOff() {
        return !on;
    }

    /** Has a function watched from its next call on. {@code register_kprobe}. */
    public void add(ProbePoint point, Probe probe) {
        change(point, probe, true);
    }

    /** Calls that have begun still tell the probe of their end. {@code unregister_kprobe}. */
    public void remove(ProbePoint point, Probe probe) {
        change(point, probe, false);
    }

    private synchronized void change(ProbePoint point, Probe probe, boolean adds) {
        Map<ProbePoint, List<Probe>> next = new HashMap<>(watched);
        List<Probe> chain = new ArrayList<>(next.getOrDefault(point, List.of()));
        if (adds) {
            chain.add(probe);
        } else {
            chain.remove(probe);
        }
        if (chain.isEmpty()) {
            next.remove(point);
        } else {
            next.put(point, List.copyOf(chain));
        }
        watched = Map.copyOf(next);
        on = !next.isEmpty();
    }

    private List<Probe> chain(ProbePoint point) {
        return watched.getOrDefault(point, List.of());
    }

    /** Calls a function that returns a number or -errno. */
    @CheckReturnValue
    public long call(ProbePoint point, LongSupplier body, long... args) {
        return call(point, _ -> body.getAsLong(), args);
    }

    /** As above; the body gets the arguments, as the probes have left them. */
    @CheckReturnValue
    public long call(ProbePoint point, ToLongFunction<long[]> body, long... args) {
        List<Probe> chain = chain(point);
        if (chain.isEmpty()) {
            return body.applyAsLong(args);
        }
        ProbeHit hit = new ProbeHit(point, false, args);
        return around(chain, hit, () -> hit.returns(body.applyAsLong(args)));
    }

    /** Calls a function that returns nothing, or throws its errno. */
    public void run(ProbePoint point, Runnable body, long... args) {
        run(point, _ -> body.run(), args);
    }

    /** As above; the body gets the arguments, as the probes have left them. */
    public void run(ProbePoint point, Consumer<long[]> body, long... args) {
        List<Probe> chain = chain(point);
        if (chain.isEmpty()) {
            body.accept(args);
            return;
        }
        ProbeHit hit = new ProbeHit(point, false, args);
        check(around(chain, hit, () -> body.accept(args)));
    }

    /** Calls a function that returns nothing and cannot fail: what it is made to return is dropped. */
    public void runVoid(ProbePoint point, Runnable body, long... args) {
        runVoid(point, _ -> body.run(), args);
    }

    /** As above; the body gets the arguments, as the probes have left them. */
    public void runVoid(ProbePoint point, Consumer<long[]> body, long... args) {
        long _ = call(point, (long[] left) -> {
            body.accept(left);
            return 0;
        }, args);
    }

    /** Calls a function that returns an object, or throws its errno. */
    public <T> T get(ProbePoint point, Supplier<T> body, long... args) {
        return get(point, _ -> body.get(), args);
    }

    /** As above; the body gets the arguments, as the probes have left them. */
    public <T> T get(ProbePoint point, Function<long[], T> body, long... args) {
        List<Probe> chain = chain(point);
        if (chain.isEmpty()) {
            return body.apply(args);
        }
        List<T> made = new ArrayList<>(1);
        ProbeHit hit = new ProbeHit(point, true, args);
        check(around(chain, hit, () -> made.add(body.apply(args))));
        return made.getFirst();
    }

    private static void check(long result) {
        if (result < 0) {
            throw ErrnoException.of(result);
        }
    }

    private static long around(List<Probe> chain, ProbeHit hit, Runnable body) {
        for (Probe probe : chain) {
            probe.enter(hit);
        }
        try {
            if (!hit.isSkipped()) {
                body.run();
            }
        } catch (ErrnoException e) {
            hit.returns(e.result());
        } finally {
            hit.returned();
            for (Probe probe : chain.reversed()) {
                probe.exit(hit);
            }
        }
        return hit.result();
    }
}
