package org.jernel.kernel;

import java.util.stream.Stream;

import org.jernel.kernel.pipe.Splice;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.sys.EpollSyscalls;
import org.jernel.kernel.sys.EpollSyscallsDefinitions;
import org.jernel.kernel.sys.EventFdSyscalls;
import org.jernel.kernel.sys.EventFdSyscallsDefinitions;
import org.jernel.kernel.sys.PipeSyscalls;
import org.jernel.kernel.sys.PipeSyscallsDefinitions;
import org.jernel.kernel.sys.SignalFdSyscalls;
import org.jernel.kernel.sys.SignalFdSyscallsDefinitions;
import org.jernel.kernel.sys.SpliceSyscalls;
import org.jernel.kernel.sys.SpliceSyscallsDefinitions;
import org.jernel.kernel.sys.TimerFdSyscalls;
import org.jernel.kernel.sys.TimerFdSyscallsDefinitions;
import org.jernel.kernel.time.KernelClock;

/**
 * Defines the calls that make files to wait for: pipes, event counters, timers, signals, and epoll itself; and those that move
 * bytes through pipes.
 */
public final class EventSyscalls implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.FS;
    }

    @Override
    public String name() {
        return "event_syscalls_init";
    }

    @Override
    public void init(Kernel kernel) {
        KernelClock clock = kernel.clock();
        Stream.of(
                PipeSyscallsDefinitions.of(new PipeSyscalls(clock)),
                SpliceSyscallsDefinitions.of(new SpliceSyscalls(new Splice(clock, kernel.get(Security.class)))),
                EventFdSyscallsDefinitions.of(new EventFdSyscalls(clock)),
                TimerFdSyscallsDefinitions.of(new TimerFdSyscalls(clock, kernel.timers())),
                SignalFdSyscallsDefinitions.of(new SignalFdSyscalls()),
                EpollSyscallsDefinitions.of(new EpollSyscalls(clock)))
                .forEach(kernel::defineSyscalls);
    }
}
