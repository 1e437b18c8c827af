package org.jernel.kernel.fs;

import org.jernel.kernel.owner.OperationsOwner;
import org.jspecify.annotations.Nullable;

/** A kind of file system, known to mount by its name. {@code struct file_system_type}. */
public interface FileSystemType {

    /** Its name: {@code tmpfs}. */
    String name();

    /** Whether times of changes are as fine as those who ask for them need, and told to nobody else. {@code FS_MGTIME}. */
    default boolean hasMultigrainTimes() {
        return false;
    }

    /** Whether statx(2) tells when a file was made. */
    default boolean tellsCreation() {
        return false;
    }

    /** Whose it is, and must stay while it is mounted; null for the kernel's own. */
    default @Nullable OperationsOwner owner() {
        return OperationsOwner.of(this);
    }

    /**
     * Makes a file system, or gives the one there is; throws what mount fails with.
     *
     * @param source the device or whatever else was named
     * @param options separated by commas
     */
    SuperBlock getTree(String source, String options);
}
