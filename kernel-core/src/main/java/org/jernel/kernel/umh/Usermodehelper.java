package org.jernel.kernel.umh;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.exec.Exec;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.task.ChildWait;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Has a program run for the kernel, as root, with no descriptor open and the environment that it is given. Modelled on
 * {@code kernel/umh.c}.
 */
public final class Usermodehelper {

    /** Does not wait, and tells of no error of the execution. */
    public static final int UMH_NO_WAIT = 0;

    /** Waits until the program is executed: 0, or the error of the execution. */
    public static final int UMH_WAIT_EXEC = 1;

    /** Waits for the program's end: its wait status, or the error of the execution. */
    public static final int UMH_WAIT_PROC = 2;

    /** Waits, but not longer than the caller lives. */
    public static final int UMH_KILLABLE = 4;

    private static final ProbePoint CALL = ProbePoint.of("call_usermodehelper", "wait").allChangeable();
    private static final ProbePoint SETUP = ProbePoint.of("call_usermodehelper_setup");
    private static final ProbePoint EXEC = ProbePoint.of("call_usermodehelper_exec", "wait").allChangeable();

    private final Tasks tasks;
    private final Exec exec;
    private final Probes probes;
    private final WaitQueueHead done;

    public Usermodehelper(Tasks tasks, Exec exec, KernelClock clock, Probes probes) {
        this.tasks = tasks;
        this.exec = exec;
        this.probes = probes;
        probes.define(List.of(CALL, SETUP, EXEC));
        this.done = new WaitQueueHead(clock);
    }

    /**
     * Runs a program.
     *
     * @param argv its arguments, its own name first
     * @param envp its environment as NAME=VALUE
     * @param wait one of the UMH constants
     * @return 0, -errno, or with {@link #UMH_WAIT_PROC} the wait status: the exit code times 256, or a signal
     */
    @ExportSymbol
    @CheckReturnValue
    public int callUsermodehelper(String path, List<String> argv, List<String> envp, int wait) {
        return (int) probes.call(
                CALL, a -> callUsermodehelperExec(callUsermodehelperSetup(path, argv, envp, null, null), (int) a[0]),
                wait);
    }

    /** Describes a program to run; each description is for one run. */
    @ExportSymbol
    public SubprocessInfo callUsermodehelperSetup(
            @Nullable String path,
            List<String> argv,
            List<String> envp,
            SubprocessInfo.@Nullable Init init,
            SubprocessInfo.@Nullable Cleanup cleanup) {
        return probes.get(SETUP, () -> new SubprocessInfo(path, argv, envp, init, cleanup));
    }

    /** Runs what was described. Returns what {@link #callUsermodehelper} does; -EINVAL for a program without a path. */
    @ExportSymbol
    @CheckReturnValue
    public int callUsermodehelperExec(SubprocessInfo info, int wait) {
        return (int) probes.call(EXEC, a -> execute(info, (int) a[0]), wait);
    }

    private int execute(SubprocessInfo info, int wait) {
        String path = info.path();
        if (path == null || path.isEmpty()) {
            info.free();
            return path == null ? -Errno.EINVAL.number() : 0;
        }
        try {
            start(info, path, (wait & UMH_WAIT_PROC) != 0);
        } catch (ErrnoException e) {
            info.free();
            return (int) e.result();
        }
        if (wait == UMH_NO_WAIT) {
            return 0;
        }
        if ((wait & UMH_KILLABLE) == 0) {
            done.waitEventUninterruptible(info::isComplete);
            return info.retval();
        }
        long waited = done.waitEventKillable(info::isComplete);
        return waited < 0 ? (int) waited : info.retval();
    }

    private void start(SubprocessInfo info, String path, boolean waitsForEnd) {
        if (waitsForEnd) {
            tasks.kthreadRun("kworker/u:umh", () -> execSync(info, path));
        } else {
            tasks.userModeThread("kworker/u:umh", null, () -> execAsync(info, path, true));
        }
    }

    /** {@code call_usermodehelper_exec_sync}: where SIGCHLD is ignored there is no status to wait for. */
    private void execSync(SubprocessInfo info, String path) {
        Task worker = Task.current();
        worker.signals().setAction(Signal.SIGCHLD.number(), new SigAction(SigAction.SIG_DFL, 0, 0, 0));
        try {
            Task helper = tasks.userModeThread("kworker/u:umh", worker, () -> execAsync(info, path, false));
            long _ = ChildWait.wait4(worker, helper.pid(), 0, (child, status) -> {
                // What could not be executed exits with 0, and its error stands.
                if (status != 0) {
                    info.setRetval(status);
                }
            });
        } catch (ErrnoException e) {
            info.setRetval((int) e.result());
        }
        complete(info);
    }

    /** {@code call_usermodehelper_exec_async}. */
    private int execAsync(SubprocessInfo info, String path, boolean completes) {
        info.setRetval(execute(info, path));
        if (completes) {
            complete(info);
        }
        return 0;
    }

    private int execute(SubprocessInfo info, String path) {
        try {
            int refused = info.runInit(Task.current());
            if (refused == 0) {
                exec.kernelExecve(FileName.ofText(path), bytes(info.argv()), bytes(info.envp()));
            }
            return refused;
        } catch (ErrnoException e) {
            return (int) e.result();
        }
    }

    private static List<byte[]> bytes(List<String> strings) {
        return strings.stream().map(string -> string.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private void complete(SubprocessInfo info) {
        info.free();
        info.setComplete();
        done.wakeUpAll(0);
    }
}
