package org.jernel.syscall.tbl;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SyscallTablesTest {

    @Test
    void defaultIsLinux51WithTheWorkedExampleAsItsLastNativeRow() {
        List<SyscallTableRow> rows = SyscallTables.defaultTable().rows();

        assertThat(rows).filteredOn(row -> row.abi().isNative()).hasSize(340).last().satisfies(row -> {
            assertThat(row.number()).isEqualTo(428);
            assertThat(row.abi()).isEqualTo(Abi.COMMON);
            assertThat(row.name()).isEqualTo("myTest");
            assertThat(row.entryPoint()).isEqualTo("sys_myTest");
        });
        assertThat(rows).filteredOn(row -> row.abi() == Abi.X32)
                .extracting(SyscallTableRow::number).hasSize(36).startsWith(512).endsWith(547);
        assertThat(rows).extracting(SyscallTableRow::number).doesNotContain(335, 423, 429);
    }

    @Test
    void defaultWritesEntryPointsAsLinux51Did() {
        List<SyscallTableRow> rows = SyscallTables.defaultTable().rows();

        assertThat(rows).extracting(SyscallTableRow::entryPoint).contains(
                "__x64_sys_read",
                "__x64_sys_newfstat",
                "__x64_sys_umount",
                "__x64_sys_execveat/ptregs",
                "__x32_compat_sys_ioctl",
                "sys32_x32_rt_sigreturn");
        assertThat(rows).filteredOn(row -> row.name().equals("uselib")).singleElement()
                .satisfies(row -> assertThat(row.entryPoint()).isNull());
    }

    @Test
    void recentIsLinux61() {
        List<SyscallTableRow> rows = SyscallTables.recentTable().rows();

        assertThat(rows).filteredOn(row -> row.abi().isNative()).hasSize(362).last()
                .extracting(SyscallTableRow::number, SyscallTableRow::name, SyscallTableRow::entryPoint)
                .containsExactly(450, "set_mempolicy_home_node", "sys_set_mempolicy_home_node");
        assertThat(rows).extracting(SyscallTableRow::name).doesNotContain("myTest");
    }

    @Test
    void callsOfTheSocketLabHaveTheirNumbersInBothTables() {
        for (SyscallTableFile file : List.of(SyscallTables.defaultTable(), SyscallTables.recentTable())) {
            assertThat(file.rows())
                    .filteredOn(row -> row.abi().isNative())
                    .extracting(row -> row.number() + " " + row.name())
                    .as(file.fileName())
                    .contains(
                            "3 close",
                            "41 socket",
                            "42 connect",
                            "43 accept",
                            "44 sendto",
                            "45 recvfrom",
                            "49 bind",
                            "50 listen");
        }
    }
}
