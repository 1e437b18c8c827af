package org.jernel.test.module;

import org.jernel.kernel.breakpoint.Breakpoints;
import org.jernel.kernel.inject.Injector;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** System calls of modules, and the rows that they get. */
class ModuleSyscallsTest {

    private static final String CALL = """
            @ModuleInfo(license = "GPL")
            public final class Fail implements KernelModule {
                @Override public int init(ThisModule module) {
                    module.defineSyscalls(FailDefinitions.of(this));
                    %s
                }
                @Override public void exit() {}
                @SyscallDefine1("greet")
                long greet(@CType("unsigned long") long number) {
                    return number + 1;
                }
            }
            """;

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

    @Test
    void aFailingInitLeavesNothing() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return -Errno.ENODEV.number();")).build();
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.ENODEV.negated());
        assertThat(kernel.kernel().syscalls().nameToNr("greet")).isEqualTo(-1);
        assertThat(kernel.modules().list()).isEmpty();
        assertThat(kernel.kernel().symbols().kallsyms().kallsymsLookupName("__x64_sys_greet")).isZero();
    }

    @Test
    void aModuleAddsASystemCallBehindTheLastRow() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;")).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(kernel.kernel().syscalls().nameToNr("greet")).isEqualTo(429);
        assertThat(program.call(429, 7)).isEqualTo(8);
        assertThat(kernel.log()).contains("fail: system call 429 is greet");
        assertThat(program.rmmod("fail")).isZero();
        assertThat(program.call(429, 7)).isEqualTo(Errno.ENOSYS.negated());
        assertThat(kernel.kernel().syscalls().nameToNr("greet")).isEqualTo(-1);
    }

    @Test
    void aFragmentNamesTheRow() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;"))
                .file("syscall_64.tbl", "400\tcommon\tgreet\t\t__x64_sys_greet\n").build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(program.call(400, 7)).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'400 common greet sys_greet\n400 common other sys_other', ENOEXEC,"
                + " 'fail: syscall_64.tbl:2:1: number 400 is taken by greet in line 1'",
        "'4x0 common greet sys_greet', ENOEXEC, 'fail: syscall_64.tbl:1:1: \"4x0\" is not a number'",
        "'1 common greet sys_greet', EBUSY, 'fail: syscall_64.tbl:1:1: number 1 is taken by write'",
        "'400 common write sys_greet', EBUSY, 'fail: syscall_64.tbl:1:1: name write is taken by number 1'",
        "'60000 common greet sys_greet', EBUSY, 'fail: syscall_64.tbl:1:1: number 60000 is above the limit of 511'",
        "'400 common other sys_other', ENOENT, 'fail: syscall_64.tbl:1: no definition of sys_other'",
    })
    void aBadFragmentIsToldWithItsPlace(String fragment, Errno errno, String message) {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;"))
                .file("syscall_64.tbl", fragment).build();
        assertThat(program.insmod(jar, "")).isEqualTo(errno.negated());
        assertThat(kernel.log()).contains(message);
        assertThat(kernel.kernel().syscalls().nameToNr("greet")).isEqualTo(-1);
        assertThat(kernel.modules().list()).isEmpty();
    }

    @Test
    void anEventOfACallThatGoesIsNoMoreToldOf() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;")).build();
        MenuSession.write(kernel.kernel(), "/fail.jar", jar);
        String events = "/sys/kernel/tracing/events/syscalls/sys_enter_greet/enable";
        assertThat(kernel.session(
                "insmod /fail.jar",
                "echo 1 > " + events,
                "syscall 429 7",
                "rmmod fail",
                "cat " + events,
                "syscall 429 7",
                "insmod /fail.jar",
                "cat " + events,
                "syscall 429 8",
                "cat /sys/kernel/tracing/trace",
                "quit"))
                .contains("sys_greet(number: 7)")
                .contains("cat: " + events + ": No such file or directory");
    }

    /** What was switched on for a module's call is not for the next call on its row. */
    @Test
    void whatSteersACallGoesWithIt() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;")).build();
        MenuSession.write(kernel.kernel(), "/fail.jar", jar);
        MenuSession.write(kernel.kernel(), "/other.jar",
                new ModuleJar().source("Other", CALL.replace("Fail", "Other").replace("greet", "other")
                        .formatted("return 0;")).build());
        String events = "/sys/kernel/tracing/events/syscalls/sys_enter_";
        assertThat(kernel.session(
                "insmod /fail.jar",
                "echo 1 > " + events + "greet/enable",
                "inject greet:retval=77",
                "syscall 429 7",
                "break greet",
                "rmmod fail",
                "insmod /other.jar",
                "cat " + events + "other/enable",
                "info breakpoints",
                "inject list",
                "syscall 429 8",
                "rmmod other",
                "insmod /fail.jar",
                "cat " + events + "greet/enable",
                "echo 1 > " + events + "greet/enable",
                "cat " + events + "greet/enable",
                "syscall 429 9",
                "cat /sys/kernel/tracing/trace",
                "quit"))
                .contains("= 77", "greet/enable\n0\n", "greet/enable\n1\n", "other/enable\n0\n", "sys_greet(number: 7)",
                        "sys_greet(number: 9)", "No breakpoints")
                .doesNotContain("sys_other(", "sys_greet(number: 8)", "hits=");
        assertThat(kernel.kernel().get(Breakpoints.class).list()).isEmpty();
        assertThat(kernel.kernel().get(Injector.class).list()).isEmpty();
    }
}
