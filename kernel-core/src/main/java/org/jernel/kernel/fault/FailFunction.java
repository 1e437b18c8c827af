package org.jernel.kernel.fault;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.probe.ErrorType;
import org.jernel.kernel.probe.Probe;
import org.jernel.kernel.probe.ProbeHit;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Registration;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jspecify.annotations.Nullable;

/** Functions and system calls that return an error without doing anything: {@code fail_function}. Modelled on {@code kernel/fail_function.c}. */
final class FailFunction {

    private static final String WAY_IN = "__x64_sys_";
    private static final int DIRECTORY_MODE = 0600;

    private final Kernel kernel;
    private final Debugfs debugfs;
    private final Dentry directory;
    private final FaultAttr attr;
    private final Map<String, Failing> failing = new TreeMap<>();

    FailFunction(Kernel kernel, Debugfs debugfs, Dentry directory, FaultAttr attr) {
        this.kernel = kernel;
        this.debugfs = debugfs;
        this.directory = directory;
        this.attr = attr;
    }

    /** One function that fails. {@code struct fei_attr}. */
    private final class Failing implements Probe, SyscallHook {

        private final ErrorType type;
        private volatile long retval;
        private @Nullable Registration registration;

        Failing(ErrorType type) {
            this.type = type;
            this.retval = type.adjust(0);
        }

        @Override
        public void enter(ProbeHit hit) {
            if (attr.shouldFail(1)) {
                hit.skip(retval);
            }
        }

        @Override
        public void exit(ProbeHit hit) {
            // It has returned as it was told to, or for itself.
        }

        @Override
        public void enter(SyscallFrame frame) {
            if (attr.shouldFail(1)) {
                frame.skip(retval);
            }
        }

        @Override
        public void exit(SyscallFrame frame) {
            // As above.
        }

        long setRetval(String text) {
            @Nullable Long value = FaultFiles.number(text);
            if (value == null || type.adjust(value) != value) {
                return Errno.EINVAL.negated();
            }
            retval = value;
            return 0;
        }
    }

    /** {@code inject} as it is read: the functions that fail. {@code fei_seq_show}. */
    synchronized String list() {
        return failing.keySet().stream().map(name -> name + "\n").collect(Collectors.joining());
    }

    /** A name adds a function, {@code !} and one takes it away, nothing takes all away. {@code fei_write}. */
    synchronized long store(String text) {
        String name = text.strip();
        if (name.isEmpty()) {
            List.copyOf(failing.keySet()).forEach(this::remove);
            return 0;
        }
        if (name.startsWith("!")) {
            String removed = name.substring(1);
            if (!failing.containsKey(removed)) {
                return Errno.ENOENT.negated();
            }
            remove(removed);
            return 0;
        }
        return add(name);
    }

    private long add(String name) {
        ProbePoint point = kernel.probes().find(name);
        int nr = name.startsWith(WAY_IN) ? kernel.syscalls().nameToNr(name.substring(WAY_IN.length())) : -1;
        if (point == null && nr < 0) {
            return (kernel.symbols().find(name) == null ? Errno.EINVAL : Errno.ERANGE).negated();
        }
        if (point != null && point.errorType() == ErrorType.NONE) {
            return Errno.ERANGE.negated();
        }
        if (failing.containsKey(name)) {
            return Errno.EBUSY.negated();
        }
        Failing added = new Failing(point == null ? ErrorType.ERRNO : point.errorType());
        if (point == null) {
            added.registration = kernel.syscalls().addHook(nr, added);
        } else {
            kernel.probes().add(point, added);
            added.registration = () -> kernel.probes().remove(point, added);
        }
        failing.put(name, added);
        Dentry own = debugfs.createDir(directory, name);
        debugfs.createFile(own, "retval", DIRECTORY_MODE,
                new TextFile(() -> Long.toHexString(added.retval) + "\n", added::setRetval));
        return 0;
    }

    private void remove(String name) {
        Failing removed = failing.remove(name);
        if (removed != null && removed.registration != null) {
            removed.registration.close();
            debugfs.remove(directory, name);
        }
    }
}
