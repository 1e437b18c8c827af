package org.jernel.net.wire;

import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.wait.WaitQueueHead;

/** A poll table of somebody who asks for everything and waits by other means. */
record AllEvents() implements PollTable {

    @Override
    public void pollWait(WaitQueueHead queue) {}

    @Override
    public int requested() {
        return -1;
    }
}
