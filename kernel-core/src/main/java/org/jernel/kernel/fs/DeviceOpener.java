package org.jernel.kernel.fs;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;

/** Finds who drives a device node. {@code chrdev_open}. */
@FunctionalInterface
public interface DeviceOpener {

    /**
     * The operations of the device that the node stands for, whose {@link FileOperations#open} is called next; throws ENXIO for
     * one that there is not.
     *
     * @param inode the node, {@link Inode#rdev} of which says the device
     * @param file the file that is being opened
     */
    FileOperations operations(Inode inode, File file);
}
