package org.jernel.net.unix;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The sockets in the tree of files, as long as there is no file system to keep them: a few directories that always exist, and
 * in them the names that bind made. Relative paths begin at the root. Guarded by the {@link UnixNet}.
 */
final class UnixPaths {

    private static final Set<String> DIRECTORIES =
            Set.of("/", "/dev", "/home", "/root", "/run", "/tmp", "/var", "/var/run", "/var/tmp");

    /** A name of the tree, which outlives its socket. */
    static final class Inode {

        private @Nullable UnixSock sock;

        /** The socket is gone and its name refuses from now on. */
        void forget() {
            sock = null;
        }
    }

    /** @param slash whether the path ended in one, which only a directory's may */
    private record Walked(String canonical, boolean slash) {

        boolean isDirectory() {
            return DIRECTORIES.contains(canonical);
        }
    }

    private final Map<String, Inode> inodes = new HashMap<>();

    /** Makes a name. Throws EADDRINUSE for one that exists, whatever it is; ENOENT, ENOTDIR. {@code unix_bind_bsd}. */
    Inode create(String path, UnixSock sock) {
        Walked walked = walk(path);
        if (walked.isDirectory() || inodes.containsKey(walked.canonical())) {
            throw Errno.EADDRINUSE.exception();
        }
        if (walked.slash()) {
            throw Errno.ENOENT.exception();
        }
        Inode inode = new Inode();
        inode.sock = sock;
        inodes.put(walked.canonical(), inode);
        return inode;
    }

    /** The socket of a name. Throws ENOENT, ENOTDIR, and ECONNREFUSED for a name without a socket. {@code unix_find_bsd}. */
    UnixSock find(String path) {
        Walked walked = walk(path);
        UnixSock sock = walked.isDirectory() ? null : existing(walked).sock;
        if (sock == null) {
            throw Errno.ECONNREFUSED.exception();
        }
        return sock;
    }

    /** Takes a name out of the tree; its socket lives on unreachable. unlink(2). */
    void unlink(String path) {
        Walked walked = walk(path);
        if (walked.isDirectory()) {
            throw Errno.EISDIR.exception();
        }
        existing(walked);
        inodes.remove(walked.canonical());
    }

    private Inode existing(Walked walked) {
        Inode inode = inodes.get(walked.canonical());
        if (inode == null) {
            throw Errno.ENOENT.exception();
        }
        if (walked.slash()) {
            throw Errno.ENOTDIR.exception();
        }
        return inode;
    }

    /** Goes down to the directory of a path, which must exist. */
    private Walked walk(String path) {
        if (path.isEmpty()) {
            throw Errno.ENOENT.exception();
        }
        Deque<String> walked = new ArrayDeque<>();
        String[] components = path.split("/");
        for (int i = 0; i < components.length; i++) {
            if (components[i].equals("..")) {
                walked.pollLast();
            } else if (!components[i].isEmpty() && !components[i].equals(".")) {
                walked.addLast(components[i]);
            }
            if (i < components.length - 1) {
                requireDirectory("/" + String.join("/", walked));
            }
        }
        return new Walked("/" + String.join("/", walked), path.endsWith("/"));
    }

    private void requireDirectory(String path) {
        if (!DIRECTORIES.contains(path)) {
            throw (inodes.containsKey(path) ? Errno.ENOTDIR : Errno.ENOENT).exception();
        }
    }
}
