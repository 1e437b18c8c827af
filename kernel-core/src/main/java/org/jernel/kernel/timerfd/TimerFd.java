package org.jernel.kernel.timerfd;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.jernel.kernel.file.CountRead;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.KernelTimer;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A timer behind a file: a read takes the number of times it has expired. {@code struct timerfd_ctx}, modelled on
 * {@code fs/timerfd.c}.
 *
 * <p>As there, a periodic timer that has expired rests until somebody reads or asks, who then counts what it missed.
 *
 * <p>Lock order: this object's monitor, then the timer queue's. The wait queue is woken outside it.
 */
public final class TimerFd implements FileOperations {

    private static final long NEVER = Long.MAX_VALUE;

    private final KernelClock clock;
    private final WaitQueueHead wait;
    private final KernelTimer timer;
    private final boolean wall;

    /** Guarded by the monitor as all below; read without it by those who wait. */
    private volatile long ticks;

    private final BooleanSupplier isCounted = this::isCounted;
    private final LongSupplier take = this::take;

    /** It has expired and was not read since. */
    private boolean expired;

    private long interval;

    /** On the monotonic scale; {@link #NEVER} while it is not set. */
    private long expires = NEVER;

    /** What a timer is set to, in nanoseconds: 0 for not at all, and for not periodic. {@code struct itimerspec}. */
    public record Setting(long value, long interval) {}

    private TimerFd(KernelClock clock, TimerQueue timers, boolean wall) {
        this.clock = clock;
        this.wait = new WaitQueueHead(clock);
        this.timer = timers.timer(this::fire);
        this.wall = wall;
    }

    /**
     * Makes a timer that is not set.
     *
     * @param wall true for one whose absolute times are times of day
     */
    public static File create(KernelClock clock, TimerQueue timers, boolean wall, int fileFlags) {
        TimerFd timerFd = new TimerFd(clock, timers, wall);
        return new File(timerFd, fileFlags, timerFd);
    }

    /** The timer behind a file; throws EINVAL where there is none. */
    public static TimerFd of(File file) {
        if (file.privateData() instanceof TimerFd timerFd) {
            return timerFd;
        }
        throw Errno.EINVAL.exception();
    }

    /** {@code timerfd_tmrproc}. An expiry that was disarmed or moved while its function was on the way is none. */
    private void fire() {
        synchronized (this) {
            if (expired || expires > clock.monotonicNanos()) {
                return;
            }
            expired = true;
            count(1);
        }
        wait.wakeUp(Poll.POLLIN);
    }

    /**
     * Sets it anew. {@code timerfd_setup}.
     *
     * @param absolute whether the value is a time and no length of time
     * @return what it was set to, and what was left of that
     */
    public synchronized Setting setTime(boolean absolute, Setting setting) {
        timer.delTimer();
        catchUp();
        Setting old = new Setting(remaining(), interval);
        expired = false;
        ticks = 0;
        interval = setting.interval();
        expires = setting.value() == 0 ? NEVER : deadline(absolute, setting.value());
        arm();
        return old;
    }

    private long deadline(boolean absolute, long value) {
        if (!absolute) {
            return clock.deadline(value);
        }
        return wall ? clock.deadline(value - clock.realtimeNanos()) : value;
    }

    private void arm() {
        if (expires != NEVER) {
            timer.modTimer(expires);
        }
    }

    /** What it is set to, and what is left of that. {@code do_timerfd_gettime}. */
    public synchronized Setting getTime() {
        if (catchUp()) {
            arm();
        }
        return new Setting(remaining(), interval);
    }

    private long remaining() {
        return expires == NEVER || expired ? 0 : Math.max(0, expires - clock.monotonicNanos());
    }

    /** Counts the periods that passed since a periodic timer expired, and finds the next. {@code hrtimer_forward_now}. */
    private boolean catchUp() {
        if (!expired || interval == 0) {
            return false;
        }
        long periods = Math.max(0, clock.monotonicNanos() - expires) / interval + 1;
        count(periods - 1);
        expires += periods * interval;
        expired = false;
        return true;
    }

    private void count(long expiries) {
        long before = ticks;
        ticks = before + expiries;
    }

    private boolean isCounted() {
        return ticks != 0;
    }

    private synchronized long take() {
        if (ticks == 0) {
            return 0;
        }
        if (catchUp()) {
            arm();
        }
        long taken = ticks;
        expired = false;
        ticks = 0;
        if (interval == 0) {
            expires = NEVER;
        }
        return taken;
    }

    @Override
    public long readIter(File file, IovIter to) {
        return CountRead.read(file, to, wait, isCounted, take);
    }

    @Override
    public String dname(File file) {
        return "anon_inode:[timerfd]";
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(wait);
        }
        return ticks != 0 ? Poll.POLLIN : 0;
    }

    /** Has no position, and says so by staying at 0. {@code noop_llseek}. */
    @Override
    public long llseek(File file, long offset, int whence) {
        return 0;
    }

    @Override
    public synchronized void release(File file) {
        expires = NEVER;
        timer.delTimer();
    }
}
