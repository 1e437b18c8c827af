package org.jernel.kernel.task;

import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Waiting for the end of a child. Modelled on {@code do_wait} of {@code kernel/exit.c}. */
public final class ChildWait {

    /** Return at once when no child has ended. */
    public static final int WNOHANG = 1;

    /** Children of either kind, those whose end sends SIGCHLD and the others. */
    public static final int __WALL = 0x4000_0000;

    /** Also children that were stopped, which stay. */
    public static final int WUNTRACED = 2;

    /** Only children whose end does not send SIGCHLD. */
    public static final int __WCLONE = 0x8000_0000;

    private final Task parent;
    private final boolean stopsToo;
    private final Predicate<Task> wanted;

    /** What is to be told of a child. */
    private record Told(Task child, int status) {}

    private ChildWait(Task parent, boolean stopsToo, Predicate<Task> wanted) {
        this.parent = parent;
        this.stopsToo = stopsToo;
        this.wanted = wanted;
    }

    /**
     * Waits for a child of {@code parent} to end and takes it away.
     *
     * @param pid a child's number, -1 for any, 0 or -group for those of a process group
     * @param options {@link #WNOHANG}, {@link #WUNTRACED}, {@link #__WALL}, {@link #__WCLONE}; others do nothing
     * @param status told of the child that ended and its wait status
     * @return the child's number, 0 with WNOHANG and none ended, -ECHILD, or -ERESTARTSYS
     */
    @CheckReturnValue
    public static long wait4(Task parent, int pid, int options, ObjIntConsumer<Task> status) {
        return new ChildWait(parent, (options & WUNTRACED) != 0, child -> isWanted(parent, child, pid, options))
                .await((options & WNOHANG) != 0, status);
    }

    private long await(boolean noHang, ObjIntConsumer<Task> status) {
        if (!hasChild()) {
            return Errno.ECHILD.negated();
        }
        @Nullable Told[] ended = {take()};
        if (ended[0] == null && noHang) {
            return 0;
        }
        if (ended[0] == null) {
            long waited = parent.family().childExit.waitEvent(
                    () -> (ended[0] = take()) != null || !hasChild(), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
        }
        Told told = ended[0];
        if (told == null) {
            return Errno.ECHILD.negated();
        }
        status.accept(told.child(), told.status());
        return told.child().pid();
    }

    private boolean hasChild() {
        synchronized (parent.tasks()) {
            return parent.family().children.stream().anyMatch(wanted);
        }
    }

    private @Nullable Told take() {
        synchronized (parent.tasks()) {
            for (Task child : parent.family().children) {
                if (child.state() == TaskState.ZOMBIE && wanted.test(child)) {
                    parent.tasks().reap(child);
                    return new Told(child, child.exitStatus());
                }
                int stop = stopsToo && wanted.test(child) ? child.family().takeStop() : 0;
                if (stop != 0) {
                    return new Told(child, stop);
                }
            }
            return null;
        }
    }

    /** {@code eligible_child}. */
    private static boolean isWanted(Task parent, Task child, int pid, int options) {
        boolean clone = child.exitSignal() != Signal.SIGCHLD.number();
        if ((options & __WALL) == 0 && clone != ((options & __WCLONE) != 0)) {
            return false;
        }
        if (pid == -1) {
            return true;
        }
        if (pid > 0) {
            return child.pid() == pid;
        }
        return child.processGroup() == (pid == 0 ? parent.processGroup() : -pid);
    }
}
