package org.jernel.test.trace;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.test.junit.JernelTest;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** The files of /sys/kernel/tracing, through system calls alone. */
@JernelTest
final class TracefsTest {

    private static final String TRACING = "/sys/kernel/tracing/";
    private static final String SOCKET = TRACING + "events/syscalls/sys_enter_socket/";
    private static final long SETUID = 105;
    private static final int O_WRONLY = 1;
    private static final int O_TRUNC = 01000;
    private static final int O_NONBLOCK = 04000;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    /** What {@code echo TEXT > FILE} does; the error's number, or 0. */
    private static int echo(Libc libc, String text, String file) {
        int fd = libc.open(file, O_WRONLY | O_TRUNC);
        if (fd < 0) {
            return libc.errno();
        }
        int result = libc.write(fd, (text + "\n").getBytes(StandardCharsets.UTF_8)) < 0 ? libc.errno() : 0;
        libc.close(fd);
        return result;
    }

    private static void socket(Libc libc) {
        libc.close(libc.socket(AF_INET, SOCK_DGRAM, 0));
    }

    @Test
    void tracesACall(Libc libc) {
        assertThat(libc.readFile(SOCKET + "enable")).isEqualTo("0\n");
        assertThat(echo(libc, "1", SOCKET + "enable")).isZero();
        assertThat(libc.readFile(SOCKET + "enable")).isEqualTo("1\n");
        assertThat(libc.readFile(TRACING + "events/syscalls/enable")).isEqualTo("X\n");
        assertThat(echo(libc, "1", TRACING + "events/syscalls/sys_exit_socket/enable")).isZero();
        assertThat(libc.readFile(TRACING + "set_event"))
                .isEqualTo("syscalls:sys_exit_socket\nsyscalls:sys_enter_socket\n");
        socket(libc);
        String trace = libc.readFile(TRACING + "trace");
        assertThat(trace).startsWith("# tracer: nop\n#\n# entries-in-buffer/entries-written: 2/2   #P:")
                .containsPattern("\n            test-" + libc.getpid() + " +\\[000\\] \\.{5} +\\d+\\.\\d{6}: "
                        + "sys_socket\\(family: 2, type: 2, protocol: 0\\)\n")
                .containsPattern(": sys_socket -> 0x3\n");
        assertThat(libc.readFile(TRACING + "trace")).isEqualTo(trace);
        assertThat(echo(libc, "", TRACING + "trace")).isZero();
        assertThat(libc.readFile(TRACING + "trace")).contains("entries-written: 0/0").doesNotContain("sys_socket");
        assertThat(echo(libc, "", TRACING + "set_event")).isZero();
        socket(libc);
        assertThat(libc.readFile(TRACING + "trace")).doesNotContain("sys_socket");
    }

    @Test
    void tellsTheLayoutOfAnEvent(Libc libc) {
        assertThat(libc.readFile(SOCKET + "format")).matches("(?s)name: sys_enter_socket\nID: \\d+\nformat:\n.*")
                .endsWith("""
                        \tfield:int common_pid;	offset:4;	size:4;	signed:1;

                        \tfield:int __syscall_nr;	offset:8;	size:4;	signed:1;
                        \tfield:int family;	offset:16;	size:8;	signed:0;
                        \tfield:int type;	offset:24;	size:8;	signed:0;
                        \tfield:int protocol;	offset:32;	size:8;	signed:0;

                        print fmt: "family: 0x%08lx, type: 0x%08lx, protocol: 0x%08lx", \
                        ((unsigned long)(REC->family)), ((unsigned long)(REC->type)), ((unsigned long)(REC->protocol))
                        """);
        assertThat(libc.readFile(SOCKET + "format")).contains("ID: " + libc.readFile(SOCKET + "id"));
        assertThat(libc.readDirectory(TRACING + "events/syscalls"))
                .contains("sys_enter_socket", "sys_exit_socket", "sys_enter_newuname", "enable");
        assertThat(libc.readFile(TRACING + "available_events"))
                .contains("syscalls:sys_enter_read\n", "raw_syscalls:sys_enter\n");
    }

    @Test
    void refusesWhatLinuxRefuses(Libc libc) {
        assertThat(echo(libc, "2", SOCKET + "enable")).isEqualTo(Errno.EINVAL.number());
        for (String unknown : List.of("syscalls:sys_enter_nosuch", "*", "!*", "*:sys_enter_getp*",
                "sys*:sys_enter_getpid",
                "sys_enter_getp*", "syscalls:sys_enter_getp*")) {
            assertThat(echo(libc, unknown, TRACING + "set_event")).as(unknown).isEqualTo(Errno.EINVAL.number());
        }
        assertThat(libc.readFile(TRACING + "set_event")).isEmpty();
        for (String known : List.of("*:sys_enter_getpid", ":sys_enter_getpid", "syscalls:", "syscalls:*", "*:*")) {
            assertThat(echo(libc, known, TRACING + "set_event")).as(known).isZero();
        }
        assertThat(echo(libc, "", TRACING + "set_event")).isZero();
        assertThat(echo(libc, "function", TRACING + "current_tracer")).isEqualTo(Errno.EINVAL.number());
        assertThat(echo(libc, "sundial", TRACING + "trace_clock")).isEqualTo(Errno.EINVAL.number());
        assertThat(echo(libc, "0", TRACING + "buffer_size_kb")).isEqualTo(Errno.EINVAL.number());
        assertThat(echo(libc, "fd == 3", SOCKET + "filter")).isEqualTo(Errno.EINVAL.number());
        assertThat(libc.open(TRACING + "events/syscalls/sys_enter_nosuch/enable", 0)).isEqualTo(-1);
        assertThat(libc.errno()).isEqualTo(Errno.ENOENT.number());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"available_events", "available_tracers", "buffer_total_size_kb",
                "events/syscalls/sys_enter_socket/format", "events/syscalls/sys_enter_socket/id"})
    void whatIsOnlyShownCannotBeWritten(String file, Libc libc) {
        assertThat(echo(libc, "1", TRACING + file)).isEqualTo(Errno.EINVAL.number());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 700", "trace, 640", "trace_pipe, 440", "trace_marker, 220", "tracing_on, 640", "available_events, 440",
        "set_event, 640", "events, 750", "events/enable, 640", "events/syscalls/sys_enter_socket/enable, 640",
        "events/syscalls/sys_enter_socket/format, 440", "events/syscalls/sys_enter_socket/id, 440"
    })
    void onlyRootComesIn(String file, String mode, Libc libc) {
        String path = (TRACING + file).replaceAll("/$", "");
        Stat stat = requireNonNull(libc.stat(path));
        assertThat(Integer.toOctalString(stat.mode() & 0777)).isEqualTo(mode);
        int child = libc.clone(own -> {
            long _ = own.syscall(SETUID, 1000);
            return own.open(path, 0) < 0 ? own.errno() : 0;
        });
        assertThat(libc.waitpid(child, 0).status()).isEqualTo(Errno.EACCES.number() << 8);
    }

    @Test
    void keepsTheBytesOfAMark(Libc libc) {
        byte[] mark = {'a', (byte) 0xff, (byte) 0xfe, 'b', 0, 'c'};
        int fd = libc.open(TRACING + "trace_marker", O_WRONLY);
        assertThat(libc.write(fd, mark)).isEqualTo(mark.length);
        libc.close(fd);
        String end = ": tracing_mark_write: a\u00ff\u00feb\n";
        for (String file : new String[] {"trace", "trace_pipe"}) {
            byte[] shown = new byte[4096];
            int source = libc.open(TRACING + file, O_NONBLOCK);
            int length = libc.read(source, shown);
            libc.close(source);
            assertThat(new String(shown, 0, length, StandardCharsets.ISO_8859_1)).endsWith(end);
        }
    }

    @Test
    void consumesThroughThePipe(Libc libc) {
        int pipe = libc.open(TRACING + "trace_pipe", O_NONBLOCK);
        assertThat(libc.read(pipe, new byte[10])).isEqualTo(-1);
        assertThat(libc.errno()).isEqualTo(Errno.EAGAIN.number());
        assertThat(libc.poll(pipe, 1, 0)).isZero();
        assertThat(echo(libc, "hello", TRACING + "trace_marker")).isZero();
        assertThat(libc.poll(pipe, 1, 0)).isNotZero();
        byte[] line = new byte[200];
        int length = libc.read(pipe, line);
        assertThat(new String(line, 0, length, StandardCharsets.UTF_8)).endsWith(": tracing_mark_write: hello\n");
        assertThat(libc.read(pipe, line)).isEqualTo(-1);
        libc.close(pipe);
        assertThat(libc.readFile(TRACING + "trace")).doesNotContain("hello");
    }

    @Test
    void waitsAtThePipe(Libc libc) {
        int child = libc.clone(own -> {
            int pipe = own.open(TRACING + "trace_pipe", 0);
            byte[] line = new byte[200];
            int length = own.read(pipe, line);
            return new String(line, 0, Math.max(length, 0), StandardCharsets.UTF_8).contains("wake up") ? 0 : 1;
        });
        assertThat(echo(libc, "wake up", TRACING + "trace_marker")).isZero();
        assertThat(libc.waitpid(child, 0).status()).isZero();
    }

    @Test
    void readersOfOnePipeEndEachAlone(Libc libc) {
        int pipe = libc.open(TRACING + "trace_pipe", 0);
        int first = reader(libc, pipe);
        int second = reader(libc, pipe);
        assertThat(libc.kill(second, 9)).isZero();
        assertThat(libc.waitpid(second, 0).status()).isEqualTo(9);
        assertThat(echo(libc, "wake up", TRACING + "trace_marker")).isZero();
        assertThat(libc.waitpid(first, 0).status()).isZero();
        libc.close(pipe);
    }

    private static int reader(Libc libc, int pipe) {
        int child = libc.clone(own -> own.read(pipe, new byte[200]) > 0 ? 0 : 1);
        while (!String.valueOf(libc.readFile("/proc/" + child + "/syscall")).startsWith("0 ")) {
            libc.nanosleep(1_000_000);
        }
        return child;
    }

    @Test
    void tracingCanBeOff(Libc libc) {
        assertThat(echo(libc, "raw_syscalls:sys_enter", TRACING + "set_event")).isZero();
        assertThat(echo(libc, "0", TRACING + "tracing_on")).isZero();
        assertThat(echo(libc, "x", TRACING + "trace_marker")).isEqualTo(Errno.EBADF.number());
        String before = libc.readFile(TRACING + "trace");
        socket(libc);
        assertThat(libc.readFile(TRACING + "trace")).isEqualTo(before).contains("sys_enter: NR 1 (");
        assertThat(echo(libc, "1", TRACING + "tracing_on")).isZero();
        socket(libc);
        assertThat(libc.readFile(TRACING + "trace")).contains("sys_enter: NR 41 (2, 2, 0, ");
    }

    @Test
    void theNewestOverwritesTheOldest(Libc libc) {
        assertThat(echo(libc, "1", TRACING + "buffer_size_kb")).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(echo(libc, "mark " + i, TRACING + "trace_marker")).isZero();
        }
        assertThat(libc.readFile(TRACING + "trace")).contains("mark 99\n").doesNotContain("mark 1\n").contains("/100 ");
    }
}
