package org.jernel.kernel.sys;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;

/** Brings the example call up, as a part of one's own would be. */
public final class MyTestInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.DEVICE;
    }

    @Override
    public String name() {
        return "my_test_init";
    }

    @Override
    public void init(Kernel kernel) {
        kernel.defineSyscalls(MyTestSyscallsDefinitions.of(new MyTestSyscalls(kernel.printk())));
    }
}
