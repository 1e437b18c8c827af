package org.jernel.kernel.fs;

/** A kind of file system, known to mount by its name. {@code struct file_system_type}. */
public interface FileSystemType {

    /** Its name: {@code tmpfs}. */
    String name();

    /**
     * Makes a file system, or gives the one there is; throws what mount fails with.
     *
     * @param source the device or whatever else was named
     * @param options separated by commas
     */
    SuperBlock getTree(String source, String options);
}
