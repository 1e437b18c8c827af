package org.jernel.kernel.fault;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.TextFile;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The directory by which a fault is steered. {@code fault_create_debugfs_attr}. */
final class FaultFiles {

    private static final int MODE = 0600;

    /** What a switch of debugfs takes. {@code kstrtobool}. */
    private static final Map<Character, Boolean> SWITCH = Map.of(
            '1', true, 'y', true, 'Y', true, 't', true, 'T', true,
            '0', false, 'n', false, 'N', false, 'f', false);

    private FaultFiles() {}

    static Dentry create(Debugfs debugfs, FaultAttr attr) {
        Dentry directory = debugfs.createDir(null, attr.name());
        Map.of(
                "probability", attr.probability,
                "interval", attr.interval,
                "times", attr.times,
                "space", attr.space,
                "verbose", attr.verbose)
                .forEach((name, value) -> debugfs.createFile(directory, name, MODE, number(value)));
        debugfs.createFile(directory, "task-filter", MODE, new TextFile(
                () -> attr.filtersTasks() ? "Y\n" : "N\n", text -> filter(attr, text)));
        return directory;
    }

    /** Takes 0 or 1 and their words, and as {@code debugfs_write_file_bool} leaves all else unseen. */
    private static long filter(FaultAttr attr, String text) {
        @Nullable Boolean on = text.isEmpty() ? null : SWITCH.get(text.charAt(0));
        if (on == null) {
            return Errno.EINVAL.negated();
        }
        attr.setTaskFilter(on);
        return 0;
    }

    private static TextFile number(AtomicLong value) {
        return new TextFile(() -> value.get() + "\n", text -> {
            @Nullable Long number = number(text);
            if (number == null) {
                return Errno.EINVAL.negated();
            }
            value.set(number);
            return 0;
        });
    }

    /** A number in C's notation, which in hexadecimal may be as large as it will; null for anything else. */
    static @Nullable Long number(String text) {
        String digits = text.strip();
        try {
            return digits.startsWith("0x")
                    ? Long.valueOf(Long.parseUnsignedLong(digits.substring(2), 16))
                    : Long.decode(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
