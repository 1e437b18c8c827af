package org.jernel.kernel;

import java.util.stream.Stream;

import org.jernel.kernel.sys.CapabilitySyscalls;
import org.jernel.kernel.sys.CapabilitySyscallsDefinitions;
import org.jernel.kernel.sys.CoreFunctions;
import org.jernel.kernel.sys.CredSyscalls;
import org.jernel.kernel.sys.CredSyscallsDefinitions;
import org.jernel.kernel.sys.FileSyscalls;
import org.jernel.kernel.sys.FileSyscallsDefinitions;
import org.jernel.kernel.sys.IoctlSyscalls;
import org.jernel.kernel.sys.IoctlSyscallsDefinitions;
import org.jernel.kernel.sys.PollSyscalls;
import org.jernel.kernel.sys.PollSyscallsDefinitions;
import org.jernel.kernel.sys.PrctlSyscalls;
import org.jernel.kernel.sys.PrctlSyscallsDefinitions;
import org.jernel.kernel.sys.RandomSyscalls;
import org.jernel.kernel.sys.RandomSyscallsDefinitions;
import org.jernel.kernel.sys.ReadWriteSyscalls;
import org.jernel.kernel.sys.ReadWriteSyscallsDefinitions;
import org.jernel.kernel.sys.SelectSyscalls;
import org.jernel.kernel.sys.SelectSyscallsDefinitions;
import org.jernel.kernel.sys.SignalSyscalls;
import org.jernel.kernel.sys.SignalSyscallsDefinitions;
import org.jernel.kernel.sys.SysSyscalls;
import org.jernel.kernel.sys.SysSyscallsDefinitions;
import org.jernel.kernel.sys.TaskSyscalls;
import org.jernel.kernel.sys.TaskSyscallsDefinitions;
import org.jernel.kernel.sys.TimeSyscalls;
import org.jernel.kernel.sys.TimeSyscallsDefinitions;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.uts.UtsName;

/** Defines the core's own system calls. */
public final class CoreSyscalls implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "core_syscalls_init";
    }

    @Override
    public void init(Kernel kernel) {
        KernelClock clock = kernel.clock();
        kernel.probes().define(CoreFunctions.all());
        UtsName uts = new UtsName();
        kernel.register(UtsName.class, uts);
        Stream.of(
                ReadWriteSyscallsDefinitions.of(new ReadWriteSyscalls(kernel.probes())),
                FileSyscallsDefinitions.of(new FileSyscalls()),
                IoctlSyscallsDefinitions.of(new IoctlSyscalls()),
                PollSyscallsDefinitions.of(new PollSyscalls(clock)),
                SelectSyscallsDefinitions.of(new SelectSyscalls(clock)),
                SignalSyscallsDefinitions.of(new SignalSyscalls(clock)),
                TaskSyscallsDefinitions.of(new TaskSyscalls()),
                SysSyscallsDefinitions.of(new SysSyscalls(uts)),
                CredSyscallsDefinitions.of(new CredSyscalls()),
                CapabilitySyscallsDefinitions.of(new CapabilitySyscalls()),
                PrctlSyscallsDefinitions.of(new PrctlSyscalls()),
                TimeSyscallsDefinitions.of(new TimeSyscalls(clock)),
                RandomSyscallsDefinitions.of(new RandomSyscalls(kernel.random()::getRandomBytes)))
                .forEach(kernel::defineSyscalls);
    }
}
