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

    /** Takes a reference for an open file, which keeps its mount from becoming read-only if it writes. */
    void opened(boolean writes);

    /** Gives an open file's reference back. */
    void closed(boolean writes);

    /** True where nothing may be executed. {@code path_noexec}. */
    boolean isNoExec();
}
