package org.jernel.kernel;

import org.jernel.kernel.mm.PageAllocator;
import org.jernel.kernel.sys.MmSyscalls;
import org.jernel.kernel.sys.MmSyscallsDefinitions;
import org.jernel.kernel.task.UserPages;

/** Brings the memory calls up. */
public final class MmInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "mmap_init";
    }

    @Override
    public void init(Kernel kernel) {
        PageAllocator pages = kernel.pages();
        UserPages userPages = new UserPages(pages, kernel.probes());
        kernel.register(PageAllocator.class, pages);
        kernel.register(UserPages.class, userPages);
        kernel.symbols().export(pages);
        kernel.symbols().export(userPages);
        kernel.defineSyscalls(MmSyscallsDefinitions.of(new MmSyscalls()));
    }
}
