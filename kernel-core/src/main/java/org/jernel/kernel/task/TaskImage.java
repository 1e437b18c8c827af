package org.jernel.kernel.task;

import org.jernel.kernel.file.FilePath;
import org.jernel.kernel.mm.AddressSpace;
import org.jspecify.annotations.Nullable;

/** What a task runs: its program, that program's memory, file and name. Only the task itself replaces them. */
final class TaskImage {

    /** Null for a kernel thread, as its memory. */
    private volatile @Nullable UserMode userMode;

    private volatile @Nullable AddressSpace mm;
    private volatile @Nullable FilePath exe;
    private volatile String comm;
    private volatile boolean executed;

    TaskImage(TaskSpec spec) {
        this.userMode = spec.userMode();
        this.mm = spec.mm();
        this.comm = spec.comm();
        this.exe = held(spec.parent() == null ? null : spec.parent().exe());
    }

    private static @Nullable FilePath held(@Nullable FilePath program) {
        if (program != null) {
            program.runs();
        }
        return program;
    }

    /** Puts another program in place; the memory of the one before is gone. */
    void replace(UserMode program, AddressSpace memory, String name) {
        AddressSpace old = mm;
        mm = memory;
        if (old != null) {
            old.unmapAll();
        }
        userMode = program;
        comm = name;
    }

    @Nullable
    UserMode userMode() {
        return userMode;
    }

    @Nullable
    AddressSpace mm() {
        return mm;
    }

    @Nullable
    FilePath exe() {
        return exe;
    }

    /** {@code set_mm_exe_file}; with null at the task's end. */
    void setExe(@Nullable FilePath program) {
        FilePath old = exe;
        exe = held(program);
        if (old != null) {
            old.ranOut();
        }
    }

    String comm() {
        return comm;
    }

    void setComm(String name) {
        comm = name;
    }

    boolean hasExecuted() {
        return executed;
    }

    void noteExec() {
        executed = true;
    }
}
