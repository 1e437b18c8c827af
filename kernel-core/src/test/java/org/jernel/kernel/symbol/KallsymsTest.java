package org.jernel.kernel.symbol;

import org.jernel.kernel.probe.Probes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KallsymsTest {

    private final Kallsyms kallsyms = new Kallsyms(new Probes());

    @Test
    void namesLeadToAddressesAndBack() {
        long first = kallsyms.add("kernel_bind");
        long second = kallsyms.add("kernel_listen");
        assertThat(first).isEqualTo(0xffffffff81000000L);
        assertThat(kallsyms.kallsymsLookupName("kernel_listen")).isEqualTo(second);
        assertThat(kallsyms.kallsymsLookupName("no_such")).isZero();
        assertThat(kallsyms.kallsymsLookup(first)).isEqualTo(new Kallsyms.Location("kernel_bind", 0, 64, null));
        assertThat(kallsyms.kallsymsLookup(second + 63)).hasToString("kernel_listen+0x3f/0x40");
        assertThat(kallsyms.kallsymsLookup(second + 64)).isNull();
        assertThat(kallsyms.kallsymsLookup(first - 1)).isNull();
        assertThat(kallsyms.sprintSymbol(0x1000)).isEqualTo("0x1000");
    }

    @Test
    void theTextHasLinuxsColumns() {
        kallsyms.add("kernel_bind");
        kallsyms.add("greet", "hello", kallsyms.layoutModule(5000));
        assertThat(kallsyms.text(true)).isEqualTo("""
                ffffffff81000000 T kernel_bind
                ffffffffc0000000 T greet\t[hello]
                """);
        assertThat(kallsyms.text(false)).isEqualTo("""
                0000000000000000 T kernel_bind
                0000000000000000 T greet\t[hello]
                """);
    }

    @Test
    void noAddressIsGivenOutTwice() {
        long base = kallsyms.layoutModule(5000);
        kallsyms.add("greet", "hello", base);
        kallsyms.removeModule("hello");
        assertThat(kallsyms.kallsymsLookup(base)).isNull();
        assertThat(kallsyms.layoutModule(1)).isGreaterThanOrEqualTo(base + 8192);
    }
}
