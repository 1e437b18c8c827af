package org.jernel.kernel.file;

import org.jernel.kernel.wait.WaitQueueHead;

/** Who asks a file for its readiness and wants to be told when it changes. {@code poll_table}. */
public interface PollTable {

    /** Called by a file's poll operation for each queue that is woken when its mask may change. {@code poll_wait}. */
    void pollWait(WaitQueueHead queue);

    /** The events that are asked for, so that a file can skip work for the others. */
    int requested();
}
