package org.jernel.kernel.stacktrace;

import java.util.List;

import org.jernel.kernel.task.Task;

/** Tells functions apart that are two in Linux and one here, by what the task is about. */
@FunctionalInterface
public interface FrameNames {

    /** The frames, innermost first, under the names that they have for that task's call. */
    List<KernelFrame> of(Task task, List<KernelFrame> frames);
}
