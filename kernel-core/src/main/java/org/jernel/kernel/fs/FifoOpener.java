package org.jernel.kernel.fs;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.pipe.Fifo;
import org.jernel.kernel.time.KernelClock;

/** Opens named pipes: the inode keeps the pipe. {@code fifo_open} of {@code fs/pipe.c}. */
final class FifoOpener implements DeviceOpener {

    private final KernelClock clock;

    FifoOpener(KernelClock clock) {
        this.clock = clock;
    }

    @Override
    public FileOperations operations(Inode inode, File file) {
        return fifo(inode).open(file);
    }

    private Fifo fifo(Inode inode) {
        synchronized (inode) {
            if (inode.privateData() instanceof Fifo fifo) {
                return fifo;
            }
            Fifo made = new Fifo(clock);
            inode.setPrivateData(made);
            return made;
        }
    }
}
