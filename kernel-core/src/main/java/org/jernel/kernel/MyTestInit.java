package org.jernel.kernel;

import org.jernel.kernel.sys.MyTestSyscalls;
import org.jernel.kernel.sys.MyTestSyscallsDefinitions;

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
