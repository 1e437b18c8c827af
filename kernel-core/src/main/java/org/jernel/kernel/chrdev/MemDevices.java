package org.jernel.kernel.chrdev;

import java.util.Map;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.syscall.Errno;

/** The devices of major 1: opening one hands the file over to what its minor says. {@code memory_fops} of {@code drivers/char/mem.c}. */
public final class MemDevices implements FileOperations {

    public static final int MEM_MAJOR = 1;

    private final Map<Integer, FileOperations> byMinor;

    /** Makes them of the operations of each minor. */
    public MemDevices(Map<Integer, FileOperations> byMinor) {
        this.byMinor = byMinor;
    }

    /** Throws ENXIO for a minor that is none. {@code memory_open}. */
    @Override
    public void open(File file) {
        FileOperations device = byMinor.get(Chrdevs.minorOf(file));
        if (device == null) {
            throw Errno.ENXIO.exception();
        }
        file.replaceOperations(device);
        device.open(file);
    }
}
