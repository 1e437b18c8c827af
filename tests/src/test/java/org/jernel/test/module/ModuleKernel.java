package org.jernel.test.module;

import java.util.List;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.module.Modules;
import org.jernel.kernel.printk.PrintkRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/** A kernel to load modules into, which ends without an oops that the test has not announced. */
final class ModuleKernel implements AfterEachCallback {

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final Modules modules = kernel.get(Modules.class);
    private final ModuleProgram program = new ModuleProgram(kernel);
    private int oopses;

    Kernel kernel() {
        return kernel;
    }

    Modules modules() {
        return modules;
    }

    ModuleProgram program() {
        return program;
    }

    /** The kernel's log. */
    List<String> log() {
        return kernel.printk().records().stream().map(PrintkRecord::text).toList();
    }

    /** Has this many oopses be no fault of the kernel's. */
    void expectOopses(int count) {
        oopses = count;
    }

    /** What is typed into a shell, and what it shows. */
    String session(String... lines) {
        try {
            return MenuSession.run(kernel, List.of(lines)).replaceAll("(?s)\\A.*?(?=MenuOS>>)", "");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything that a module could leave behind, as programs see it. */
    List<String> traces() {
        String shown = session(
                "cat /proc/modules /proc/devices /proc/filesystems /proc/kallsyms /proc/net/protocols",
                "cat /sys/kernel/tracing/available_events",
                "ls -1 /proc /proc/sys/kernel /proc/sys/net /proc/net /bin",
                "quit");
        // Tasks come and go.
        return Stream.concat(shown.lines(), kernel.syscalls().names().values().stream())
                .filter(line -> !line.matches("\\d+"))
                .toList();
    }

    /** Nothing has come or gone since. */
    void assertTraces(List<String> before) {
        List<String> now = traces();
        assertThat(now).filteredOn(line -> !before.contains(line)).isEmpty();
        assertThat(before).filteredOn(line -> !now.contains(line)).isEmpty();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        kernel.close();
        assertThat(kernel.oopsCount()).isEqualTo(oopses);
    }
}
