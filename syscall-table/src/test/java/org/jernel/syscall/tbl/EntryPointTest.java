package org.jernel.syscall.tbl;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EntryPointTest {

    @ParameterizedTest
    @CsvSource({
        "sys_read, read",
        "__x64_sys_read, read",
        "__x64_sys_execveat/ptregs, execveat",
        "sys_fork/ptregs, fork",
        "stub_fork, fork",
        "ptregs_fork, fork",
        "sys_sys_info, sys_info",
        "sys_myTest, myTest",
    })
    void nativeEntryPointNamesItsDefinition(String entryPoint, String name) {
        assertThat(EntryPoint.definedName(entryPoint)).isEqualTo(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "sys_ni_syscall",
                "__x64_sys_ni_syscall",
                "compat_sys_ioctl",
                "__x32_compat_sys_ioctl",
                "sys32_x32_rt_sigreturn",
                "myTest",
            })
    void nothingElseDoes(String entryPoint) {
        assertThat(EntryPoint.definedName(entryPoint)).isNull();
    }
}
