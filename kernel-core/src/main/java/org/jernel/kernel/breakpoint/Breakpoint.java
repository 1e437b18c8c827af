package org.jernel.kernel.breakpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.probe.Probe;
import org.jernel.kernel.probe.ProbeHit;
import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.kernel.stacktrace.KernelStack;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;

/** A place at which tasks stop, or at which Java code is called, until it is closed. */
public final class Breakpoint implements SyscallHook, Probe, AutoCloseable {

    /** What happens where a task meets a breakpoint. */
    interface Action {

        /** Whether it happens in the calling thread. */
        boolean isForCaller();

        void met(Breakpoint breakpoint, BreakFrame frame, Object call);

        /** The call comes to its end; the frame is made for those who want it only. */
        boolean wantsEnd(Object call);
    }

    private static final String WAY_IN = "__x64_sys_";

    private final Breakpoints owner;
    private final int id;
    private final String symbol;
    private final List<String> calls;
    private final Action action;
    private final AtomicLong hits = new AtomicLong();

    /** @param calls the system calls that it is at, none for a function */
    Breakpoint(Breakpoints owner, int id, String symbol, List<String> calls, Action action) {
        this.owner = owner;
        this.id = id;
        this.symbol = symbol;
        this.calls = List.copyOf(calls);
        this.action = action;
    }

    public int id() {
        return id;
    }

    /** The function's Linux name. */
    public String symbol() {
        return symbol;
    }

    /** Whether that system call is all that it is at. */
    boolean isAtOnly(String call) {
        return calls.equals(List.of(call));
    }

    /** The places, where they are more than one. */
    List<String> locations() {
        return calls.size() > 1 ? calls.stream().map(call -> WAY_IN + call).toList() : List.of();
    }

    private String function(SyscallFrame frame) {
        SyscallMetadata metadata = frame.metadata();
        return calls.size() > 1 && metadata != null ? WAY_IN + metadata.name() : symbol;
    }

    /** How often it was met. */
    public long hits() {
        return hits.get();
    }

    /** The function need not be on the stack yet, or any more. */
    private static List<KernelFrame> backtrace(String function) {
        List<KernelFrame> frames = new ArrayList<>(KernelStack.here());
        if (frames.isEmpty() || !frames.getFirst().function().equals(function)) {
            frames.addFirst(new KernelFrame(function, ""));
        }
        return frames;
    }

    @Override
    public void enter(SyscallFrame frame) {
        if (action.isForCaller()) {
            hits.incrementAndGet();
            String function = function(frame);
            action.met(this, new SyscallBreakFrame(function, frame, false, backtrace(function)), frame);
        }
    }

    @Override
    public void exit(SyscallFrame frame) {
        if (action.wantsEnd(frame)) {
            String function = function(frame);
            action.met(this, new SyscallBreakFrame(function, frame, true, backtrace(function)), frame);
        }
    }

    @Override
    public void enter(ProbeHit hit) {
        if (action.isForCaller()) {
            hits.incrementAndGet();
            action.met(this, new ProbeBreakFrame(hit, backtrace(symbol)), hit);
        }
    }

    @Override
    public void exit(ProbeHit hit) {
        if (action.wantsEnd(hit)) {
            action.met(this, new ProbeBreakFrame(hit, backtrace(symbol)), hit);
        }
    }

    /** Tasks that stand there go on. */
    @Override
    public void close() {
        owner.remove(this);
    }
}
