package org.jernel.kernel.module;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.symbol.Kallsyms;

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
        kernel.defineSyscalls(ModuleSyscallsDefinitions.of(new ModuleSyscalls(modules)));
    }
}
