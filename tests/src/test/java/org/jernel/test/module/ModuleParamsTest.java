package org.jernel.test.module;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What stands behind a module on the line of insmod. */
class ModuleParamsTest {

    private static final String HELLO = """
            @ModuleInfo(license = "GPL", author = "Tux", description = "Says hello")
            public final class Hello implements KernelModule {
                @ModuleParam(description = "how often") private int times = 1;
                @ModuleParam private String whom = "world";
                @ModuleParam private boolean loud;
                private ThisModule self;
                @Override public int init(ThisModule module) {
                    self = module;
                    for (int i = 0; i < times; i++) {
                        module.printk("hello %s%s\\n", whom, loud ? "!" : "");
                    }
                    return 0;
                }
                @Override public void exit() {
                    self.printk("bye\\n");
                }
            }
            """;

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

    @ParameterizedTest
    @CsvSource({
        "times=5x, EINVAL, hello: `5x' invalid for parameter `times'",
        "times=, EINVAL, hello: `' invalid for parameter `times'",
        "times, EINVAL, hello: `' invalid for parameter `times'",
        "times=4294967296, ERANGE, hello: `4294967296' invalid for parameter `times'",
        "loud=perhaps, EINVAL, hello: `perhaps' invalid for parameter `loud'",
    })
    void anIllParameterIsRefusedAndNamed(String args, Errno errno, String message) {
        assertThat(program.insmod(new ModuleJar().source("Hello", HELLO).build(), args)).isEqualTo(errno.negated());
        assertThat(kernel.log()).contains(message);
        assertThat(kernel.modules().list()).isEmpty();
    }

    @Test
    void anUnknownParameterIsIgnoredAndNamed() {
        assertThat(program.insmod(new ModuleJar().source("Hello", HELLO).build(), "time=5 times=0x2")).isZero();
        assertThat(kernel.log()).contains("hello: unknown parameter 'time' ignored").containsSubsequence("hello world",
                "hello world");
    }
}
