package org.jernel.net.unix;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Permission;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.ScmFpList;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
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

    /** The names that autobind draws from: five hex digits. */
    private static final int AUTOBIND_NAMES = 1 << 20;

    /** Sockets of different types do not share abstract names. */
    private record AbstractName(int type, SockAddr addr) {}

    /** The rights of a socket's file, from which the mask is taken. */
    private static final int NODE_RIGHTS = 0777;

    private final Vfs vfs;
    private final KernelRandom random;
    private final Map<AbstractName, UnixSock> abstracts = new HashMap<>();

    /** Socks that have files in their queues. */
    private final Set<UnixSock> carriers = new HashSet<>();

    private int inflight;

    UnixNet(Vfs vfs, KernelRandom random) {
        this.vfs = vfs;
        this.random = random;
    }

    /** Gives a sock a name. Throws EADDRINUSE, EINVAL for a sock that has one, and the errors of a path. {@code unix_bind}. */
    void bind(UnixSock sk, SockAddr addr) {
        if (UnixAddress.isPath(addr)) {
            bindPath(sk, UnixAddress.path(addr));
        } else {
            bindAbstract(sk, addr);
        }
    }

    /**
     * A path that exists is in use even for a sock that has a name; no name is left behind for one that has. The tree of files is
     * changed without the monitor. {@code unix_bind_bsd}.
     */
    private void bindPath(UnixSock sk, String path) {
        Inode inode = makeNode(path);
        synchronized (this) {
            if (sk.addr() == null) {
                inode.setPrivateData(sk);
                sk.setInode(inode);
                sk.setAddr(UnixAddress.ofPath(path));
                return;
            }
        }
        vfs.unlink(path);
        throw Errno.EINVAL.exception();
    }

    private Inode makeNode(String path) {
        try {
            return vfs.names().mknod(Vfs.AT_FDCWD, path, FileMode.S_IFSOCK | NODE_RIGHTS, 0);
        } catch (ErrnoException e) {
            throw e.errno() == Errno.EEXIST ? Errno.EADDRINUSE.exception() : e;
        }
    }

    private synchronized void bindAbstract(UnixSock sk, SockAddr addr) {
        if (sk.addr() != null) {
            throw Errno.EINVAL.exception();
        }
        if (abstracts.putIfAbsent(new AbstractName(sk.type(), addr), sk) != null) {
            throw Errno.EADDRINUSE.exception();
        }
        sk.setAddr(addr);
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

    /** The sock of a name. Throws ECONNREFUSED, EPROTOTYPE, and the errors of a path. {@code unix_find_other}. */
    UnixSock find(SockAddr addr, int type) {
        return UnixAddress.isPath(addr) ? findPath(UnixAddress.path(addr), type) : findAbstract(addr, type);
    }

    /** Whom a file's rights let write to it they let connect; a file that is no socket refuses. {@code unix_find_bsd}. */
    private UnixSock findPath(String path, int type) {
        Inode inode = vfs.lookup(path).inode();
        Permission.check(inode, Permission.MAY_WRITE);
        if (!FileMode.isSocket(inode.mode()) || !(inode.privateData() instanceof UnixSock found)) {
            throw Errno.ECONNREFUSED.exception();
        }
        if (found.type() != type) {
            throw Errno.EPROTOTYPE.exception();
        }
        return found;
    }

    private synchronized UnixSock findAbstract(SockAddr addr, int type) {
        UnixSock found = abstracts.get(new AbstractName(type, addr));
        if (found == null) {
            throw Errno.ECONNREFUSED.exception();
        }
        return found;
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
