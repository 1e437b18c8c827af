package org.jernel.kernel.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A task's descriptors. {@code files_struct}, modelled on {@code fs/file.c}.
 *
 * <p>Looking a descriptor up takes no lock. Changing the table takes this object's monitor, which is a leaf: files are
 * released outside it.
 */
public final class FdTable {

    private static final int INITIAL_SIZE = 64;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(File[].class);

    /** Replaced when it grows; slots are written under the monitor and read with acquire. */
    private volatile @Nullable File[] files = new @Nullable File[INITIAL_SIZE];

    /** Descriptors that are taken: those with a file, and those reserved by {@link #getUnusedFd}. */
    private final BitSet taken = new BitSet(INITIAL_SIZE);

    private final BitSet closeOnExec = new BitSet(INITIAL_SIZE);

    /**
     * Reserves the lowest free descriptor at or above {@code start}. {@code get_unused_fd_flags}.
     *
     * @param limit the task's RLIMIT_NOFILE: descriptors lie below it
     * @return the descriptor, or -EMFILE
     */
    @CheckReturnValue
    public synchronized long getUnusedFd(int start, long limit, boolean cloexec) {
        int fd = taken.nextClearBit(start);
        if (fd >= limit) {
            return Errno.EMFILE.negated();
        }
        reserve(fd, cloexec);
        return fd;
    }

    private void reserve(int fd, boolean cloexec) {
        if (fd >= files.length) {
            files = Arrays.copyOf(files, Math.max(fd + 1, files.length * 2));
        }
        taken.set(fd);
        closeOnExec.set(fd, cloexec);
    }

    /** Gives a reserved descriptor back that never got a file. {@code put_unused_fd}. */
    public synchronized void putUnusedFd(int fd) {
        taken.clear(fd);
        closeOnExec.clear(fd);
    }

    /** Puts a file behind a reserved descriptor, which takes over the caller's reference. {@code fd_install}. */
    public synchronized void fdInstall(int fd, File file) {
        SLOT.setRelease(files, fd, file);
    }

    /** The file of a descriptor with a reference that the caller gives back by {@link File#fput()}, or null. */
    public @Nullable File fget(int fd) {
        while (true) {
            @Nullable File[] seen = files;
            if (fd < 0 || fd >= seen.length) {
                return null;
            }
            File file = (File) SLOT.getAcquire(seen, fd);
            if (file == null) {
                return null;
            }
            if (file.tryGetFile()) {
                return file;
            }
        }
    }

    /** True if the descriptor has a file. */
    boolean isOpen(int fd) {
        @Nullable File[] seen = files;
        return fd >= 0 && fd < seen.length && SLOT.getAcquire(seen, fd) != null;
    }

    /** Closes a descriptor: 0, or -EBADF. The file lives on while a call in progress or another descriptor has it. */
    @CheckReturnValue
    public long closeFd(int fd) {
        File file;
        synchronized (this) {
            file = detach(fd);
        }
        if (file == null) {
            return Errno.EBADF.negated();
        }
        file.fput();
        return 0;
    }

    private @Nullable File detach(int fd) {
        if (fd < 0 || fd >= files.length) {
            return null;
        }
        File file = (File) SLOT.getAcquire(files, fd);
        if (file != null) {
            SLOT.setRelease(files, fd, null);
            putUnusedFd(fd);
        }
        return file;
    }

    /**
     * Makes {@code newFd} refer to the file of {@code oldFd}, closing what it referred to. {@code do_dup2} with the checks
     * of {@code ksys_dup3}.
     *
     * @return the new descriptor; -EBADF for a bad one or one at or above the limit; -EBUSY when another call has
     *     reserved {@code newFd} and not filled it yet
     */
    @CheckReturnValue
    public long dup2(int oldFd, int newFd, long limit, boolean cloexec) {
        File replaced;
        synchronized (this) {
            if (newFd < 0 || newFd >= limit) {
                return Errno.EBADF.negated();
            }
            File file = fget(oldFd);
            if (file == null) {
                return Errno.EBADF.negated();
            }
            replaced = newFd < files.length ? (File) SLOT.getAcquire(files, newFd) : null;
            if (replaced == null && taken.get(newFd)) {
                file.fput();
                return Errno.EBUSY.negated();
            }
            reserve(newFd, cloexec);
            SLOT.setRelease(files, newFd, file);
        }
        if (replaced != null) {
            replaced.fput();
        }
        return newFd;
    }

    public synchronized boolean isCloseOnExec(int fd) {
        return closeOnExec.get(fd);
    }

    public synchronized void setCloseOnExec(int fd, boolean on) {
        closeOnExec.set(fd, on);
    }

    /** A copy for a new task: the same files, one more reference each. {@code dup_fd}. */
    public synchronized FdTable copy() {
        FdTable copy = new FdTable();
        for (int fd = taken.nextSetBit(0); fd >= 0; fd = taken.nextSetBit(fd + 1)) {
            File file = fget(fd);
            if (file != null) {
                copy.install(fd, file, closeOnExec.get(fd));
            }
        }
        return copy;
    }

    private synchronized void install(int fd, File file, boolean cloexec) {
        reserve(fd, cloexec);
        SLOT.setRelease(files, fd, file);
    }

    /** Closes everything, as at exit. {@code close_files}. */
    public void closeAll() {
        closeIn(taken);
    }

    /** Closes what a new program is not to have. {@code do_close_on_exec}. */
    public void closeOnExec() {
        closeIn(closeOnExec);
    }

    private void closeIn(BitSet descriptors) {
        List<File> closing = new ArrayList<>();
        synchronized (this) {
            for (int fd = descriptors.nextSetBit(0); fd >= 0; fd = descriptors.nextSetBit(fd + 1)) {
                File file = detach(fd);
                if (file != null) {
                    closing.add(file);
                }
            }
        }
        releaseAll(closing);
    }

    /** One driver's failure leaves no other file open; the first is thrown when all is done. */
    private static void releaseAll(List<File> closing) {
        Throwable failure = null;
        for (File file : closing) {
            try {
                file.fput();
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {
            }
        }
    }

    /** What is done with each open descriptor. */
    @FunctionalInterface
    public interface FdVisitor {

        void visit(int fd, File file);
    }

    /** Shows every open file by the number of its descriptor, to who only looks: it may be closed already. {@code iterate_fd}. */
    public void iterateFd(FdVisitor visitor) {
        @Nullable File[] seen = files;
        for (int fd = 0; fd < seen.length; fd++) {
            File file = (File) SLOT.getAcquire(seen, fd);
            if (file != null) {
                visitor.visit(fd, file);
            }
        }
    }

    /** How many descriptors are taken. */
    public synchronized int size() {
        return taken.cardinality();
    }

    /** How many descriptors the table has room for now; select(2) looks at none beyond. {@code max_fds}. */
    public int capacity() {
        return files.length;
    }
}
