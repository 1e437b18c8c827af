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

/** A place at which tasks stop, or at which Java code is called, until it is closed. */
public final class Breakpoint implements SyscallHook, Probe, AutoCloseable {

    /** What happens where a task meets a breakpoint. */
    interface Action {

        void met(Breakpoint breakpoint, BreakFrame frame, Object call);

        /** The call comes to its end; the frame is made for those who want it only. */
        boolean wantsEnd(Object call);
    }

    private final Breakpoints owner;
    private final int id;
    private final String symbol;
    private final Action action;
    private final AtomicLong hits = new AtomicLong();

    Breakpoint(Breakpoints owner, int id, String symbol, Action action) {
        this.owner = owner;
        this.id = id;
        this.symbol = symbol;
        this.action = action;
    }

    public int id() {
        return id;
    }

    /** The function's Linux name. */
    public String symbol() {
        return symbol;
    }

    /** How often it was met. */
    public long hits() {
        return hits.get();
    }

    /** The function need not be on the stack yet, or any more. */
    private List<KernelFrame> backtrace() {
        List<KernelFrame> frames = new ArrayList<>(KernelStack.here());
        if (frames.isEmpty() || !frames.getFirst().function().equals(symbol)) {
            frames.addFirst(new KernelFrame(symbol, ""));
        }
        return frames;
    }

    @Override
    public void enter(SyscallFrame frame) {
        if (owner.isSteered()) {
            hits.incrementAndGet();
            action.met(this, new SyscallBreakFrame(symbol, frame, false, backtrace()), frame);
        }
    }

    @Override
    public void exit(SyscallFrame frame) {
        if (action.wantsEnd(frame)) {
            action.met(this, new SyscallBreakFrame(symbol, frame, true, backtrace()), frame);
        }
    }

    @Override
    public void enter(ProbeHit hit) {
        if (owner.isSteered()) {
            hits.incrementAndGet();
            action.met(this, new ProbeBreakFrame(hit, backtrace()), hit);
        }
    }

    @Override
    public void exit(ProbeHit hit) {
        if (action.wantsEnd(hit)) {
            action.met(this, new ProbeBreakFrame(hit, backtrace()), hit);
        }
    }

    /** Tasks that stand there go on. */
    @Override
    public void close() {
        owner.remove(this);
    }
}
