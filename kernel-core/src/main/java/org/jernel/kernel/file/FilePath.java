package org.jernel.kernel.file;

/**
 * Where a file was opened, or a task stands. {@code struct path}; only the file systems, which lie above this package, look
 * into it.
 */
public interface FilePath {

    /** Takes a reference, which keeps the mount busy and an unlinked file's bytes alive. {@code path_get}. */
    void pathGet();

    /** Gives a reference back. {@code path_put}. */
    void pathPut();

    /** Whether the caller owns the file or may act as if. {@code inode_owner_or_capable}. */
    boolean isOwnedByCaller();

    /**
     * Takes a reference for an open file, which keeps its mount from becoming read-only if it writes; throws ETXTBSY for one that
     * would write to a program that runs.
     */
    void opened(boolean writes);

    /** Gives an open file's reference back. */
    void closed(boolean writes);

    /** Takes a reference for a program: nobody writes to its file. Throws ETXTBSY where somebody does. {@code deny_write_access}. */
    void runs();

    /** Gives a program's reference back. {@code allow_write_access}. */
    void ranOut();

    /** True where nothing may be executed. {@code path_noexec}. */
    boolean isNoExec();
}
