package org.jernel.test.module;

import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** insmod, lsmod and rmmod as they are typed. */
class ModuleProgramsTest {

    private static final byte[] LIB = new ModuleJar().source("Lib", """
            @ModuleInfo(name = "lib", license = "GPL")
            public final class Lib implements KernelModule {
                @ExportSymbol public static int libAdd(int a, int b) { return a + b; }
            }
            """).build();

    private static final byte[] SHOW = new ModuleJar().against(LIB).source("Show", """
            @ModuleInfo(name = "show", license = "GPL")
            public final class Show implements KernelModule {
                @ModuleParam private int n = 1;
                @Override public int init(ThisModule module) {
                    module.procCreate("sum", () -> Lib.libAdd(n, 40) + "\\n");
                    return 0;
                }
                @Override public void exit() {}
            }
            """).build();

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());

    @AfterEach
    void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    private String session(String... lines) throws InterruptedException {
        return MenuSession.run(kernel, List.of(lines)).replaceAll("(?s)\\A.*?(?=MenuOS>>)", "");
    }

    @Test
    void modulesComeAndGo() throws InterruptedException {
        MenuSession.write(kernel, "/lib.jar", LIB);
        MenuSession.write(kernel, "/show.jar", SHOW);
        assertThat(session(
                "insmod /show.jar", "insmod /lib.jar", "insmod /show.jar n=2", "lsmod", "rmmod lib", "rmmod show",
                "rmmod show", "rmmod lib", "lsmod", "quit"))
                .matches("""
                        MenuOS>>insmod /show.jar
                        insmod: ERROR: could not insert module /show.jar: Unknown symbol in module
                        MenuOS>>insmod /lib.jar
                        MenuOS>>insmod /show.jar n=2
                        MenuOS>>lsmod
                        Module                  Size  Used by
                        show                    4096  0
                        lib                     4096  1 show
                        MenuOS>>rmmod lib
                        rmmod: ERROR: Module lib is in use by: show
                        MenuOS>>rmmod show
                        MenuOS>>rmmod show
                        rmmod: ERROR: Module show is not currently loaded
                        MenuOS>>rmmod lib
                        MenuOS>>lsmod
                        Module                  Size  Used by
                        MenuOS>>quit
                        """);
    }

    @Test
    void whatGoesWrongIsSaid() throws InterruptedException {
        MenuSession.write(kernel, "/text.jar", new byte[] {1, 2, 3});
        MenuSession.write(kernel, "/empty.jar", new byte[0]);
        MenuSession.write(kernel, "/lib.jar", LIB);
        MenuSession.write(kernel, "/show.jar", SHOW);
        assertThat(session("insmod", "insmod /no.jar", "insmod /text.jar", "insmod /empty.jar", "insmod /lib.jar",
                "insmod /lib.jar", "insmod /show.jar n=5x", "rmmod", "quit"))
                .isEqualTo("""
                        MenuOS>>insmod
                        insmod: ERROR: missing filename.
                        MenuOS>>insmod /no.jar
                        insmod: ERROR: could not load module /no.jar: No such file or directory
                        MenuOS>>insmod /text.jar
                        insmod: ERROR: could not insert module /text.jar: Invalid module format
                        MenuOS>>insmod /empty.jar
                        insmod: ERROR: could not insert module /empty.jar: Invalid parameters
                        MenuOS>>insmod /lib.jar
                        MenuOS>>insmod /lib.jar
                        insmod: ERROR: could not insert module /lib.jar: File exists
                        MenuOS>>insmod /show.jar n=5x
                        insmod: ERROR: could not insert module /show.jar: Invalid parameters
                        MenuOS>>rmmod
                        rmmod: ERROR: missing module name.
                        MenuOS>>quit
                        """);
    }
}
