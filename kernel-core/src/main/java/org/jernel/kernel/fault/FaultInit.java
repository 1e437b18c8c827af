package org.jernel.kernel.fault;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.TextFile;

/** Makes the directories of {@code /sys/kernel/debug} by which faults are injected: {@code fail_function}, {@code fail_page_alloc}. */
public final class FaultInit implements Initcall {

    private static final int OWNER_ONLY = 0600;

    @Override
    public InitcallLevel level() {
        return InitcallLevel.DEVICE;
    }

    @Override
    public String name() {
        return "fei_debugfs_init";
    }

    @Override
    public void init(Kernel kernel) {
        Debugfs debugfs = kernel.get(Debugfs.class);
        FaultAttr pages = attr(kernel, "fail_page_alloc");
        Dentry _ = FaultFiles.create(debugfs, pages);
        kernel.pages().setFault(pages::shouldFail);
        FaultAttr functions = attr(kernel, "fail_function");
        Dentry directory = FaultFiles.create(debugfs, functions);
        FailFunction failing = new FailFunction(kernel, debugfs, directory, functions);
        debugfs.createFile(directory, "inject", OWNER_ONLY, new TextFile(failing::list, failing::store));
        debugfs.createSymlink(directory, "injectable", "../error_injection/list");
    }

    private static FaultAttr attr(Kernel kernel, String name) {
        return new FaultAttr(name, kernel.printk(), kernel.random());
    }
}
