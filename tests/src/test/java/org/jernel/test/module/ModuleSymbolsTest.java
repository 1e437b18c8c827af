package org.jernel.test.module;

import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What a module may call of the kernel and of other modules. */
class ModuleSymbolsTest {

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

    @Test
    void whatIsNotExportedIsUnknown() {
        byte[] jar = new ModuleJar().source("Greedy", """
                @ModuleInfo(license = "GPL")
                public final class Greedy implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.get(org.jernel.kernel.Kernel.class).close();
                        return 0;
                    }
                }
                """).build();
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.ENOENT.negated());
        assertThat(kernel.log()).contains("greedy: Unknown symbol close (err -2)",
                "greedy: Kernel.close is no exported symbol, in demo.Greedy");
        assertThat(kernel.log()).doesNotContain("greedy: Unknown symbol kernel (err -2)");
        assertThat(kernel.modules().list()).isEmpty();
    }

    @Test
    void exportedFunctionsOfTheNetworkAreFound() {
        byte[] jar = new ModuleJar().source("Net",
                """
                        import org.jernel.net.core.*;
                        import org.jernel.net.socket.SocketLayer;
                        import org.jernel.net.uapi.*;
                        @ModuleInfo(license = "GPL")
                        public final class Net implements KernelModule {
                            @Override public int init(ThisModule module) {
                                SocketLayer layer = module.get(SocketLayer.class);
                                Socket server = module.own(layer.sockCreateKern(AddressFamily.AF_INET, SocketType.SOCK_STREAM, 0));
                                layer.kernelBind(server, SockAddrIn.of("127.0.0.1", ByteOrders.htons(0x1234)));
                                layer.kernelListen(server, 1);
                                module.printk("listens in task %d\\n", Task.current().pid());
                                return 0;
                            }
                            @Override public void exit() {}
                        }
                        """
                        .replace("package demo;", ""))
                .build();
        assertThat(program.insmod(jar, "")).as(String.join("\n", kernel.log())).isZero();
        assertThat(program.rmmod("net")).isZero();
    }

    @Test
    void gplOnlySymbolsAreNotThereForOthers() {
        String source = """
                @ModuleInfo(license = "%s")
                public final class Peek implements KernelModule {
                    @Override public int init(ThisModule module) {
                        return module.get(Kallsyms.class).kallsymsLookupName("printk") == 0 ? -1 : 0;
                    }
                    @Override public void exit() {}
                }
                """;
        assertThat(program.insmod(new ModuleJar().source("Peek", source.formatted("Proprietary")).build(), ""))
                .isEqualTo(Errno.ENOENT.negated());
        assertThat(kernel.log()).contains("peek: Unknown symbol kallsyms_lookup_name (err -2)");
        assertThat(program.insmod(new ModuleJar().source("Peek", source.formatted("GPL")).build(), "")).isZero();
    }

    @Test
    void modulesUseEachOthersSymbols() {
        byte[] lib = new ModuleJar().source("Lib", """
                @ModuleInfo(name = "lib", license = "GPL")
                public final class Lib implements KernelModule {
                    @ExportSymbol public static int libAdd(int a, int b) { return a + b; }
                    public static int hidden() { return 1; }
                }
                """).build();
        String user = """
                @ModuleInfo(name = "user", license = "GPL")
                public final class User implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.printk("sum %%d\\n", Lib.%s);
                        return 0;
                    }
                    @Override public void exit() {}
                }
                """;
        byte[] good = new ModuleJar().against(lib).source("User", user.formatted("libAdd(2, 3)")).build();
        byte[] bad = new ModuleJar().against(lib).source("User", user.formatted("hidden()")).build();
        assertThat(program.insmod(good, "")).isEqualTo(Errno.ENOENT.negated());
        assertThat(kernel.log()).contains("user: Unknown symbol lib_add (err -2)");
        assertThat(program.insmod(lib, "")).isZero();
        assertThat(program.insmod(bad, "")).isEqualTo(Errno.ENOENT.negated());
        assertThat(kernel.log()).contains("user: Unknown symbol hidden (err -2)");
        assertThat(program.insmod(good, "")).isZero();
        assertThat(kernel.log()).contains("sum 5");
        assertThat(kernel.modules().text(true)).containsPattern("(?m)^lib \\d+ 1 user, Live ");
        KernelSymbol symbol = kernel.kernel().symbols().find("lib_add");
        assertThat(symbol).isNotNull();
        assertThat(kernel.kernel().symbols().kallsyms().text(true)).contains(" T lib_add\t[lib]\n",
                " t hidden\t[lib]\n");
        assertThat(program.rmmod("lib")).isEqualTo(Errno.EWOULDBLOCK.negated());
        assertThat(program.rmmod("user")).isZero();
        assertThat(program.rmmod("lib")).isZero();
        assertThat(kernel.kernel().symbols().find("lib_add")).isNull();
    }
}
