package org.jernel.net.unix;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.ScmFpList;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * AF_UNIX of one kernel: the names of its sockets and the files on their way between them. {@code struct netns_unix} with
 * the limit of {@code net/unix/garbage.c}.
 *
 * <p>Lock order: a sock's iolock (one reader at a time), then this object's monitor, which guards names, queues, peers and
 * states of all socks of the kernel, then wait queues. Linux has a lock per sock instead and orders two by address. Nobody
 * sleeps, copies user memory or releases a file under the monitor.
 */
final class UnixNet {

    /** {@code net.unix.max_dgram_qlen}. */
    static final int MAX_DGRAM_QLEN = 10;

    /** The names that autobind draws from: five hex digits. */
    private static final int AUTOBIND_NAMES = 1 << 20;

    /** Sockets of different types do not share abstract names. */
    private record AbstractName(int type, SockAddr addr) {}

    private final KernelRandom random;
    private final UnixPaths paths = new UnixPaths();
    private final Map<AbstractName, UnixSock> abstracts = new HashMap<>();

    /** Socks that have files in their queues. */
    private final Set<UnixSock> carriers = new HashSet<>();

    private int inflight;

    UnixNet(KernelRandom random) {
        this.random = random;
    }

    /** Gives a sock a name. Throws EADDRINUSE, EINVAL for a sock that has one, and the errors of a path. {@code unix_bind}. */
    synchronized void bind(UnixSock sk, SockAddr addr) {
        if (UnixAddress.isPath(addr)) {
            bindPath(sk, UnixAddress.path(addr));
            return;
        }
        if (sk.addr() != null) {
            throw Errno.EINVAL.exception();
        }
        if (abstracts.putIfAbsent(new AbstractName(sk.type(), addr), sk) != null) {
            throw Errno.EADDRINUSE.exception();
        }
        sk.setAddr(addr);
    }

    /** A path that exists is in use even for a sock that has a name; no name is left behind for one that has. */
    private void bindPath(UnixSock sk, String path) {
        UnixPaths.Inode inode = paths.create(path, sk);
        if (sk.addr() != null) {
            paths.unlink(path);
            throw Errno.EINVAL.exception();
        }
        sk.setInode(inode);
        sk.setAddr(UnixAddress.ofPath(path));
    }

    /** Gives a sock without a name an abstract one that is free. {@code unix_autobind}; throws ENOSPC. */
    synchronized void autobind(UnixSock sk) {
        if (sk.addr() != null) {
            return;
        }
        int first = random.getRandomBelow(AUTOBIND_NAMES);
        for (int i = 0; i < AUTOBIND_NAMES; i++) {
            String digits = String.format(Locale.ROOT, "%05x", (first + i) % AUTOBIND_NAMES);
            SockAddr addr = UnixAddress.ofNumber(digits);
            if (abstracts.putIfAbsent(new AbstractName(sk.type(), addr), sk) == null) {
                sk.setAddr(addr);
                return;
            }
        }
        throw Errno.ENOSPC.exception();
    }

    /** The sock of a name. Throws ECONNREFUSED, EPROTOTYPE, ENOENT, ENOTDIR. {@code unix_find_other}. */
    synchronized UnixSock find(SockAddr addr, int type) {
        if (UnixAddress.isPath(addr)) {
            UnixSock found = paths.find(UnixAddress.path(addr));
            if (found.type() != type) {
                throw Errno.EPROTOTYPE.exception();
            }
            return found;
        }
        UnixSock found = abstracts.get(new AbstractName(type, addr));
        if (found == null) {
            throw Errno.ECONNREFUSED.exception();
        }
        return found;
    }

    /** Removes a name of the tree, not its socket. */
    synchronized void unlink(String path) {
        paths.unlink(path);
    }

    /** A sock goes, and its abstract name with it; of a path the name stays. */
    synchronized void remove(UnixSock sk) {
        SockAddr addr = sk.addr();
        if (addr != null) {
            abstracts.remove(new AbstractName(sk.type(), addr), sk);
        }
        sk.forgetInode();
    }

    /** True for an ordinary task when too many files are in flight already. {@code too_many_unix_fds}. */
    synchronized boolean isTooManyFds() {
        Task task = Task.currentOrNull();
        return task != null
                && inflight > task.rlimits().nofile()
                && !Task.capable(Cred.CAP_SYS_RESOURCE)
                && !Task.capable(Cred.CAP_SYS_ADMIN);
    }

    /** Files came into a sock's queue. {@code scm_stat_add}. */
    synchronized void addInflight(UnixSock sk, @Nullable ScmFpList files) {
        if (files != null) {
            inflight += files.count();
            sk.carried++;
            carriers.add(sk);
        }
    }

    /** Files left a sock's queue. {@code scm_stat_del}. */
    synchronized void removeInflight(UnixSock sk, @Nullable ScmFpList files) {
        if (files != null) {
            inflight -= files.count();
            sk.carried--;
            if (sk.carried == 0) {
                carriers.remove(sk);
            }
        }
    }

    /**
     * The kernel closes. Socks that are only referred to by messages in each other's queues are still there, since nothing
     * looks for such cycles as Linux's {@code unix_gc} does: their queues are dropped, and so the files in them closed.
     */
    void close() {
        List<UnixSock> left;
        do {
            synchronized (this) {
                left = new ArrayList<>(carriers);
            }
            left.forEach(UnixSock::purge);
        } while (!left.isEmpty());
    }
}
