package org.jernel.kernel.sys;

import java.util.function.Consumer;

import org.jernel.kernel.chrdev.RandomDevice;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine3;

/** Modelled on {@code drivers/char/random.c}. */
public final class RandomSyscalls {

    private static final int GRND_NONBLOCK = 1;
    private static final int GRND_RANDOM = 2;
    private static final int GRND_INSECURE = 4;

    private final Consumer<byte[]> getRandomBytes;

    /** Makes the calls over the kernel's generator. */
    public RandomSyscalls(Consumer<byte[]> getRandomBytes) {
        this.getRandomBytes = getRandomBytes;
    }

    @SyscallDefine3("getrandom")
    long getrandom(@CType("char __user *") long ubuf, @CType("size_t") long len, @CType("unsigned int") int flags) {
        if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0
                || (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE)) {
            return Errno.EINVAL.negated();
        }
        IovIter to = IovIter.importUbuf(Task.current().memory(), ubuf, len);
        return RandomDevice.getRandomBytesUser(getRandomBytes, to);
    }
}
