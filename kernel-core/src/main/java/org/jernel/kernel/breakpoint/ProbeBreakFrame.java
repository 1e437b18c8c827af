package org.jernel.kernel.breakpoint;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.probe.ProbeHit;
import org.jernel.kernel.stacktrace.KernelFrame;

/** A function of the kernel that a breakpoint has met. */
record ProbeBreakFrame(ProbeHit hit, List<KernelFrame> backtrace) implements BreakFrame {

    @Override
    public String function() {
        return hit.point().function();
    }

    @Override
    public List<Argument> args() {
        List<String> names = hit.point().args();
        List<Argument> args = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            args.add(new Argument(names.get(i), hit.a(i)));
        }
        return args;
    }

    @Override
    public void setArg(int i, long value) {
        if (hit.hasReturned()) {
            throw new BreakpointException(function() + " has returned: it is too late for its arguments");
        }
        if (i < 0 || i >= hit.point().args().size()) {
            throw new BreakpointException(function() + " has no argument " + i);
        }
        if (!hit.mayChange(i)) {
            throw new BreakpointException(
                    hit.point().args().get(i) + " of " + function() + " is an object, or of one, and stays as it is");
        }
        hit.setA(i, value);
    }

    @Override
    public boolean hasReturned() {
        return hit.hasReturned();
    }

    @Override
    public long result() {
        return hit.result();
    }

    @Override
    public void setResult(long value) {
        if (!hit.mayChangeResult() && (hit.hasReturned() || value >= 0)) {
            throw new BreakpointException(
                    function() + " returns an object: before it is called it can be given an error only");
        }
        if (hit.hasReturned()) {
            hit.setResult(value);
        } else {
            hit.skip(value);
        }
    }
}
