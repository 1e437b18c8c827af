package org.jernel.kernel.symbol;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SymbolTableTest {

    private final SymbolTable table = new SymbolTable();

    @ParameterizedTest
    @CsvSource({"kernelBind,kernel_bind", "htons,htons", "inAton,in_aton", "sockCreateKern,sock_create_kern",
        "in4Pton,in4_pton", "getRandomU32,get_random_u32", "kernelSockShutdown,kernel_sock_shutdown"})
    void aNameIsTheSnakeCaseOfTheMethods(String java, String linux) {
        assertThat(SymbolTable.snakeCase(java)).isEqualTo(linux);
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
