package org.jernel.kernel.signalfd;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.SignalState;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A set of signals behind a file: whoever reads it takes those that are pending for itself. {@code struct signalfd_ctx},
 * modelled on {@code fs/signalfd.c}.
 */
public final class SignalFd implements FileOperations {

    /** {@code sizeof(struct signalfd_siginfo)}. */
    private static final int SIGINFO_SIZE = 128;

    private static final int SSI_SIGNO = 0;
    private static final int SSI_CODE = 8;
    private static final int SSI_PID = 12;
    private static final int SSI_UID = 16;
    private static final int SSI_STATUS = 40;

    private volatile long mask;

    private SignalFd(long mask) {
        this.mask = mask & ~SignalState.UNBLOCKABLE;
    }

    /** Makes one for a set of signals, SIGKILL and SIGSTOP left out. */
    public static File create(long mask, int fileFlags) {
        SignalFd signalFd = new SignalFd(mask);
        return new File(signalFd, fileFlags, signalFd);
    }

    /** The set behind a file; throws EINVAL where there is none. */
    public static SignalFd of(File file) {
        if (file.privateData() instanceof SignalFd signalFd) {
            return signalFd;
        }
        throw Errno.EINVAL.exception();
    }

    /** Changes the set; who waits for signals of the task looks again. */
    public void setMask(long set, Task task) {
        mask = set & ~SignalState.UNBLOCKABLE;
        task.signalWait().wakeUp(0);
    }

    @Override
    public long readIter(File file, IovIter to) {
        if (to.count() < SIGINFO_SIZE) {
            return Errno.EINVAL.negated();
        }
        Task task = Task.current();
        long done = 0;
        while (to.count() >= SIGINFO_SIZE) {
            long result = readOne(task, file.isNonblocking() || done > 0, to);
            if (result < 0) {
                return done == 0 ? result : done;
            }
            done += result;
        }
        return done;
    }

    private long readOne(Task task, boolean nonblock, IovIter to) {
        SignalState signals = task.signals();
        SigInfo info = signals.dequeueIn(mask);
        while (info == null) {
            if (nonblock) {
                return Errno.EAGAIN.negated();
            }
            long waited = task.signalWait()
                    .waitEvent(() -> signals.isPendingIn(mask), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
            info = signals.dequeueIn(mask);
        }
        byte[] siginfo = new byte[SIGINFO_SIZE];
        LittleEndian.put(siginfo, SSI_SIGNO, info.signo(), Integer.BYTES);
        LittleEndian.put(siginfo, SSI_CODE, info.code(), Integer.BYTES);
        LittleEndian.put(siginfo, SSI_PID, info.pid(), Integer.BYTES);
        LittleEndian.put(siginfo, SSI_UID, info.uid(), Integer.BYTES);
        LittleEndian.put(siginfo, SSI_STATUS, info.status(), Integer.BYTES);
        return to.copyToIter(siginfo, 0, SIGINFO_SIZE) < SIGINFO_SIZE ? Errno.EFAULT.negated() : SIGINFO_SIZE;
    }

    @Override
    public String dname(File file) {
        return "anon_inode:[signalfd]";
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        Task task = Task.currentOrNull();
        if (task == null) {
            return 0;
        }
        if (table != null) {
            table.pollWait(task.signalWait());
        }
        return task.signals().isPendingIn(mask) ? Poll.POLLIN : 0;
    }

    /** Has no position, and says so by staying at 0. {@code noop_llseek}. */
    @Override
    public long llseek(File file, long offset, int whence) {
        return 0;
    }
}
