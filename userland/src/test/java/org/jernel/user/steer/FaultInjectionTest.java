package org.jernel.user.steer;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.kernel.breakpoint.BreakFrame;
import org.jernel.kernel.breakpoint.Breakpoint;
import org.jernel.kernel.breakpoint.Breakpoints;
import org.jernel.kernel.inject.Injection;
import org.jernel.kernel.inject.Injector;
import org.jernel.kernel.mm.PageAllocator;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults as Linux's own files inject them, and the functions between system calls and files. {@code fault-injection.rst}. */
@Timeout(60)
final class FaultInjectionTest {

    private static final String ARM = "echo __x64_sys_mkdir > inject; echo 100 > probability; echo -1 > times; ";

    private final Machine machine = Machine.hermetic();

    private String sh(String script) throws InterruptedException {
        String before = machine.terminal().screen();
        machine.run(new Sh(), "sh", "-c", "cd /sys/kernel/debug/fail_function; " + script);
        return machine.terminal().screen().substring(before.length());
    }

    @Test
    void aFunctionFailsAsItsFilesSay() throws InterruptedException {
        try (machine) {
            assertThat(sh(ARM + "mkdir /tmp/a; cat inject __x64_sys_mkdir/retval")).isEqualTo("""
                    mkdir: cannot create directory '/tmp/a': Invalid argument
                    __x64_sys_mkdir
                    ffffffffffffffea
                    """);
            assertThat(sh("echo 0xfffffffffffffff4 > __x64_sys_mkdir/retval; mkdir /tmp/a; cat __x64_sys_mkdir/retval"))
                    .isEqualTo("mkdir: cannot create directory '/tmp/a': Cannot allocate memory\nfffffffffffffff4\n");
            assertThat(sh("echo 1 > times; mkdir /tmp/a /tmp/b; cat times; ls /tmp | cat"))
                    .isEqualTo("mkdir: cannot create directory '/tmp/a': Cannot allocate memory\n0\nb\n");
            assertThat(sh("dmesg | grep FAULT_INJECTION | wc -l").strip()).isEqualTo("3");
            assertThat(sh("echo '!__x64_sys_mkdir' > inject; cat inject; mkdir /tmp/a; ls -d /tmp/a __x64_sys_mkdir"))
                    .isEqualTo("ls: cannot access '__x64_sys_mkdir': No such file or directory\n/tmp/a\n");
            assertThat(sh("cat injectable")).contains("sock_create\tERRNO\n", "should_fail_alloc_page\tTRUE\n",
                    "__x64_sys_mkdir\tERRNO\n").doesNotContain("vfs_read");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "echo nosuch > inject | Invalid argument",
        "echo __x64_sys_nosuch > inject | Invalid argument",
        "echo vfs_read > inject | Numerical result out of range",
        "echo __x64_sys_mkdir > inject | Device or resource busy",
        "echo '!sock_create' > inject | No such file or directory",
        "echo 0 > __x64_sys_mkdir/retval | Invalid argument",
        "echo x > __x64_sys_mkdir/retval | Invalid argument",
        "echo x > probability | Invalid argument",
        "echo x > task-filter | Invalid argument"})
    void whatCannotBeIsRefused(String command, String error) throws InterruptedException {
        try (machine) {
            assertThat(sh(ARM + command)).contains(error).hasLineCount(1);
            assertThat(sh("cat inject probability")).isEqualTo("__x64_sys_mkdir\n100\n");
        }
    }

    @Test
    void nothingFailsWithoutAProbabilityAndAFilterSparesTasks() throws InterruptedException {
        try (machine) {
            assertThat(sh("echo __x64_sys_mkdir > inject; mkdir /tmp/a; echo 100 > probability; echo Y > task-filter; "
                    + "mkdir /tmp/b; cat task-filter; ls /tmp | cat")).isEqualTo("Y\na\nb\n");
            assertThat(sh("echo 1 > /proc/$$/make-it-fail; mkdir /tmp/c; cat /proc/$$/make-it-fail; ls /tmp | cat"))
                    .contains("mkdir: cannot create directory '/tmp/c': ", "\n1\na\nb\n");
            assertThat(
                    sh("echo 2 > /proc/self/make-it-fail; echo x > /proc/self/fail-nth; echo -1 > /proc/self/fail-nth"))
                    .contains("Invalid argument\n").hasLineCount(3);
            assertThat(sh("echo > inject; cat inject; mkdir /tmp/c; ls /tmp | cat")).isEqualTo("a\nb\nc\n");
        }
    }

    private static void write(Libc libc, String path, String text) {
        int fd = libc.open(path, Libc.O_WRONLY);
        assertThat(libc.write(fd, text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(text.length());
        libc.close(fd);
    }

    @Test
    void failNthFailsTheNthFaultOfTheTask() throws InterruptedException {
        try (machine) {
            sh("echo __x64_sys_mkdir > inject");
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                write(libc, "/proc/self/fail-nth", "2");
                assertThat(libc.mkdir("/tmp/first", 0777)).isZero();
                assertThat(libc.readFile("/proc/self/fail-nth")).isEqualTo("1\n");
                assertThat(libc.mkdir("/tmp/second", 0777)).isEqualTo(-1);
                assertThat(libc.errno()).isEqualTo(Errno.EINVAL.number());
                assertThat(libc.readFile("/proc/self/fail-nth")).isEqualTo("0\n");
                assertThat(libc.mkdir("/tmp/second", 0777)).isZero();
                return 0;
            }, "caller")).isZero();
        }
    }

    @Test
    void pagesAreRefused() throws InterruptedException {
        try (machine) {
            PageAllocator pages = machine.kernel().pages();
            sh("cd ../fail_page_alloc; echo 100 > probability");
            assertThat(pages.getFreePages(PageAllocator.GFP_KERNEL, 0)).isZero();
            long address = pages.getFreePages(PageAllocator.GFP_KERNEL, 0);
            assertThat(address).as("times is 1").isNotZero();
            pages.freePages(address, 0);
            try (Injection _ = Injector.of(machine.kernel()).add("should_fail_alloc_page:fail-nth=2")) {
                long first = pages.getFreePages(PageAllocator.GFP_KERNEL, 1);
                assertThat(first).isNotZero();
                assertThat(pages.getFreePages(PageAllocator.GFP_KERNEL, 0)).isZero();
                pages.freePages(first, 1);
            }
            try (Breakpoint _ = Breakpoints.of(machine.kernel()).add("__alloc_pages", frame -> frame.setResult(0))) {
                assertThat(pages.getFreePages(PageAllocator.GFP_KERNEL, 3)).isZero();
            }
            assertThat(pages.outstanding()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"vfs_read, fd buf count", "vfs_write, fd buf count", "do_sys_openat2, dfd filename flags mode"})
    void filesAreWatchedBetweenTheCallAndTheFile(String function, String args) throws InterruptedException {
        try (machine; Breakpoint met = Breakpoints.of(machine.kernel()).add(function, frame -> {
            assertThat(frame.args()).extracting(BreakFrame.Argument::name).containsExactly(args.split(" "));
            assertThat(frame.backtrace().getLast().function()).isEqualTo("do_syscall_64");
        })) {
            assertThat(sh("echo text > /tmp/f; cat /tmp/f")).isEqualTo("text\n");
            assertThat(met.hits()).isPositive();
        }
    }
}
