package org.jernel.kernel.task;

import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Waiting for what becomes of a child. Modelled on {@code do_wait} of {@code kernel/exit.c}. */
public final class ChildWait {

    /** Return at once when there is nothing to be told. */
    public static final int WNOHANG = 1;

    /** Also children that were stopped, which stay. */
    public static final int WUNTRACED = 2;

    /** Children that have ended: for {@code wait4} always. */
    public static final int WEXITED = 4;

    /** Also children that went on after a stop. */
    public static final int WCONTINUED = 8;

    /** Leave what is told to be told again. */
    public static final int WNOWAIT = 0x0100_0000;

    /** Children of this thread only, which they all are. */
    public static final int __WNOTHREAD = 0x2000_0000;

    /** Children of either kind, those whose end sends SIGCHLD and the others. */
    public static final int __WALL = 0x4000_0000;

    /** Only children whose end does not send SIGCHLD. */
    public static final int __WCLONE = 0x8000_0000;

    /** The low byte of the wait status of a stopped task. */
    private static final int STOPPED = 0x7f;

    /** The wait status of a task that goes on. */
    private static final int CONTINUED = 0xffff;

    private final Task parent;
    private final int options;
    private final Predicate<Task> wanted;

    /** What is to be told of a child, for wait4 and for waitid. */
    private record Told(Task child, int status, SigInfo info) {}

    private ChildWait(Task parent, int options, Predicate<Task> wanted) {
        this.parent = parent;
        this.options = options;
        this.wanted = child -> isOfKind(child, options) && wanted.test(child);
    }

    /**
     * Waits for a child of {@code parent} to end and takes it away, or for what else the options name.
     *
     * @param pid a child's number, -1 for any, 0 or -group for those of a process group
     * @param status told of the child and its wait status
     * @return the child's number, 0 with WNOHANG and nothing to tell, -ECHILD, or -ERESTARTSYS
     */
    @CheckReturnValue
    public static long wait4(Task parent, int pid, int options, ObjIntConsumer<Task> status) {
        return new ChildWait(parent, options | WEXITED, child -> isNamed(parent, child, pid))
                .await(told -> status.accept(told.child(), told.status()));
    }

    /**
     * As {@link #wait4}, but only for what the options name.
     *
     * @param info told as SIGCHLD would tell it
     */
    @CheckReturnValue
    public static long waitid(Task parent, int pid, int options, Consumer<SigInfo> info) {
        return new ChildWait(parent, options, child -> isNamed(parent, child, pid))
                .await(told -> info.accept(told.info()));
    }

    private long await(Consumer<Told> teller) {
        if (!hasChild()) {
            return Errno.ECHILD.negated();
        }
        @Nullable Told[] found = {take()};
        if (found[0] == null && (options & WNOHANG) != 0) {
            return 0;
        }
        if (found[0] == null) {
            long waited = parent.family().childExit.waitEvent(
                    () -> (found[0] = take()) != null || !hasChild(), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
        }
        Told told = found[0];
        if (told == null) {
            return Errno.ECHILD.negated();
        }
        teller.accept(told);
        return told.child().pid();
    }

    /** Whether there is one that may yet have something to tell. */
    private boolean hasChild() {
        synchronized (parent.tasks()) {
            return parent.family().children.stream().anyMatch(
                    child -> wanted.test(child) && (wants(WEXITED) || child.state() != TaskState.ZOMBIE));
        }
    }

    private boolean wants(int option) {
        return (options & option) != 0;
    }

    private @Nullable Told take() {
        synchronized (parent.tasks()) {
            for (Task child : parent.family().children) {
                Told told = wanted.test(child) ? take(child) : null;
                if (told != null) {
                    return told;
                }
            }
            return null;
        }
    }

    private @Nullable Told take(Task child) {
        boolean stays = wants(WNOWAIT);
        if (child.state() == TaskState.ZOMBIE) {
            return wants(WEXITED) ? end(child, stays) : null;
        }
        int trap = wants(WUNTRACED) ? child.family().trapNews(stays) : 0;
        if (trap != 0) {
            return stopped(child, trap, SigInfo.ofTrap(child, trap));
        }
        int stop = wants(WUNTRACED) ? child.signals().stopNews(stays) : 0;
        if (stop != 0) {
            return stopped(child, stop, SigInfo.ofStop(child, stop));
        }
        return wants(WCONTINUED) && child.signals().continueNews(stays)
                ? new Told(child, CONTINUED, SigInfo.ofContinue(child))
                : null;
    }

    private static Told stopped(Task child, int signo, SigInfo info) {
        return new Told(child, signo << 8 | STOPPED, info);
    }

    private Told end(Task child, boolean stays) {
        if (!stays) {
            parent.tasks().reap(child);
        }
        return new Told(child, child.exitStatus(), SigInfo.ofChild(child, Signal.SIGCHLD.number()));
    }

    /** {@code eligible_child}. */
    private static boolean isOfKind(Task child, int options) {
        boolean clone = child.exitSignal() != Signal.SIGCHLD.number();
        return (options & __WALL) != 0 || clone == ((options & __WCLONE) != 0);
    }

    /** {@code eligible_pid}. */
    private static boolean isNamed(Task parent, Task child, int pid) {
        if (pid == -1) {
            return true;
        }
        if (pid > 0) {
            return child.pid() == pid;
        }
        return child.processGroup() == (pid == 0 ? parent.processGroup() : -pid);
    }
}
