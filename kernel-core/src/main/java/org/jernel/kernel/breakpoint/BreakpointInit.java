package org.jernel.kernel.breakpoint;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskWatcher;

/**
 * Lets breakpoints be set from Java and through files of {@code /sys/kernel/debug}: commands are written into {@code
 * breakpoints}, and {@code breakpoints_error} says why the last one was refused; {@code stopped}, {@code backtrace} and {@code
 * args} tell of the tasks that stand.
 */
public final class BreakpointInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.DEVICE;
    }

    @Override
    public String name() {
        return "init_breakpoints";
    }

    @Override
    public void init(Kernel kernel) {
        Breakpoints breakpoints = new Breakpoints(kernel);
        kernel.register(Breakpoints.class, breakpoints);
        kernel.afterBoot(() -> kernel.syscalls().onUnbind(breakpoints::end));
        TaskWatcher.Registration _ = kernel.tasks().watch(new TaskWatcher() {
            @Override
            public void exiting(Task task, int status) {
                breakpoints.forget(task);
            }
        });
        BreakpointCommands commands = new BreakpointCommands(breakpoints);
        Debugfs debugfs = kernel.get(Debugfs.class);
        debugfs.create("breakpoints", commands::list, commands::run);
        debugfs.create("breakpoints_error", commands::lastError);
        debugfs.create("stopped", commands::stopped);
        debugfs.create("backtrace", commands::backtrace);
        debugfs.create("args", commands::args);
    }
}
