package org.jernel.kernel.timeline;

import java.util.stream.Collectors;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.inject.InjectException;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Lets programs record a timeline: a set of system calls written into {@code /sys/kernel/debug/timeline} begins one, {@code
 * stop} ends it, and a line for each event is read from there; {@code timeline_error} says why it was refused.
 */
public final class TimelineInit implements Initcall {

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
        Recorder recorder = new Recorder(kernel);
        Debugfs debugfs = kernel.get(Debugfs.class);
        debugfs.create("timeline", recorder::show, text -> recorder.store(text.strip()));
        debugfs.create("timeline_error", recorder::lastError);
    }

    private static final class Recorder {

        private final Kernel kernel;
        private @Nullable Timeline timeline;
        private String lastError = "";

        Recorder(Kernel kernel) {
            this.kernel = kernel;
        }

        synchronized String show() {
            return timeline == null
                    ? ""
                    : timeline.events().stream().map(TimelineEvent::line).collect(Collectors.joining());
        }

        synchronized long store(String text) {
            try {
                Timeline next = text.equals("stop") ? timeline : Timeline.start(kernel, text);
                if (timeline != null) {
                    timeline.close();
                }
                timeline = next;
                return 0;
            } catch (InjectException e) {
                lastError = e.getMessage() + "\n";
                return Errno.EINVAL.negated();
            }
        }

        synchronized String lastError() {
            return lastError;
        }
    }
}
