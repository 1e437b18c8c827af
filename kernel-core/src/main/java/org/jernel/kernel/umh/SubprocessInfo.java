package org.jernel.kernel.umh;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jernel.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/** A program that the kernel is to run. {@code struct subprocess_info}. */
public final class SubprocessInfo {

    /** What is done in the new task before it executes the program: rights given up, descriptors opened. */
    @FunctionalInterface
    public interface Init {

        /** Returns 0, or -errno, which the caller gets and with which nothing is executed. */
        int init(SubprocessInfo info, Task helper);
    }

    /** Told once when nobody needs the description any more. */
    @FunctionalInterface
    public interface Cleanup {

        void cleanup(SubprocessInfo info);
    }

    private final @Nullable String path;
    private final List<String> argv;
    private final List<String> envp;
    private final @Nullable Init init;
    private final @Nullable Cleanup cleanup;
    private final AtomicBoolean freed = new AtomicBoolean();
    private volatile int retval;
    private volatile boolean complete;

    SubprocessInfo(
            @Nullable String path,
            List<String> argv,
            List<String> envp,
            @Nullable Init init,
            @Nullable Cleanup cleanup) {
        this.path = path;
        this.argv = List.copyOf(argv);
        this.envp = List.copyOf(envp);
        this.init = init;
        this.cleanup = cleanup;
    }

    /** The program, or null for none. */
    public @Nullable String path() {
        return path;
    }

    /** Its arguments, the first of them its name. */
    public List<String> argv() {
        return argv;
    }

    /** Its environment, as NAME=VALUE. */
    public List<String> envp() {
        return envp;
    }

    int runInit(Task helper) {
        return init == null ? 0 : init.init(this, helper);
    }

    int retval() {
        return retval;
    }

    void setRetval(int value) {
        retval = value;
    }

    boolean isComplete() {
        return complete;
    }

    void setComplete() {
        complete = true;
    }

    /** {@code call_usermodehelper_freeinfo}. */
    void free() {
        if (freed.compareAndSet(false, true) && cleanup != null) {
            cleanup.cleanup(this);
        }
    }
}
