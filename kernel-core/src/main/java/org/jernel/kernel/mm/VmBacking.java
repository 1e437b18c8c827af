package org.jernel.kernel.mm;

import org.jspecify.annotations.Nullable;

/**
 * What the pages of a mapping are, where they are not a task's own zeros: a file's, a device's, or memory that tasks share.
 * {@code vm_operations_struct}.
 *
 * <p>It is asked at every access, so that a file that becomes shorter needs no walk over its mappings.
 */
public interface VmBacking {

    /**
     * The page of that number, counted from the beginning of the file, which is made if need be.
     *
     * @return null where there is none: behind the end of a file
     */
    @Nullable
    Page fault(long pageNumber);

    /** What {@code /proc/PID/maps} calls it; nothing for memory without a name. */
    default String name() {
        return "";
    }

    /** One more address space has mappings of it. */
    default void open() {}

    /** The last mapping in an address space is gone. */
    default void close() {}
}
