package org.jernel.kernel.module;

import java.util.List;
import java.util.function.Function;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.Vsprintf;
import org.jernel.kernel.proc.ProcDirEntry;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.kernel.symbol.Kallsyms;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;

/** Brings the modules up. */
public final class ModulesInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.SUBSYS;
    }

    @Override
    public String name() {
        return "modules_init";
    }

    @Override
    public void init(Kernel kernel) {
        Modules modules = new Modules(kernel);
        kernel.register(Modules.class, modules);
        kernel.register(Kallsyms.class, kernel.symbols().kallsyms());
        kernel.register(Printk.class, kernel.printk());
        kernel.register(KernelMemory.class, kernel.memory());
        kernel.onClose(modules::close);
        kernel.defineSyscalls(ModuleSyscallsDefinitions.of(new ModuleSyscalls(modules, kernel.get(Vfs.class))));
        kernel.get(Sysctl.class).registerSysctl("kernel", List.of(modules.disabledSysctl()));
        ProcFs proc = kernel.get(ProcFs.class);
        Vsprintf formats = kernel.printk().formats();
        show(proc, "modules", formats, modules::text);
        show(proc, "kallsyms", formats, kernel.symbols().kallsyms()::text);
    }

    /**
     * A file whose addresses are zeros where who opened it may not see them; {@code kptr_restrict} of 0 shows no more than
     * 1, as {@code perf_event_paranoid} is 2 by default. {@code kallsyms_show_value}.
     */
    private static void show(ProcFs proc, String name, Vsprintf formats, Function<Boolean, String> text) {
        ProcDirEntry _ = proc.procCreateSeqPrivate(name, 0, null, () -> {
            boolean showValues = formats.kptrRestrict() <= 1 && Task.capable(Cred.CAP_SYSLOG);
            return SeqOperations.single(file -> file.puts(text.apply(showValues)));
        });
    }
}
