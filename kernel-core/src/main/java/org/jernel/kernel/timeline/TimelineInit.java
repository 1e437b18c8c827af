package org.jernel.kernel.timeline;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;

/**
 * Lets programs record timelines through {@code /sys/kernel/debug/timeline}; {@code timeline_error} says why the last one was
 * refused.
 */
public final class TimelineInit implements Initcall {

    private static final int OWNER_ONLY = 0600;

    @Override
    public InitcallLevel level() {
        return InitcallLevel.DEVICE;
    }

    @Override
    public String name() {
        return "init_timeline";
    }

    @Override
    public void init(Kernel kernel) {
        TimelineFile timeline = new TimelineFile(kernel);
        Debugfs debugfs = kernel.get(Debugfs.class);
        debugfs.create("timeline", OWNER_ONLY, timeline);
        debugfs.create("timeline_error", timeline::lastError);
    }
}
