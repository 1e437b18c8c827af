package org.jernel.kernel.breakpoint;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

/** A system call that a breakpoint has met. */
record SyscallBreakFrame(String function, SyscallFrame call, boolean hasReturned, List<KernelFrame> backtrace)
        implements
            BreakFrame {

    private static final int REGISTERS = 6;

    private int count() {
        SyscallMetadata metadata = call.metadata();
        return metadata == null ? REGISTERS : metadata.nbArgs();
    }

    @Override
    public List<Argument> args() {
        @Nullable SyscallMetadata metadata = call.metadata();
        List<Argument> args = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            args.add(new Argument(metadata == null ? "a" + i : metadata.args().get(i), call.a(i)));
        }
        return args;
    }

    @Override
    public void setArg(int i, long value) {
        if (hasReturned) {
            throw new BreakpointException(function + " has returned: it is too late for its arguments");
        }
        if (i < 0 || i >= count()) {
            throw new BreakpointException(function + " has no argument " + i);
        }
        call.setA(i, value);
    }

    @Override
    public long result() {
        return call.result();
    }

    @Override
    public void setResult(long value) {
        if (hasReturned) {
            call.setResult(value);
        } else {
            call.skip(value);
        }
    }
}
