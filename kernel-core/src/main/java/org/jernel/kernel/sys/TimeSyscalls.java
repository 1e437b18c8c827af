package org.jernel.kernel.sys;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.CType;
import org.jernel.syscall.KernelErrno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine4;

/** Modelled on {@code kernel/time/time.c}, {@code posix-timers.c} and {@code hrtimer.c}. */
public final class TimeSyscalls {

    private static final int TIMER_ABSTIME = 1;

    private final KernelClock clock;

    public TimeSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine1("time")
    long time(@CType("__kernel_old_time_t __user *") long tloc) {
        long seconds = PosixClock.REALTIME.now(clock).seconds();
        if (tloc != 0) {
            Task.current().memory().putUser(tloc, seconds, Long.BYTES);
        }
        return seconds;
    }

    @SyscallDefine2("gettimeofday")
    long gettimeofday(
            @CType("struct __kernel_old_timeval __user *") long tv, @CType("struct timezone __user *") long tz) {
        UserMemory memory = Task.current().memory();
        if (tv != 0) {
            PosixClock.REALTIME.now(clock).writeTimeval(memory, tv);
        }
        if (tz != 0) {
            Structs.copyToUser(memory, tz, Structs.allocate(2 * Integer.BYTES));
        }
        return 0;
    }

    @SyscallDefine2("clock_gettime")
    @Partial("no clocks of processor time")
    long clockGettime(
            @CType("clockid_t") int whichClock, @CType("struct __kernel_timespec __user *") long tp) {
        PosixClock.of(whichClock).now(clock).write(Task.current().memory(), tp);
        return 0;
    }

    @SyscallDefine2("clock_getres")
    @Partial("no clocks of processor time")
    long clockGetres(@CType("clockid_t") int whichClock, @CType("struct __kernel_timespec __user *") long tp) {
        Timespec resolution = PosixClock.of(whichClock).resolution();
        if (tp != 0) {
            resolution.write(Task.current().memory(), tp);
        }
        return 0;
    }

    @SyscallDefine2("nanosleep")
    long nanosleep(
            @CType("struct __kernel_timespec __user *") long rqtp,
            @CType("struct __kernel_timespec __user *") long rmtp) {
        Timespec time = Timespec.read(Task.current().memory(), rqtp).valid();
        return sleepUntil(clock.deadline(time.toNanos()), rmtp);
    }

    @SyscallDefine4("clock_nanosleep")
    @Partial("no clocks of processor time")
    long clockNanosleep(
            @CType("clockid_t") int whichClock,
            int flags,
            @CType("const struct __kernel_timespec __user *") long rqtp,
            @CType("struct __kernel_timespec __user *") long rmtp) {
        PosixClock which = PosixClock.of(whichClock);
        which.mustSleep();
        Timespec time = Timespec.read(Task.current().memory(), rqtp).valid();
        if ((flags & TIMER_ABSTIME) == 0) {
            return sleepUntil(clock.deadline(time.toNanos()), rmtp);
        }
        // A time of day needs no restart with what is left: the same call does.
        return sleep(which.deadline(clock, time)) < 0 ? -KernelErrno.ERESTARTNOHAND : 0;
    }

    /** Says what is left when a signal ends it, and goes on with the same deadline if no handler ran. */
    private long sleepUntil(long deadline, long rmtp) {
        if (sleep(deadline) == 0) {
            return 0;
        }
        Task task = Task.current();
        if (rmtp != 0) {
            Timespec.until(clock, deadline).write(task.memory(), rmtp);
        }
        return task.restartWith(() -> sleepUntil(deadline, rmtp));
    }

    private long sleep(long deadline) {
        return new WaitQueueHead(clock).waitEventUntil(() -> false, deadline);
    }
}
