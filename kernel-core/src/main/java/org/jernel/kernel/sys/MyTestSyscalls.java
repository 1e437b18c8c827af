package org.jernel.kernel.sys;

import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.SyscallDefine1;

/** A system call to copy from when adding one's own: the last row of the default table enters it. */
public final class MyTestSyscalls {

    private final Printk printk;

    public MyTestSyscalls(Printk printk) {
        this.printk = printk;
    }

    @SyscallDefine1("myTest")
    long myTest(@CType("unsigned long") long number) {
        printk.printk("The pid of this process is %d\n", Task.current().pid());
        // C's %d takes an int from where the caller put a long.
        printk.printk("The argument number is %d\n", (int) number);
        return 0;
    }
}
