package org.jernel.kernel.trace;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.fs.Vfs;

/** Brings up tracepoints, tracefs and the events for JFR. */
public final class TraceInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.FS;
    }

    @Override
    public String name() {
        return "tracer_init_tracefs";
    }

    @Override
    public void init(Kernel kernel) {
        SyscallTracepoints tracepoints = new SyscallTracepoints(kernel::syscalls, kernel.clock());
        TraceArray array = new TraceArray(tracepoints, kernel.clock());
        kernel.register(SyscallTracepoints.class, tracepoints);
        kernel.register(TraceArray.class, array);
        new Tracefs(kernel.get(Vfs.class), array, new TraceEvents(tracepoints, array));
        JfrTracer jfr = new JfrTracer(kernel::syscalls);
        kernel.onClose(array);
        kernel.onClose(jfr);
        kernel.afterBoot(jfr::start);
        kernel.afterBoot(() -> kernel.syscalls().onUnbind(array::end));
    }
}
