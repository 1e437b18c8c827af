package org.jernel.kernel.module;

import java.util.List;
import java.util.function.Function;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.symbol.Kallsyms;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;

/** Brings the modules up. */
public final class ModulesInit implements Initcall {

    private static final int FILE_MODE = 0444;

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
        PseudoFileSystem proc = kernel.get(ProcFs.class).files();
        show(proc, "modules", modules::text);
        show(proc, "kallsyms", kernel.symbols().kallsyms()::text);
    }

    /** A file whose addresses are zeros for those who may not see them. {@code kallsyms_show_value}. */
    private static void show(PseudoFileSystem proc, String name, Function<Boolean, String> text) {
        proc.create(proc.root(), name, FILE_MODE, new TextFile(() -> text.apply(Task.capable(Cred.CAP_SYSLOG))));
    }
}
