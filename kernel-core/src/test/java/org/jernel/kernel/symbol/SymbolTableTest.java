package org.jernel.kernel.symbol;

import java.lang.reflect.Method;
import java.util.List;

import org.jernel.kernel.probe.Probes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SymbolTableTest {

    private final SymbolTable table = new SymbolTable(new Probes());

    @ParameterizedTest
    @CsvSource({"kernelBind,kernel_bind", "htons,htons", "inAton,in_aton", "sockCreateKern,sock_create_kern",
        "in4Pton,in4_pton", "getRandomU32,get_random_u32", "kernelSockShutdown,kernel_sock_shutdown"})
    void aNameIsTheSnakeCaseOfTheMethods(String java, String linux) {
        assertThat(Export.snakeCase(java)).isEqualTo(linux);
    }

    @Test
    void exportedMethodsAreFoundAndTheOthersAreNot() throws Exception {
        Api api = new Api();
        table.export(api);
        KernelSymbol symbol = table.find("kernel_listen");
        assertThat(symbol).isNotNull();
        assertThat(symbol.owner()).isSameAs(api);
        assertThat(symbol.method().invoke(symbol.owner(), 5)).isEqualTo(6);
        assertThat(table.find("not_exported")).isNull();
        assertThat(table.find("kernelListen")).isNull();
    }

    @Test
    void symbolsAreListedByName() {
        table.export(new Api());
        table.export(new Other());
        assertThat(table.list()).extracting(KernelSymbol::name)
                .isEqualTo(List.of("aton", "kernel_accept", "kernel_listen"));
    }

    @Test
    void staticMethodsAreExportedWithTheirClass() throws Exception {
        table.exportStatic(Functions.class);
        table.export(new Functions());
        KernelSymbol symbol = table.find("htons");
        assertThat(symbol).isNotNull();
        assertThat(symbol.method().invoke(symbol.owner(), 1)).isEqualTo(256);
        assertThat(table.list()).extracting(KernelSymbol::name).isEqualTo(List.of("htons", "of_the_object"));
    }

    @Test
    void aNameIsExportedOnce() {
        table.export(new Api());
        assertThatThrownBy(() -> table.export(new Rival())).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("kernel_accept", Api.class.getName(), Rival.class.getName());
    }

    @Test
    void aNameMayBeGivenAndBeForTheGplOnly() {
        table.exportStatic(Named.class);
        assertThat(table.list()).extracting(KernelSymbol::name).isEqualTo(List.of("__get_free_pages", "gpl_call"));
        assertThat(table.list()).extracting(KernelSymbol::gplOnly).isEqualTo(List.of(false, true));
    }

    @Test
    void aModulesSymbolsComeAndGoTogether() throws Exception {
        table.exportStatic(Functions.class);
        long base = table.kallsyms().layoutModule(1);
        List<Method> functions = List.of(Named.class.getMethod("getFreePages"), Named.class.getMethod("gplCall"));
        assertThat(table.exportModule("named", base, functions)).isNull();
        KernelSymbol symbol = table.find("gpl_call");
        assertThat(symbol).isNotNull();
        assertThat(symbol.module()).isEqualTo("named");
        assertThat(table.kallsyms().kallsymsLookup(symbol.address())).hasToString("gpl_call+0x0/0x40 [named]");
        table.removeModule("named");
        assertThat(table.list()).extracting(KernelSymbol::name).isEqualTo(List.of("htons"));
        assertThat(table.kallsyms().kallsymsLookupName("gpl_call")).isZero();
    }

    @Test
    void aModuleThatExportsWhatThereIsExportsNothing() throws Exception {
        table.exportStatic(Functions.class);
        List<Method> functions =
                List.of(Named.class.getMethod("gplCall"), Functions.class.getMethod("htons", int.class));
        KernelSymbol taken = table.exportModule("rival", Kallsyms.MODULES, functions);
        assertThat(taken).isNotNull();
        assertThat(taken.name()).isEqualTo("htons");
        assertThat(table.list()).hasSize(1);
    }

    public static final class Named {

        @ExportSymbol("__get_free_pages")
        public static void getFreePages() {}

        @ExportSymbolGpl
        public static void gplCall() {}
    }

    public static final class Api {

        @ExportSymbol
        public int kernelListen(int backlog) {
            return backlog + 1;
        }

        @ExportSymbol
        public void kernelAccept() {}

        public void notExported() {}
    }

    public static final class Other {

        @ExportSymbol
        public void aton() {}
    }

    public static final class Functions {

        @ExportSymbol
        public static int htons(int host) {
            return host << 8;
        }

        @ExportSymbol
        public void ofTheObject() {}
    }

    public static final class Rival {

        @ExportSymbol
        public void kernelAccept() {}
    }
}
