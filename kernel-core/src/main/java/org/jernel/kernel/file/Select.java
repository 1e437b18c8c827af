package org.jernel.kernel.file;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/** Waiting for any of several files: poll and select. Modelled on {@code fs/select.c}. */
@CheckReturnValue
public final class Select {

    private static final int POLLIN_SET =
            Poll.POLLRDNORM | Poll.POLLRDBAND | Poll.POLLIN | Poll.POLLHUP | Poll.POLLERR;
    private static final int POLLOUT_SET = Poll.POLLWRBAND | Poll.POLLWRNORM | Poll.POLLOUT | Poll.POLLERR;
    private static final int POLLEX_SET = Poll.POLLPRI;

    private Select() {}

    /** One question to all files that a call waits for. */
    private interface Round {

        /** Returns how many answers there are, or -errno. */
        long ask(PollWqueues table, boolean enqueue);
    }

    /**
     * Fills in the answers, as soon as there is one. {@code do_poll}.
     *
     * @param deadline on the clock's monotonic scale, {@link Long#MAX_VALUE} for none
     * @return how many descriptors have an answer, 0 when the time ran out, or -ERESTARTNOHAND
     */
    public static long doPoll(FdTable files, KernelClock clock, List<PollFd> fds, long deadline) {
        return waitFor(clock, deadline, (table, enqueue) -> {
            long count = 0;
            for (PollFd pollFd : fds) {
                pollFd.setRevents(pollOne(files, pollFd, table, enqueue && count == 0));
                count += pollFd.revents() == 0 ? 0 : 1;
            }
            return count;
        });
    }

    private static int pollOne(FdTable files, PollFd pollFd, PollWqueues table, boolean enqueue) {
        if (pollFd.fd() < 0) {
            return 0;
        }
        File file = files.fget(pollFd.fd());
        if (file == null) {
            return Poll.POLLNVAL;
        }
        try {
            return table.vfsPoll(file, pollFd.events(), enqueue);
        } finally {
            file.fput();
        }
    }

    /**
     * Replaces what is asked by what holds. {@code do_select}.
     *
     * @return how many bits are set in the three answers, 0 when the time ran out, -EBADF for a descriptor that is not
     *     open, or -ERESTARTNOHAND
     */
    public static long doSelect(FdTable files, KernelClock clock, FdSets sets, long deadline) {
        FdSets asked = sets.copy();
        if (!asked.allOpen(files)) {
            return Errno.EBADF.negated();
        }
        return waitFor(clock, deadline, (table, enqueue) -> {
            sets.clear();
            for (int fd = asked.next(0); fd >= 0; fd = asked.next(fd + 1)) {
                selectOne(files, fd, asked, sets, table, enqueue && sets.count() == 0);
            }
            return sets.count();
        });
    }

    private static void selectOne(
            FdTable files, int fd, FdSets asked, FdSets answer, PollWqueues table, boolean enqueue) {
        File file = files.fget(fd);
        if (file == null) {
            return;
        }
        try {
            int events = (asked.in().get(fd) ? POLLIN_SET : 0)
                    | (asked.out().get(fd) ? POLLOUT_SET : 0)
                    | (asked.ex().get(fd) ? POLLEX_SET : 0);
            int mask = table.vfsPoll(file, events, enqueue);
            answer.in().set(fd, asked.in().get(fd) && (mask & POLLIN_SET) != 0);
            answer.out().set(fd, asked.out().get(fd) && (mask & POLLOUT_SET) != 0);
            answer.ex().set(fd, asked.ex().get(fd) && (mask & POLLEX_SET) != 0);
        } finally {
            file.fput();
        }
    }

    private static long waitFor(KernelClock clock, long deadline, Round round) {
        Sleeper sleeper = Sleeper.current();
        boolean timedOut = deadline <= clock.monotonicNanos();
        try (PollWqueues table = new PollWqueues(clock)) {
            boolean enqueue = !timedOut;
            while (true) {
                long answers = round.ask(table, enqueue);
                if (answers != 0) {
                    return answers;
                }
                if (sleeper.signalPending()) {
                    return -KernelErrno.ERESTARTNOHAND;
                }
                if (timedOut) {
                    return 0;
                }
                enqueue = false;
                timedOut = table.schedule(deadline) == 0;
            }
        }
    }
}
