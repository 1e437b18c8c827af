package org.jernel.kernel.inject;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.probe.ErrorType;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskWatcher;
import org.jernel.syscall.Errno;

/**
 * Lets injections be made from Java and through files: {@code /sys/kernel/debug/inject}, into which an injection is written, or
 * a minus and the number of one that is to end, or {@code none}; {@code inject_error}, which says why the last one was refused;
 * {@code error_injection/list}. {@code lib/error-inject.c}.
 */
public final class InjectInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.DEVICE;
    }

    @Override
    public String name() {
        return "init_error_injection";
    }

    @Override
    public void init(Kernel kernel) {
        Injector injector = new Injector(kernel);
        kernel.register(Injector.class, injector);
        kernel.afterBoot(() -> kernel.syscalls().onUnbind(injector::end));
        TaskWatcher.Registration _ = kernel.tasks().watch(new TaskWatcher() {
            @Override
            public void exiting(Task task, int status) {
                injector.list().forEach(injection -> injection.forget(task));
            }
        });
        Debugfs debugfs = kernel.get(Debugfs.class);
        debugfs.create("inject", () -> list(injector), text -> store(injector, text.strip()));
        debugfs.create("inject_error", () -> injector.lastError().isEmpty() ? "" : injector.lastError() + "\n");
        debugfs.create("error_injection", "list", () -> allowed(kernel));
    }

    private static String list(Injector injector) {
        return injector.list().stream()
                .map(each -> "%d %s hits=%d\n".formatted(each.id(), each, each.hits()))
                .collect(Collectors.joining());
    }

    private static long store(Injector injector, String text) {
        if (text.equals("none")) {
            injector.clear();
            return 0;
        }
        try {
            if (text.startsWith("-")) {
                injector.remove(text.substring(1));
            } else {
                Injection _ = injector.add(text);
            }
            return 0;
        } catch (InjectException e) {
            return Errno.EINVAL.negated();
        }
    }

    /** As Linux lists it: the function, every system call among them, and what it returns then. {@code ei_seq_show}. */
    private static String allowed(Kernel kernel) {
        Stream<String> functions = kernel.probes().list().stream()
                .filter(point -> point.errorType() != ErrorType.NONE)
                .map(point -> point.function() + "\t" + point.errorType() + "\n");
        Stream<String> calls = kernel.syscalls().names().values().stream()
                .map(name -> "__x64_sys_" + name + "\t" + ErrorType.ERRNO + "\n");
        return Stream.concat(functions, calls).collect(Collectors.joining());
    }
}
