package org.jernel.kernel.sys;

import java.nio.ByteBuffer;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.kernel.timerfd.TimerFd;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine4;

/** Modelled on {@code fs/timerfd.c}. */
public final class TimerFdSyscalls {

    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int CLOCK_BOOTTIME = 7;
    private static final int CLOCK_REALTIME_ALARM = 8;
    private static final int CLOCK_BOOTTIME_ALARM = 9;

    private static final int TFD_TIMER_ABSTIME = 1;

    /** Nobody sets the clock here, so that there is nothing to cancel on. */
    private static final int TFD_TIMER_CANCEL_ON_SET = 2;

    private static final int ITIMERSPEC_SIZE = 32;

    private final KernelClock clock;
    private final TimerQueue timers;

    public TimerFdSyscalls(KernelClock clock, TimerQueue timers) {
        this.clock = clock;
        this.timers = timers;
    }

    @SyscallDefine2("timerfd_create")
    long timerfdCreate(int clockid, int flags) {
        if ((flags & ~(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK)) != 0) {
            return Errno.EINVAL.negated();
        }
        boolean wall = switch (clockid) {
            case CLOCK_REALTIME, CLOCK_REALTIME_ALARM -> true;
            case CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_BOOTTIME_ALARM -> false;
            default -> throw Errno.EINVAL.exception();
        };
        boolean alarm = clockid == CLOCK_REALTIME_ALARM || clockid == CLOCK_BOOTTIME_ALARM;
        if (alarm && !Task.capable(Cred.CAP_WAKE_ALARM)) {
            return Errno.EPERM.negated();
        }
        return AnonFiles.getFd(flags, fileFlags -> TimerFd.create(clock, timers, wall, fileFlags));
    }

    @SyscallDefine4("timerfd_settime")
    long timerfdSettime(
            int ufd,
            int flags,
            @CType("const struct __kernel_itimerspec __user *") long utmr,
            @CType("struct __kernel_itimerspec __user *") long otmr) {
        UserMemory memory = Task.current().memory();
        ByteBuffer struct = Structs.copyFromUser(memory, utmr, ITIMERSPEC_SIZE);
        Timespec interval = new Timespec(struct.getLong(), struct.getLong());
        Timespec value = new Timespec(struct.getLong(), struct.getLong());
        if ((flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) != 0) {
            return Errno.EINVAL.negated();
        }
        TimerFd.Setting setting = new TimerFd.Setting(value.valid().toNanos(), interval.valid().toNanos());
        return ReadWriteSyscalls.onFile(ufd, (task, file) -> {
            TimerFd.Setting old = TimerFd.of(file).setTime((flags & TFD_TIMER_ABSTIME) != 0, setting);
            if (otmr != 0) {
                write(memory, otmr, old);
            }
            return 0;
        });
    }

    @SyscallDefine2("timerfd_gettime")
    long timerfdGettime(int ufd, @CType("struct __kernel_itimerspec __user *") long otmr) {
        return ReadWriteSyscalls.onFile(ufd, (task, file) -> {
            write(task.memory(), otmr, TimerFd.of(file).getTime());
            return 0;
        });
    }

    private static void write(UserMemory memory, long to, TimerFd.Setting setting) {
        Timespec interval = Timespec.ofNanos(setting.interval());
        Timespec value = Timespec.ofNanos(setting.value());
        Structs.copyToUser(
                memory,
                to,
                Structs.allocate(ITIMERSPEC_SIZE)
                        .putLong(interval.seconds())
                        .putLong(interval.nanos())
                        .putLong(value.seconds())
                        .putLong(value.nanos()));
    }
}
